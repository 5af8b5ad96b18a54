<?php
session_start();
if (!isset($_SESSION['nom'])) {
    header('Location: /');
    exit;
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Planning</title>
</head>
<body>
    <h1>Planning des bénévoles</h1>
    <p id="qui"><?= htmlspecialchars($_SESSION['nom']) ?></p>
    <p>Samedi : distribution des paniers, code du portail 4471.</p>
    <form method="post" action="/sortir.php">
        <button>Se déconnecter</button>
    </form>
</body>
</html>

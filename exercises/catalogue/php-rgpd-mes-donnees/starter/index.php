<?php
require __DIR__ . '/commun.php';
$erreur = '';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $requete = $base->prepare('SELECT id, empreinte FROM membres WHERE courriel = ?');
    $requete->execute([trim($_POST['courriel'] ?? '')]);
    $compte = $requete->fetch();
    if ($compte !== false && password_verify($_POST['secret'] ?? '', $compte['empreinte'])) {
        session_regenerate_id(true);
        $_SESSION['membre'] = $compte['id'];
        header('Location: /mes-donnees.php');
        exit;
    }
    $erreur = 'Courriel ou mot de passe inexact.';
    http_response_code(422);
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La ludothèque</title>
</head>
<body>
    <h1>La ludothèque</h1>
    <p role="alert"><?= htmlspecialchars($erreur) ?></p>
    <form method="post" action="/">
        <label for="courriel">Courriel</label>
        <input id="courriel" name="courriel" type="email" autocomplete="username">
        <label for="secret">Mot de passe</label>
        <input id="secret" name="secret" type="password" autocomplete="current-password">
        <button>Se connecter</button>
    </form>
</body>
</html>

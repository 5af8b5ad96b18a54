<?php
session_start();
$_SESSION['membre'] ??= 2;
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $requete = $base->prepare('UPDATE membres SET telephone = ? WHERE id = ?');
    $requete->execute([trim($_POST['telephone'] ?? ''), $_POST['membre'] ?? 0]);
    header('Location: /');
    exit;
}

$mot = trim($_GET['mot'] ?? '');
$requete = $base->query("SELECT nom, quartier FROM membres WHERE visible = 1 AND quartier LIKE '%$mot%' ORDER BY nom");
$membres = $requete->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>L'annuaire</title>
</head>
<body>
    <h1>L'annuaire des membres</h1>
    <form action="/">
        <label for="mot">Quartier</label>
        <input id="mot" name="mot" value="<?= $mot ?>">
        <button>Chercher</button>
    </form>
    <ul>
        <?php foreach ($membres as $membre): ?>
            <li><?= $membre['nom'] ?>, <?= htmlspecialchars($membre['quartier']) ?></li>
        <?php endforeach; ?>
    </ul>
    <h2>Mon téléphone</h2>
    <form method="post" action="/">
        <input type="hidden" name="membre" value="<?= $_SESSION['membre'] ?>">
        <label for="telephone">Numéro</label>
        <input id="telephone" name="telephone" type="tel">
        <button>Enregistrer</button>
    </form>
</body>
</html>

<?php
session_start();
$_SESSION['jeton'] ??= bin2hex(random_bytes(32));
$_SESSION['membre'] ??= 2;
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['jeton'], $_POST['jeton'] ?? '')) {
        http_response_code(403);
        exit('Rouvrez la page.');
    }
    $requete = $base->prepare('UPDATE membres SET telephone = ? WHERE id = ?');
    $requete->execute([trim($_POST['telephone'] ?? ''), $_SESSION['membre']]);
    header('Location: /');
    exit;
}

$mot = trim($_GET['mot'] ?? '');
$requete = $base->prepare('SELECT nom, quartier FROM membres WHERE visible = 1 AND quartier LIKE ? ORDER BY nom');
$requete->execute(['%' . $mot . '%']);
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
        <input id="mot" name="mot" value="<?= htmlspecialchars($mot) ?>">
        <button>Chercher</button>
    </form>
    <ul>
        <?php foreach ($membres as $membre): ?>
            <li><?= htmlspecialchars($membre['nom']) ?>, <?= htmlspecialchars($membre['quartier']) ?></li>
        <?php endforeach; ?>
    </ul>
    <h2>Mon téléphone</h2>
    <form method="post" action="/">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($_SESSION['jeton']) ?>">
        <label for="telephone">Numéro</label>
        <input id="telephone" name="telephone" type="tel">
        <button>Enregistrer</button>
    </form>
</body>
</html>

<?php
session_start();
$_SESSION['jeton'] ??= bin2hex(random_bytes(32));
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$annonces = $base->query('SELECT id, texte, auteur FROM annonces ORDER BY id')->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Les annonces</title>
</head>
<body>
    <h1>Les annonces</h1>
    <ul>
        <?php foreach ($annonces as $annonce): ?>
            <li>
                <?= htmlspecialchars($annonce['texte']) ?>
                <?php if ($annonce['auteur'] === ($_SESSION['nom'] ?? null)): ?>
                    <form method="post" action="/effacer.php">
                        <input type="hidden" name="jeton" value="<?= htmlspecialchars($_SESSION['jeton']) ?>">
                        <input type="hidden" name="id" value="<?= $annonce['id'] ?>">
                        <button>Effacer « <?= htmlspecialchars($annonce['texte']) ?> »</button>
                    </form>
                <?php endif; ?>
            </li>
        <?php endforeach; ?>
    </ul>
</body>
</html>

<?php
session_start();
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
                <!-- À vous : le formulaire, pour ses propres annonces. -->
            </li>
        <?php endforeach; ?>
    </ul>
</body>
</html>

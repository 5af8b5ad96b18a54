<?php
require __DIR__ . '/commun.php';

// À vous : la porte, l'effacement, puis les données.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Mes données</title>
</head>
<body>
    <h1>Mes données</h1>
    <p id="nom">À vous</p>
    <p id="courriel">À vous</p>
</body>
</html>

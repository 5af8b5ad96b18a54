<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// À vous : lire le livre demandé.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Un livre</title>
</head>
<body>
    <h1>À vous</h1>
</body>
</html>

<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// À vous.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>L'outilthèque</title>
</head>
<body>
    <h1>L'outilthèque</h1>
</body>
</html>

<?php
// À vous : lire le prénom qui vient de l'adresse.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Bienvenue</title>
</head>
<body>
    <h1>Bienvenue</h1>
</body>
</html>

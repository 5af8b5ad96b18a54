<?php
require __DIR__ . '/ateliers.php';

// À vous : lire le mot, garder les ateliers qui le contiennent.
$trouves = [];
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Chercher un atelier</title>
</head>
<body>
    <h1>Chercher un atelier</h1>
    <form method="get" action="/">
        <label for="mot">Un mot du titre</label>
        <input id="mot" name="mot">
        <button>Chercher</button>
    </form>
    <!-- À vous : la liste, ou la phrase. -->
</body>
</html>

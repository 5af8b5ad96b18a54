<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// À vous : chercher les livres.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La bibliothèque</title>
</head>
<body>
    <h1>La bibliothèque</h1>
    <form method="get" action="/">
        <label for="titre">Titre</label>
        <input id="titre" name="titre">
        <button>Chercher</button>
    </form>
    <!-- À vous : la liste, ou la phrase. -->
</body>
</html>

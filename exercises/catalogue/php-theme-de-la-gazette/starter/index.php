<?php
const THEMES = ['clair', 'sombre'];

// À vous.
$theme = 'clair';
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La gazette</title>
</head>
<body class="<?= $theme ?>">
    <h1>La gazette du quartier</h1>
    <form method="post" action="/">
        <button name="theme" value="clair">Thème clair</button>
        <button name="theme" value="sombre">Thème sombre</button>
    </form>
</body>
</html>

<?php
// À vous : lire, contrôler, répondre.
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Sortie à la ferme</title>
</head>
<body>
    <h1>Sortie à la ferme</h1>
    <form method="post" action="/" novalidate>
        <label for="nom">Nom</label>
        <input id="nom" name="nom" autocomplete="name">
        <label for="courriel">Courriel</label>
        <input id="courriel" name="courriel" type="email" autocomplete="email">
        <label for="places">Nombre de places</label>
        <input id="places" name="places" type="number" value="1">
        <button>Réserver</button>
    </form>
</body>
</html>

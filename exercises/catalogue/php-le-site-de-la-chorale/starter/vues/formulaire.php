<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Ajouter un concert</title>
</head>
<body>
    <h1>Ajouter un concert</h1>
    <!-- À vous. -->
</body>
</html>

<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Les concerts</title>
</head>
<body>
    <h1>Les concerts</h1>
    <!-- À vous. -->
</body>
</html>

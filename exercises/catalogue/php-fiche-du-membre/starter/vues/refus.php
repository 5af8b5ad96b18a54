<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Refusé</title>
</head>
<body>
    <h1>Ce n'est pas possible</h1>
    <p><?= htmlspecialchars($donnees['phrase']) ?></p>
</body>
</html>

<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Merci</title>
</head>
<body>
    <h1>Merci, vos places sont gardées</h1>
</body>
</html>

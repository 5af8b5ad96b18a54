<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Merci</title>
</head>
<body>
    <h1>Regardez vos courriels</h1>
    <p>Si ce courriel n'avait pas de compte, il en a un maintenant.</p>
</body>
</html>

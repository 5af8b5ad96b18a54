<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title><?= e($donnees['titre']) ?> - La maison de quartier</title>
</head>
<body>
    <nav aria-label="Menu">
        <a href="/"<?= $donnees['page'] === 'accueil' ? ' aria-current="page"' : '' ?>>Accueil</a>
    </nav>
    <main>
        <?= $contenu ?>
    </main>
</body>
</html>

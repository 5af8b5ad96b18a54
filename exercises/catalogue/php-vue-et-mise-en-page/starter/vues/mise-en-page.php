<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La maison de quartier</title>
</head>
<body>
    <nav aria-label="Menu">
        <a href="/">Accueil</a>
    </nav>
    <main>
        <!-- À vous : le texte de la vue. -->
    </main>
</body>
</html>

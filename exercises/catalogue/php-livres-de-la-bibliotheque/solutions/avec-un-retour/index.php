<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

$titre = trim($_GET['titre'] ?? '');
$requete = $base->prepare("SELECT id, titre FROM livres WHERE titre LIKE '%' || ? || '%' ORDER BY titre");
$requete->execute([$titre]);
$livres = $requete->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La bibliothèque</title>
</head>
<body>
    <h1>La bibliothèque</h1>
    <p>Quatre livres, et bientôt davantage.</p>
    <form method="get" action="/">
        <label for="titre">Titre</label>
        <input id="titre" name="titre" value="<?= htmlspecialchars($titre) ?>">
        <button>Chercher</button>
    </form>
    <?php if ($livres === []): ?>
        <p>Aucun livre.</p>
    <?php endif; ?>
    <ul>
        <?php foreach ($livres as $livre): ?>
            <li><a href="/livre.php?id=<?= $livre['id'] ?>"><?= htmlspecialchars($livre['titre']) ?></a></li>
        <?php endforeach; ?>
    </ul>
</body>
</html>

<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

$id = filter_var($_GET['id'] ?? '', FILTER_VALIDATE_INT);
$requete = $base->prepare('SELECT titre, auteur FROM livres WHERE id = ?');
$requete->execute([$id]);
$livre = $requete->fetch();
if ($livre === false) {
    http_response_code(404);
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Un livre</title>
</head>
<body>
    <?php if ($livre === false): ?>
        <h1>Livre introuvable</h1>
    <?php else: ?>
        <h1><?= htmlspecialchars($livre['titre']) ?></h1>
        <p><?= htmlspecialchars($livre['auteur']) ?></p>
    <?php endif; ?>
    <p><a href="/">Tous les livres</a></p>
</body>
</html>

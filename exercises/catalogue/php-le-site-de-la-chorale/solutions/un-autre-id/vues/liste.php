<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Les concerts</title>
</head>
<body>
    <h1>Les concerts</h1>
    <?php if ($donnees['concerts'] === []): ?>
        <p>Aucun concert pour le moment.</p>
    <?php endif; ?>
    <ul>
        <?php foreach ($donnees['concerts'] as $concert): ?>
            <li>
                <?= date('d/m/Y', strtotime($concert['jour'])) ?> :
                <?= htmlspecialchars($concert['titre']) ?> (<?= $concert['places'] ?> places)
            </li>
        <?php endforeach; ?>
    </ul>
    <p><a href="/?page=ajouter">Ajouter un concert</a></p>
</body>
</html>

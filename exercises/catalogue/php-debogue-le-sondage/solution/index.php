<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $choix = trim($_POST['choix'] ?? '');
    if ($choix !== '') {
        $ajout = $base->prepare('INSERT INTO votes (choix) VALUES (?)');
        $ajout->execute([$choix]);
    }
    header('Location: /');
    exit;
}

$total = $base->query('SELECT COUNT(*) FROM votes')->fetchColumn();
$lignes = $base->query('SELECT choix, COUNT(*) AS voix FROM votes GROUP BY choix ORDER BY voix DESC, choix')->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Le sondage</title>
</head>
<body>
    <h1>Quel atelier au printemps ?</h1>
    <form method="post" action="/">
        <label for="choix">Votre idée</label>
        <input id="choix" name="choix">
        <button>Voter</button>
    </form>
    <ul>
        <?php foreach ($lignes as $ligne): ?>
            <li><?= htmlspecialchars($ligne['choix']) ?> : <?= round(100 * $ligne['voix'] / $total) ?> %</li>
        <?php endforeach; ?>
    </ul>
    <p id="moyenne"><?= $total === 0 ? 'Aucun vote.' : round($total / count($lignes), 1) . ' voix par idée' ?></p>
</body>
</html>

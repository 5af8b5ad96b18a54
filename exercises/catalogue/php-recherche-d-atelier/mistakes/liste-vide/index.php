<?php
require __DIR__ . '/ateliers.php';

$mot = trim($_GET['mot'] ?? '');
$trouves = [];
foreach (ATELIERS as $atelier) {
    if ($mot === '' || mb_stripos($atelier, $mot) !== false) {
        $trouves[] = $atelier;
    }
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Chercher un atelier</title>
</head>
<body>
    <h1>Chercher un atelier</h1>
    <form method="get" action="/">
        <label for="mot">Un mot du titre</label>
        <input id="mot" name="mot" value="<?= htmlspecialchars($mot) ?>">
        <button>Chercher</button>
    </form>
    <?php if ($trouves === []): ?>
        <p>Aucun atelier pour « <?= htmlspecialchars($mot) ?> ».</p>
    <?php endif; ?>
        <ul>
            <?php foreach ($trouves as $atelier): ?>
                <li><?= htmlspecialchars($atelier) ?></li>
            <?php endforeach; ?>
        </ul>
</body>
</html>

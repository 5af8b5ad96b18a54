<?php
$prenom = trim($_GET['prenom']);
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Bienvenue</title>
</head>
<body>
    <?php if ($prenom === ''): ?>
        <h1>Bienvenue dans le quartier</h1>
    <?php else: ?>
        <h1>Bienvenue, <?= htmlspecialchars($prenom) ?></h1>
    <?php endif; ?>
</body>
</html>

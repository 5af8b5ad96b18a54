<?php
require __DIR__ . '/commun.php';

if (!isset($_SESSION['membre'])) {
    header('Location: /');
    exit;
}
$membre = $_SESSION['membre'];

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['jeton'], $_POST['jeton'] ?? '')) {
        http_response_code(403);
        exit('Rouvrez la page.');
    }
    $base->beginTransaction();
    $base->prepare('UPDATE emprunts SET membre_id = NULL WHERE membre_id = ?')->execute([$membre]);
    $base->prepare('DELETE FROM membres WHERE id = ?')->execute([$membre]);
    $base->commit();
    header('Location: /');
    exit;
}

$requete = $base->prepare('SELECT nom, courriel FROM membres WHERE id = ?');
$requete->execute([$membre]);
$personne = $requete->fetch();
$requete = $base->prepare('SELECT jeu FROM emprunts WHERE membre_id = ? ORDER BY jeu');
$requete->execute([$membre]);
$jeux = $requete->fetchAll(PDO::FETCH_COLUMN);
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Mes données</title>
</head>
<body>
    <h1>Mes données</h1>
    <p id="nom"><?= htmlspecialchars($personne['nom']) ?></p>
    <p id="courriel"><?= htmlspecialchars($personne['courriel']) ?></p>
    <?php if ($jeux === []): ?>
        <p id="vide">Aucun emprunt.</p>
    <?php else: ?>
        <ul>
            <?php foreach ($jeux as $jeu): ?>
                <li><?= htmlspecialchars($jeu) ?></li>
            <?php endforeach; ?>
        </ul>
    <?php endif; ?>
    <p><a href="/emporter.php">Emporter mes données</a></p>
    <form method="post" action="/mes-donnees.php">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($_SESSION['jeton']) ?>">
        <button>Effacer mon compte</button>
    </form>
</body>
</html>

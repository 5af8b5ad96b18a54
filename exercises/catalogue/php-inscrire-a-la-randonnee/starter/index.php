<?php
require __DIR__ . '/src/Inscriptions.php';

$base = new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole');
$phrase = '';
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $resultat = (new Inscriptions($base))->inscrire((int) ($_POST['sortie'] ?? 0), trim($_POST['nom'] ?? ''));
    $phrase = match ($resultat) {
        'fait' => 'Vous êtes sur la liste.',
        'complet' => 'Cette sortie est complète.',
        'deja-inscrite' => 'Vous étiez déjà sur la liste.',
    };
    http_response_code($resultat === 'fait' ? 200 : 409);
}
$sorties = $base->query('SELECT id, titre, places FROM sorties ORDER BY id')->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Les randonnées</title>
</head>
<body>
    <h1>Les randonnées</h1>
    <p role="status"><?= htmlspecialchars($phrase) ?></p>
    <form method="post" action="/">
        <label for="nom">Votre nom</label>
        <input id="nom" name="nom" required>
        <label for="sortie">La sortie</label>
        <select id="sortie" name="sortie">
            <?php foreach ($sorties as $sortie): ?>
                <option value="<?= $sortie['id'] ?>"><?= htmlspecialchars($sortie['titre']) ?>, <?= $sortie['places'] ?> places</option>
            <?php endforeach; ?>
        </select>
        <button>S'inscrire</button>
    </form>
</body>
</html>

<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $prenom = trim($_POST['prenom'] ?? '');
    $texte = trim($_POST['texte'] ?? '');
    if ($texte !== '') {
        $requete = $base->prepare('INSERT INTO messages (prenom, texte) VALUES (?, ?)');
        $requete->execute([$prenom, $texte]);
    }
}

$messages = $base->query('SELECT prenom, texte FROM messages ORDER BY id DESC')->fetchAll();
?>
<!DOCTYPE html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Livre d'or</title>
</head>
<body>
    <h1>Livre d'or</h1>

    <form method="post" action="/">
        <label>Prénom <input name="prenom" required></label>
        <label>Message <textarea name="texte" required></textarea></label>
        <button>Laisser mon message</button>
    </form>

    <?php foreach ($messages as $message): ?>
        <article>
            <h2><?= htmlspecialchars($message['prenom']) ?></h2>
            <p><?= htmlspecialchars($message['texte']) ?></p>
        </article>
    <?php endforeach; ?>
</body>
</html>

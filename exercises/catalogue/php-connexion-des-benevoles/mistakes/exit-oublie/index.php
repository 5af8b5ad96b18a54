<?php
session_start();
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$courriel = trim($_POST['courriel'] ?? '');
$erreur = '';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $requete = $base->prepare('SELECT nom, empreinte FROM comptes WHERE courriel = ?');
    $requete->execute([$courriel]);
    $compte = $requete->fetch();
    if ($compte !== false && password_verify($_POST['secret'] ?? '', $compte['empreinte'])) {
        session_regenerate_id(true);
        $_SESSION['nom'] = $compte['nom'];
        header('Location: /planning.php');
        exit;
    }
    $erreur = 'Courriel ou mot de passe inexact.';
    http_response_code(422);
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Connexion</title>
</head>
<body>
    <h1>Connexion</h1>
    <?php if ($erreur !== ''): ?>
        <p class="erreur" role="alert"><?= htmlspecialchars($erreur) ?></p>
    <?php endif; ?>
    <form method="post" action="/">
        <label for="courriel">Courriel</label>
        <input id="courriel" name="courriel" type="email" autocomplete="username" value="<?= htmlspecialchars($courriel) ?>">
        <label for="secret">Mot de passe</label>
        <input id="secret" name="secret" type="password" autocomplete="current-password">
        <button>Se connecter</button>
    </form>
</body>
</html>

<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$courriel = trim($_POST['courriel'] ?? '');
$secret = $_POST['secret'] ?? '';
$erreur = '';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (filter_var($courriel, FILTER_VALIDATE_EMAIL) === false) {
        $erreur = 'Écrivez un courriel complet.';
    } elseif (mb_strlen($secret) < 12) {
        $erreur = 'Douze caractères au moins, s\'il vous plaît.';
    } else {
        $cherche = $base->prepare('SELECT COUNT(*) FROM comptes WHERE courriel = ?');
        $cherche->execute([$courriel]);
        if ($cherche->fetchColumn() === 0) {
            $ajout = $base->prepare('INSERT INTO comptes (courriel, empreinte) VALUES (?, ?)');
            $ajout->execute([$courriel, password_hash($secret, PASSWORD_DEFAULT)]);
        }
        header('Location: /merci.php');
        exit;
    }
    http_response_code(422);
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Créer un compte</title>
</head>
<body>
    <h1>Créer un compte</h1>
    <?php if ($erreur !== ''): ?>
        <p class="erreur" role="alert"><?= htmlspecialchars($erreur) ?></p>
    <?php endif; ?>
    <form method="post" action="/">
        <label for="courriel">Courriel</label>
        <input id="courriel" name="courriel" type="email" autocomplete="email" value="<?= htmlspecialchars($courriel) ?>">
        <label for="secret">Mot de passe</label>
        <input id="secret" name="secret" type="password" autocomplete="new-password">
        <button>Créer</button>
    </form>
</body>
</html>

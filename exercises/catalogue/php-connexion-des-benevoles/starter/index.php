<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$courriel = trim($_POST['courriel'] ?? '');
$erreur = '';

// À vous.
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

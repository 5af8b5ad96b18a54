<?php
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$erreur = '';

// À vous : lire, contrôler, ranger l'empreinte.
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
        <input id="courriel" name="courriel" type="email" autocomplete="email">
        <label for="secret">Mot de passe</label>
        <input id="secret" name="secret" type="password" autocomplete="new-password">
        <button>Créer</button>
    </form>
</body>
</html>

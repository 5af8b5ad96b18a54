<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Un nouvel atelier</title>
</head>
<body>
    <h1>Un nouvel atelier</h1>
    <?php foreach ($formulaire->getErrors() as $erreur): ?>
        <p class="erreur"><?= htmlspecialchars($erreur) ?></p>
    <?php endforeach; ?>
    <form method="post" action="/ateliers/nouveau">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($_SESSION['jeton']) ?>">
        <label for="titre">Titre</label>
        <input id="titre" name="titre" value="<?= htmlspecialchars($formulaire->getData()['titre']) ?>">
        <label for="places">Places</label>
        <input id="places" name="places" inputmode="numeric" value="<?= htmlspecialchars($formulaire->getData()['places']) ?>">
        <button>Ajouter</button>
    </form>
</body>
</html>

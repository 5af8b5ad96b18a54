<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Ajouter un concert</title>
</head>
<body>
    <h1>Ajouter un concert</h1>
    <?php foreach ($donnees['erreurs'] as $erreur): ?>
        <p class="erreur"><?= htmlspecialchars($erreur) ?></p>
    <?php endforeach; ?>
    <form method="post" action="/?page=ajouter">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($donnees['jeton']) ?>">
        <label for="titre-du-concert">Titre</label>
        <input id="titre-du-concert" name="titre" value="<?= htmlspecialchars($donnees['saisie']['titre']) ?>">
        <label for="jour">Jour</label>
        <input id="jour" name="jour" type="date" value="<?= htmlspecialchars($donnees['saisie']['jour']) ?>">
        <label for="places">Places</label>
        <input id="places" name="places" inputmode="numeric" value="<?= htmlspecialchars($donnees['saisie']['places']) ?>">
        <button>Ajouter</button>
    </form>
</body>
</html>

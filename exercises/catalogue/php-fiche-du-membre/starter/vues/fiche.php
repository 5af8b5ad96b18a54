<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Ma fiche</title>
</head>
<body>
    <h1>Ma fiche</h1>
    <?php if ($donnees['erreur'] !== ''): ?>
        <p class="erreur"><?= htmlspecialchars($donnees['erreur']) ?></p>
    <?php endif; ?>
    <form method="post" action="/">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($donnees['jeton']) ?>">
        <label for="prenom">Prénom</label>
        <input id="prenom" name="prenom" value="<?= htmlspecialchars($donnees['prenom']) ?>">
        <label for="telephone">Téléphone</label>
        <input id="telephone" name="telephone" value="<?= htmlspecialchars($donnees['telephone']) ?>">
        <button>Enregistrer</button>
    </form>
</body>
</html>

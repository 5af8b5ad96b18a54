<?php
const PRODUITS = ['Miel', 'Farine', 'Savon'];

// À vous : la session, l'ajout, le retour.
$panier = [];
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>La coopérative</title>
</head>
<body>
    <h1>La coopérative</h1>
    <form method="post" action="/">
        <?php foreach (PRODUITS as $produit): ?>
            <button name="produit" value="<?= htmlspecialchars($produit) ?>"><?= htmlspecialchars($produit) ?></button>
        <?php endforeach; ?>
        <button name="vider" value="1">Vider le panier</button>
    </form>
    <ul id="panier">
        <?php foreach ($panier as $produit): ?>
            <li><?= htmlspecialchars($produit) ?></li>
        <?php endforeach; ?>
    </ul>
</body>
</html>

<?php
const PRODUITS = ['Miel', 'Farine', 'Savon'];

session_start();
$_SESSION['panier'] ??= [];

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $produit = $_POST['produit'] ?? '';
    if (isset($_POST['vider'])) {
        $_SESSION['panier'] = [];
    } elseif (in_array($produit, PRODUITS, true)) {
        array_unshift($_SESSION['panier'], $produit);
    }
    header('Location: /');
    exit;
}

$panier = $_SESSION['panier'];
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

<?php
$nom = trim($_POST['nom'] ?? '');
$courriel = trim($_POST['courriel'] ?? '');
$places = trim($_POST['places'] ?? '1');
$erreurs = [];

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if ($nom === '') {
        $erreurs['nom'] = 'Écrivez votre nom.';
    }
    if (!str_contains($courriel, '@')) {
        $erreurs['courriel'] = 'Écrivez un courriel complet, comme nom@exemple.fr.';
    }
    $nombre = filter_var($places, FILTER_VALIDATE_INT);
    if ($nombre === false || $nombre < 1 || $nombre > 6) {
        $erreurs['places'] = 'Choisissez de 1 à 6 places.';
    }
    if ($erreurs === []) {
        header('Location: /merci.php');
        exit;
    }
    http_response_code(422);
}

// Écrit l'erreur d'un champ, s'il en a une.
function erreur(array $erreurs, string $champ): string
{
    if (!isset($erreurs[$champ])) {
        return '';
    }
    return "<p class=\"erreur\" id=\"erreur-$champ\">" . htmlspecialchars($erreurs[$champ]) . '</p>';
}

// Relie le champ à son erreur pour qui ne voit pas l'écran.
function lien(array $erreurs, string $champ): string
{
    return isset($erreurs[$champ]) ? "aria-invalid=\"true\" aria-describedby=\"erreur-$champ\"" : '';
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Sortie à la ferme</title>
</head>
<body>
    <h1>Sortie à la ferme</h1>
    <form method="post" action="/" novalidate>
        <label for="nom">Nom</label>
        <input id="nom" name="nom" autocomplete="name" value="<?= htmlspecialchars($nom) ?>" <?= lien($erreurs, 'nom') ?>>
        <?= erreur($erreurs, 'nom') ?>
        <label for="courriel">Courriel</label>
        <input id="courriel" name="courriel" type="email" autocomplete="email" value="<?= htmlspecialchars($courriel) ?>" <?= lien($erreurs, 'courriel') ?>>
        <?= erreur($erreurs, 'courriel') ?>
        <label for="places">Nombre de places</label>
        <input id="places" name="places" type="number" value="<?= htmlspecialchars($places) ?>" <?= lien($erreurs, 'places') ?>>
        <?= erreur($erreurs, 'places') ?>
        <button>Réserver</button>
    </form>
</body>
</html>

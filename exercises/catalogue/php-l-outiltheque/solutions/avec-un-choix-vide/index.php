<?php
session_start();
$_SESSION['jeton'] ??= bin2hex(random_bytes(32));
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// Arrête tout, avec un code et une phrase.
function refuser(int $code, string $phrase): never
{
    http_response_code($code);
    exit($phrase);
}

// Prête un outil ; renvoie une phrase d'erreur, ou un texte vide.
function preter(PDO $base, string $nom, int|false $outil): string
{
    if ($nom === '') {
        return 'Écrivez votre nom.';
    }
    $requete = $base->prepare('UPDATE outils SET emprunte_par = ? WHERE id = ? AND emprunte_par IS NULL');
    $requete->execute([$nom, $outil]);
    return $requete->rowCount() === 1 ? '' : 'Cet outil n\'est pas disponible.';
}

$nom = trim($_POST['nom'] ?? '');
$erreur = '';
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['jeton'], $_POST['jeton'] ?? '')) {
        refuser(403, 'Ce formulaire n\'est plus valable : rouvrez la page.');
    }
    $erreur = preter($base, $nom, filter_var($_POST['outil'] ?? '', FILTER_VALIDATE_INT));
    if ($erreur === '') {
        $_SESSION['message'] = "Bon travail, $nom.";
        header('Location: /');
        exit;
    }
    http_response_code(422);
}

$message = $_SESSION['message'] ?? '';
unset($_SESSION['message']);
$outils = $base->query('SELECT id, nom, emprunte_par FROM outils ORDER BY nom')->fetchAll();
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>L'outilthèque</title>
</head>
<body>
    <h1>L'outilthèque</h1>
    <?php if ($message !== ''): ?>
        <p id="message" role="status"><?= htmlspecialchars($message) ?></p>
    <?php endif; ?>
    <?php if ($erreur !== ''): ?>
        <p class="erreur" role="alert"><?= htmlspecialchars($erreur) ?></p>
    <?php endif; ?>
    <ul>
        <?php foreach ($outils as $outil): ?>
            <li>
                <?= htmlspecialchars($outil['nom']) ?> :
                <?= $outil['emprunte_par'] === null ? 'libre' : 'chez ' . htmlspecialchars($outil['emprunte_par']) ?>
            </li>
        <?php endforeach; ?>
    </ul>
    <form method="post" action="/">
        <input type="hidden" name="jeton" value="<?= htmlspecialchars($_SESSION['jeton']) ?>">
        <label for="votre-nom">Votre nom</label>
        <input id="votre-nom" name="nom" autocomplete="name" value="<?= htmlspecialchars($nom) ?>">
        <label for="outil">L'outil</label>
        <select id="outil" name="outil" required>
            <option value="">Choisissez un outil</option>
            <?php foreach ($outils as $outil): ?>
                <?php if ($outil['emprunte_par'] === null): ?>
                    <option value="<?= $outil['id'] ?>"><?= htmlspecialchars($outil['nom']) ?></option>
                <?php endif; ?>
            <?php endforeach; ?>
        </select>
        <button>Emprunter</button>
    </form>
</body>
</html>

<?php
require __DIR__ . '/Reservations.php';

$reservation = null;
$erreur = '';
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $code = $_POST['code'] ?? '';
    if (!is_string($code)) {
        http_response_code(400);
        exit('Cette demande n\'est pas possible.');
    }
    $code = trim($code);
    if ($code === '') {
        http_response_code(422);
        $erreur = 'Écrivez votre code.';
    } else {
        $reservation = (new Reservations())->findOne(['code' => $code]);
        if ($reservation === null) {
            http_response_code(404);
            $erreur = 'Aucune réservation n\'a ce code.';
        }
    }
}
?>
<!doctype html>
<html lang="fr">
<head>
    <meta charset="utf-8">
    <title>Ma réservation</title>
</head>
<body>
    <h1>Ma réservation</h1>
    <?php if ($erreur !== ''): ?>
        <p class="erreur"><?= htmlspecialchars($erreur) ?></p>
    <?php endif; ?>
    <?php if ($reservation !== null): ?>
        <p id="reservation"><?= "{$reservation['nom']} : {$reservation['places']} places, {$reservation['jour']}" ?></p>
    <?php endif; ?>
    <form method="post" action="/">
        <label for="code">Votre code</label>
        <input id="code" name="code">
        <button>Chercher</button>
    </form>
</body>
</html>

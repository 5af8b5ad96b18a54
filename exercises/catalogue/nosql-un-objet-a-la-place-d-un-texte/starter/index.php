<?php
require __DIR__ . '/Reservations.php';

$reservation = null;
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $reservation = (new Reservations())->findOne(['code' => $_POST['code'] ?? '']);
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
    <?php if ($reservation !== null): ?>
        <p id="reservation"><?= implode(', ', $reservation) ?></p>
    <?php endif; ?>
    <form method="post" action="/">
        <label for="code">Votre code</label>
        <input id="code" name="code">
        <button>Chercher</button>
    </form>
</body>
</html>

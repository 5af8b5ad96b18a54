<?php
require __DIR__ . '/gabarits.php';

$concerts = [
    ['id' => 0, 'groupe' => 'Rouge & Noir', 'jour' => '2027-06-20', 'complet' => false, 'mot' => 'À bientôt !', 'legende' => 'Photo : <em>Le quai</em>'],
    ['id' => 1, 'groupe' => 'Les Cigales', 'jour' => '2027-06-21', 'complet' => true, 'mot' => '<script>alert(1)</script>', 'legende' => 'Photo : <em>La scène</em>'],
    ['id' => 2, 'groupe' => 'Trio Kora', 'jour' => '2027-06-22', 'complet' => false, 'mot' => 'Venez tôt.', 'legende' => ''],
];
$gabarits = new Gabarits(__DIR__ . '/templates');
$numero = $_GET['concert'] ?? null;

if (is_string($numero) && isset($concerts[$numero])) {
    echo $gabarits->render('concert.html', ['concert' => $concerts[$numero]]);
} else {
    echo $gabarits->render('programme.html', ['concerts' => isset($_GET['jour']) ? [] : $concerts]);
}

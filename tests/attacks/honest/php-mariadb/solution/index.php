<?php
$base = new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole');
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $base->prepare('INSERT INTO noms (nom) VALUES (?)')->execute([$_POST['nom']]);
}
foreach ($base->query('SELECT nom FROM noms') as $ligne) {
    echo '<h1>', htmlspecialchars($ligne['nom']), "</h1>\n";
}

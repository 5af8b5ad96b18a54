<?php
session_start();
require __DIR__ . '/src/DepotDeConcerts.php';
require __DIR__ . '/src/Controleur.php';

$base = new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole');
$controleur = new Controleur(new DepotDeConcerts($base));

echo match ($_GET['page'] ?? 'liste') {
    'liste' => $controleur->lister(),
    'ajouter' => $controleur->ajouter(),
    default => $controleur->introuvable(),
};

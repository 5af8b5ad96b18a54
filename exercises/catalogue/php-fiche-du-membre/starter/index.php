<?php
session_start();
require __DIR__ . '/src/DepotDeMembres.php';
require __DIR__ . '/src/Fiche.php';

$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$fiche = new Fiche(new DepotDeMembres($base), __DIR__ . '/vues');

echo $fiche->repondre($_SERVER['REQUEST_METHOD'], $_POST);

<?php
session_start();
foreach (['noyau', 'gabarits', 'src/Session', 'src/ConnexionController', 'src/ObjetRepository', 'src/ObjetVotant', 'src/ObjetController'] as $fichier) {
    require __DIR__ . "/$fichier.php";
}

$base = new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole', [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
$session = new Session();
$objets = new ObjetController(new ObjetRepository($base), new ObjetVotant(), $session, new Gabarits(__DIR__ . '/templates'));

$noyau = new Noyau($objets, new ConnexionController($session));
$noyau->handle(Request::createFromGlobals())->send();

<?php
session_start();
require __DIR__ . '/noyau.php';
require __DIR__ . '/src/FormulaireAtelier.php';
require __DIR__ . '/src/AtelierController.php';

$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');
$noyau = new Noyau(new AtelierController($base));
$noyau->handle(Request::createFromGlobals())->send();

<?php
require __DIR__ . '/noyau.php';
require __DIR__ . '/src/AtelierController.php';

$noyau = new Noyau(new AtelierController());
$noyau->handle(Request::createFromGlobals())->send();

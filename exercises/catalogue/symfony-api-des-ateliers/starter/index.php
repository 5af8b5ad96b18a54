<?php
require __DIR__ . '/noyau.php';
require __DIR__ . '/src/AtelierApi.php';

$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite', options: [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
$noyau = new Noyau(new AtelierApi($base));
$noyau->handle(Request::createFromGlobals())->send();

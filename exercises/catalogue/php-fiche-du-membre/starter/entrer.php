<?php
// Pour essayer : connecte la personne dont le numéro est dans l'adresse.
session_start();
$_SESSION['id'] = (int) ($_GET['id'] ?? 0);
$_SESSION['jeton'] = 'jeton-de-l-essai';
header('Location: /');

<?php
// Pour cet exercice, on entre sans mot de passe : ce fichier n'est pas à changer.
session_start();
session_regenerate_id(true);
$_SESSION['nom'] = $_GET['nom'] ?? '';
header('Location: /');

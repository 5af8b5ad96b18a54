<?php
session_start();
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// Arrête tout, avec un code et une phrase.
function refuser(int $code, string $phrase): never
{
    http_response_code($code);
    exit($phrase);
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    refuser(405, 'Cette page attend un formulaire.');
}
$requete = $base->prepare('SELECT auteur FROM annonces WHERE id = ?');
$requete->execute([$_POST['id'] ?? '']);
$auteur = $requete->fetchColumn();
if ($auteur === false) {
    refuser(404, 'Cette annonce n\'existe pas.');
}
if ($auteur !== ($_SESSION['nom'] ?? null)) {
    refuser(403, 'Cette annonce n\'est pas à vous.');
}
$suppression = $base->prepare('DELETE FROM annonces WHERE id = ?');
$suppression->execute([$_POST['id']]);
header('Location: /');
exit;

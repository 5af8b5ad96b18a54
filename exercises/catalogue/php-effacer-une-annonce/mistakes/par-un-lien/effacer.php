<?php
session_start();
$base = new PDO('sqlite:' . __DIR__ . '/database.sqlite');

// Arrête tout, avec un code et une phrase.
function refuser(int $code, string $phrase): never
{
    http_response_code($code);
    exit($phrase);
}

if (!hash_equals($_SESSION['jeton'] ?? '', $_REQUEST['jeton'] ?? '') || !isset($_SESSION['jeton'])) {
    refuser(403, 'Ce formulaire n\'est plus valable : rouvrez la page.');
}
$requete = $base->prepare('SELECT auteur FROM annonces WHERE id = ?');
$requete->execute([$_REQUEST['id'] ?? '']);
$auteur = $requete->fetchColumn();
if ($auteur === false) {
    refuser(404, 'Cette annonce n\'existe pas.');
}
if ($auteur !== ($_SESSION['nom'] ?? null)) {
    refuser(403, 'Cette annonce n\'est pas à vous.');
}
$suppression = $base->prepare('DELETE FROM annonces WHERE id = ?');
$suppression->execute([$_REQUEST['id']]);
header('Location: /');
exit;

<?php
require __DIR__ . '/commun.php';

$requete = $base->prepare('SELECT nom, courriel FROM membres WHERE id = ?');
$requete->execute([$_SESSION['membre']]);
$donnees = $requete->fetch(PDO::FETCH_ASSOC);
$requete = $base->prepare('SELECT jeu FROM emprunts WHERE membre_id = ? ORDER BY jeu');
$requete->execute([$_SESSION['membre']]);
$donnees['emprunts'] = $requete->fetchAll(PDO::FETCH_COLUMN);

header('Content-Type: application/json; charset=utf-8');
echo json_encode($donnees, JSON_UNESCAPED_UNICODE);

<?php

// Renvoie les titres des ateliers de ce jour, dans l'ordre des heures.
function ateliersDuJour(array $ateliers, string $jour): array
{
    $trouves = array_filter($ateliers, fn (array $atelier): bool => $atelier['jour'] === $jour);
    usort($trouves, fn (array $a, array $b): int => $a['heure'] <=> $b['heure']);
    return array_column($trouves, 'titre');
}

// Renvoie le nombre de places libres, tous ateliers réunis.
function placesLibres(array $ateliers): int
{
    $total = 0;
    foreach ($ateliers as $atelier) {
        $total += $atelier['places'] - $atelier['inscrits'];
    }
    return $total;
}

// Renvoie une liste HTML, ou une phrase quand il n'y a rien.
function listeHtml(array $titres): string
{
    if ($titres === []) {
        return '<p>Aucun atelier ce jour-là.</p>';
    }
    $lignes = '';
    foreach ($titres as $titre) {
        $lignes .= '<li>' . htmlspecialchars($titre) . '</li>';
    }
    return "<ul>$lignes</ul>";
}

<?php

// Renvoie les titres des ateliers de ce jour, dans l'ordre des heures.
function ateliersDuJour(array $ateliers, string $jour): array
{
    // À vous.
    return [];
}

// Renvoie le nombre de places libres, tous ateliers réunis.
function placesLibres(array $ateliers): int
{
    return 0;
}

// Renvoie une liste HTML, ou une phrase quand il n'y a rien.
function listeHtml(array $titres): string
{
    return '';
}

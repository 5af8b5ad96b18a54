<?php

function rendre(string $gabarit, array $donnees): string
{
    while (preg_match('/\{\{\s*(.+?)\s*\}\}/', $gabarit, $trouve)) {
        $gabarit = str_replace($trouve[0], valeurDuTrou($trouve[1], $donnees), $gabarit);
    }
    return $gabarit;
}

function valeurDuTrou(string $expression, array $donnees): string
{
    $filtres = array_map(trim(...), explode('|', $expression));
    $nom = array_shift($filtres);
    $valeur = $donnees;
    foreach (explode('.', $nom) as $etage) {
        if (!is_array($valeur) || !array_key_exists($etage, $valeur)) {
            throw new RuntimeException("Le nom « $nom » n'existe pas.");
        }
        $valeur = $valeur[$etage];
    }
    $texte = (string) $valeur;
    foreach ($filtres as $filtre) {
        $texte = match ($filtre) {
            'upper' => mb_strtoupper($texte),
            'lower' => mb_strtolower($texte),
            'raw' => $texte,
            default => throw new RuntimeException("Le filtre « $filtre » n'existe pas."),
        };
    }
    return in_array('raw', $filtres, true) ? $texte : htmlspecialchars($texte);
}

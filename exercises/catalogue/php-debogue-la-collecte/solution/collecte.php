<?php

// Reçoit des montants tapés à la main, « 12,50 » ou « 12.50 » ; renvoie la somme en centimes.
function totalEnCentimes(array $montants): int
{
    $total = 0;
    foreach ($montants as $montant) {
        $total += (int) round((float) str_replace(',', '.', $montant) * 100);
    }
    return $total;
}

// Dit si ce code de carte est dans la liste. « 0123 » et « 123 » sont deux cartes.
function carteConnue(string $code, array $codes): bool
{
    return in_array($code, $codes, true);
}

// Renvoie les prénoms avec une majuscule ; la liste reçue ne change pas.
function prenomsPropres(array $prenoms): array
{
    $propres = [];
    foreach ($prenoms as $prenom) {
        $propres[] = mb_convert_case(trim($prenom), MB_CASE_TITLE);
    }
    return $propres;
}

<?php

// Renvoie le prix d'un repas, en euros.
function prixRepas(int $quotient): float
{
    if ($quotient < 0) {
        throw new InvalidArgumentException('Un quotient ne peut pas être négatif.');
    }
    if ($quotient < 400) {
        return 1;
    }
    if ($quotient < 900) {
        return 2.5;
    }
    return 4.2;
}

// Renvoie ce que coûte chaque enfant, puis le total.
function facture(int $quotient, array $repas): array
{
    $facture = [];
    $total = 0;
    foreach ($repas as $enfant => $nombre) {
        $facture[$enfant] = $nombre * prixRepas($quotient);
        $total += $facture[$enfant];
    }
    $facture['total'] = $total;
    return $facture;
}

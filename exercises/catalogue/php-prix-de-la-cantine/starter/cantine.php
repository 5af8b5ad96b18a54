<?php

// Renvoie le prix d'un repas, en euros.
function prixRepas(int $quotient): float
{
}

// Renvoie ce que coûte chaque enfant, puis le total.
function facture(int $quotient, array $repas): array
{
}

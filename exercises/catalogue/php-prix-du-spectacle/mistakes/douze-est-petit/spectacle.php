<?php

function prixFamille(array $ages): float
{
    $total = 0;
    foreach ($ages as $age) {
        $total += $age <= 12 ? 4 : ($age < 65 ? 10 : 7);
    }
    return count($ages) >= 4 ? $total * 0.9 : $total;
}

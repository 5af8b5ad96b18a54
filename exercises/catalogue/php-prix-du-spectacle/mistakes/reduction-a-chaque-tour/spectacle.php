<?php

function prixFamille(array $ages): float
{
    $total = 0;
    foreach ($ages as $age) {
        $total += $age < 12 ? 4 : ($age < 65 ? 10 : 7);
        if (count($ages) >= 4) {
            $total = $total * 0.9;
        }
    }
    return $total;
}

<?php

function prixFamille(array $ages): float
{
    $total = 0;
    foreach ($ages as $age) {
        if ($age < 12) {
            $total += 4;
        } elseif ($age < 65) {
            $total += 10;
        } else {
            $total += 7;
        }
    }
    if (count($ages) >= 4) {
        $total = $total * 0.9;
    }
    return $total;
}

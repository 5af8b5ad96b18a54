<?php

declare(strict_types=1);

final class Cotisation
{
    /** La cotisation de l'année, en euros. Un soutien s'y ajoute. */
    public function montant(int $age, int $soutien = 0): int
    {
        $base = $age < 26 ? 10 : 20;

        return $base + $soutien;
    }
}

<?php

declare(strict_types=1);

final class Cotisation
{
    /** La cotisation de l'année, en euros. Un soutien s'y ajoute. */
    public function montant(int $age, int $soutien = 0): int
    {
        if ($age < 0) {
            throw new InvalidArgumentException("L'âge ne peut pas être négatif.");
        }
        $base = $age < 26 ? 10 : 20;

        return $base;
    }
}

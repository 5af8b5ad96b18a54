<?php

final class ObjetVotant
{
    public function peut(string $geste, array $objet, ?string $nom): bool
    {
        return match ($geste) {
            'RESERVER' => $nom !== null && $nom !== $objet['donne_par'],
            'RETIRER' => $nom !== null && $nom === $objet['donne_par'],
            default => false,
        };
    }
}

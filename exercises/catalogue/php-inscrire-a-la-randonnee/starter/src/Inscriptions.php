<?php

final class Inscriptions
{
    public function __construct(private PDO $base)
    {
    }

    public function inscrire(int $sortie, string $nom): string
    {
        return 'complet';
    }
}

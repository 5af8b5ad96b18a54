<?php
require __DIR__ . '/votants.php';

final readonly class Annonce
{
    public function __construct(public string $auteur, public bool $publiee)
    {
    }
}

final readonly class Membre
{
    public function __construct(public string $nom, public bool $anime = false)
    {
    }
}

final class ToutLeMondeVoitLesMembres implements Votant
{
    public function supports(string $geste, mixed $sujet): bool
    {
        return $geste === 'VOIR' && $sujet instanceof Membre;
    }

    public function vote(string $geste, mixed $sujet, ?Membre $membre): bool
    {
        return true;
    }
}

<?php

interface Votant
{
    public function supports(string $geste, mixed $sujet): bool;

    public function vote(string $geste, mixed $sujet, ?Membre $membre): bool;
}

final class AnnonceVotant implements Votant
{
    public function supports(string $geste, mixed $sujet): bool
    {
        return false;
    }

    public function vote(string $geste, mixed $sujet, ?Membre $membre): bool
    {
        return false;
    }
}

final class Decideur
{
    public function __construct(private array $votants)
    {
    }

    public function peut(string $geste, mixed $sujet, ?Membre $membre): bool
    {
        return false;
    }
}

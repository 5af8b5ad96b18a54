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
        return $sujet instanceof Annonce && in_array($geste, ['VOIR', 'MODIFIER', 'EFFACER'], true);
    }

    public function vote(string $geste, mixed $sujet, ?Membre $membre): bool
    {
        $sienne = $membre !== null && $membre->nom === $sujet->auteur;
        $anime = $membre !== null && $membre->anime;
        return match ($geste) {
            'VOIR' => $sujet->publiee || $sienne || $anime,
            'MODIFIER' => $sienne,
            'EFFACER' => $sienne || $anime,
        };
    }
}

final class Decideur
{
    public function __construct(private array $votants)
    {
    }

    public function peut(string $geste, mixed $sujet, ?Membre $membre): bool
    {
        foreach ($this->votants as $votant) {
            if ($votant->supports($geste, $sujet) && $votant->vote($geste, $sujet, $membre)) {
                return true;
            }
        }
        return false;
    }
}

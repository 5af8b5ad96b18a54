<?php

final class Routeur
{
    public function ajouter(string $methode, string $chemin, callable $action): void
    {
        // À vous.
    }

    // Renvoie [code, texte].
    public function repondre(string $methode, string $chemin): array
    {
        return [404, 'Page introuvable'];
    }
}

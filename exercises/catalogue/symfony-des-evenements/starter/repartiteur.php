<?php

final class Repartiteur
{
    public function ecouter(string $classe, callable $ecouteur, int $priorite = 0): void
    {
        // À vous.
    }

    public function annoncer(object $evenement): object
    {
        return $evenement;
    }
}

<?php

final class Conteneur
{
    public function alias(string $contrat, string $classe): void
    {
        // À vous.
    }

    public function regler(string $classe, string $parametre, mixed $valeur): void
    {
        // À vous.
    }

    public function get(string $classe): object
    {
        return new stdClass();
    }
}

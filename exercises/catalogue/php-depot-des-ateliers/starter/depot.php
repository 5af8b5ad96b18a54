<?php

final readonly class Atelier
{
    public function __construct(public string $titre, public int $places, public ?int $id = null)
    {
    }
}

final class DepotDAteliers
{
    // À vous.
}

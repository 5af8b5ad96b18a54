<?php

final class DepotDeMembres
{
    public function __construct(private PDO $base)
    {
    }

    // À vous : trouver, modifier.
}

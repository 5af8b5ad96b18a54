<?php

final class DepotDeConcerts
{
    public function __construct(private PDO $base)
    {
    }

    // À vous : aVenir, ajouter.
}

<?php

final class ObjetRepository
{
    public function __construct(private PDO $base)
    {
    }

    // À vous.
}

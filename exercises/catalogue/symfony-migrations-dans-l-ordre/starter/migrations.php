<?php

final class Migrations
{
    public function __construct(private PDO $base, private array $migrations)
    {
        // À vous : l'ordre, et la table migrations_faites.
    }

    public function restantes(): array
    {
        return [];
    }

    public function executer(): array
    {
        return [];
    }
}

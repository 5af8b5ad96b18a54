<?php

final class Gestionnaire
{
    public function __construct(private PDO $base)
    {
    }

    public function persist(Membre $membre): void
    {
        // À vous.
    }

    public function find(int $id): ?Membre
    {
        return null;
    }

    public function flush(): void
    {
        // À vous.
    }
}

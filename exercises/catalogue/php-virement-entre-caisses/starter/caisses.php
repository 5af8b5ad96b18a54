<?php

final class Caisses
{
    public function __construct(private PDO $base)
    {
    }

    public function solde(int $id): int
    {
        $requete = $this->base->prepare('SELECT centimes FROM caisses WHERE id = ?');
        $requete->execute([$id]);
        $centimes = $requete->fetchColumn();
        if ($centimes === false) {
            throw new RuntimeException('Cette caisse n\'existe pas.');
        }
        return $centimes;
    }

    public function virer(int $de, int $vers, int $centimes): void
    {
        // À vous.
    }
}

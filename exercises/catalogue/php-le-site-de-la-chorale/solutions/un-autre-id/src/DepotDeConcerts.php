<?php

final class DepotDeConcerts
{
    public function __construct(private PDO $base)
    {
    }

    public function aVenir(string $aujourdhui): array
    {
        $requete = $this->base->prepare('SELECT titre, jour, places FROM concerts WHERE jour >= ? ORDER BY jour, titre');
        $requete->execute([$aujourdhui]);
        return $requete->fetchAll(PDO::FETCH_ASSOC);
    }

    public function ajouter(string $titre, string $jour, int $places): void
    {
        $requete = $this->base->prepare('INSERT INTO concerts (titre, jour, places) VALUES (?, ?, ?)');
        $requete->execute([$titre, $jour, $places]);
    }
}

<?php

final readonly class Atelier
{
    public function __construct(public string $titre, public int $places, public ?int $id = null)
    {
    }
}

final class DepotDAteliers
{
    public function __construct(private PDO $base)
    {
    }

    // Renvoie tous les ateliers, de A à Z.
    public function tous(): array
    {
        $lignes = $this->base->query('SELECT id, titre, places FROM ateliers')->fetchAll();
        return array_map($this->enObjet(...), $lignes);
    }

    // Renvoie l'atelier de ce numéro, ou null.
    public function trouver(int $id): ?Atelier
    {
        $requete = $this->base->prepare('SELECT id, titre, places FROM ateliers WHERE id = ?');
        $requete->execute([$id]);
        $ligne = $requete->fetch();
        return $ligne === false ? null : $this->enObjet($ligne);
    }

    // Range un nouvel atelier, et renvoie son numéro.
    public function ajouter(Atelier $atelier): int
    {
        $requete = $this->base->prepare('INSERT INTO ateliers (titre, places) VALUES (?, ?)');
        $requete->execute([$atelier->titre, $atelier->places]);
        return (int) $this->base->lastInsertId();
    }

    // Dit si un atelier a été supprimé.
    public function supprimer(int $id): bool
    {
        $requete = $this->base->prepare('DELETE FROM ateliers WHERE id = ?');
        $requete->execute([$id]);
        return $requete->rowCount() === 1;
    }

    private function enObjet(array $ligne): Atelier
    {
        return new Atelier($ligne['titre'], $ligne['places'], $ligne['id']);
    }
}

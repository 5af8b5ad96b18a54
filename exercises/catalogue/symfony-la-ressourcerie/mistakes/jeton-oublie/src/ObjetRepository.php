<?php

final class ObjetRepository
{
    public function __construct(private PDO $base)
    {
    }

    public function libres(): array
    {
        return $this->base->query('SELECT id, titre, etat, donne_par FROM objets WHERE reserve_par IS NULL ORDER BY titre')->fetchAll();
    }

    public function trouver(int $id): ?array
    {
        $requete = $this->base->prepare('SELECT id, titre, etat, donne_par FROM objets WHERE id = ?');
        $requete->execute([$id]);
        return $requete->fetch() ?: null;
    }

    public function ajouter(string $titre, string $etat, string $nom): void
    {
        $requete = $this->base->prepare('INSERT INTO objets (titre, etat, donne_par) VALUES (?, ?, ?)');
        $requete->execute([$titre, $etat, $nom]);
    }

    public function reserver(int $id, string $nom): bool
    {
        $requete = $this->base->prepare('UPDATE objets SET reserve_par = ? WHERE id = ? AND reserve_par IS NULL');
        $requete->execute([$nom, $id]);
        return $requete->rowCount() === 1;
    }

    public function retirer(int $id): void
    {
        $this->base->prepare('DELETE FROM objets WHERE id = ?')->execute([$id]);
    }
}

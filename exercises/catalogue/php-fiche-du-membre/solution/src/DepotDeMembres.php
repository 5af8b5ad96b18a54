<?php

final class DepotDeMembres
{
    public function __construct(private PDO $base)
    {
    }

    public function trouver(int $id): ?array
    {
        $requete = $this->base->prepare('SELECT prenom, telephone FROM membres WHERE id = ?');
        $requete->execute([$id]);
        return $requete->fetch(PDO::FETCH_ASSOC) ?: null;
    }

    public function modifier(int $id, string $prenom, string $telephone): void
    {
        $requete = $this->base->prepare('UPDATE membres SET prenom = ?, telephone = ? WHERE id = ?');
        $requete->execute([$prenom, $telephone, $id]);
    }
}

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
        foreach (['prenom', 'telephone', 'role'] as $champ) {
            if (isset($_POST[$champ])) {
                $requete = $this->base->prepare("UPDATE membres SET $champ = ? WHERE id = ?");
                $requete->execute([trim($_POST[$champ]), $id]);
            }
        }
    }
}

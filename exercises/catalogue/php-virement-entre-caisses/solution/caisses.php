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
        if ($centimes < 1) {
            throw new InvalidArgumentException('Il faut virer au moins un centime.');
        }
        $this->base->beginTransaction();
        try {
            $this->changer($de, -$centimes);
            $this->changer($vers, $centimes);
            $this->base->commit();
        } catch (Throwable $erreur) {
            $this->base->rollBack();
            throw $erreur;
        }
    }

    private function changer(int $id, int $centimes): void
    {
        $requete = $this->base->prepare('UPDATE caisses SET centimes = centimes + ? WHERE id = ? AND centimes + ? >= 0');
        $requete->execute([$centimes, $id, $centimes]);
        if ($requete->rowCount() !== 1) {
            throw new RuntimeException('Caisse inconnue, ou pas assez d\'argent.');
        }
    }
}

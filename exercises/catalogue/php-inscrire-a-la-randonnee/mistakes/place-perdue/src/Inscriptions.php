<?php

final class Inscriptions
{
    public function __construct(private PDO $base)
    {
    }

    public function inscrire(int $sortie, string $nom): string
    {
        $this->base->beginTransaction();
        try {
            $place = $this->base->prepare('UPDATE sorties SET places = places - 1 WHERE id = ? AND places > 0');
            $place->execute([$sortie]);
            if ($place->rowCount() !== 1) {
                $this->base->rollBack();
                return 'complet';
            }
            $ligne = $this->base->prepare('INSERT INTO inscrits (sortie_id, nom) VALUES (?, ?)');
            $ligne->execute([$sortie, $nom]);
            $this->base->commit();
            return 'fait';
        } catch (PDOException $erreur) {
            $this->base->commit();
            if ($erreur->getCode() === '23000') {
                return 'deja-inscrite';
            }
            throw $erreur;
        }
    }
}

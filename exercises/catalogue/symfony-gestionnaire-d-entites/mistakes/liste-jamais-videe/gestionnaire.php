<?php

final class Gestionnaire
{
    private array $nouveaux = [];
    private array $connus = [];

    public function __construct(private PDO $base)
    {
    }

    public function persist(Membre $membre): void
    {
        $this->nouveaux[] = $membre;
    }

    public function find(int $id): ?Membre
    {
        if (isset($this->connus[$id])) {
            return $this->connus[$id];
        }
        $requete = $this->base->prepare('SELECT id, nom, ville FROM membres WHERE id = ?');
        $requete->execute([$id]);
        $ligne = $requete->fetch();
        if ($ligne === false) {
            return null;
        }
        $membre = new Membre($ligne['nom'], $ligne['ville']);
        $membre->id = $id;
        $this->connus[$id] = $membre;
        return $membre;
    }

    public function flush(): void
    {
        $this->base->beginTransaction();
        try {
            $ajout = $this->base->prepare('INSERT INTO membres (nom, ville) VALUES (?, ?)');
            $numeros = [];
            foreach ($this->nouveaux as $membre) {
                $ajout->execute([$membre->nom, $membre->ville]);
                $numeros[] = (int) $this->base->lastInsertId();
            }
            $changement = $this->base->prepare('UPDATE membres SET nom = ?, ville = ? WHERE id = ?');
            foreach ($this->connus as $id => $membre) {
                $changement->execute([$membre->nom, $membre->ville, $id]);
            }
            $this->base->commit();
        } catch (PDOException $erreur) {
            $this->base->rollBack();
            throw $erreur;
        }
        foreach ($this->nouveaux as $rang => $membre) {
            $membre->id = $numeros[$rang];
            $this->connus[$membre->id] = $membre;
        }
    }
}

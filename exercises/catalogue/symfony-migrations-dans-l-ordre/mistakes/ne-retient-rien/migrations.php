<?php

final class Migrations
{
    public function __construct(private PDO $base, private array $migrations)
    {
        ksort($this->migrations);
        $this->base->exec('CREATE TABLE IF NOT EXISTS migrations_faites (nom TEXT PRIMARY KEY)');
    }

    public function restantes(): array
    {
        $faites = $this->base->query('SELECT nom FROM migrations_faites')->fetchAll(PDO::FETCH_COLUMN);
        return array_values(array_diff(array_keys($this->migrations), $faites));
    }

    public function executer(): array
    {
        $restantes = $this->restantes();
        foreach ($restantes as $nom) {
            $this->base->beginTransaction();
            try {
                $this->base->exec($this->migrations[$nom]);

                $this->base->commit();
            } catch (PDOException $erreur) {
                $this->base->rollBack();
                throw $erreur;
            }
        }
        return $restantes;
    }
}

<?php

final class Conteneur
{
    private array $alias = [];
    private array $reglages = [];
    private array $faits = [];
    private array $enCours = [];

    public function alias(string $contrat, string $classe): void
    {
        $this->alias[$contrat] = $classe;
    }

    public function regler(string $classe, string $parametre, mixed $valeur): void
    {
        $this->reglages[$classe][$parametre] = $valeur;
    }

    public function get(string $classe): object
    {
        $classe = $this->alias[$classe] ?? $classe;
        if (isset($this->faits[$classe])) {
            return $this->faits[$classe];
        }
        if (!class_exists($classe)) {
            throw new LogicException("La classe $classe n'existe pas.");
        }
        if (isset($this->enCours[$classe])) {
            throw new LogicException("$classe a besoin d'elle-même.");
        }
        $this->enCours[$classe] = true;
        $valeurs = [];
        foreach ((new ReflectionClass($classe))->getConstructor()?->getParameters() ?? [] as $parametre) {
            $valeurs[] = $this->valeur($classe, $parametre);
        }
        unset($this->enCours[$classe]);
        $this->faits[$classe] = new $classe(...$valeurs);
        return $this->faits[$classe];
    }

    private function valeur(string $classe, ReflectionParameter $parametre): mixed
    {
        $nom = $parametre->getName();
        $type = (string) $parametre->getType();
        if (isset($this->reglages[$classe][$nom])) {
            return $this->reglages[$classe][$nom];
        }
        if (class_exists($type) || interface_exists($type)) {
            return $this->get($type);
        }
        if ($parametre->isDefaultValueAvailable()) {
            return $parametre->getDefaultValue();
        }
        return 0;
    }
}

<?php

final class Controleur
{
    public function __construct(private DepotDeConcerts $concerts)
    {
    }

    public function lister(): string
    {
        return $this->montrer('liste', []);
    }

    public function ajouter(): string
    {
        return $this->montrer('formulaire', []);
    }

    public function introuvable(): string
    {
        return $this->montrer('refus', ['phrase' => 'À vous']);
    }

    // Exécute une vue, et renvoie ce qu'elle a écrit.
    private function montrer(string $vue, array $donnees): string
    {
        ob_start();
        require __DIR__ . "/../vues/$vue.php";
        return ob_get_clean();
    }
}

<?php

final class Fiche
{
    public function __construct(private DepotDeMembres $membres, private string $dossier)
    {
    }

    public function repondre(string $methode, array $champs): string
    {
        return $this->montrer('refus', ['phrase' => 'À vous']);
    }

    private function montrer(string $vue, array $donnees): string
    {
        ob_start();
        require "{$this->dossier}/$vue.php";
        return ob_get_clean();
    }
}

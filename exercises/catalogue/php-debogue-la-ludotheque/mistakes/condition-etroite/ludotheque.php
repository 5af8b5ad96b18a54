<?php

final class Jeu
{
    private ?string $chez = null;

    public function __construct(private string $titre)
    {
    }

    public function titre(): string
    {
        return $this->titre;
    }

    public function chez(): ?string
    {
        return $this->chez;
    }

    public function preter(string $personne): void
    {
        if ($this->chez === $personne) {
            throw new RuntimeException("Le jeu est chez $this->chez.");
        }
        $this->chez = $personne;
    }

    // Renvoie un second exemplaire, libre ; celui-ci ne change pas.
    public function exemplaire(): Jeu
    {
        return new Jeu($this->titre);
    }
}

final class Ludotheque
{
    private array $jeux = [];

    public function ajouter(Jeu $jeu): void
    {
        $this->jeux[] = $jeu;
    }

    // Renvoie les titres des jeux libres.
    public function libres(): array
    {
        $titres = [];
        foreach ($this->jeux as $jeu) {
            if ($jeu->chez() === null) {
                $titres[] = $jeu->titre();
            }
        }
        return $titres;
    }
}

<?php

#[Entity]
final class Club
{
    #[OneToMany(targetEntity: Membre::class, mappedBy: 'club')]
    private array $membres = [];

    public function __construct(#[Column(length: 80)] public readonly string $nom)
    {
    }

    public function ajouter(Membre $membre): void
    {
        // À vous.
    }

    public function retirer(Membre $membre): void
    {
        // À vous.
    }

    public function noms(): array
    {
        return [];
    }
}

#[Entity]
final class Membre
{
    #[ManyToOne(inversedBy: 'membres')]
    private ?Club $club = null;

    public function __construct(#[Column(length: 80)] public readonly string $nom)
    {
    }

    public function club(): ?Club
    {
        return $this->club;
    }

    // Change son bout seulement : c'est le club qui appelle cette méthode.
    public function choisir(?Club $club): void
    {
        $this->club = $club;
    }
}

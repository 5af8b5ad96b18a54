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
        if (in_array($membre->nom, $this->noms(), true)) {
            return;
        }
        $membre->club()?->retirer($membre);
        $this->membres[] = $membre;
        $membre->choisir($this);
    }

    public function retirer(Membre $membre): void
    {
        if (!in_array($membre, $this->membres, true)) {
            return;
        }
        $this->membres = array_values(array_filter($this->membres, fn ($autre) => $autre !== $membre));
        $membre->choisir(null);
    }

    public function noms(): array
    {
        return array_map(fn ($membre) => $membre->nom, $this->membres);
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

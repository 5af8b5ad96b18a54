<?php

enum Etat: string
{
    case Libre = 'libre';
    case Reserve = 'reserve';
    case Prete = 'prete';
    case Perdu = 'perdu';

    public function libelle(): string
    {
        return '';
    }

    public function suivants(): array
    {
        return [];
    }

    public function peutDevenir(Etat $vers): bool
    {
        return false;
    }
}

final class Objet
{
    private Etat $etat = Etat::Libre;

    public function __construct(public readonly string $nom)
    {
    }

    public function etat(): Etat
    {
        return $this->etat;
    }

    public function passer(Etat $vers): void
    {
        // À vous.
    }
}

function etatDepuis(string $texte): ?Etat
{
    return null;
}

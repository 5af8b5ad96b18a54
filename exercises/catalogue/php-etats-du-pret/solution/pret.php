<?php

enum Etat: string
{
    case Libre = 'libre';
    case Reserve = 'reserve';
    case Prete = 'prete';
    case Perdu = 'perdu';

    public function libelle(): string
    {
        return match ($this) {
            Etat::Libre => 'Disponible',
            Etat::Reserve => 'Réservé',
            Etat::Prete => 'Prêté',
            Etat::Perdu => 'Perdu',
        };
    }

    public function suivants(): array
    {
        return match ($this) {
            Etat::Libre => [Etat::Reserve, Etat::Prete],
            Etat::Reserve => [Etat::Prete, Etat::Libre],
            Etat::Prete => [Etat::Libre, Etat::Perdu],
            Etat::Perdu => [],
        };
    }

    public function peutDevenir(Etat $vers): bool
    {
        return in_array($vers, $this->suivants(), true);
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
        if (!$this->etat->peutDevenir($vers)) {
            throw new LogicException("{$this->nom} : ce passage n'est pas possible.");
        }
        $this->etat = $vers;
    }
}

function etatDepuis(string $texte): ?Etat
{
    return Etat::tryFrom(mb_strtolower(trim($texte)));
}

<?php
// Des classes pour essayer le conteneur.
require __DIR__ . '/conteneur.php';

interface Horloge
{
    public function heure(): string;
}

final class HorlogeFixe implements Horloge
{
    public function heure(): string
    {
        return '10:00';
    }
}

final class Journal
{
    private array $lignes = [];

    public function noter(string $ligne): void
    {
        $this->lignes[] = $ligne;
    }

    public function lignes(): array
    {
        return $this->lignes;
    }
}

final class Facteur
{
    public function __construct(private Journal $journal, private Horloge $horloge)
    {
    }

    public function porter(string $nom): void
    {
        $this->journal->noter("{$this->horloge->heure()} $nom");
    }
}

final class Accueil
{
    public function __construct(public readonly Facteur $facteur, public readonly Journal $journal)
    {
    }
}

final class Salle
{
    public function __construct(public readonly int $places, public readonly string $nom = 'Grande salle')
    {
    }
}

final class Poule
{
    public function __construct(public readonly Oeuf $oeuf)
    {
    }
}

final class Oeuf
{
    public function __construct(public readonly Poule $poule)
    {
    }
}

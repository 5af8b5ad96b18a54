<?php
// Des événements pour essayer.
require __DIR__ . '/repartiteur.php';

interface Arretable
{
    public function estArrete(): bool;
}

final class MembreInscrit
{
    public array $notes = [];

    public function __construct(public readonly string $nom)
    {
    }

    public function noter(string $note): void
    {
        $this->notes[] = $note;
    }
}

final class SalleFermee implements Arretable
{
    public array $notes = [];
    private bool $arrete = false;

    public function noter(string $note): void
    {
        $this->notes[] = $note;
    }

    public function arreter(): void
    {
        $this->arrete = true;
    }

    public function estArrete(): bool
    {
        return $this->arrete;
    }
}

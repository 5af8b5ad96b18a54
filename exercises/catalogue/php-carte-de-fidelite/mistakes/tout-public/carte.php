<?php

class Carte
{
    public int $total = 0;
    public string $nom;

    public function __construct(string $nom)
    {
        $this->nom = $nom;
    }

    public function tamponner(int $nombre = 1): void
    {
        if ($nombre < 1) {
            throw new InvalidArgumentException('Au moins un.');
        }
        $this->total += $nombre;
    }

    public function offertes(): int
    {
        return intdiv($this->total, 10);
    }

    public function reste(): int
    {
        return 10 - $this->total % 10;
    }

    public function texte(): string
    {
        return $this->nom . ' : encore ' . $this->reste();
    }
}

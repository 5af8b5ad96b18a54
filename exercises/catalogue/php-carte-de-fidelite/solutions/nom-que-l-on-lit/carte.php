<?php

class Carte
{
    private int $total = 0;

    public function __construct(public readonly string $nom)
    {
    }

    public function tamponner(int $nombre = 1): void
    {
        if ($nombre < 1) {
            throw new InvalidArgumentException('Il faut au moins un tampon.');
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
        return "{$this->nom} : encore {$this->reste()}";
    }
}

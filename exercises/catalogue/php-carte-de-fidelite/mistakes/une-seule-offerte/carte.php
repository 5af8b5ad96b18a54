<?php

class Carte
{
    private int $tampons = 0;
    private int $offertes = 0;

    public function __construct(private string $nom)
    {
    }

    public function tamponner(int $nombre = 1): void
    {
        if ($nombre < 1) {
            throw new InvalidArgumentException('Au moins un.');
        }
        $this->tampons += $nombre;
        if ($this->tampons >= 10) {
            $this->offertes += 1;
            $this->tampons = 0;
        }
    }

    public function offertes(): int
    {
        return $this->offertes;
    }

    public function reste(): int
    {
        return 10 - $this->tampons;
    }

    public function texte(): string
    {
        return "{$this->nom} : encore {$this->reste()}";
    }
}

<?php

final class Montant
{
    public function __construct(public int $centimes)
    {
        if ($centimes < 0) {
            throw new InvalidArgumentException('Un montant ne descend pas sous zéro.');
        }
    }

    public function centimes(): int
    {
        return $this->centimes;
    }

    public function plus(Montant $autre): Montant
    {
        return new Montant($this->centimes + $autre->centimes);
    }

    // Partage en parts égales au centime près ; les premières parts portent le reste.
    public function partager(int $personnes): array
    {
        if ($personnes < 1) {
            throw new InvalidArgumentException('Il faut au moins une personne.');
        }
        $part = intdiv($this->centimes, $personnes);
        $reste = $this->centimes % $personnes;
        $parts = [];
        for ($i = 0; $i < $personnes; $i += 1) {
            $parts[] = new Montant($part + ($i < $reste ? 1 : 0));
        }
        return $parts;
    }

    public function texte(): string
    {
        return number_format($this->centimes / 100, 2, ',', ' ') . ' €';
    }
}

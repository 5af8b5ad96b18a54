<?php

final class Dons implements Countable, IteratorAggregate
{
    private array $dons;

    public function __construct(array $dons = [])
    {
        $this->dons = $dons;
    }

    public function avec(string $nom, int $centimes): Dons
    {
        if ($centimes < 0) {
            throw new InvalidArgumentException('Un don est d\'au moins un centime.');
        }
        return new self([...$this->dons, ['nom' => $nom, 'centimes' => $centimes]]);
    }

    public function total(): int
    {
        return array_sum(array_column($this->dons, 'centimes'));
    }

    public function parPersonne(): array
    {
        $sommes = [];
        foreach ($this->dons as $don) {
            $sommes[$don['nom']] ??= 0;
            $sommes[$don['nom']] += $don['centimes'];
        }
        return $sommes;
    }

    public function count(): int
    {
        return count($this->dons);
    }

    public function getIterator(): Iterator
    {
        return new ArrayIterator($this->dons);
    }
}

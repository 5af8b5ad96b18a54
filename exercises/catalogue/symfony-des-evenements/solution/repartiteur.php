<?php

final class Repartiteur
{
    private array $ecouteurs = [];

    public function ecouter(string $classe, callable $ecouteur, int $priorite = 0): void
    {
        $this->ecouteurs[$classe][] = ['fonction' => $ecouteur, 'priorite' => $priorite];
    }

    public function annoncer(object $evenement): object
    {
        $ecouteurs = $this->ecouteurs[$evenement::class] ?? [];
        usort($ecouteurs, fn ($a, $b) => $b['priorite'] <=> $a['priorite']);
        foreach ($ecouteurs as $ecouteur) {
            if ($evenement instanceof Arretable && $evenement->estArrete()) {
                break;
            }
            ($ecouteur['fonction'])($evenement);
        }
        return $evenement;
    }
}

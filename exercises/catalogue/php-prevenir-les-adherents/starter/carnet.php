<?php
// Un canal pour essayer : il note ce qu'on lui donne, et tombe en panne pour certaines personnes.
require __DIR__ . '/annonceur.php';

final class Carnet implements Canal
{
    public array $vus = [];

    public function __construct(private array $pannes = [])
    {
    }

    public function envoyer(string $destinataire, string $texte): void
    {
        if (in_array($destinataire, $this->pannes, true)) {
            throw new RuntimeException("Impossible de joindre $destinataire.");
        }
        $this->vus[] = "$destinataire : $texte";
    }
}

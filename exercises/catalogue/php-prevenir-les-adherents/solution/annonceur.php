<?php

interface Canal
{
    public function envoyer(string $destinataire, string $texte): void;
}

final class Annonceur
{
    private array $canaux;

    public function __construct(Canal ...$canaux)
    {
        $this->canaux = $canaux;
    }

    // Prévient chaque personne par le premier canal qui y arrive ; renvoie celles que rien n'a atteintes.
    public function prevenir(array $destinataires, string $texte): array
    {
        $manques = [];
        foreach ($destinataires as $destinataire) {
            if (!$this->essayer($destinataire, $texte)) {
                $manques[] = $destinataire;
            }
        }
        return $manques;
    }

    private function essayer(string $destinataire, string $texte): bool
    {
        foreach ($this->canaux as $canal) {
            try {
                $canal->envoyer($destinataire, $texte);
                return true;
            } catch (RuntimeException) {
                // Ce canal n'y arrive pas : on essaie le suivant.
            }
        }
        return false;
    }
}

<?php

final class FormulaireAtelier
{
    private array $saisie = ['titre' => '', 'places' => ''];
    private array $erreurs = [];
    private bool $envoye = false;

    public function __construct()
    {
        $_SESSION['jeton'] ??= bin2hex(random_bytes(32));
    }

    public function handleRequest(Request $demande): void
    {
        if (!$demande->isMethod('POST')) {
            return;
        }
        $this->envoye = true;
        foreach ($this->saisie as $champ => $vide) {
            $this->saisie[$champ] = trim($demande->request->getString($champ, $vide));
        }
        if (!hash_equals($_SESSION['jeton'], $demande->request->getString('jeton'))) {
            $this->erreurs['_jeton'] = 'Le formulaire a vieilli : envoyez-le encore une fois.';
        }

        if ($this->saisie['titre'] === '') {
            $this->erreurs['titre'] = 'Écrivez le titre.';
        }
        $places = filter_var($this->saisie['places'], FILTER_VALIDATE_INT);
        if ($places === false || $places < 1 || $places > 30) {
            $this->erreurs['places'] = 'Écrivez un nombre de places, de 1 à 30.';
        }
    }

    public function isSubmitted(): bool
    {
        return $this->envoye;
    }

    public function isValid(): bool
    {
        return $this->envoye && $this->erreurs === [];
    }

    public function getData(): array
    {
        return $this->saisie;
    }

    public function getErrors(): array
    {
        return $this->erreurs;
    }
}

<?php

final class FormulaireAtelier
{
    private array $saisie = ['titre' => '', 'places' => ''];

    public function __construct()
    {
        $_SESSION['jeton'] ??= bin2hex(random_bytes(32));
    }

    public function handleRequest(Request $demande): void
    {
        // À vous.
    }

    public function isSubmitted(): bool
    {
        return false;
    }

    public function isValid(): bool
    {
        return false;
    }

    public function getData(): array
    {
        return $this->saisie;
    }

    public function getErrors(): array
    {
        return [];
    }
}

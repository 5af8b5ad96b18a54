<?php

// Protège une valeur que l'on écrit dans la page.
function e(string $texte): string
{
    return htmlspecialchars($texte);
}

final class Vue
{
    public function __construct(private string $dossier)
    {
    }

    public function montrer(string $nom, array $donnees): string
    {
        return '';
    }
}

<?php

interface Canal
{
    public function envoyer(string $destinataire, string $texte): void;
}

final class Annonceur
{
    // À vous.
}

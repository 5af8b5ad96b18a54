<?php
require __DIR__ . '/gestionnaire.php';

final class Membre
{
    public ?int $id = null;

    public function __construct(public string $nom, public string $ville)
    {
    }
}

// Une base en mémoire, vide, pour essayer.
function baseDEssai(): PDO
{
    $base = new PDO('sqlite::memory:');
    $base->exec("CREATE TABLE membres (id INTEGER PRIMARY KEY, nom TEXT NOT NULL CHECK (nom <> ''), ville TEXT NOT NULL)");
    return $base;
}

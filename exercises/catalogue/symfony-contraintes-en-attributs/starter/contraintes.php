<?php

interface Contrainte
{
    public function erreur(mixed $valeur): ?string;
}

#[Attribute]
final class NonVide implements Contrainte
{
    public function erreur(mixed $valeur): ?string
    {
        return null;
    }
}

#[Attribute]
final class Longueur implements Contrainte
{
    public function __construct(private int $max)
    {
    }

    public function erreur(mixed $valeur): ?string
    {
        return null;
    }
}

#[Attribute]
final class Entre implements Contrainte
{
    public function __construct(private int $min, private int $max)
    {
    }

    public function erreur(mixed $valeur): ?string
    {
        return null;
    }
}

#[Attribute]
final class Courriel implements Contrainte
{
    public function erreur(mixed $valeur): ?string
    {
        return null;
    }
}

function valider(object $objet): array
{
    return ['à vous' => ''];
}

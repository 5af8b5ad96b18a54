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
        return trim((string) $valeur) === '' ? 'Écrivez quelque chose.' : null;
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
        return mb_strlen((string) $valeur) > $this->max ? "{$this->max} lettres au plus." : null;
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
        $juste = $valeur >= $this->min && $valeur <= $this->max;
        return $juste ? null : "Choisissez de {$this->min} à {$this->max}.";
    }
}

#[Attribute]
final class Courriel implements Contrainte
{
    public function erreur(mixed $valeur): ?string
    {
        $juste = filter_var($valeur, FILTER_VALIDATE_EMAIL) !== false;
        return $juste ? null : 'Ce courriel ne convient pas.';
    }
}

function valider(object $objet): array
{
    $erreurs = [];
    foreach ((new ReflectionObject($objet))->getProperties() as $propriete) {
        $attributs = $propriete->getAttributes(Contrainte::class, ReflectionAttribute::IS_INSTANCEOF);
        foreach ($attributs as $attribut) {
            $phrase = $attribut->newInstance()->erreur($propriete->getValue($objet));
            if ($phrase !== null) {
                $erreurs[$propriete->getName()] = $phrase;
                break;
            }
        }
    }
    return $erreurs;
}

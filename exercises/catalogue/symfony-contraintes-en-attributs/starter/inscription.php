<?php
require __DIR__ . '/contraintes.php';

final class Inscription
{
    public function __construct(
        #[NonVide]
        #[Longueur(max: 10)]
        public string $nom,
        #[NonVide]
        #[Courriel]
        public string $courriel,
        #[Entre(min: 1, max: 6)]
        public int $places,
    ) {
    }
}

final class Salle
{
    public function __construct(#[Entre(min: 20, max: 300)] public int $places)
    {
    }
}

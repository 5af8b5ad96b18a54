<?php

const HORAIRES = [
    'accueil' => ['mardi' => '14 h – 17 h', 'jeudi' => '9 h – 12 h'],
    'friperie' => ['samedi' => '10 h – 16 h'],
];

// À vous.

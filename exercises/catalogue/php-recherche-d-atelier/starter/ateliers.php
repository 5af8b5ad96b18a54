<?php
const ATELIERS = [
    'Couture pour débuter',
    'Photo de rue',
    'Numérique : premiers pas',
    'Réparer son vélo',
    'Photo numérique',
    'Cuisine du monde',
];

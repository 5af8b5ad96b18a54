<?php

function rendre(string $gabarit, array $donnees): string
{
    return $gabarit;
}

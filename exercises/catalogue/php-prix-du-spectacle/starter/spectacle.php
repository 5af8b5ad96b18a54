<?php

function prixFamille(array $ages): float
{
    // À vous.
    return 0;
}

<?php

const COURANTS = ['motdepasse123456', 'azertyuiop123456', '1234567890123456', 'aaaaaaaaaaaaaaaa'];

function refus(string $secret, string $nom): ?string
{
    // À vous.
    return 'À vous.';
}

/** Rend [le secret est bon, l'empreinte neuve ou null]. */
function verifier(string $secret, string $empreinte): array
{
    // À vous.
    return [false, null];
}

<?php

const COURANTS = ['motdepasse123456', 'azertyuiop123456', '1234567890123456', 'aaaaaaaaaaaaaaaa'];

function refus(string $secret, string $nom): ?string
{
    if (mb_strlen($secret) < 15) {
        return 'Il faut au moins 15 signes.';
    }
    if (mb_strlen($secret) > 128) {
        return '128 signes suffisent.';
    }
    if (mb_stripos($secret, $nom) > 0) {
        return 'Le mot de passe ne doit pas contenir votre nom.';
    }
    if (in_array(mb_strtolower($secret), COURANTS, true)) {
        return 'Ce mot de passe est trop connu.';
    }
    return null;
}

/** Rend [le secret est bon, l'empreinte neuve ou null]. */
function verifier(string $secret, string $empreinte): array
{
    if (strlen($empreinte) === 32) {
        $bon = hash_equals($empreinte, md5($secret));
        return [$bon, $bon ? password_hash($secret, PASSWORD_DEFAULT) : null];
    }
    return [password_verify($secret, $empreinte), null];
}

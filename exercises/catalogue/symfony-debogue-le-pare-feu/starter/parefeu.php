<?php

const REGLES = [
    '/gestion/caisse' => 'ROLE_TRESORERIE',
    '/gestion' => 'ROLE_ANIMATION',
    '/compte' => 'ROLE_MEMBRE',
];

const ROLES = [
    'ROLE_TRESORERIE' => ['ROLE_ANIMATION'],
    'ROLE_ANIMATION' => ['ROLE_MEMBRE'],
];

function convient(string $regle, string $adresse): bool
{
    return str_starts_with($adresse, $regle);
}

function rolesDe(array $roles): array
{
    $tous = $roles;
    foreach ($roles as $role) {
        $tous = [...$tous, ...(ROLES[$role] ?? [])];
    }
    return $tous;
}

function acces(string $adresse, array $roles): bool
{
    $voulu = null;
    foreach (REGLES as $regle => $role) {
        if (convient($regle, $adresse)) {
            $voulu = $role;
        }
    }
    return $voulu === null || in_array($voulu, rolesDe($roles), true);
}

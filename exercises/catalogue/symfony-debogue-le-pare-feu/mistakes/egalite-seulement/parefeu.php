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
    return $adresse === $regle;
}

function rolesDe(array $roles): array
{
    $tous = $roles;
    foreach ($roles as $role) {
        $tous = [...$tous, ...rolesDe(ROLES[$role] ?? [])];
    }
    return $tous;
}

function acces(string $adresse, array $roles): bool
{
    foreach (REGLES as $regle => $role) {
        if (convient($regle, $adresse)) {
            return in_array($role, rolesDe($roles), true);
        }
    }
    return true;
}

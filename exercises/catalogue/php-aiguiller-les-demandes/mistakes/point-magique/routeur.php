<?php

final class Routeur
{
    private array $routes = [];

    public function ajouter(string $methode, string $chemin, callable $action): void
    {
        $motif = preg_replace('/\{([a-z]+)\}/', '(?<$1>[^/]+)', $chemin);
        $this->routes[] = [$methode, "#^$motif$#", $action];
    }

    // Renvoie [code, texte].
    public function repondre(string $methode, string $chemin): array
    {
        $existe = false;
        foreach ($this->routes as [$attendue, $motif, $action]) {
            if (preg_match($motif, $chemin, $trouve) !== 1) {
                continue;
            }
            $existe = true;
            if ($attendue === $methode) {
                $valeurs = array_filter($trouve, is_string(...), ARRAY_FILTER_USE_KEY);
                return [200, $action(...array_values($valeurs))];
            }
        }
        return $existe ? [405, 'Méthode refusée'] : [404, 'Page introuvable'];
    }
}

<?php
// Un petit moteur de gabarits, qui lit une part de Twig : {{ }}, {% if %}, {% for %}, {% extends %}, {% block %}.
// Filtres : upper, lower, length, date, raw. Il n'est pas à changer.

final class Gabarits
{
    public function __construct(private string $dossier)
    {
    }

    public function render(string $nom, array $donnees = []): string
    {
        $texte = $this->lire($nom);
        while (preg_match('/\{%\s*extends\s+[\'"]([\w.-]+)[\'"]\s*%\}/', $texte, $parent)) {
            $texte = $this->remplir($this->lire($parent[1]), $this->blocs($texte));
        }
        [$page] = $this->suite($this->morceaux($texte), 0, $donnees, []);
        return $page;
    }

    private function lire(string $nom): string
    {
        if (!preg_match('/^[\w-]+(\.[\w-]+)*$/D', $nom) || !is_file("{$this->dossier}/$nom")) {
            throw new RuntimeException("Le gabarit « $nom » n'existe pas.");
        }
        return (string) file_get_contents("{$this->dossier}/$nom");
    }

    private function blocs(string $texte): array
    {
        preg_match_all('/\{%\s*block\s+(\w+)\s*%\}(.*?)\{%\s*endblock\s*%\}/s', $texte, $trouves, PREG_SET_ORDER);
        return array_column($trouves, 2, 1);
    }

    private function remplir(string $parent, array $blocs): string
    {
        return (string) preg_replace_callback(
            '/(\{%\s*block\s+(\w+)\s*%\})(.*?)(\{%\s*endblock\s*%\})/s',
            fn ($m) => $m[1] . (isset($blocs[$m[2]]) ? str_replace('{{ parent() }}', $m[3], $blocs[$m[2]]) : $m[3]) . $m[4],
            $parent,
        );
    }

    private function morceaux(string $texte): array
    {
        $texte = (string) preg_replace('/\{#.*?#\}/s', '', $texte);
        return preg_split('/(\{\{.*?\}\}|\{%.*?%\})/s', $texte, -1, PREG_SPLIT_DELIM_CAPTURE);
    }

    // Écrit les morceaux à partir de $ici, jusqu'à l'un des mots de fin ; renvoie le texte, la place et le mot.
    private function suite(array $morceaux, int $ici, array $donnees, array $fins, bool $ecrire = true): array
    {
        $page = '';
        for (; $ici < count($morceaux); $ici++) {
            $morceau = $morceaux[$ici];
            if (str_starts_with($morceau, '{{')) {
                $page .= $ecrire ? $this->valeur(trim($morceau, '{} '), $donnees) : '';
                continue;
            }
            if (!str_starts_with($morceau, '{%')) {
                $page .= $morceau;
                continue;
            }
            $mots = preg_split('/\s+/', trim($morceau, '{}% ')) ?: [''];
            if (in_array($mots[0], $fins, true)) {
                return [$page, $ici, $mots[0]];
            }
            [$fait, $ici] = match ($mots[0]) {
                'block' => $this->suite($morceaux, $ici + 1, $donnees, ['endblock'], $ecrire),
                'if' => $this->si($morceaux, $ici, $donnees, $mots, $ecrire),
                'for' => $this->pour($morceaux, $ici, $donnees, $mots, $ecrire),
                default => throw new RuntimeException("Le gabarit ne connaît pas « $mots[0] » à cet endroit."),
            };
            $page .= $fait;
        }
        if ($fins !== []) {
            throw new RuntimeException('Il manque « ' . implode(' » ou « ', $fins) . ' » dans le gabarit.');
        }
        return [$page, $ici, ''];
    }

    private function si(array $morceaux, int $ici, array $donnees, array $mots, bool $ecrire): array
    {
        $non = ($mots[1] ?? '') === 'not';
        $oui = $ecrire && ((bool) $this->chercher($mots[$non ? 2 : 1] ?? '', $donnees) !== $non);
        [$page, $ici, $fin] = $this->suite($morceaux, $ici + 1, $donnees, ['else', 'endif'], $oui);
        $choisi = $oui ? $page : '';
        if ($fin === 'else') {
            [$page, $ici] = $this->suite($morceaux, $ici + 1, $donnees, ['endif'], $ecrire && !$oui);
            $choisi = $oui ? $choisi : $page;
        }
        return [$choisi, $ici];
    }

    private function pour(array $morceaux, int $ici, array $donnees, array $mots, bool $ecrire): array
    {
        if (count($mots) < 4 || $mots[2] !== 'in') {
            throw new RuntimeException('Une boucle s\'écrit {% for atelier in ateliers %}.');
        }
        $liste = $ecrire ? (array) $this->chercher($mots[3], $donnees) : [];
        $page = '';
        foreach ($liste as $element) {
            [$fait] = $this->suite($morceaux, $ici + 1, [...$donnees, $mots[1] => $element], ['else', 'endfor']);
            $page .= $fait;
        }
        [, $apres, $fin] = $this->suite($morceaux, $ici + 1, $donnees, ['else', 'endfor'], false);
        if ($fin === 'else') {
            [$vide, $apres] = $this->suite($morceaux, $apres + 1, $donnees, ['endfor'], $ecrire && $liste === []);
            $page = $liste === [] ? $vide : $page;
        }
        return [$ecrire ? $page : '', $apres];
    }

    private function valeur(string $expression, array $donnees): string
    {
        $filtres = array_map(trim(...), explode('|', $expression));
        $valeur = $this->chercher(array_shift($filtres), $donnees);
        foreach ($filtres as $filtre) {
            $valeur = match (true) {
                $filtre === 'raw' => $valeur,
                $filtre === 'upper' => mb_strtoupper((string) $valeur),
                $filtre === 'lower' => mb_strtolower((string) $valeur),
                $filtre === 'length' => is_countable($valeur) ? count($valeur) : mb_strlen((string) $valeur),
                (bool) preg_match('/^date\([\'"](.+)[\'"]\)$/', $filtre, $m) => (new DateTimeImmutable((string) $valeur))->format($m[1]),
                default => throw new RuntimeException("Le filtre « $filtre » n'existe pas."),
            };
        }
        return in_array('raw', $filtres, true) ? (string) $valeur : htmlspecialchars((string) $valeur);
    }

    private function chercher(string $chemin, array $donnees): mixed
    {
        $valeur = $donnees;
        foreach (explode('.', $chemin) as $nom) {
            $valeur = match (true) {
                is_array($valeur) && array_key_exists($nom, $valeur) => $valeur[$nom],
                is_object($valeur) && method_exists($valeur, $nom) => $valeur->$nom(),
                is_object($valeur) && property_exists($valeur, $nom) => $valeur->$nom,
                default => throw new RuntimeException("La variable « $chemin » n'existe pas dans ce gabarit."),
            };
        }
        return $valeur;
    }
}

<?php

final class Controleur
{
    public function __construct(private DepotDeConcerts $concerts)
    {
    }

    public function lister(): string
    {
        $depuis = '2027-01-01';
        return $this->montrer('liste', ['concerts' => $this->concerts->aVenir($depuis)]);
    }

    public function ajouter(): string
    {
        $_SESSION['jeton'] ??= bin2hex(random_bytes(32));
        $saisie = ['titre' => '', 'jour' => '', 'places' => ''];
        $erreurs = [];
        if ($_SERVER['REQUEST_METHOD'] === 'POST') {
            if (!hash_equals($_SESSION['jeton'], $_POST['jeton'] ?? '')) {
                http_response_code(403);
                return $this->montrer('refus', ['phrase' => 'Rouvrez le formulaire, puis envoyez-le encore.']);
            }
            foreach ($saisie as $champ => $vide) {
                $saisie[$champ] = trim($_POST[$champ] ?? $vide);
            }
            $erreurs = $this->erreurs($saisie);
            if ($erreurs === []) {
                $this->concerts->ajouter($saisie['titre'], $saisie['jour'], (int) $saisie['places']);
                header('Location: /');
                return '';
            }
            http_response_code(422);
        }
        return $this->montrer('formulaire', ['saisie' => $saisie, 'erreurs' => $erreurs, 'jeton' => $_SESSION['jeton']]);
    }

    public function introuvable(): string
    {
        http_response_code(404);
        return $this->montrer('refus', ['phrase' => 'Cette page n\'existe pas.']);
    }

    private function erreurs(array $saisie): array
    {
        $erreurs = [];
        if ($saisie['titre'] === '') {
            $erreurs[] = 'Écrivez le titre.';
        }
        $jour = DateTimeImmutable::createFromFormat('!Y-m-d', $saisie['jour']);
        if ($jour === false || $jour->format('Y-m-d') !== $saisie['jour']) {
            $erreurs[] = 'Choisissez un jour qui existe.';
        }
        $places = filter_var($saisie['places'], FILTER_VALIDATE_INT);
        if ($places === false || $places < 1 || $places > 500) {
            $erreurs[] = 'Écrivez un nombre de places, de 1 à 500.';
        }
        return $erreurs;
    }

    private function montrer(string $vue, array $donnees): string
    {
        ob_start();
        require __DIR__ . "/../vues/$vue.php";
        return ob_get_clean();
    }
}

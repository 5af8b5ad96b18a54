<?php

final class Fiche
{
    public function __construct(private DepotDeMembres $membres, private string $dossier)
    {
    }

    public function repondre(string $methode, array $champs): string
    {
        $id = $_SESSION['id'] ?? 0;
        $fiche = $this->membres->trouver($id);
        if ($fiche === null) {
            return $this->refuser('Connectez-vous pour voir votre fiche.');
        }
        $erreur = '';
        if ($methode === 'POST') {
            if (!hash_equals($_SESSION['jeton'], $champs['jeton'] ?? '')) {
                return $this->refuser('Rouvrez la page, puis recommencez.');
            }
            $fiche = [
                'prenom' => trim($champs['prenom'] ?? ''),
                'telephone' => trim($champs['telephone'] ?? ''),
            ];
            if ($fiche['prenom'] !== '') {
                $this->membres->modifier((int) ($champs['id'] ?? $id), $fiche['prenom'], $fiche['telephone']);
                header('Location: /');
                return '';
            }
            $erreur = 'Écrivez votre prénom.';
            http_response_code(422);
        }
        return $this->montrer('fiche', [...$fiche, 'erreur' => $erreur, 'jeton' => $_SESSION['jeton']]);
    }

    private function refuser(string $phrase): string
    {
        http_response_code(403);
        return $this->montrer('refus', ['phrase' => $phrase]);
    }

    private function montrer(string $vue, array $donnees): string
    {
        ob_start();
        require "{$this->dossier}/$vue.php";
        return ob_get_clean();
    }
}

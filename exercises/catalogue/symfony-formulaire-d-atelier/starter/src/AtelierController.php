<?php

final class AtelierController
{
    public function __construct(private PDO $base)
    {
    }

    #[Route('/ateliers/nouveau', methods: ['GET', 'POST'])]
    public function nouveau(Request $demande): Response
    {
        $formulaire = new FormulaireAtelier();
        return new Response($this->montrer($formulaire));
    }

    private function montrer(FormulaireAtelier $formulaire): string
    {
        ob_start();
        require __DIR__ . '/../vues/nouveau.php';
        return ob_get_clean();
    }
}

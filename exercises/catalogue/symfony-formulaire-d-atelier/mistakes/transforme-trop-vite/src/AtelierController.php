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
        $formulaire->handleRequest($demande);
        if ($formulaire->isSubmitted() && $formulaire->isValid()) {
            ['titre' => $titre, 'places' => $places] = $formulaire->getData();
            $this->base->prepare('INSERT INTO ateliers (titre, places) VALUES (?, ?)')->execute([$titre, $places]);
            return new RedirectResponse('/ateliers');
        }
        return new Response($this->montrer($formulaire), $formulaire->isSubmitted() ? 422 : 200);
    }

    private function montrer(FormulaireAtelier $formulaire): string
    {
        ob_start();
        require __DIR__ . '/../vues/nouveau.php';
        return ob_get_clean();
    }
}

<?php

final class AtelierController
{
    private const ATELIERS = [1 => 'Couture', 2 => 'Cuisine du monde', 3 => 'Vélo & bricolage'];

    #[Route('/ateliers')]
    public function liste(): Response
    {
        return $this->page('Les ateliers', $this->enListe(self::ATELIERS));
    }

    #[Route('/recherche')]
    public function chercher(Request $demande): Response
    {
        $mot = $demande->query->getString('mot');
        $trouves = array_filter(self::ATELIERS, fn ($titre) => mb_stripos($titre, $mot) !== false);
        if ($trouves === []) {
            return $this->page('Recherche', '<p>Aucun atelier pour « ' . htmlspecialchars($mot) . ' ».</p>');
        }
        return $this->page('Recherche', $this->enListe($trouves));
    }

    #[Route('/ateliers/{id}')]
    public function montrer(int $id): Response
    {
        $titre = self::ATELIERS[$id] ?? throw new NotFoundHttpException();
        return $this->page($titre, '');
    }

    #[Route('/ateliers/{id}/inscriptions', methods: ['POST'])]
    public function inscrire(int $id): Response
    {
        return new RedirectResponse("/ateliers/$id");
    }

    private function enListe(array $ateliers): string
    {
        $lignes = '';
        foreach ($ateliers as $id => $titre) {
            $lignes .= "<li><a href=\"/ateliers/$id\">" . htmlspecialchars($titre) . '</a></li>';
        }
        return "<ul>$lignes</ul>";
    }

    private function page(string $titre, string $contenu): Response
    {
        $titre = htmlspecialchars($titre);
        return new Response("<!doctype html><html lang=\"fr\"><title>$titre</title><h1>$titre</h1>$contenu</html>");
    }
}

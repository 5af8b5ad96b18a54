<?php

final class AtelierController
{
    private const ATELIERS = [1 => 'Couture', 2 => 'Cuisine du monde', 3 => 'Vélo & bricolage'];

    #[Route('/ateliers')]
    public function liste(): Response
    {
        return $this->page('Les ateliers', '<!-- À vous -->');
    }

    private function page(string $titre, string $contenu): Response
    {
        $titre = htmlspecialchars($titre);
        return new Response("<!doctype html><html lang=\"fr\"><title>$titre</title><h1>$titre</h1>$contenu</html>");
    }
}

<?php

final class AtelierApi
{
    public function __construct(private PDO $base)
    {
    }

    #[Route('/api/ateliers')]
    public function liste(): Response
    {
        return new JsonResponse($this->base->query('SELECT * FROM ateliers ORDER BY titre')->fetchAll());
    }

    #[Route('/api/ateliers/{id}')]
    public function montrer(int $id): Response
    {
        $requete = $this->base->prepare('SELECT id, titre, places FROM ateliers WHERE id = ?');
        $requete->execute([$id]);
        $atelier = $requete->fetch();
        if ($atelier === false) {
            return new JsonResponse(['erreur' => 'Atelier introuvable'], 404);
        }
        return new JsonResponse($atelier);
    }

    #[Route('/api/ateliers', methods: ['POST'])]
    public function ajouter(Request $demande): Response
    {
        $recu = json_decode($demande->content, true);
        if (!is_array($recu)) {
            return new JsonResponse(['erreur' => 'Envoyez un objet JSON.'], 400);
        }
        $titre = trim(is_string($recu['titre'] ?? null) ? $recu['titre'] : '');
        $places = $recu['places'] ?? null;
        $erreurs = [];
        if ($titre === '') {
            $erreurs['titre'] = 'Donnez un titre.';
        }
        if (!is_int($places) || $places < 1) {
            $erreurs['places'] = 'Donnez un nombre entier, d\'au moins 1.';
        }
        if ($erreurs !== []) {
            return new JsonResponse(['erreurs' => $erreurs], 422);
        }
        $this->base->prepare('INSERT INTO ateliers (titre, places) VALUES (?, ?)')->execute([$titre, $places]);
        $id = (int) $this->base->lastInsertId();
        return new JsonResponse(
            ['id' => $id, 'titre' => $titre, 'places' => $places],
            201,
            ['Location' => "/api/ateliers/$id"],
        );
    }
}

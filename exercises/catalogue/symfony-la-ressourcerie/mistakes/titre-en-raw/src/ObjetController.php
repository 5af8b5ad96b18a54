<?php

final class ObjetController
{
    private const ETATS = ['neuf', 'bon', 'a-reparer'];

    public function __construct(
        private ObjetRepository $objets,
        private ObjetVotant $votant,
        private Session $session,
        private Gabarits $gabarits,
    ) {
    }

    #[Route('/objets')]
    public function liste(): Response
    {
        $objets = [];
        foreach ($this->objets->libres() as $objet) {
            $objets[] = [
                ...$objet,
                'reservable' => $this->votant->peut('RESERVER', $objet, $this->session->nom()),
                'retirable' => $this->votant->peut('RETIRER', $objet, $this->session->nom()),
            ];
        }
        return new Response($this->gabarits->render('liste.html', ['objets' => $objets, 'jeton' => $this->session->jeton()]));
    }

    #[Route('/objets/nouveau', methods: ['GET', 'POST'])]
    public function nouveau(Request $demande): Response
    {
        $nom = $this->session->exiger();
        $titre = trim($demande->request->getString('titre'));
        $etat = $demande->request->getString('etat', 'bon');
        $erreurs = [];
        if ($demande->isMethod('POST')) {
            $this->session->verifierJeton($demande);
            if ($titre === '' || mb_strlen($titre) > 80) {
                $erreurs[] = 'Écrivez un titre, de 80 lettres au plus.';
            }
            if (!in_array($etat, self::ETATS, true)) {
                $erreurs[] = 'Choisissez un état de la liste.';
            }
            if ($erreurs === []) {
                $this->objets->ajouter($titre, $etat, $nom);
                return new RedirectResponse('/objets');
            }
        }
        $donnees = ['titre' => $titre, 'etats' => self::ETATS, 'erreurs' => $erreurs, 'jeton' => $this->session->jeton()];
        return new Response($this->gabarits->render('formulaire.html', $donnees), $erreurs === [] ? 200 : 422);
    }

    #[Route('/objets/{id}/reserver', methods: ['POST'])]
    public function reserver(int $id, Request $demande): Response
    {
        $this->autoriser('RESERVER', $id, $demande);
        if (!$this->objets->reserver($id, $this->session->exiger())) {
            return new Response('<h1>Quelqu\'un l\'a réservé avant vous.</h1>', 409);
        }
        return new RedirectResponse('/objets');
    }

    #[Route('/objets/{id}/retirer', methods: ['POST'])]
    public function retirer(int $id, Request $demande): Response
    {
        $this->autoriser('RETIRER', $id, $demande);
        $this->objets->retirer($id);
        return new RedirectResponse('/objets');
    }

    private function autoriser(string $geste, int $id, Request $demande): void
    {
        $this->session->verifierJeton($demande);
        $objet = $this->objets->trouver($id) ?? throw new NotFoundHttpException();
        if (!$this->votant->peut($geste, $objet, $this->session->nom())) {
            throw new AccessDeniedException();
        }
    }
}

<?php

final class ObjetController
{
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
        return new Response($this->gabarits->render('liste.html'));
    }
}

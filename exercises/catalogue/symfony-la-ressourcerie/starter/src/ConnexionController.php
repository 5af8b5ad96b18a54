<?php

final class ConnexionController
{
    public function __construct(private Session $session)
    {
    }

    #[Route('/entrer/{nom}')]
    public function entrer(string $nom): Response
    {
        $this->session->entrer($nom);
        return new RedirectResponse('/objets');
    }
}

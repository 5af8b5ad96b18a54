<?php

final class AtelierApi
{
    public function __construct(private PDO $base)
    {
    }

    #[Route('/api/ateliers')]
    public function liste(): Response
    {
        return new JsonResponse([]);
    }

    // À vous : les deux autres routes.
}

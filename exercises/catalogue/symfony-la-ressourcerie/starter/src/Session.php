<?php

final class Session
{
    // Le nom de la personne connectée, ou null.
    public function nom(): ?string
    {
        return $_SESSION['nom'] ?? null;
    }

    // Le nom de la personne connectée, ou un accès refusé.
    public function exiger(): string
    {
        return $this->nom() ?? throw new AccessDeniedException();
    }

    public function jeton(): string
    {
        return $_SESSION['jeton'] ??= bin2hex(random_bytes(32));
    }

    // Refuse la demande qui ne porte pas le bon jeton.
    public function verifierJeton(Request $demande): void
    {
        if (!hash_equals($this->jeton(), $demande->request->getString('jeton'))) {
            throw new AccessDeniedException();
        }
    }

    // Pour essayer : un vrai site demande un mot de passe, et tire le jeton au hasard.
    public function entrer(string $nom): void
    {
        $_SESSION = ['nom' => $nom, 'jeton' => 'jeton-de-l-essai'];
    }
}

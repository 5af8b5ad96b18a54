<?php

// Protège une valeur que l'on écrit dans la page.
function e(string $texte): string
{
    return htmlspecialchars($texte);
}

final class Vue
{
    public function __construct(private string $dossier)
    {
    }

    public function montrer(string $nom, array $donnees): string
    {
        if (!preg_match('/^[a-z-]+$/D', $nom)) {
            throw new InvalidArgumentException('Ce nom de vue est impossible.');
        }
        $contenu = $this->executer($nom, $donnees);
        return $this->executer('mise-en-page', $donnees, $contenu);
    }

    private function executer(string $nom, array $donnees, string $contenu = ''): string
    {
        ob_start();
        require "{$this->dossier}/$nom.php";
        return ob_get_clean();
    }
}

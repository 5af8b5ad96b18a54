<?php
// Un petit noyau, qui imite celui de Symfony : les mêmes mots, en bien plus court. Il n'est pas à changer.

#[Attribute(Attribute::TARGET_METHOD)]
final readonly class Route
{
    public function __construct(public string $path, public array $methods = ['GET'])
    {
    }
}

// Ce que la demande a envoyé : toujours du texte, jamais une surprise.
final readonly class Champs
{
    public function __construct(private array $valeurs)
    {
    }

    public function getString(string $nom, string $sinon = ''): string
    {
        $valeur = $this->valeurs[$nom] ?? $sinon;
        return is_string($valeur) ? $valeur : $sinon;
    }

    public function tous(): array
    {
        return $this->valeurs;
    }

    public function has(string $nom): bool
    {
        return array_key_exists($nom, $this->valeurs);
    }
}

final readonly class Request
{
    public Champs $query;
    public Champs $request;

    public function __construct(public string $method, public string $path, array $query, array $request, public string $content = '')
    {
        $this->query = new Champs($query);
        $this->request = new Champs($request);
    }

    public static function createFromGlobals(): Request
    {
        $chemin = (string) parse_url($_SERVER['REQUEST_URI'] ?? '/', PHP_URL_PATH);
        return new Request($_SERVER['REQUEST_METHOD'] ?? 'GET', $chemin, $_GET, $_POST, (string) file_get_contents('php://input'));
    }

    // Tout ce que le corps de la demande a envoyé, par nom de champ.
    public function champs(): array
    {
        return $this->request->tous();
    }

    public function isMethod(string $methode): bool
    {
        return $this->method === $methode;
    }
}

class Response
{
    public function __construct(public string $content = '', public int $status = 200, public array $headers = [])
    {
    }

    public function send(): void
    {
        http_response_code($this->status);
        foreach ($this->headers as $nom => $valeur) {
            header("$nom: $valeur");
        }
        echo $this->content;
    }
}

final class RedirectResponse extends Response
{
    public function __construct(string $url)
    {
        parent::__construct('', 302, ['Location' => $url]);
    }
}

final class JsonResponse extends Response
{
    public function __construct(mixed $data, int $status = 200, array $headers = [])
    {
        parent::__construct(
            json_encode($data, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR),
            $status,
            ['Content-Type' => 'application/json', ...$headers],
        );
    }
}

final class NotFoundHttpException extends RuntimeException
{
}

final class AccessDeniedException extends RuntimeException
{
}

final class Noyau
{
    private array $controleurs;

    public function __construct(object ...$controleurs)
    {
        $this->controleurs = $controleurs;
    }

    public function handle(Request $demande): Response
    {
        try {
            return $this->trouver($demande);
        } catch (NotFoundHttpException) {
            return $this->page(404, 'Page introuvable');
        } catch (AccessDeniedException) {
            return $this->page(403, 'Accès refusé');
        }
    }

    private function trouver(Request $demande): Response
    {
        $autres = [];
        foreach ($this->controleurs as $controleur) {
            foreach ((new ReflectionObject($controleur))->getMethods() as $methode) {
                foreach ($methode->getAttributes(Route::class) as $attribut) {
                    $route = $attribut->newInstance();
                    $trous = $this->lire($route->path, $demande->path);
                    if ($trous !== null && in_array($demande->method, $route->methods, true)) {
                        return $this->appeler($controleur, $methode, $demande, $trous);
                    }
                    $autres = $trous === null ? $autres : [...$autres, ...$route->methods];
                }
            }
        }
        return $autres === [] ? $this->page(404, 'Page introuvable') : $this->page(405, 'Méthode refusée');
    }

    // Renvoie ce qui est dans les trous du chemin, ou null quand l'adresse n'est pas la sienne.
    private function lire(string $route, string $chemin): ?array
    {
        $voulus = explode('/', $route);
        $recus = explode('/', $chemin);
        if (count($voulus) !== count($recus)) {
            return null;
        }
        $trous = [];
        foreach ($voulus as $rang => $voulu) {
            if (str_starts_with($voulu, '{') && $recus[$rang] !== '') {
                $trous[trim($voulu, '{}')] = rawurldecode($recus[$rang]);
            } elseif ($voulu !== $recus[$rang]) {
                return null;
            }
        }
        return $trous;
    }

    private function appeler(object $controleur, ReflectionMethod $methode, Request $demande, array $trous): Response
    {
        $valeurs = [];
        foreach ($methode->getParameters() as $parametre) {
            $type = (string) $parametre->getType();
            $texte = $trous[$parametre->getName()] ?? '';
            if ($type === 'int' && !ctype_digit($texte)) {
                throw new NotFoundHttpException();
            }
            $valeurs[] = match ($type) {
                'Request' => $demande,
                'int' => (int) $texte,
                default => $texte,
            };
        }
        return $methode->invokeArgs($controleur, $valeurs);
    }

    private function page(int $code, string $titre): Response
    {
        return new Response("<!doctype html><html lang=\"fr\"><title>$titre</title><h1>$titre</h1></html>", $code);
    }
}

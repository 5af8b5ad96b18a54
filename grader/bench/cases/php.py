"""PHP: five functions beside `php file.php`; and a form, beside PHP's own server started for three requests.

The bare visitor does what a grader without boxes does: it starts `php -S` on the apprentice's folder, waits until the
server listens, sends the three requests, looks for the five texts, stops the server.
"""

from grader.bench.cases.base import Bare, Case, check, values
from grader.contract import Json

_CLIENT = ("php8.4-cli",)

_SOURCE = """\
<?php
function prixTotal(array $articles): int {
    return array_sum(array_map(fn($article) => $article['prix'] * $article['nombre'], $articles));
}
function moyenne(array $nombres): float {
    return array_sum($nombres) / count($nombres);
}
function enCapitales(string $texte): string {
    return implode(' ', array_map(fn($mot) => mb_convert_case($mot, MB_CASE_TITLE), explode(' ', $texte)));
}
function pairs(array $nombres): array {
    return array_values(array_filter($nombres, fn($nombre) => $nombre % 2 === 0));
}
function compte(array $mots): array {
    return array_count_values($mots);
}
"""
_VALUES: dict[str, Json] = {
    "prixTotal([['prix' => 3, 'nombre' => 2], ['prix' => 10, 'nombre' => 1]])": 16,
    "moyenne([2, 4, 9])": 5,
    "enCapitales('le marché du port')": "Le Marché Du Port",
    "pairs([1, 2, 3, 4])": [2, 4],
    "compte(['a', 'b', 'a'])": {"a": 2, "b": 1},
}
_ASSERTIONS = """
function same(mixed $found, mixed $wanted): void { if ($found !== $wanted) { exit(1); } }
same(prixTotal([['prix' => 3, 'nombre' => 2], ['prix' => 10, 'nombre' => 1]]), 16);
same(moyenne([2, 4, 9]), 5.0);
same(enCapitales('le marché du port'), 'Le Marché Du Port');
same(pairs([1, 2, 3, 4]), [2, 4]);
same(compte(['a', 'b', 'a']), ['a' => 2, 'b' => 1]);
"""

_PAGE = """\
<?php
$nom = trim($_POST['nom'] ?? '');
$envoye = $_SERVER['REQUEST_METHOD'] === 'POST';
?>
<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Le marché du port</title></head>
<body>
<h1>Le marché du port</h1>
<?php if ($envoye && $nom === ''): ?>
<p class="erreur">Votre nom manque.</p>
<?php elseif ($envoye): ?>
<p class="merci">Merci <?= htmlspecialchars($nom) ?></p>
<?php endif ?>
<form method="post"><label>Nom <input name="nom"></label><button>Envoyer</button></form>
</body>
</html>
"""
_VISITOR = """\
<?php
$port = 20000 + getmypid() % 20000;
$silent = ['file', '/dev/null', 'r+'];
$server = proc_open(['php', '-S', "127.0.0.1:$port", '-t', '/bench/site'], [$silent, $silent, $silent], $pipes);
while (!($open = @fsockopen('127.0.0.1', $port))) { usleep(200); }
fclose($open);
function visit(int $port, ?array $form): string {
    $type = 'Content-Type: application/x-www-form-urlencoded';
    $post = ['method' => 'POST', 'header' => $type, 'content' => http_build_query($form ?? [])];
    $context = stream_context_create($form === null ? [] : ['http' => $post]);
    return file_get_contents("http://127.0.0.1:$port/", false, $context);
}
function holds(string $page, string $text): void { if (!str_contains($page, $text)) { exit(1); } }
$first = visit($port, null);
holds($first, '<h1>Le marché du port</h1>');
holds($first, '<label>Nom');
holds(visit($port, ['nom' => ' ']), '<p class="erreur">Votre nom manque.</p>');
$last = visit($port, ['nom' => 'Zoé & co']);
holds($last, '<p class="merci">Merci Zoé &amp; co</p>');
holds($last, '<h1>Le marché du port</h1>');
proc_terminate($server, 9);
proc_close($server);
"""


_GET: list[Json] = [{"path": "/"}]
_EMPTY: list[Json] = [{"path": "/", "form": {"nom": " "}}]
_SENT: list[Json] = [{"path": "/", "form": {"nom": "Zoé & co"}}]
_VISITS: tuple[tuple[list[Json], str, str], ...] = (
    (_GET, "h1", "Le marché du port"),
    (_GET, "label", "Nom"),
    (_EMPTY, ".erreur", "Votre nom manque."),
    (_SENT, ".merci", "Merci Zoé & co"),
    (_SENT, "h1", "Le marché du port"),
)

CASES = (
    Case(
        "php, 5 checks",
        "php",
        "php",
        {"index.php": _SOURCE},
        values("php", _VALUES),
        Bare({"file.php": _SOURCE + _ASSERTIONS}, ("php", "file.php"), packages=_CLIENT),
        goal=0.5,
    ),
    Case(
        "php, a form, 3 visits",
        "php",
        "php",
        {"index.php": _PAGE},
        tuple(
            check("php", number, text, {"selector": selector, "text": text}, "visit", steps=steps)
            for number, (steps, selector, text) in enumerate(_VISITS, start=1)
        ),
        Bare({"site/index.php": _PAGE, "visits.php": _VISITOR}, ("php", "visits.php"), packages=_CLIENT),
        goal=0.5,
    ),
)

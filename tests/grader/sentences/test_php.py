"""The French for what PHP says: each sentence is read from what a real PHP complained of."""

from typing import Any

import pytest

from grader.contract import GradingRequest, Probe
from grader.grading import observe
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from grader.sentences import explain_error

PHP = RUNTIMES["php"]
CLASSES = """<?php
function deux(int $a, $b) { return $a; }
function rend(): int { return 'x'; }
abstract class Forme { abstract function aire(); }
class Pain {
    public int $prix = 1;
    private $nom = 'bis';
    public readonly int $poids;
    public string $farine;
    private function cuire() {}
    function soi() { return $this; }
    function peser() { $this->poids = 1; $this->poids = 2; }
}
"""
MISTAKES = {
    "echo $total;": "la variable «\u00a0$total\u00a0» n’existe pas",
    "$t = []; $t['nom'];": 'n’a pas de case "nom"',
    "$t = [1]; $t[3];": "n’a pas de case 3",
    "(new stdClass)->age;": "la propriété «\u00a0stdClass::$age\u00a0» n’existe pas",
    "TOTAL;": "«\u00a0TOTAL\u00a0» n’est pas défini. S’il s’agit d’une variable, il manque le signe $",
    "afficher();": "la fonction «\u00a0afficher\u00a0» n’existe pas",
    "exec('ls');": "la fonction «\u00a0exec\u00a0» est fermée ici",
    "(new Pain)->manger();": "la méthode «\u00a0Pain::manger\u00a0» n’existe pas",
    "$p = null; $p->cuire();": "on appelle «\u00a0cuire()\u00a0» sur null (rien), qui n’est pas un objet",
    "new Gateau;": "la classe «\u00a0Gateau\u00a0» est introuvable",
    "eval('function deux() {}');": "la fonction «\u00a0deux\u00a0» est déclarée deux fois",
    "eval('class Pain {}');": "la classe «\u00a0Pain\u00a0» est déclarée deux fois",
    "deux(a: 1, c: 2);": "ne connaît pas de paramètre «\u00a0$c\u00a0»",
    "1 / 0;": "on divise par zéro",
    "1 % 0;": "on divise par zéro",
    "$a = null; $a->nom;": "on demande la propriété «\u00a0nom\u00a0» à null",
    "$a = null; $a[0];": "on lit une case de tableau dans null (rien)",
    "$a = 'abc'; $a['x'];": "on utilise un texte comme un tableau",
    "$a = new Pain; $a[0];": "un objet Pain est utilisé comme un tableau",
    "'' . [1];": "un tableau est affiché comme un texte",
    "'' . new Pain;": "un objet Pain est affiché comme un texte",
    "foreach (3 as $x) {}": "foreach demande un tableau, et reçoit un nombre entier",
    "[] + 1;": "on calcule avec un tableau et un nombre entier",
    "'3 kg' + 1;": "un texte qui n’est pas un nombre",
    "'kg' * 1;": "on calcule avec un texte et un nombre entier",
    "deux('x', 1);": "«\u00a0deux\u00a0» attend un nombre entier en paramètre 1\u202f; elle reçoit un texte",
    "strlen([]);": "«\u00a0strlen\u00a0» attend un texte en paramètre 1\u202f; elle reçoit un tableau",
    "rend();": "«\u00a0rend\u00a0» doit renvoyer un nombre entier\u202f; elle renvoie un texte",
    "(function (): int {})();": "doit renvoyer un nombre entier, et ne renvoie rien",
    "deux(1);": "«\u00a0deux\u00a0» attend 2 paramètres\u202f; elle en reçoit 1",
    "strlen();": "«\u00a0strlen\u00a0» attend 1 paramètre\u202f; elle en reçoit 0",
    "$p = new Pain; $p->prix = 'cher';": "«\u00a0Pain::$prix\u00a0» attend un nombre entier\u202f; elle reçoit",
    "match (3) { 1 => 2 };": "aucun cas de match ne correspond à 3",
    "(new Pain)->nom;": "«\u00a0Pain::$nom\u00a0» est réservé à sa classe",
    "(new Pain)->cuire();": "la méthode «\u00a0Pain::cuire\u00a0» est réservée à sa classe",
    "new Forme;": "on ne peut pas créer d’objet de «\u00a0Forme\u00a0»",
    "eval('class Rond extends Forme {}');": "la classe «\u00a0Rond\u00a0» doit écrire toutes les méthodes",
    "(new Pain)->peser();": "«\u00a0Pain::$poids\u00a0» est en lecture seule",
    "(new Pain)->farine;": "est lue avant d’avoir reçu une valeur",
    "Pain::soi();": "$this n’existe que dans un objet",
    "include 'haut.php';": "le fichier «\u00a0haut.php\u00a0» est introuvable",
    "require 'haut.php';": "le fichier «\u00a0haut.php\u00a0» est introuvable",
    "file_get_contents('a.txt');": "le fichier «\u00a0a.txt\u00a0» est introuvable",
    "file_get_contents('/etc/passwd');": "que les fichiers de son dossier",
    "echo 1; session_start();": "session_start() vient trop tard",
    "echo 1; header('A: b');": "la page avait déjà commencé à s’afficher (ligne 1",
    "str_repeat('x', 90000000);": "demande trop de mémoire",
    "$f = function () use (&$f) { return $f() + 1; }; $f();": "sans jamais s’arrêter",
    "eval('f([1);');": "le signe «\u00a0[\u00a0» n’est jamais fermé",
    'eval("if (1) {\\n");': "le signe «\u00a0{\u00a0» n’est jamais fermé",
    "eval('$a = 1);');": "le signe «\u00a0)\u00a0» ferme quelque chose qui n’était pas ouvert",
    "eval('$a =');": "le fichier s’arrête trop tôt",
    "eval('echo 1 echo 2;');": "PHP attend «\u00a0,\u00a0» et trouve «\u00a0echo\u00a0»",
    "eval('$a = 1 $b = 2;');": "«\u00a0$b\u00a0» n’est pas à sa place",
    'eval(\'echo "a" "b";\');': "PHP attend «\u00a0,\u00a0» et trouve «\u00a0b\u00a0»",
    "eval('break;');": "break et continue ne vont que dans une boucle",
    "eval('$t[];');": "les crochets vides [] ne servent qu’à ajouter",
    "new PDO('oracle:x');": "PHP ne connaît pas ce genre de base",
    "new PDO('sqlite:rien/ici.sqlite');": "ne peut pas être ouverte",
    "SQL SELECT * FROM clients": "la table «\u00a0clients\u00a0» n’existe pas",
    "SQL SELECT age FROM plats": "la colonne «\u00a0age\u00a0» n’existe pas",
    "SQL INSERT INTO plats (age) VALUES (1)": "la colonne «\u00a0age\u00a0» n’existe pas",
    "SQL INSERT INTO plats VALUES (1, 'a', 1)": "la base refuse un doublon («\u00a0plats.id\u00a0»)",
    "SQL INSERT INTO plats VALUES (2, NULL, 1)": "la colonne «\u00a0plats.nom\u00a0» doit être remplie",
    "SQL PRAGMA foreign_keys = ON; INSERT INTO plats VALUES (2, 'a', 9)": "une ligne est liée à une autre",
    "SQL SELEC * FROM plats": "la requête SQL est mal écrite, près de «\u00a0SELEC\u00a0»",
    "SQL SELECT * FROM plats WHERE (": "la requête SQL est mal écrite\u00a0: elle s’arrête trop tôt",
    "$b->prepare('SELECT ?')->execute([1, 2]);": "le nombre de valeurs données ne va pas",
}
BASE = (
    "CREATE TABLE plats (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, menu INTEGER REFERENCES plats (id));"
    "INSERT INTO plats VALUES (1, 'soupe', NULL);"
)


def asking_for(mistake: str) -> Probe:
    code = mistake
    if mistake.startswith("SQL "):
        code = f'$b->exec("{mistake.removeprefix("SQL ")}");'
    opened = "$b = new PDO('sqlite:database.sqlite'); " if "$b->" in code else ""
    return Probe("output", {"after": f"(function () {{ {opened}{code} }})()"})


@pytest.mark.docker
def test_every_usual_mistake_is_explained(docker_sandbox: DockerSandbox) -> None:
    probes = {mistake: asking_for(mistake) for mistake in MISTAKES}
    files = {"main.php": CLASSES, "database.sql": BASE}
    limits = PHP.default_limits().adjusted(wall_seconds=30)
    report = observe(GradingRequest("php", files, "main.php", tuple(probes.values()), limits), docker_sandbox)
    told: dict[str, str] = {}
    for mistake, probe in probes.items():
        seen: Any = report.seen_by(probe) or {}
        problem = seen.get("thrown") or next(iter(seen.get("warnings", [])), {})
        told[mistake] = explain_error(problem.get("name", ""), problem.get("message", ""), "php")

    wrong = {mistake: told[mistake] for mistake, words in MISTAKES.items() if words not in told[mistake]}
    assert not wrong, "\n".join(f"{a} -> {b}" for a, b in wrong.items())


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("SQLSTATE[HY000] [1045] Access denied for user 'root'@'localhost'", "refuse ce compte"),
        ("SQLSTATE[HY000] [1049] Unknown database 'ecol'", "la base de données «\u00a0ecol\u00a0» n’existe pas"),
        ("SQLSTATE[HY000] [2002] Connection refused", "ne répond pas à cette adresse"),
        ("SQLSTATE[42S02]: 1146 Table 'ecole.t' doesn't exist", "la table «\u00a0t\u00a0» n’existe"),
        ("SQLSTATE[42S22]: Column not found: 1054 Unknown column 'age' in 'SELECT'", "la colonne «\u00a0age\u00a0»"),
        ("SQLSTATE[23000]: 1062 Duplicate entry 'a@b.fr' for key 'email'", "un doublon («\u00a0a@b.fr\u00a0»)"),
        ("SQLSTATE[23000]: 1048 Column 'nom' cannot be null", "la colonne «\u00a0nom\u00a0» doit être remplie"),
        ("SQLSTATE[HY000]: 1364 Field 'nom' doesn't have a default value", "«\u00a0nom\u00a0» doit être remplie"),
        ("SQLSTATE[23000]: 1452 Cannot add: a foreign key constraint fails", "est liée à une autre"),
        ("1064 You have an error in your SQL syntax; use near 'FORM a' at line 1", "près de «\u00a0FORM a\u00a0»"),
        ("Signal 11", "PHP s’est arrêté brutalement"),
        ("Maximum execution time of 1 second exceeded", "plus longtemps qu’il ne l’a lui-même permis"),
    ],
)  # fmt: skip
def test_what_one_box_alone_does_not_say_is_explained(message: str, words: str) -> None:
    assert words in explain_error("Error", message, "php")


def test_an_exception_of_the_apprentice_is_told_as_it_is() -> None:
    assert (
        explain_error("StockVide", "plus de pain", "php")
        == "erreur «\u00a0StockVide\u00a0: plus de pain\u00a0»."
    )

"""What a shell and Git say when a command fails, as those of the boxes say it."""

import pytest

from grader.contract import GradingRequest, Probe
from grader.grading import observe
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from grader.sentences import explain_error

# What a beginner writes -> words of the sentence that she reads.
COMMANDS = {
    "gti init": "la commande «\u00a0gti\u00a0» n’existe pas",
    "git comit": "la commande «\u00a0git comit\u00a0» n’existe pas",
    "git -C .. log": "n’est pas un dépôt Git",
    "git add absent.txt": "Git ne trouve pas «\u00a0absent.txt\u00a0»",
    "git checkout absente": "Git ne trouve pas «\u00a0absente\u00a0»",
    "git switch absente": "ni branche ni commit sous le nom «\u00a0absente\u00a0»",
    "git merge absente": "ni branche ni commit sous le nom «\u00a0absente\u00a0»",
    "git log absente": "ni branche ni commit sous le nom «\u00a0absente\u00a0»",
    "git branch main": "déjà une branche «\u00a0main\u00a0»",
    "git tag v1": "déjà une étiquette (tag) «\u00a0v1\u00a0»",
    "git remote add origin ailleurs": "déjà un dépôt distant «\u00a0origin\u00a0»",
    "git push ailleurs main": "le dépôt distant «\u00a0ailleurs\u00a0»",
    "git push origin absente": "pas de branche «\u00a0absente\u00a0» à envoyer",
    "git push": "git push -u origin main",
    "git clone ../rien copie": "le dépôt «\u00a0../rien\u00a0»",
    "git clone . dossier": "déjà un dossier «\u00a0dossier\u00a0»",
    "git branch -d main": "pendant qu’on est dessus",
    "git branch -d travail": "nulle part ailleurs",
    "git commit": "rien trouvé à enregistrer",
    "git commit --allow-empty": "besoin d’un message",
    "git add --tout": "l’option «\u00a0tout\u00a0»",
    "git -C conflit commit -m fini": "une fusion n’est pas terminée",
    "git -C conflit switch autre": "une fusion n’est pas terminée",
    "cd absent": "le dossier «\u00a0absent\u00a0» n’existe pas",
    "cat absent.txt": "«\u00a0absent.txt\u00a0» n’existe pas",
    "mv absent.txt b": "«\u00a0absent.txt\u00a0» n’existe pas",
    "rm dossier": "«\u00a0dossier\u00a0» est un dossier",
    "cat dossier": "«\u00a0dossier\u00a0» est un dossier",
    "cd a.txt": "«\u00a0a.txt\u00a0» n’est pas un dossier",
    "./a.txt": "ses droits ne le permettent pas",
    "cp a.txt": "il manque quelque chose",
    "mkdir": "il manque quelque chose",
    "ls -Y": "l’option «\u00a0Y\u00a0»",
    "ls --tout": "l’option «\u00a0--tout\u00a0»",
}
PREPARE = """
git init -q && echo a > a.txt && mkdir dossier && echo b > dossier/b && git add . && git commit -qm un
git switch -qc travail && git commit -qm deux --allow-empty && git switch -q main
git tag v1 && git init -q --bare /tmp/distant.git && git remote add origin /tmp/distant.git
git init -q conflit && cd conflit && echo a > a && git add a && git commit -qm a
git switch -qc autre && echo b > a && git commit -qam b && git switch -q main && echo c > a && git commit -qam c
git merge autre || true
"""
SYNTAX = {
    "echo 'a": "le signe ' est ouvert",
    "if true; then\necho a": "il manque sans doute un fi",
    "echo a\nfi": "«\u00a0fi\u00a0» n’est pas à sa place",
    "set -u\necho $nom": "sans avoir reçu de valeur",
}
PROBE = Probe("output", {})


@pytest.mark.docker
@pytest.mark.parametrize("script", [*COMMANDS, *SYNTAX])
def test_what_beginners_meet_most_is_explained(docker_sandbox: DockerSandbox, script: str) -> None:
    files = {"commandes.sh": f"echo début\n{script}\n", "prepare.sh": PREPARE}
    limits = RUNTIMES["shell_git"].default_limits()
    note = observe(GradingRequest("shell_git", files, "commandes.sh", (PROBE,), limits), docker_sandbox).note(
        "load_error"
    )

    assert note is not None
    assert {**COMMANDS, **SYNTAX}[script] in explain_error(
        str(note["name"]), str(note["message"]), "shell_git"
    )
    assert note["line"] == 2 or script in SYNTAX


def test_what_is_not_known_is_quoted() -> None:
    assert explain_error("curl x", "no way", "shell_git") == "erreur «\u00a0curl x\u00a0: no way\u00a0»."

"""What a shell and Git say when a command fails, for beginners."""

import re

from grader.sentences.base import say

_QUOTED = r"['‘`](?P<name>[^'’`]{1,80})['’]"
_BARE = r"(?P<name>[^:\s][^:]{0,80})"

# What is complained of -> the sentence. The first that fits is taken.
_EXPLAINED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"^git: " + _QUOTED + r" is not a git command", "la commande « git {name} » n’existe pas."),
        (_BARE + r": command not found", "la commande « {name} » n’existe pas. Vérifiez son orthographe."),
        (
            r"unexpected EOF while looking for matching `(?P<name>.)'",
            "le signe {name} est ouvert et n’est jamais fermé.",
        ),
        (
            r"syntax error: unexpected end of file",
            "le script s’arrête trop tôt : il manque sans doute un fi, un done ou une accolade.",
        ),
        (r"syntax error near unexpected token " + _QUOTED, "« {name} » n’est pas à sa place."),
        (
            r"not a git repository",
            "ce dossier n’est pas un dépôt Git. Il faut git init, ou se placer dans le bon dossier avec cd.",
        ),
        (
            r"pathspec " + _QUOTED + r" did not match any file",
            "Git ne trouve pas « {name} ». Vérifiez son nom, et qu’il existe bien à cet endroit.",
        ),
        (
            r"invalid reference: (?P<name>\S{1,80})|ambiguous argument '(?P<other>[^']{1,80})': unknown revision",
            "Git ne connaît ni branche ni commit sous le nom « {name}{other} ».",
        ),
        (
            r"(?P<name>\S{1,80}) - not something we can merge",
            "Git ne connaît ni branche ni commit sous le nom « {name} ».",
        ),
        (r"a branch named " + _QUOTED + r" already exists", "il y a déjà une branche « {name} »."),
        (r"tag " + _QUOTED + r" already exists", "il y a déjà une étiquette (tag) « {name} »."),
        (r"remote (?P<name>\S{1,80}) already exists", "il y a déjà un dépôt distant « {name} »."),
        (r"No such remote:? " + _QUOTED, "il n’y a pas de dépôt distant « {name} »."),
        (
            _QUOTED + r" does not appear to be a git repository",
            "Git ne trouve pas le dépôt distant « {name} ». Vérifiez son nom ou son adresse.",
        ),
        (
            r"repository " + _QUOTED + r" does not exist",
            "Git ne trouve pas le dépôt « {name} ». Vérifiez son adresse.",
        ),
        (
            r"src refspec (?P<name>\S{1,80}) does not match any",
            "il n’y a pas de branche « {name} » à envoyer, ou elle n’a encore aucun commit.",
        ),
        (
            r"current branch (?P<name>\S{1,80}) has no upstream branch",
            "Git ne sait pas où envoyer la branche « {name} » : git push -u origin {name} le lui dit.",
        ),
        (
            r"No configured push destination",
            "il n’y a pas de dépôt distant : git remote add lui donne un nom et une adresse.",
        ),
        (
            r"failed to push some refs",
            "l’envoi est refusé : le dépôt distant a des commits que vous n’avez pas. Faites git pull d’abord.",
        ),
        (
            r"local changes to the following files would be overwritten",
            "des fichiers changés ne sont pas enregistrés, et seraient perdus. Faites un commit d’abord.",
        ),
        (
            r"not concluded your merge|cannot switch branch while|because you have unmerged files"
            r"|unresolved conflict|not fully merged files",
            "une fusion n’est pas terminée : corrigez les conflits, puis git add et git commit.",
        ),
        (
            r"branch " + _QUOTED + r" is not fully merged",
            "la branche « {name} » contient un travail qui n’est nulle part ailleurs : Git refuse de la supprimer.",
        ),
        (
            r"cannot delete branch " + _QUOTED,
            "on ne peut pas supprimer la branche « {name} » pendant qu’on est dessus.",
        ),
        (r"refusing to merge unrelated histories", "ces deux historiques n’ont aucun commit en commun."),
        (
            r"destination path " + _QUOTED + r" already exists",
            "il y a déjà un dossier « {name} », et il n’est pas vide.",
        ),
        (
            r"(?:unknown|unrecognized|invalid) (?:option|switch)(?: --)?:? ?(?:-- )?" + _QUOTED,
            "cette commande ne connaît pas l’option « {name} ».",
        ),
        (
            r"missing (?:\w+ )*operand",
            "il manque quelque chose après la commande, par exemple un nom de fichier.",
        ),
        (
            r"^cd: " + _BARE + r": No such file or directory",
            "le dossier « {name} » n’existe pas à cet endroit.",
        ),
        (
            r"(?:" + _QUOTED + r"|(?P<other>[^:'’\s]{1,80})): No such file or directory",
            "« {name}{other} » n’existe pas à cet endroit.",
        ),
        (
            r"(?P<name>[^:\s]{1,80}): Permission denied",
            "« {name} » ne peut pas être lancé ou ouvert : ses droits ne le permettent pas.",
        ),
        (
            r"(?:" + _QUOTED + r"|(?P<other>[^:'’\s]{1,80})): Is a directory",
            "« {name}{other} » est un dossier.",
        ),
        (
            r"(?:" + _QUOTED + r"|(?P<other>[^:'’\s]{1,80})): Not a directory",
            "« {name}{other} » n’est pas un dossier.",
        ),
        (r"empty commit message", 'un commit a besoin d’un message : git commit -m "votre message".'),
        (r"unbound variable", "une variable est utilisée sans avoir reçu de valeur."),
    )
)


def explain(name: str, message: str) -> str:
    """Returns a French explanation of a failed command (`name`) and what it said, with no capital and no place; empty
    if unknown."""
    for pattern, sentence in _EXPLAINED:
        if match := pattern.search(message):
            return say(sentence, **{key: value or "" for key, value in match.groupdict().items()})
    if name.startswith("git commit") and not message:
        return say("git commit n’a rien trouvé à enregistrer : il manque souvent git add juste avant.")
    return ""

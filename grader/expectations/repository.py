"""The state and the history of a Git repository.

`commits` counts and compares from the oldest to the newest, with conditions on subjects; `repository` is about
branches, tags and remotes; `status` about what is not recorded yet; `merged` about one branch in another; `config`
about one setting; `revision_file` about a file as a commit keeps it.
"""

from collections.abc import Callable, Mapping, Sequence

from grader.contract import Json, Probe
from grader.expectations.base import (
    BadExpectation,
    Kind,
    Mismatch,
    holds,
    texts,
    validate_condition,
    whole,
    wish,
)
from grader.expectations.files import PATH_KEYS, as_list, path_mismatch, validate_path
from grader.sentences import plural, quoted, say, short

_OF_A_COMMIT = frozenset({"subject", "body", "author", "email"})
_CHANGES = {"added", "changed", "deleted"}
IN_PROGRESS = {
    "nothing": "rien",
    "merge": "une fusion (merge)",
    "rebase": "un rebase",
    "cherry-pick": "un cherry-pick",
    "revert": "un revert",
    "bisect": "un bisect",
}


# ---- what is not there to be looked at ---------------------------------------------------------------
def missing_mismatch(seen: Mapping[str, Json]) -> Mismatch | None:
    missing = seen.get("missing")
    if not isinstance(missing, str):
        return None
    return _MISSING[missing](seen) if missing in _MISSING else Mismatch("", "", say(_UNREADABLE))


def _no_repository(seen: Mapping[str, Json]) -> Mismatch:
    elsewhere = _texts(seen.get("elsewhere"))
    if elsewhere:
        sentence = say(
            "Il n’y a pas de dépôt Git à cet endroit ; il y en a un dans le dossier {folder}.",
            folder=quoted(short(elsewhere[0])),
        )
    else:
        sentence = say("Il n’y a pas de dépôt Git à cet endroit : c’est git init qui en crée un.")
    return Mismatch("un dépôt Git", "rien", sentence)


def _no_revision(seen: Mapping[str, Json]) -> Mismatch:
    revision, branches = short(str(seen.get("revision", ""))), _texts(seen.get("branches"))
    if not branches:
        return Mismatch(revision, "rien", say("Il n’y a encore aucun commit dans ce dépôt."))
    sentence = say(
        "Il n’y a pas de commit sous le nom {revision}. Les branches sont : {branches}.",
        revision=quoted(revision),
        branches=short(", ".join(branches)),
    )
    return Mismatch(revision, short(", ".join(branches)), sentence)


_UNREADABLE = "L’état de ce dépôt Git n’a pas pu être lu."
_MISSING: dict[str, Callable[[Mapping[str, Json]], Mismatch]] = {
    "repository": _no_repository,
    "revision": _no_revision,
    "format": lambda seen: Mismatch(
        "", "", say("Ce dépôt Git range ses données d’une façon que la vérification ne sait pas lire.")
    ),
}


def _texts(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _tables(value: Json) -> list[Mapping[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


# ---- commits -----------------------------------------------------------------------------------------
def _validate_commits(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key in ("count", "at_least", "at_most", "merges"):
            whole(wanted, key)
        elif key in ("subjects", "includes"):
            _validate_conditions(wanted, key)
        else:
            _validate_commit(wanted, key)


def _validate_conditions(wanted: Json, name: str) -> None:
    if not isinstance(wanted, list) or not wanted:
        raise BadExpectation(f"« {name} » doit être une liste de conditions")
    for condition in wanted:
        validate_condition(condition, name)


def _validate_commit(wanted: Json, name: str) -> None:
    known = _OF_A_COMMIT | ({"parents", "files", "changes"} if name == "last" else set())
    if not isinstance(wanted, dict) or not wanted or not set(wanted) <= known:
        raise BadExpectation(f"« {name} » doit être une table, avec les clés {', '.join(sorted(known))}")
    for key, condition in wanted.items():
        if key == "parents":
            whole(condition, f"{name}.{key}")
        elif key in ("files", "changes"):
            _validate_changes(condition, f"{name}.{key}")
        else:
            validate_condition(condition, f"{name}.{key}")


def _validate_changes(wanted: Json, name: str) -> None:
    if (
        not isinstance(wanted, dict)
        or not wanted
        or not all(one in _CHANGES for one in map(str, wanted.values()))
    ):
        raise BadExpectation(
            f"« {name} » doit être une table : chemin du fichier, puis "
            f"{' ou '.join(repr(change) for change in sorted(_CHANGES))}"
        )


def _compare_commits(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if wrong := missing_mismatch(seen):
        return wrong
    commits = _tables(seen.get("commits"))
    place = quoted(short(str(probe.params.get("revision", "HEAD"))))
    for key, wanted in expect.items():
        if wrong := _COMMIT_TESTS[key](place, key, wanted, seen, commits):
            return wrong
    return None


type _CommitTest = Callable[
    [str, str, Json, Mapping[str, Json], Sequence[Mapping[str, Json]]], Mismatch | None
]


def _count_mismatch(
    place: str, key: str, wanted: Json, seen: Mapping[str, Json], commits: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    count, asked = _number(seen.get("merges" if key == "merges" else "count")), _number(wanted)
    # Of a very long history only the newest part is read: it has at least that many commits.
    right = {
        "at_least": count >= asked,
        "at_most": count <= asked and not seen.get("more"),
    }.get(key, count == asked and not seen.get("more"))
    if right:
        return None
    words = {"at_least": "au moins {asked} {what}", "at_most": "au plus {asked} {what}"}.get(
        key, "{asked} {what}"
    )
    what = ("commit de fusion", "commits de fusion") if key == "merges" else ("commit", "commits")
    sentence = say(
        f"L’historique de {{place}} devrait avoir {words} ; il en a {{count}}.",
        place=place,
        asked=asked,
        what=plural(asked, *what),
        count=count,
    )
    return Mismatch(str(asked), str(count), sentence)


def _subjects_mismatch(
    place: str, key: str, wanted: Json, seen: Mapping[str, Json], commits: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    conditions = as_list(wanted)
    subjects = [str(commit.get("subject", "")) for commit in commits]
    shown = short(" ; ".join(subjects)) or "rien"
    for number, condition in enumerate(conditions):
        if number >= len(subjects):
            return _no_such_commit(place, condition, shown)
        if not holds(condition, subjects[number]):
            sentence = say(
                "Le commit {number} de {place} devrait avoir pour message {expected} ; on lit {found}.",
                number=number + 1,
                place=place,
                expected=_shown(condition),
                found=quoted(short(subjects[number])),
            )
            return Mismatch(wish(condition), short(subjects[number]), sentence)
    if len(subjects) > len(conditions) or seen.get("more"):
        extra = quoted(short(subjects[len(conditions)])) if len(subjects) > len(conditions) else "…"
        sentence = say("Il y a un commit de trop dans {place} : {extra}.", place=place, extra=extra)
        return Mismatch("", shown, sentence)
    return None


def _includes_mismatch(
    place: str, key: str, wanted: Json, seen: Mapping[str, Json], commits: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    subjects = [str(commit.get("subject", "")) for commit in commits]
    shown = short(" ; ".join(subjects)) or "rien"
    for condition in as_list(wanted):
        if not any(holds(condition, subject) for subject in subjects):
            return _no_such_commit(place, condition, shown)
    return None


def _no_such_commit(place: str, condition: Json, shown: str) -> Mismatch:
    sentence = say(
        "Dans l’historique de {place}, il manque un commit dont le message est {expected}.",
        place=place,
        expected=_shown(condition),
    )
    return Mismatch(wish(condition), shown, sentence)


def _shown(condition: Json) -> str:
    plain = not isinstance(condition, dict) or "equals" in condition
    return quoted(wish(condition)) if plain else wish(condition)


def _last_mismatch(
    place: str, key: str, wanted: Json, seen: Mapping[str, Json], commits: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    if not commits or not isinstance(wanted, dict):
        return Mismatch("", "", say(_UNREADABLE))
    who = say("Le dernier commit de {place}", place=place)
    last = commits[-1]
    for name, condition in wanted.items():
        if name == "parents":
            wrong = _parents_mismatch(who, condition, last)
        elif name in ("files", "changes"):
            wrong = _changes_mismatch(who, name, condition, last)
        else:
            wrong = _field_mismatch(who, name, condition, last)
        if wrong:
            return wrong
    return None


def _each_mismatch(
    place: str, key: str, wanted: Json, seen: Mapping[str, Json], commits: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    for commit in commits:
        for name, condition in (wanted if isinstance(wanted, dict) else {}).items():
            subject = quoted(short(str(commit.get("subject", ""))))
            if wrong := _field_mismatch(say("Le commit {subject}", subject=subject), name, condition, commit):
                return wrong
    return None


_FIELDS = {
    "subject": "pour message",
    "body": "pour suite du message",
    "author": "pour auteur ou autrice",
    "email": "pour adresse",
}


def _field_mismatch(who: str, name: str, condition: Json, commit: Mapping[str, Json]) -> Mismatch | None:
    value = str(commit.get(name, ""))
    if holds(condition, value):
        return None
    sentence = say(
        "{who} devrait avoir {what} {expected} ; on lit {found}.",
        who=who,
        what=_FIELDS.get(name, name),
        expected=_shown(condition),
        found=quoted(short(value)),
    )
    return Mismatch(wish(condition), short(value), sentence)


def _parents_mismatch(who: str, wanted: Json, commit: Mapping[str, Json]) -> Mismatch | None:
    parents = _number(commit.get("parents"))
    if parents == wanted:
        return None
    if wanted == 2:
        template = "{who} devrait réunir deux branches (git merge), et ce n’est pas le cas."
    else:
        template = "{who} devrait suivre {wanted} {what} ; il en suit {parents}."
    what = plural(_number(wanted), "commit", "commits")
    return Mismatch(
        str(wanted), str(parents), say(template, who=who, wanted=wanted, what=what, parents=parents)
    )


_DID = {"added": "ajouter", "changed": "changer", "deleted": "supprimer"}


def _changes_mismatch(who: str, name: str, wanted: Json, commit: Mapping[str, Json]) -> Mismatch | None:
    found = {str(file.get("path")): str(file.get("change")) for file in _tables(commit.get("files"))}
    shown = short(", ".join(found)) or "rien"
    asked = wanted if isinstance(wanted, dict) else {}
    for path, change in asked.items():
        if found.get(path) != change:
            sentence = say(
                "{who} devrait {did} le fichier {path} ; il touche : {found}.",
                who=who,
                did=_DID.get(str(change), str(change)),
                path=quoted(short(path)),
                found=shown,
            )
            return Mismatch(short(path), shown, sentence)
    if name == "files" and (extra := sorted(set(found) - set(asked))):
        sentence = say("{who} touche un fichier de trop : {path}.", who=who, path=quoted(short(extra[0])))
        return Mismatch(short(", ".join(asked)), shown, sentence)
    return None


_COMMIT_TESTS: dict[str, _CommitTest] = {
    **dict.fromkeys(("count", "at_least", "at_most", "merges"), _count_mismatch),
    "subjects": _subjects_mismatch,
    "includes": _includes_mismatch,
    "last": _last_mismatch,
    "each": _each_mismatch,
}


# ---- branches, tags, remotes -------------------------------------------------------------------------
_NAMED = {
    "branches": ("branches", "la branche"),
    "has_branches": ("branches", "la branche"),
    "lacks_branches": ("branches", "la branche"),
    "has_remote_branches": ("remote_branches", "la branche distante"),
    "tags": ("tags", "l’étiquette (tag)"),
    "has_tags": ("tags", "l’étiquette (tag)"),
}


def _validate_repository(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "exists" and not isinstance(wanted, bool):
            raise BadExpectation("« exists » doit être true ou false")
        if key == "current_branch":
            validate_condition(wanted, key)
        if key == "in_progress" and (not isinstance(wanted, str) or wanted not in IN_PROGRESS):
            raise BadExpectation(f"« in_progress » doit être l’un de : {', '.join(IN_PROGRESS)}")
        if key in _NAMED and (wanted != [] or key not in ("branches", "tags")):
            texts(wanted, key)
        if key == "remotes":
            _validate_remotes(wanted)


def _validate_remotes(wanted: Json) -> None:
    if not isinstance(wanted, dict):
        raise BadExpectation(
            "« remotes » doit être une table : nom du dépôt distant, puis condition sur son adresse"
        )
    for name, condition in wanted.items():
        validate_condition(condition, f"remotes.{name}")


def _compare_repository(
    probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]
) -> Mismatch | None:
    missing = missing_mismatch(seen)
    if expect.get("exists") is False:
        there = seen.get("missing") != "repository"
        return (
            Mismatch("rien", "un dépôt Git", say("Il ne devrait pas y avoir de dépôt Git ici."))
            if there
            else None
        )
    if missing:
        return missing
    for key, wanted in expect.items():
        if key in _NAMED:
            wrong = _names_mismatch(key, wanted, seen)
        else:
            wrong = _STATE_TESTS[key](wanted, seen) if key in _STATE_TESTS else None
        if wrong:
            return wrong
    return None


def _names_mismatch(key: str, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    source, what = _NAMED[key]
    found = seen.get(source)
    names = [str(tag.get("name")) for tag in _tables(found)] if source == "tags" else _texts(found)
    asked = _texts(wanted)
    shown = short(", ".join(names)) or "rien"
    missing = [] if key.startswith("lacks") else [name for name in asked if name not in names]
    unwanted = [name for name in asked if name in names] if key.startswith("lacks") else []
    if key in ("branches", "tags"):
        unwanted = [name for name in names if name not in asked]
    if missing:
        sentence = say("Il manque {what} {name}.", what=what, name=quoted(short(missing[0])))
        return Mismatch(short(missing[0]), shown, sentence)
    if unwanted:
        sentence = say(
            "{what} {name} ne devrait pas être là.", what=_capital(what), name=quoted(short(unwanted[0]))
        )
        return Mismatch(short(", ".join(asked)), shown, sentence)
    return None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _branch_mismatch(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    branch = seen.get("current_branch")
    if holds(wanted, branch if isinstance(branch, str) else None):
        return None
    if not isinstance(branch, str):
        sentence = say(
            "On devrait être sur la branche {expected} ; on n’est sur aucune.", expected=_shown(wanted)
        )
        return Mismatch(wish(wanted), "aucune", sentence)
    sentence = say(
        "On devrait être sur la branche {expected} ; on est sur {found}.",
        expected=_shown(wanted),
        found=quoted(short(branch)),
    )
    return Mismatch(wish(wanted), short(branch), sentence)


def _remotes_mismatch(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    remotes = seen.get("remotes")
    found = remotes if isinstance(remotes, dict) else {}
    for name, condition in (wanted if isinstance(wanted, dict) else {}).items():
        address = found.get(name)
        if holds(condition, address if isinstance(address, str) else None):
            continue
        if not isinstance(address, str):
            sentence = say("Il manque le dépôt distant {name} (git remote add).", name=quoted(short(name)))
            return Mismatch(short(name), short(", ".join(found)) or "rien", sentence)
        sentence = say(
            "Le dépôt distant {name} devrait avoir pour adresse {expected} ; on lit {found}.",
            name=quoted(short(name)),
            expected=_shown(condition),
            found=quoted(short(address)),
        )
        return Mismatch(wish(condition), short(address), sentence)
    return None


def _progress_mismatch(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    found = str(seen.get("in_progress", ""))
    if found == wanted:
        return None
    expected, shown = IN_PROGRESS.get(str(wanted), str(wanted)), IN_PROGRESS.get(found, short(found))
    if wanted == "nothing":
        sentence = say("Il y a encore {found} à terminer dans ce dépôt.", found=shown)
    else:
        sentence = say(
            "{expected} devrait être en cours ; ce qui l’est : {found}.",
            expected=_capital(expected),
            found=shown,
        )
    return Mismatch(expected, shown, sentence)


_STATE_TESTS: dict[str, Callable[[Json, Mapping[str, Json]], Mismatch | None]] = {
    "current_branch": _branch_mismatch,
    "remotes": _remotes_mismatch,
    "in_progress": _progress_mismatch,
}


# ---- what is not recorded yet ------------------------------------------------------------------------
_WHERE = {
    "staged": "prêt pour le prochain commit (git add)",
    "changed": "changé sans être ajouté (git add)",
    "untracked": "inconnu de Git",
    "conflicts": "en conflit",
}


def _validate_status(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "clean":
            if not isinstance(wanted, bool):
                raise BadExpectation("« clean » doit être true ou false")
        elif wanted != []:
            texts(wanted, key)


def _compare_status(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if wrong := missing_mismatch(seen):
        return wrong
    for key, wanted in expect.items():
        wrong = _clean_mismatch(wanted, seen) if key == "clean" else _paths_mismatch(key, wanted, seen)
        if wrong:
            return wrong
    return None


def _clean_mismatch(wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    if seen.get("clean") is wanted:
        return None
    for key, words in _WHERE.items():
        for path in _texts(seen.get(key))[:1]:
            sentence = say(
                "Tout devrait être enregistré dans un commit ; le fichier {path} est {words}.",
                path=quoted(short(path)),
                words=words,
            )
            return Mismatch("rien", short(path), sentence)
    return Mismatch("", "", say("Il devrait rester quelque chose à enregistrer ; tout l’est déjà."))


def _paths_mismatch(key: str, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    asked, found = _texts(wanted), _texts(seen.get(key))
    shown = short(", ".join(found)) or "rien"
    for path in asked:
        if path not in found:
            sentence = say(
                "Le fichier {path} devrait être {words}.", path=quoted(short(path)), words=_WHERE[key]
            )
            return Mismatch(short(path), shown, sentence)
    for path in found:
        if path not in asked:
            sentence = say(
                "Le fichier {path} ne devrait pas être {words}.", path=quoted(short(path)), words=_WHERE[key]
            )
            return Mismatch(short(", ".join(asked)) or "rien", shown, sentence)
    return None if isinstance(seen.get(key), list) else Mismatch("", "", say(_UNREADABLE))


# ---- one thing each ----------------------------------------------------------------------------------
def _validate_merged(expect: Mapping[str, Json]) -> None:
    if not isinstance(expect["equals"], bool):
        raise BadExpectation("« equals » doit être true ou false")


def _compare_merged(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if wrong := missing_mismatch(seen):
        return wrong
    if seen.get("merged") is expect.get("equals"):
        return None
    template = (
        "Le travail de {branch} devrait être dans {into} (git merge), et il n’y est pas."
        if expect.get("equals")
        else "Le travail de {branch} ne devrait pas être dans {into}, et il y est."
    )
    branch, into = (quoted(short(str(probe.params.get(name, "")))) for name in ("branch", "into"))
    return Mismatch("", "", say(template, branch=branch, into=into))


def _validate_config(expect: Mapping[str, Json]) -> None:
    validate_condition(dict(expect), "expect")


def _compare_config(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if wrong := missing_mismatch(seen):
        return wrong
    value = seen.get("value")
    condition = dict(expect)
    if holds(condition, value if isinstance(value, str) else None):
        return None
    key = quoted(short(str(probe.params.get("key", ""))))
    if not isinstance(value, str):
        return Mismatch(wish(condition), "rien", say("Le réglage {key} manque (git config).", key=key))
    sentence = say(
        "Le réglage {key} devrait être {expected} ; on lit {found}.",
        key=key,
        expected=_shown(condition),
        found=quoted(short(value)),
    )
    return Mismatch(wish(condition), short(value), sentence)


def _compare_revision_file(
    probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]
) -> Mismatch | None:
    if wrong := missing_mismatch(seen):
        return wrong
    place = say("dans le commit {revision}", revision=quoted(short(str(probe.params.get("revision", "")))))
    return path_mismatch(str(probe.params.get("path", "")), place, expect, seen)


COMMITS = Kind(frozenset(_COMMIT_TESTS), _validate_commits, _compare_commits)
REPOSITORY = Kind(frozenset({"exists", *_NAMED, *_STATE_TESTS}), _validate_repository, _compare_repository)
STATUS = Kind(frozenset({"clean", *_WHERE}), _validate_status, _compare_status)
MERGED = Kind(frozenset({"equals"}), _validate_merged, _compare_merged)
CONFIG = Kind(
    frozenset({"equals", "contains", "matches", "not_empty", "present", "one_of"}),
    _validate_config,
    _compare_config,
)
REVISION_FILE = Kind(PATH_KEYS - {"target"}, validate_path, _compare_revision_file)

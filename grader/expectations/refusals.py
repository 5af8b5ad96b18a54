"""What a database refuses and why: shared by the kinds that look at SQL."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Mismatch
from grader.expectations.value import thrown_mismatch, where_thrown
from grader.sentences import error_text, explain_error, quoted, say, short

REASONS: dict[str, str] = {
    "unique": "il manque une clé primaire ou une contrainte UNIQUE",
    "not_null": "il manque NOT NULL sur une colonne obligatoire",
    "foreign_key": "il manque une clé étrangère (REFERENCES)",
    "check": "il manque une condition CHECK",
    "trigger": "il manque un déclencheur (TRIGGER)",
    "wrong_value": "une colonne n’a pas le bon type",
}


def validate_refused(wanted: Json) -> None:
    """`refused` is true, false, or the reason of the refusal."""
    if not isinstance(wanted, bool) and not (isinstance(wanted, str) and wanted in REASONS):
        known = ", ".join(REASONS)
        raise BadExpectation(f"« refused » doit être true, false ou une raison parmi {known}")


def refusal_mismatch(wanted: Json, reason: str | None, message: str, what: str) -> Mismatch | None:
    """Compares the author's wish with what happened: `reason` is None when it was accepted. `what` names the
    instruction in a sentence."""
    if wanted is False:
        return None if reason is None else _refused_wrongly(message, what)
    if reason is None:
        return _accepted_wrongly(wanted, what)
    if wanted is True or wanted == reason:
        return None
    return Mismatch(
        str(wanted),
        short(message),
        say(
            "La base refuse bien {what}, mais pour une autre raison : {why}",
            what=what,
            why=explain_error("", message, "sql"),
        ),
    )


def _refused_wrongly(message: str, what: str) -> Mismatch:
    sentence = say(
        "La base devrait accepter {what} ; elle le refuse : {why}",
        what=what,
        why=explain_error("", message, "sql"),
    )
    return Mismatch("accepté", short(message), sentence)


def _accepted_wrongly(wanted: Json, what: str) -> Mismatch:
    words = "La base accepte {what} ; elle devrait le refuser."
    if isinstance(wanted, str):
        words = "La base accepte {what} ; elle devrait le refuser : {missing}."
    sentence = say(words, what=what, missing=REASONS.get(str(wanted), ""))
    return Mismatch("refusé", "accepté", sentence)


def instruction_shown(text: Json) -> str:
    return quoted(short(str(text)))


def sql_thrown(thrown: Mapping[str, Json]) -> Mismatch:
    """The mismatch of a refusal where an answer was awaited. An author's question that cannot be answered speaks of
    what the apprentice's code leaves behind, and has no line of hers."""
    if thrown.get("asked") is not True:
        return thrown_mismatch(thrown, "")
    name, message = str(thrown.get("name", "")), str(thrown.get("message", ""))
    sentence = say("Après votre code, {why}", why=explain_error(name, message, "sql"))
    return Mismatch("", error_text(name, message), sentence, where_thrown(thrown), error=True)


def unanswered(probe: Probe, seen: Mapping[str, Json]) -> Mismatch | None:
    """What kept an instruction from being looked at: refused, absent, or nothing written at all."""
    if isinstance(thrown := seen.get("thrown"), dict):
        return sql_thrown(thrown)
    file = str(probe.params.get("file", ""))
    count = seen.get("instructions")
    if count == 0 and "query" not in probe.params:
        empty = say("Il n’y a encore aucune instruction SQL dans {file}.", file=file or "votre fichier")
        return Mismatch("une instruction", "rien", empty)
    missing = seen.get("missing")
    if isinstance(missing, int):
        sentence = say(
            "Il manque l’instruction numéro {number} : le fichier n’en contient que {count}.",
            number=missing,
            count=count,
        )
        return Mismatch(f"{missing} instructions", str(count), sentence)
    return None

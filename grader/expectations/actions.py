"""What was to be done with the page before looking, and could not be: the reason why nothing was seen."""

from collections.abc import Mapping

from grader.contract import Json, Where
from grader.expectations.base import Mismatch
from grader.sentences import quoted, say, short

_VERBS: dict[str, str] = {
    "click": "cliquer sur {on}",
    "hover": "passer la souris sur {on}",
    "type": "écrire dans {on}",
    "select": "choisir dans {on}",
    "check": "cocher {on}",
    "uncheck": "décocher {on}",
    "submit": "envoyer {on}",
    "scroll": "faire défiler jusqu’à {on}",
    "wait_for": "voir apparaître {on}",
    "wait_text": "voir apparaître {on}",
}
_REASONS: dict[str, str] = {
    "absent": "la page ne le contient pas",
    "hidden": "on ne le voit pas dans la page",
    "covered": "autre chose est posé dessus",
    "disabled": "il est désactivé",
    "never": "on a attendu longtemps, et rien ne vient",
}


def stopped_mismatch(seen: Mapping[str, Json]) -> Mismatch | None:
    """Returns what stopped the actions, or None if nothing did."""
    stopped = seen.get("stopped")
    if not isinstance(stopped, dict):
        return None
    on = str(stopped.get("on", ""))
    tried = say(_VERBS.get(str(stopped.get("verb")), "continuer"), on=quoted(short(on)))
    reason = _REASONS.get(str(stopped.get("why")), "la page ne le permet pas")
    sentence = say("On n’a pas pu {tried} : {reason}.", tried=tried, reason=reason)
    return Mismatch(
        tried, reason, sentence, Where(selector=short(on)), error=str(stopped.get("why")) == "absent"
    )

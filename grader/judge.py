"""Checks + observations -> verdict. Pure: no box, no clock, no file. The only place that knows both what
was expected and what was seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.contract import BoxReport, Check, CheckResult, Fault, Json, Outcome, Verdict, Where
from grader.expectations import BadExpectation, Mismatch, compare
from grader.expectations.output import printed_lines
from grader.expectations.value import thrown_mismatch
from grader.sentences import fill, plural, quoted, say, short

PRINTED = 8_000

_ENDINGS: dict[Outcome, str] = {
    Outcome.OUT_OF_TIME: "Votre code ne s’arrête pas : il y a sans doute une boucle sans fin "
    "(une condition qui reste toujours vraie).",
    Outcome.OUT_OF_MEMORY: "Votre code demande trop de mémoire : "
    "une liste ou un texte grandit sans doute sans fin.",
    Outcome.OUT_OF_OUTPUT: "Votre code écrit beaucoup trop de lignes : "
    "il y a sans doute une boucle sans fin.",
    Outcome.CRASHED: "Votre code a tout arrêté avant la fin de la vérification.",
}
_PLATFORM = (
    "La vérification n’a pas pu avoir lieu, et ce n’est pas de votre fait. Votre travail est gardé : "
    "réessayez dans un moment."
)
_AUTHOR = (
    "Cet exercice ne peut pas être vérifié : il contient une erreur, et ce n’est pas de votre fait. "
    "Votre travail est gardé."
)
_UNSEEN = "Ce point n’a pas pu être vérifié."
_LATER = "Ce point sera vérifié de nouveau quand l’erreur ci-dessus sera corrigée."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong for the whole program, to be read before any single check."""

    sentence: str
    found: str = ""
    where: Where = field(default_factory=Where)


def judge(checks: Sequence[Check], report: BoxReport) -> Verdict:
    """Returns the verdict of these checks on what came out of the box; never raises.

    The code passes when it finished and every check holds. When the box or the exercise is at fault,
    there are no results: nothing was proved or disproved.
    """
    if report.outcome is Outcome.COULD_NOT_START:
        return _without_results(report, Fault.PLATFORM, say(_PLATFORM), report.detail)
    if problem := _author_problem(checks, report):
        return _without_results(report, Fault.AUTHOR, say(_AUTHOR), problem)
    results = tuple(_results(checks, report))
    passed = report.outcome is Outcome.FINISHED and bool(results) and all(r.passed for r in results)
    return Verdict(
        outcome=report.outcome,
        fault=Fault.NOBODY if passed else Fault.APPRENTICE,
        passed=passed,
        sentence=_summary(results, passed, report),
        results=results,
        printed=_printed(report),
        detail=report.detail,
        timings=report.timings,
    )


def _without_results(report: BoxReport, fault: Fault, sentence: str, detail: str) -> Verdict:
    return Verdict(report.outcome, fault, False, sentence, detail=detail, timings=report.timings)


def _author_problem(checks: Sequence[Check], report: BoxReport) -> str:
    if not checks:
        return "the exercise has no check"
    for check in checks:
        seen = report.seen_by(check.probe)
        if seen is not None and isinstance(refused := seen.get("refused"), str):
            return f"check {check.id}: {refused}"
        try:
            compare(check.probe, check.expect, seen or {})
        except (BadExpectation, KeyError) as error:
            return f"check {check.id}: {error}"
    return ""


def _results(checks: Sequence[Check], report: BoxReport) -> Iterable[CheckResult]:
    trouble = trouble_in(report)
    told = False
    for check in checks:
        seen = report.seen_by(check.probe)
        mismatch = None if seen is None else compare(check.probe, check.expect, seen)
        if seen is not None and mismatch is None:
            yield CheckResult(check.id, check.asks, True)
            continue
        if trouble is not None:
            yield _troubled(check, trouble, mismatch, told)
            told = True
            continue
        yield _failed(check, mismatch)


def _troubled(check: Check, trouble: Trouble, mismatch: Mismatch | None, told: bool) -> CheckResult:
    return CheckResult(
        check.id,
        check.asks,
        False,
        sentence=say(_LATER) if told else trouble.sentence,
        expected=mismatch.expected if mismatch else "",
        found=trouble.found if mismatch is None else mismatch.found,
        where=trouble.where,
    )


def _failed(check: Check, mismatch: Mismatch | None) -> CheckResult:
    if mismatch is None:
        return CheckResult(check.id, check.asks, False, sentence=say(_UNSEEN))
    # An exception explained helps more than a sentence written for a wrong value.
    own = check.otherwise and not mismatch.error
    values = {"found": mismatch.found, "expected": mismatch.expected}
    return CheckResult(
        check.id,
        check.asks,
        False,
        sentence=fill(check.otherwise, values) if own else mismatch.sentence,
        expected=mismatch.expected,
        found=mismatch.found,
        where=mismatch.where,
        picture=mismatch.picture,
    )


def trouble_in(report: BoxReport) -> Trouble | None:
    """Returns what went wrong for the whole program, explained; None when nothing did."""
    if report.outcome in _ENDINGS:
        return Trouble(say(_ENDINGS[report.outcome]))
    if (note := report.note("load_error")) is not None:
        mismatch = thrown_mismatch(note, "")
        return Trouble(mismatch.sentence, mismatch.found, mismatch.where)
    return None


def _summary(results: Sequence[CheckResult], passed: bool, report: BoxReport) -> str:
    right = sum(result.passed for result in results)
    if passed:
        return say("Tout est juste : {right} sur {all}.", right=right, all=len(results))
    words = plural(right, "point juste", "points justes")
    parts = [say("{right} {words} sur {all}.", right=right, words=words, all=len(results))]
    if right == len(results) and (trouble := trouble_in(report)):
        parts.append(trouble.sentence)
    parts.extend(_hints(report))
    return " ".join(parts)


def _hints(report: BoxReport) -> Iterable[str]:
    """What a page asked for and could not have: often the reason of everything else."""
    if address := _address(report.note("missing_file")):
        yield say("La page demande un fichier introuvable : {address}.", address=quoted(address))
    if address := _address(report.note("refused_request")):
        yield say("La page demande une adresse extérieure, refusée ici : {address}.", address=quoted(address))


def _address(note: Mapping[str, Json] | None) -> str:
    return short(str(note.get("address", ""))) if note else ""


def _printed(report: BoxReport) -> str:
    lines = printed_lines(report.note("printed") or {})
    return "\n".join(lines)[:PRINTED] if lines else ""

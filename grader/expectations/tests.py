"""What the tests of an imported exercise came to. They ran in the apprentice's own process: formative only.

A test that did not run is never a passed one: neither one that was skipped, nor any of a run that stopped early.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts, whole
from grader.expectations.value import thrown_mismatch
from grader.sentences import plural, quoted, say, short

BETWEEN = " › "  # groups and tests, as in « panier › total › vaut zéro »
_NEVER_KEPT = ("Exceeded timeout", "Test timed out")


def _validate(expect: Mapping[str, Json]) -> None:
    if "all_pass" in expect and expect["all_pass"] is not True:
        raise BadExpectation("« all_pass » ne peut valoir que true")
    if "at_least" in expect and whole(expect["at_least"], "at_least") < 1:
        raise BadExpectation("« at_least » doit être un nombre d’au moins 1")
    if "passes" in expect:
        wanted = expect["passes"]
        texts([wanted] if isinstance(wanted, str) else wanted, "passes")


def _names(wanted: Json) -> list[str]:
    return [wanted] if isinstance(wanted, str) else [str(one) for one in wanted or ()]  # type: ignore[union-attr]


def _tests(seen: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    tests = seen.get("tests")
    return [test for test in tests if isinstance(test, dict)] if isinstance(tests, list) else []


def full_name(test: Mapping[str, Json]) -> str:
    """The name of a test after those of its groups."""
    suite = test.get("suite")
    groups = [str(one) for one in suite] if isinstance(suite, list) else []
    return BETWEEN.join([*groups, str(test.get("name", ""))])


def _named(tests: Iterable[Mapping[str, Json]], name: str) -> list[Mapping[str, Json]]:
    return [test for test in tests if name in (test.get("name"), full_name(test))]


def _passed(test: Mapping[str, Json]) -> bool:
    return test.get("state") == "passed"


# ---- sentences --------------------------------------------------------------------------------------
def _failure(test: Mapping[str, Json]) -> Mismatch:
    """Why one test does not pass."""
    name = quoted(short(full_name(test)))
    if test.get("state") == "skipped":
        return Mismatch("", "", say("Le test {name} n’a pas tourné : il a été sauté.", name=name))
    if isinstance(thrown := test.get("thrown"), dict):
        wrong = thrown_mismatch(thrown, "")
        sentence = say("Le test {name} s’arrête sur une erreur. {why}", name=name, why=wrong.sentence)
        return replace(wrong, sentence=sentence)
    expected, found = short(str(test.get("expected", ""))), short(str(test.get("found", "")))
    message = str(test.get("message", ""))
    if message.startswith(_NEVER_KEPT):
        sentence = say("Le test {name} attend une promesse qui n’est jamais tenue.", name=name)
    elif expected and found:
        sentence = say(
            "Le test {name} attend {expected} ; il obtient {found}.",
            name=name,
            expected=expected,
            found=found,
        )
    elif message:
        sentence = say("Le test {name} échoue : {message}", name=name, message=short(message, 300))
    else:
        sentence = say("Le test {name} échoue.", name=name)
    return Mismatch(expected, found or short(message), sentence)


_EARLY = "Les tests se sont arrêtés avant la fin : le code met peut-être fin au programme lui-même."
_UNSOUND = "Le code change les outils des tests : leurs résultats ne veulent plus rien dire."
_NONE = "Aucun test n’a tourné."
_TOO_MANY = "Il y a trop de tests pour les lire tous."


def _run_problem(seen: Mapping[str, Json]) -> Mismatch | None:
    """What takes away the meaning of the whole run."""
    if seen.get("over") is not True:
        return Mismatch("", "", say(_EARLY))
    if seen.get("sound") is not True:
        return Mismatch("", "", say(_UNSOUND))
    return None


def told_tests(seen: Mapping[str, Json]) -> list[Json]:
    """Each test with its state and, unless it passed, why: for whoever runs them without being judged."""
    return [
        {
            "name": full_name(test),
            "passed": _passed(test),
            "sentence": "" if _passed(test) else _failure(test).sentence,
        }
        for test in _tests(seen)
    ]


# ---- comparing --------------------------------------------------------------------------------------
def _all_pass(tests: Sequence[Mapping[str, Json]], seen: Mapping[str, Json]) -> Mismatch | None:
    if not tests:
        return Mismatch("", "", say(_NONE))
    if seen.get("untold") != 0:
        return Mismatch("", "", say(_TOO_MANY))
    return next((_failure(test) for test in tests if not _passed(test)), None)


def _passes(tests: Sequence[Mapping[str, Json]], names: Sequence[str]) -> Mismatch | None:
    for name in names:
        found = _named(tests, name)
        if not found:
            return Mismatch("", "", say("Le test {name} n’a pas tourné.", name=quoted(short(name))))
        if wrong := next((test for test in found if not _passed(test)), None):
            return _failure(wrong)
    return None


def _at_least(tests: Sequence[Mapping[str, Json]], wanted: int) -> Mismatch | None:
    count = sum(map(_passed, tests))
    if count >= wanted:
        return None
    sentence = say(
        "Il faut au moins {wanted} {tests} ; {count} {pass}.",
        wanted=wanted,
        tests=plural(wanted, "test qui passe", "tests qui passent"),
        count=count,
        **{"pass": plural(count, "passe", "passent")},
    )
    return Mismatch(str(wanted), str(count), sentence)


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    tests = _tests(seen)
    # A test that failed explains more than a run that did not come to its end.
    failed = next((_failure(test) for test in tests if test.get("state") in ("failed", "error")), None)
    if problem := _run_problem(seen):
        return failed if failed and "passes" not in expect else problem
    if "passes" in expect and (wrong := _passes(tests, _names(expect["passes"]))):
        return wrong
    if "all_pass" in expect and (wrong := _all_pass(tests, seen)):
        return wrong
    return _at_least(tests, whole(expect["at_least"], "at_least")) if "at_least" in expect else None


KIND = Kind(frozenset({"all_pass", "passes", "at_least"}), _validate, _compare)

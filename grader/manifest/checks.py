"""The `[[checks]]` of `exercise.toml`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader import expectations
from grader.contract import Check, Probe
from grader.draws import BadDraw, validate_draw
from grader.manifest.bounds import MAX_CHECKS
from grader.manifest.problems import ManifestError, Problems, wrong
from grader.manifest.shapes import KEY, likely
from grader.runtimes import BadProbe, Runtime

CHECK = ("id", "asks", "probe", "expect", "otherwise", "draw", "judge")

_PROGRAM = re.compile(r"[a-z][a-z0-9_]{0,60}\.py")


def read_checks(runtime: Runtime, tables: Any) -> tuple[Check, ...]:
    """Returns the checks; what is wrong with each is told."""
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_CHECKS:
        raise wrong(f"il faut de 1 à {MAX_CHECKS} vérifications [[checks]].", "checks")
    problems = Problems()
    checks: list[Check] = []
    for number, table in enumerate(tables):
        check = problems.attempt(_check, runtime, table, number)
        if check is None:
            continue
        if check.id in {one.id for one in checks}:
            text = f"deux vérifications ont le même id « {check.id} ». Changez-en un."
            problems.note(wrong(text, "checks", number, "id").problems)
        checks.append(check)
    problems.raise_if_any()
    return tuple(checks)


def _check(runtime: Runtime, table: Any, number: int) -> Check:
    at = ("checks", number)
    if not isinstance(table, dict) or not isinstance(table.get("id"), str) or not KEY.fullmatch(table["id"]):
        label = f"vérification {number + 1}"
        raise wrong(f"{label} : « id » doit être fait de minuscules, chiffres et tirets.", *at, "id")
    label = f"vérification « {table['id']} »"
    problems = [wrong(f"{label} : {text}", *at, name) for name, text in _misshapen(table)]
    if problems:
        raise ManifestError(*(one for error in problems for one in error.problems))
    try:
        return _built_check(runtime, table, table["probe"], table.get("expect", {}))
    except BadDraw as error:
        raise wrong(f"{label} : {error}.", *at, "draw") from error
    except BadProbe as error:
        raise wrong(f"{label} : {error}.", *at, "probe") from error
    except expectations.BadExpectation as error:
        raise wrong(f"{label} : {error}.", *at, "expect") from error


def _misshapen(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields the entries of a check that are not as they must be, and what to write."""
    for name in table:
        if name not in CHECK:
            yield name, f"« {name} » n’est pas connu{likely(name, CHECK)}. Corrigez ou retirez-le."
    if not isinstance(table.get("asks"), str) or not table["asks"].strip():
        yield "asks", "« asks » doit être la phrase qui dit ce qui est demandé."
    if not isinstance(table.get("otherwise", ""), str):
        yield "otherwise", "« otherwise » doit être un texte."
    probe = table.get("probe")
    if not isinstance(probe, dict) or not isinstance(probe.get("kind"), str):
        yield "probe", 'il faut probe = { kind = "…" }.'
    if not isinstance(table.get("expect", {} if "judge" in table else None), dict):
        yield "expect", "il faut expect = { … }."
    if "draw" in table and not isinstance(table["draw"], dict):
        yield "draw", "il faut draw = { … }."
    if "judge" in table and not (isinstance(table["judge"], str) and _PROGRAM.fullmatch(table["judge"])):
        yield "judge", '« judge » doit nommer un fichier de judges/, par exemple "palette.py".'
    if "draw" in table and "judge" in table:
        yield "judge", "« draw » et « judge » ne vont pas ensemble. Retirez l’un des deux."


def _built_check(
    runtime: Runtime, table: Mapping[str, Any], probe: Mapping[str, Any], expect: Mapping[str, Any]
) -> Check:
    _require_json(probe)
    _require_json(expect)
    built = runtime.validated(_asking_for_all(Probe.from_dict(probe), expect))
    draw, judge = table.get("draw", {}), table.get("judge", "")
    if draw:
        _require_json(draw)
        if built.kind != "value":
            raise BadDraw("on ne tire au hasard que pour une sonde « value »")
        validate_draw(draw, str(built.params["expression"]))
        expectations.PUT_TOGETHER["drawn"].validate(expect)
    elif judge:
        expectations.PUT_TOGETHER["judged"].validate(expect)
    else:
        expectations.validate(built, expect)
    return Check(table["id"], table["asks"], built, dict(expect), table.get("otherwise", ""), draw, judge)


def _asking_for_all(probe: Probe, expect: Mapping[str, Any]) -> Probe:
    """A condition on an attribute, a style or a stop of the keyboard asks for it: nobody names it twice."""
    params = dict(probe.params)
    for name in ("attributes", "styles"):
        wanted, asked = expect.get(name), params.get(name, [])
        # The answer of a visit is looked at outside, whole: its probe asks for nothing more.
        if probe.kind != "visit" and isinstance(wanted, dict) and isinstance(asked, list):
            params[name] = [*asked, *wanted]
    asked = params.get("selectors", [])
    if probe.kind == "focus" and isinstance(asked, list):
        named = [
            expect[name] for name in ("order", "reaches", "avoids") if isinstance(expect.get(name), list)
        ]
        params["selectors"] = [*asked, *(selector for selectors in named for selector in selectors)]
    return Probe(probe.kind, params)


def _require_json(value: Any) -> None:
    if isinstance(value, dict):
        for item in value.values():
            _require_json(item)
    elif isinstance(value, list):
        for item in value:
            _require_json(item)
    elif not isinstance(value, str | int | float | bool):
        raise BadProbe("une date doit être écrite entre guillemets")

"""The `[[checks]]` of `exercise.toml`."""

from collections.abc import Mapping
from typing import Any

from grader import expectations
from grader.contract import Check, Probe
from grader.manifest.bounds import MANIFEST, MAX_CHECKS
from grader.manifest.problems import ManifestError
from grader.manifest.shapes import KEY
from grader.runtimes import BadProbe, Runtime


def read_checks(runtime: Runtime, tables: Any) -> tuple[Check, ...]:
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_CHECKS:
        raise ManifestError(f"{MANIFEST} : il faut de 1 à {MAX_CHECKS} vérifications [[checks]].")
    checks = tuple(_check(runtime, table, number) for number, table in enumerate(tables, start=1))
    ids = [check.id for check in checks]
    if repeated := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ManifestError(
            f"{MANIFEST} : deux vérifications ont le même id « {repeated[0]} ». Changez-en un."
        )
    return checks


def _check(runtime: Runtime, table: Any, number: int) -> Check:
    label = f"{MANIFEST} : vérification {number}"
    if not isinstance(table, dict) or not isinstance(table.get("id"), str) or not KEY.fullmatch(table["id"]):
        raise ManifestError(f"{label} : « id » doit être fait de minuscules, chiffres et tirets.")
    label = f"{label} « {table['id']} »"
    if unknown := sorted(set(table) - {"id", "asks", "probe", "expect", "otherwise"}):
        raise ManifestError(f"{label} : « {', '.join(unknown)} » n’est pas connu. Corrigez ou retirez-le.")
    if not isinstance(table.get("asks"), str) or not table["asks"].strip():
        raise ManifestError(f"{label} : « asks » doit être la phrase qui dit ce qui est demandé.")
    if not isinstance(table.get("otherwise", ""), str):
        raise ManifestError(f"{label} : « otherwise » doit être un texte.")
    probe, expect = table.get("probe"), table.get("expect")
    if not isinstance(probe, dict) or not isinstance(probe.get("kind"), str) or not isinstance(expect, dict):
        raise ManifestError(f'{label} : il faut probe = {{ kind = "…" }} et expect = {{ … }}.')
    try:
        return _built_check(runtime, table, probe, expect)
    except (BadProbe, expectations.BadExpectation) as error:
        raise ManifestError(f"{label} : {error}.") from error


def _built_check(
    runtime: Runtime, table: Mapping[str, Any], probe: Mapping[str, Any], expect: Mapping[str, Any]
) -> Check:
    _require_json(probe)
    _require_json(expect)
    built = runtime.validated(_asking_for_all(Probe.from_dict(probe), expect))
    expectations.validate(built, expect)
    return Check(table["id"], table["asks"], built, dict(expect), table.get("otherwise", ""))


def _asking_for_all(probe: Probe, expect: Mapping[str, Any]) -> Probe:
    """A condition on an attribute, a style or a stop of the keyboard asks for it: nobody names it twice."""
    params = dict(probe.params)
    for name in ("attributes", "styles"):
        wanted, asked = expect.get(name), params.get(name, [])
        if isinstance(wanted, dict) and isinstance(asked, list):
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

"""What is looked at without any box: the text that the apprentice wrote, where style is the lesson."""

from collections.abc import Callable, Mapping

from grader.contract import Json
from grader.runtimes.params import BadProbe, refuse_unknown, text_param


def _source(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"file", "comments", "strings"}))
    for name in ("comments", "strings"):
        if not isinstance(params.get(name, True), bool):
            raise BadProbe(f"« {name} » doit être true ou false")
    return {
        "file": text_param(params, "file", 120),
        "comments": params.get("comments", False),
        "strings": params.get("strings", True),
    }


# Every runtime answers these: nothing has to run.
OUTSIDE: dict[str, Callable[[Mapping[str, Json]], dict[str, Json]]] = {"source": _source}

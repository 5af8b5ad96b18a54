"""What the language itself complained of while the code ran: nearly always the reason of what does not hold."""

from collections.abc import Iterator, Mapping

from grader.contract import Json
from grader.expectations.base import Mismatch
from grader.expectations.value import thrown_mismatch

_WORTH_READING = frozenset({"Warning", "Notice"})


def complaints_in(seen: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Yields those of `seen["warnings"]` that tell of a mistake, in order; nothing when there are none."""
    warnings = seen.get("warnings")
    for warning in warnings if isinstance(warnings, list) else []:
        if isinstance(warning, dict) and warning.get("name") in _WORTH_READING:
            yield warning


def explained(wrong: Mismatch | None, seen: Mapping[str, Json]) -> Mismatch | None:
    """Returns the first complaint, explained, in the place of something wrong that is not an exception already."""
    complaint = None if wrong is None or wrong.error else next(complaints_in(seen), None)
    return wrong if wrong is None or complaint is None else thrown_mismatch(complaint, wrong.expected)

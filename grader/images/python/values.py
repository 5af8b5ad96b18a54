"""Turns what a program holds into plain dictionaries, within bounds.

It works in the apprentice's own process, so it asks nothing of a value but what the interpreter itself knows:
no `__eq__`, `__class__` or `__len__` of theirs is believed, and no name of theirs replaces one used here (this
file is run with built-ins of its own). Only `__repr__` and `__str__` are called, for want of anything better.
"""

from __future__ import annotations

from _codecs import utf_16_le_encode
from collections.abc import Callable, Iterable
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from typing import Any

TEXT, TEXT_IN_ALL = 4_000, 16_000  # signs
ITEMS, NODES, DEPTH = 200, 3_000, 9
SHORT_INTEGER = 10**24  # the reader takes 25 signs

CUT: dict[str, Any] = {"type": "cut"}
INFINITY = float("inf")
type_name: Callable[[type], str] = type.__dict__["__name__"].__get__


def seen_value(value: object) -> dict[str, Any]:
    """Returns the typed value; what cannot be looked at is cut."""
    try:
        return Look().at(value)
    except BaseException:  # their code answers here, and may throw anything
        return CUT


class Look:
    """One look at one value."""

    def __init__(self) -> None:
        self._nodes = NODES
        self._text = TEXT_IN_ALL
        self._above: list[object] = []

    def at(self, value: object) -> dict[str, Any]:
        self._nodes -= 1
        if self._nodes < 0 or len(self._above) >= DEPTH:
            return CUT
        if any(one is value for one in self._above):
            return {"type": "circular"}
        if value is None:
            return {"type": "none"}
        self._above.append(value)
        try:
            return self._kind_of(type(value))(self, value)
        finally:
            self._above.pop()

    def _kind_of(self, kind: type) -> Callable[[Look, Any], dict[str, Any]]:
        for base, method in _METHODS:
            if issubclass(kind, base):
                return method
        return Look._instance

    def _cut(self, text: str) -> str:
        kept = str.__getitem__(text, slice(0, min(TEXT, self._text)))
        self._text -= len(kept)
        return kept

    # ---- one kind of value each -----------------------------------------------------------------
    def _boolean(self, value: bool) -> dict[str, Any]:
        return {"type": "boolean", "value": value is True}

    def _integer(self, value: int) -> dict[str, Any]:
        exact = int.__int__(value)
        if -SHORT_INTEGER < exact < SHORT_INTEGER:
            return {"type": "number", "value": exact}
        return {"type": "number", "text": str(exact)} if exact.bit_length() < 3 * TEXT else CUT

    def _float(self, value: float) -> dict[str, Any]:
        exact = float.__float__(value)
        if exact != exact:  # noqa: PLR0124 - only « not a number » differs from itself
            return {"type": "NaN"}
        if exact in (INFINITY, -INFINITY):
            return {"type": "number", "text": "Infinity" if exact > 0 else "-Infinity"}
        if exact == 0 and str(exact) == "-0.0":
            return {"type": "number", "text": "-0"}
        return {"type": "number", "value": exact}

    def _string(self, value: str) -> dict[str, Any]:
        # The length is counted like everywhere in the grader: a sign beyond 16 bits counts for two.
        length = len(utf_16_le_encode(value, "surrogatepass")[0]) // 2
        return {"type": "string", "value": self._cut(value), "length": length}

    def _bytes(self, value: bytes) -> dict[str, Any]:
        return {"type": "bytes", "value": self._cut(bytes.__repr__(value)), "length": bytes.__len__(value)}

    def _list(self, value: list[object]) -> dict[str, Any]:
        return self._items("array", list.__len__(value), list.__iter__(value))

    def _tuple(self, value: tuple[object, ...]) -> dict[str, Any]:
        return self._items("tuple", tuple.__len__(value), tuple.__iter__(value))

    def _set(self, value: set[object]) -> dict[str, Any]:
        return self._items("set", set.__len__(value), set.__iter__(value))

    def _frozenset(self, value: frozenset[object]) -> dict[str, Any]:
        return self._items("frozenset", frozenset.__len__(value), frozenset.__iter__(value))

    def _items(self, kind: str, length: int, items: Iterable[object]) -> dict[str, Any]:
        shown = [self.at(item) for item, _ in zip(items, range(ITEMS), strict=False)]
        return {"type": kind, "length": length, "items": shown}

    def _dict(self, value: dict[object, object]) -> dict[str, Any]:
        pairs = zip(dict.items(value), range(ITEMS), strict=False)
        entries = [[self.at(key), self.at(item)] for (key, item), _ in pairs]
        return {"type": "dict", "length": dict.__len__(value), "entries": entries}

    def _named(self, value: object) -> dict[str, Any]:
        kind = "module" if type(value) is ModuleType else "function"
        return {"type": kind, "name": self._cut(exact_text(getattr(value, "__name__", "")))}

    def _class(self, value: type) -> dict[str, Any]:
        return {"type": "class", "name": self._cut(type_name(value))}

    def _error(self, value: BaseException) -> dict[str, Any]:
        return {"type": "error", "name": self._cut(type_name(type(value))), "message": message_of(value)}

    def _instance(self, value: object) -> dict[str, Any]:
        """An object of a class: as it writes itself if it does that well, else its attributes."""
        seen: dict[str, Any] = {"type": "instance", "name": self._cut(type_name(type(value)))}
        text = answer_of(repr, value)
        if text and " at 0x" not in text:
            return {**seen, "text": self._cut(text)}
        try:
            attributes = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return seen
        return {**self._dict(attributes), **seen} if type(attributes) is dict else seen


# The first that fits is taken: true and false are whole numbers too.
_METHODS: tuple[tuple[type, Callable[[Look, Any], dict[str, Any]]], ...] = (
    (bool, Look._boolean),
    (int, Look._integer),
    (str, Look._string),
    (float, Look._float),
    (list, Look._list),
    (tuple, Look._tuple),
    (dict, Look._dict),
    (set, Look._set),
    (frozenset, Look._frozenset),
    (bytes, Look._bytes),
    (FunctionType, Look._named),
    (BuiltinFunctionType, Look._named),
    (MethodType, Look._named),
    (ModuleType, Look._named),
    (type, Look._class),
    (BaseException, Look._error),
)


def exact_text(value: object) -> str:
    return str.__str__(value) if type(value) is str else ""


def answer_of(ask: Callable[[Any], str], value: object) -> str:
    """What their own code answers, if it answers with a text."""
    try:
        return exact_text(ask(value))
    except BaseException:
        return ""


def message_of(error: BaseException) -> str:
    return answer_of(str, error)[:TEXT]

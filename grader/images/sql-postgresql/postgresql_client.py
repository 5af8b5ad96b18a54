"""As much of PostgreSQL's protocol (version 3) as an observer needs: exact texts, bounded answers, one instruction
at a time. The extended protocol makes the server itself refuse a second instruction and stop at so many rows."""

import struct
from collections.abc import Iterator

from results import MOST_ROWS, Lost, Result, Thrown
from wire import TooLong, Wire

_PROTOCOL = 196_608
_TYPES = {
    16: "boolean",
    17: "bytes",
    **dict.fromkeys((20, 21, 23, 26), "integer"),
    **dict.fromkeys((700, 701, 1700, 790), "decimal"),
    1082: "date",
    **dict.fromkeys((1083, 1266), "time"),
    **dict.fromkeys((1114, 1184), "datetime"),
}
_REASONS = {
    "23505": "unique",
    "23P01": "unique",
    "23502": "not_null",
    "23503": "foreign_key",
    "23001": "foreign_key",
    "23514": "check",
    "P0001": "trigger",
    "42601": "syntax",
    "42P01": "no_table",
    "42703": "no_column",
    "42702": "ambiguous",
    "42803": "aggregate",
    "42501": "denied",
    "42804": "wrong_value",
    "57014": "denied",  # COPY … FROM STDIN, when nobody sends anything
}
_CLASSES = {"22": "wrong_value", "53": "too_big", "54": "too_big"}
_CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE", "COPY")
_ENDED = "57P01"


class Connection:
    """One connection, as the role that may do little. `deadline` is monotonic."""

    def __init__(self, path: str, *, user: str, database: str) -> None:
        self._wire = Wire(path)
        self._status = b"I"
        self.alive = True
        parameters = f"user\0{user}\0database\0{database}\0client_encoding\0UTF8\0\0".encode()
        self._wire.send(struct.pack(">II", len(parameters) + 8, _PROTOCOL) + parameters)
        self._until_ready(Result(0))

    def before(self, deadline: float) -> None:
        self._wire.deadline = deadline

    @property
    def in_transaction(self) -> bool:
        return self._status != b"I"

    @property
    def failed(self) -> bool:
        """Whether the transaction met an error, so that nothing but its end is accepted."""
        return self._status == b"E"

    def script(self, sql: str) -> None:
        """Runs any number of instructions, in one transaction; their results are passed over."""
        self._wire.send(_message(b"Q", sql.encode() + b"\0"))
        self._until_ready(Result(0))

    def run(self, sql: str, result: Result) -> Result:
        """Runs one instruction and returns `result`, filled; raises Thrown."""
        self._wire.send(
            _message(b"P", b"\0" + sql.encode() + b"\0\0\0")
            + _message(b"B", b"\0\0\0\0\0\0\0\0")
            + _message(b"D", b"P\0")
            + _message(b"E", b"\0" + struct.pack(">I", MOST_ROWS + 1))
            + _message(b"S", b"")
        )
        return self._until_ready(result)

    def _until_ready(self, result: Result) -> Result:
        thrown: Thrown | None = None
        hexadecimal: list[int] = []
        for tag, body in self._messages():
            if tag == b"D" and thrown is None:
                thrown = _take_row(result, body, hexadecimal)
            elif tag == b"T":
                hexadecimal = _take_columns(result, body)
            elif tag == b"C":
                result.affected = _changed(body)
            elif tag == b"G":  # COPY … FROM STDIN: nobody sends anything
                self._wire.send(_message(b"f", b"no data\0") + _message(b"S", b""))
            elif tag == b"E":
                thrown = thrown or _error(body)
            elif tag == b"Z":
                self._status = body
                break
        if thrown is not None:
            raise thrown
        return result

    def _messages(self) -> Iterator[tuple[bytes, bytes]]:
        while True:
            tag, size = struct.unpack(">cI", self._wire.take(5))
            try:
                yield tag, self._wire.take(size - 4)
            except TooLong as error:
                self.close()
                raise Thrown("too_big", "", "one row is too long") from error

    def close(self) -> None:
        self.alive = False
        self._wire.close()


def _message(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack(">I", len(body) + 4) + body


def _take_columns(result: Result, body: bytes) -> list[int]:
    """Returns the numbers of the columns whose bytes come as hexadecimal text."""
    (count,), at = struct.unpack_from(">H", body), 2
    named = []
    for _ in range(count):
        end = body.index(b"\0", at)
        (kind,) = struct.unpack_from(">I", body, end + 7)
        named.append((body[at:end].decode("utf-8", "replace"), _TYPES.get(kind, "text")))
        at = end + 19
    result.has_columns(named)
    return [number for number, (_, kind) in enumerate(named) if kind == "bytes"]


def _take_row(result: Result, body: bytes, hexadecimal: list[int]) -> Thrown | None:
    values = list(_values(body))
    for number in hexadecimal:
        values[number] = _from_hexadecimal(values[number])
    try:
        result.take(values)
    except Thrown as thrown:
        return thrown
    return None


def _from_hexadecimal(value: bytes | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value.removeprefix(b"\\x").decode("ascii"))


def _values(body: bytes) -> Iterator[bytes | None]:
    at = 2
    while at < len(body):
        (size,) = struct.unpack_from(">i", body, at)
        at += 4
        yield body[at : at + size] if size >= 0 else None
        at += max(0, size)


def _changed(body: bytes) -> int | None:
    words = body.rstrip(b"\0").decode("ascii", "replace").split()
    return int(words[-1]) if words[0] in _CHANGES and words[-1].isdecimal() else None


def _error(body: bytes) -> Thrown:
    fields = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
    code = fields.get(b"C", "")
    if code == _ENDED:
        raise Lost
    texts = (fields.get(field, "") for field in (b"M", b"D", b"H"))
    position = fields.get(b"P", "")
    return Thrown(
        _REASONS.get(code) or _CLASSES.get(code[:2], "other"),
        f"ERROR {code}",
        ". ".join(text.rstrip(".") for text in texts if text),
        offset=int(position) - 1 if position.isdecimal() else None,
    )

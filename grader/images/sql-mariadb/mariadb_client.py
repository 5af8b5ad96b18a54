"""As much of MariaDB's protocol as an observer needs: exact texts, bounded answers, no file of ours ever sent."""

import re
import struct
from typing import Any

from results import Lost, Result, Texts, Thrown
from wire import TooLong, Wire

_FOUND_ROWS, _WITH_DATABASE, _PROTOCOL_41, _SECURE = 1 << 1, 1 << 3, 1 << 9, 1 << 15
_MULTI_STATEMENTS, _MULTI_RESULTS, _PLUGIN_AUTH = 1 << 16, 1 << 17, 1 << 19
_CAPABILITIES = _FOUND_ROWS | _WITH_DATABASE | _PROTOCOL_41 | _SECURE | _MULTI_RESULTS | _PLUGIN_AUTH
_UTF8MB4 = 45
_QUERY, _RESET, _USE = b"\x03", b"\x1f", b"\x02"
_OK, _EOF, _ERROR, _SEND_A_FILE = 0x00, 0xFE, 0xFF, 0xFB
_IN_TRANSACTION, _MORE_RESULTS = 1, 8
_LONGEST_EOF = 9
_BINARY = 63

_TYPES = {
    **dict.fromkeys((1, 2, 3, 8, 9, 13), "integer"),
    **dict.fromkeys((0, 4, 5, 246), "decimal"),
    6: "null",
    **dict.fromkeys((10, 14), "date"),
    11: "time",
    **dict.fromkeys((7, 12), "datetime"),
    16: "bytes",
}
_TEXTUAL = frozenset({15, 249, 250, 251, 252, 253, 254})
_REASONS = {
    **dict.fromkeys((1064, 1149), "syntax"),
    **dict.fromkeys((1146, 1051, 1109, 1046, 1049), "no_table"),
    **dict.fromkeys((1054,), "no_column"),
    1052: "ambiguous",
    **dict.fromkeys((1111, 1140, 1055), "aggregate"),
    **dict.fromkeys((1062, 1169, 1586), "unique"),
    **dict.fromkeys((1048, 1364), "not_null"),
    **dict.fromkeys((1216, 1217, 1451, 1452), "foreign_key"),
    4025: "check",
    1644: "trigger",
    **dict.fromkeys((1264, 1265, 1292, 1366, 1406, 1411, 4161), "wrong_value"),
    **dict.fromkeys((1044, 1045, 1142, 1143, 1227, 1290, 1370, 1410, 4166), "denied"),
    **dict.fromkeys((1038, 1114, 1041, 1037, 1301, 4101), "too_big"),
}
_GONE = frozenset({1927, 1053, 1152, 1184})
_NEAR = re.compile(r" to use near '(.*)' at line \d+$", re.DOTALL)
_LINE = re.compile(r" at line (\d+)$")
_WORD = re.compile(
    r"(?:Unknown column|Unknown table|Column|Table) '(?:[^']*\.)?([^'.]+)'|FUNCTION (?:\w+\.)?(\w+) does not exist"
)


class Connection:
    """One connection. `several` lets it send several instructions at once: only the author's."""

    def __init__(self, path: str, *, user: str, database: str, several: bool) -> None:
        self._wire = Wire(path)
        self._status = 0
        self.alive = True
        self._packet()  # the server's greeting: nothing in it is needed without a password
        capabilities = _CAPABILITIES | (_MULTI_STATEMENTS if several else 0)
        self._send(
            struct.pack("<IIB23x", capabilities, 1 << 24, _UTF8MB4)
            + f"{user}\0\0{database}\0mysql_native_password\0".encode(),
            number=1,
        )
        answer = self._packet()
        if answer[0] == _ERROR:
            raise _thrown(answer)

    def before(self, deadline: float) -> None:
        self._wire.deadline = deadline

    @property
    def in_transaction(self) -> bool:
        return bool(self._status & _IN_TRANSACTION)

    def forget(self) -> None:
        """Ends the transaction and forgets every setting, lock and temporary table of the session."""
        self._command(_RESET)

    def use(self, database: str) -> None:
        self._command(_USE + database.encode())

    def _command(self, command: bytes) -> None:
        self._send(command)
        self._answer(Texts())

    def script(self, instructions: list[str]) -> None:
        """Runs several instructions at once and passes over their results; raises Thrown, whose `line` is then the
        number of the instruction, from 0."""
        if not instructions:
            return
        self._send(_QUERY + ";\n".join(instructions).encode())
        for number, _ in enumerate(instructions):
            try:
                if not self._answer(Texts()):
                    return
            except Thrown as thrown:
                thrown.line = number
                raise

    def run(self, sql: str, result: Result) -> Result:
        """Runs one instruction and returns `result`, filled; what a procedure gives beyond it is passed over."""
        self._send(_QUERY + sql.encode())
        try:
            more = self._answer(result)
            while more:
                more = self._answer(Texts())
        except Thrown as thrown:
            thrown.offset = _offset(thrown.message, sql)
            raise
        return result

    # ---- answers ------------------------------------------------------------------------------------
    def _answer(self, result: Result) -> bool:
        """Takes in one result; returns whether another one follows, raises Thrown."""
        first = self._packet()
        if first[0] == _ERROR:
            raise _thrown(first)
        if first[0] == _OK:
            result.affected, at = _number(first, 1)
            _, at = _number(first, at)
            return self._follows(first, at)
        if first[0] == _SEND_A_FILE:
            raise Lost
        count, _ = _number(first, 0)
        result.has_columns([_column(self._packet()) for _ in range(count)])
        self._packet()
        return self._rows(result)

    def _rows(self, result: Result) -> bool:
        while True:
            packet = self._packet()
            if packet[0] == _ERROR:
                raise _thrown(packet)
            if packet[0] == _EOF and len(packet) < _LONGEST_EOF:
                return self._follows(packet, 3)
            try:
                result.take(_values(packet))
            except Thrown:
                self.close()  # nothing tells the server to stop: the rest of a flood is not listened to
                raise

    def _follows(self, packet: bytes, at: int) -> bool:
        (self._status,) = struct.unpack_from("<H", packet, at)
        return bool(self._status & _MORE_RESULTS)

    # ---- packets ------------------------------------------------------------------------------------
    def _send(self, body: bytes, number: int = 0) -> None:
        self._wire.send(struct.pack("<I", len(body))[:3] + bytes([number]) + body)

    def _packet(self) -> bytes:
        size = int.from_bytes(self._wire.take(4)[:3], "little")
        try:
            packet = self._wire.take(size)
        except TooLong as error:
            self.close()
            raise Thrown("too_big", "", "one row is too long") from error
        if not packet:
            raise Lost
        return packet

    def close(self) -> None:
        self.alive = False
        self._wire.close()


def _number(packet: bytes, at: int) -> tuple[int, int]:
    """Returns a length-encoded number and where what follows it begins."""
    first = packet[at]
    if first < _SEND_A_FILE:
        return first, at + 1
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first, 0)
    return int.from_bytes(packet[at + 1 : at + 1 + size], "little"), at + 1 + size


def _column(packet: bytes) -> tuple[str, str]:
    texts, at = [], 0
    for _ in range(6):
        size, at = _number(packet, at)
        texts.append(packet[at : at + size].decode("utf-8", "replace"))
        at += size
    charset, _, kind = struct.unpack_from("<HIB", packet, at + 1)
    if kind in _TEXTUAL:
        return texts[4], "bytes" if charset == _BINARY else "text"
    return texts[4], _TYPES.get(kind, "text")


def _values(packet: bytes) -> list[bytes | None]:
    values: list[bytes | None] = []
    at = 0
    while at < len(packet):
        if packet[at] == _SEND_A_FILE:  # which says NULL here
            values.append(None)
            at += 1
            continue
        size, at = _number(packet, at)
        values.append(packet[at : at + size])
        at += size
    return values


def _offset(message: str, sql: str) -> int | None:
    """Returns where a mistake of syntax is: the server quotes the text from there on, eighty characters at most."""
    near = _NEAR.search(message)
    if near is None:
        return None
    found = sql.rfind(near[1])
    return found if found >= 0 else None


def _thrown(packet: bytes) -> Thrown:
    (code,) = struct.unpack_from("<H", packet, 1)
    text = packet[3:].decode("utf-8", "replace")
    message = text[6:] if text.startswith("#") else text
    if code in _GONE:
        raise Lost
    line, word = _LINE.search(message), _WORD.search(message)
    details: dict[str, Any] = {
        "line": int(line[1]) - 1 if line else None,
        "word": next((one for one in word.groups() if one), "") if word else "",
    }
    return Thrown(_REASONS.get(code, "other"), f"ERROR {code}", message, **details)

"""Just enough of JavaScript to take an assertion apart: words, instructions, calls, literals. Nothing is run."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 20_000
_DEEPEST = 40
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_PIECES = re.compile(
    r"""(?P<space>[ \t\r\n\f\v\u00a0\ufeff]+)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<number>(?:0[xXbBoO][0-9a-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?)n?)
      | (?P<name>[A-Za-z_$#][\w$]*)
      | (?P<sign>\?\.(?!\d)|\.\.\.|=>|===|!==|==|!=|<=|>=|&&=?|\|\|=?|\?\?=?|\*\*=?|\+\+|--|[-+*/%&|^]=|<<|>>>?
          |[-+*/%&|^~!<>=?:.,;(){}\[\]@])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[A-Za-z]*")
_VALUES_BEFORE = frozenset({"name", "number", "string", "template", "regex"})
_WORDS_BEFORE_REGEX = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "instanceof", "await"}
)


class Unreadable(ValueError):
    """The text is no JavaScript that can be taken apart."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `after_line` says that a line ended between the word before and this one."""

    kind: str
    text: str
    start: int
    end: int
    after_line: bool


def tokens_of(code: str) -> list[Token]:
    """Returns the words of a piece of code, without comments; raises Unreadable."""
    if len(code) > LONGEST:
        raise Unreadable("ce code est trop long")
    return list(_tokens(code))


def _tokens(code: str) -> Iterator[Token]:
    place, after_line = 0, False
    before: Token | None = None
    while place < len(code):
        kind, end = _piece(code, place, before)
        text = code[place:end]
        if kind in ("space", "comment"):
            after_line = after_line or "\n" in text
        else:
            before = Token(kind, text, place, end, after_line)
            after_line = False
            yield before
        place = end


def _piece(code: str, place: int, before: Token | None) -> tuple[str, int]:
    if code[place] == "`":
        return "template", _template_end(code, place, 0)
    if code[place] == "/" and not code.startswith(("//", "/*"), place) and _may_begin_regex(before):
        match = _REGEX.match(code, place)
        if match:
            return "regex", match.end()
    match = _PIECES.match(code, place)
    if not match or not match.lastgroup or match.end() == place:
        raise Unreadable(f"ce code n’a pas pu être lu : « {code[place : place + 20]} »")
    return match.lastgroup, match.end()


def _may_begin_regex(before: Token | None) -> bool:
    if before is None or before.text in _WORDS_BEFORE_REGEX:
        return True
    return before.kind not in _VALUES_BEFORE and before.text not in (")", "]", "}")


def _template_end(code: str, place: int, depth: int) -> int:
    if depth > _DEEPEST:
        raise Unreadable("trop de textes les uns dans les autres")
    place += 1
    while place < len(code):
        if code[place] == "\\":
            place += 2
        elif code[place] == "`":
            return place + 1
        elif code.startswith("${", place):
            place = _hole_end(code, place + 2, depth)
        else:
            place += 1
    raise Unreadable("un texte entre accents graves n’est pas fermé")


def _hole_end(code: str, place: int, depth: int) -> int:
    braces = 1
    while place < len(code):
        if code[place] == "`":
            place = _template_end(code, place, depth + 1)
            continue
        braces += {"{": 1, "}": -1}.get(code[place], 0)
        place += 1
        if braces == 0:
            return place
    raise Unreadable("un texte entre accents graves n’est pas fermé")


# ---- instructions -----------------------------------------------------------------------------------
_JOINS = frozenset(
    (
        *(
            ".",
            "?.",
            "=>",
            "=",
            "==",
            "===",
            "!=",
            "!==",
            "<",
            ">",
            "<=",
            ">=",
            "&&",
            "||",
            "??",
            "+",
            "-",
            "*",
            "/",
            "%",
        ),
        *("?", ":", ",", "(", "[", "&", "|", "^", "+=", "-=", "*=", "/="),
    )
)
_GOES_ON_AFTER = _JOINS | {"{", "!", "..."}
_GOES_ON_WITH = _JOINS | {")", "]", "}"}
_WORDS_GO_ON = frozenset({"in", "instanceof", "of", "else", "catch", "finally", "while"})


def statements_of(code: str) -> list[str]:
    """Returns the instructions of a piece of code, without their semicolon; raises Unreadable."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens_of(code):
        if depth == 0 and found[-1] and token.after_line and _ends(found[-1][-1], token):
            found.append([])
        if token.text == ";" and depth == 0:
            found.append([])
            continue
        depth += (token.text in _OPENING and token.kind == "sign") - (
            token.text in _CLOSING and token.kind == "sign"
        )
        if depth < 0:
            raise Unreadable("une parenthèse ou une accolade n’a pas été ouverte")
        found[-1].append(token)
    if depth:
        raise Unreadable("une parenthèse ou une accolade n’est pas fermée")
    return [code[one[0].start : one[-1].end] for one in found if one]


def _ends(before: Token, after: Token) -> bool:
    if before.kind == "sign" and before.text in _GOES_ON_AFTER:
        return False
    if after.kind == "template" or after.text in _WORDS_GO_ON:
        return False
    return not (after.kind == "sign" and after.text in _GOES_ON_WITH)


def split_at(code: str, signs: Sequence[str]) -> list[tuple[str, str]]:
    """Returns the parts between these signs, outside all brackets, each with the sign before it."""
    parts: list[tuple[str, str]] = []
    depth, start, sign = 0, 0, ""
    for token in tokens_of(code):
        if token.kind != "sign":
            continue
        if depth == 0 and token.text in signs:
            parts.append((sign, code[start : token.start].strip()))
            start, sign = token.end, token.text
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
    return [*parts, (sign, code[start:].strip())]


def call_of(statement: str) -> tuple[str, list[str]] | None:
    """Returns the name and the arguments of an instruction that is one call, else None."""
    tokens = tokens_of(statement)
    opening = next((n for n, token in enumerate(tokens) if token.text == "(" and token.kind == "sign"), None)
    if not opening or tokens[-1].text != ")":
        return None
    if any(t.kind != "name" if n % 2 == 0 else t.text != "." for n, t in enumerate(tokens[:opening])):
        return None
    depth = 0
    for number, token in enumerate(tokens[opening:], start=opening):
        depth += (token.kind == "sign" and token.text in _OPENING) - (
            token.kind == "sign" and token.text in _CLOSING
        )
        if depth == 0 and number < len(tokens) - 1:
            return None
    inside = statement[tokens[opening].end : tokens[-1].start].strip()
    arguments = [part for _sign, part in split_at(inside, (",",))] if inside else []
    if arguments and not arguments[-1]:
        arguments.pop()
    return "".join(token.text for token in tokens[:opening]), arguments


def names_in(code: str) -> set[str]:
    """Returns the names that a piece of code uses, without those that follow a point."""
    tokens = tokens_of(code)
    return {
        token.text
        for number, token in enumerate(tokens)
        if token.kind == "name" and not (number and tokens[number - 1].text in (".", "?."))
    }


# ---- literals ---------------------------------------------------------------------------------------
class NotALiteral(ValueError):
    """The expression has to be worked out: it is not written as it is."""


_PLAIN: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": {"$type": "null"},
    "undefined": {"$type": "undefined"},
    "NaN": {"$type": "NaN"},
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def literal_of(code: str) -> Any:
    """Returns the value that is written, as our checks write it.

    Raises:
        NotALiteral: it is an expression.
        Unreadable: it is no JavaScript.
    """
    reader = _Literals(tokens_of(code))
    value = reader.value(0)
    if reader.left:
        raise NotALiteral
    return value


def text_of(quoted: str) -> str:
    """Returns what stands between the quotes of a string of JavaScript."""
    if quoted.startswith("`") and "${" in quoted:
        raise NotALiteral

    def unescaped(match: re.Match[str]) -> str:
        word = match[1]
        if word[0] in "ux" and len(word) > 1:
            number = int(word[1:].strip("{}"), 16)
            if number > 0x10FFFF:
                raise NotALiteral
            return chr(number)
        return "" if word == "\n" else _ESCAPES.get(word, word)

    return re.sub(
        r"\\(u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,8}\}|x[0-9a-fA-F]{2}|.|\n)",
        unescaped,
        quoted[1:-1],
        flags=re.DOTALL,
    )


class _Literals:
    def __init__(self, tokens: list[Token]) -> None:
        self.left = tokens[::-1]

    def _next(self) -> Token:
        if not self.left:
            raise NotALiteral
        return self.left.pop()

    def _comes(self, sign: str) -> bool:
        if self.left and self.left[-1].text == sign:
            self.left.pop()
            return True
        return False

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise NotALiteral
        token = self._next()
        if token.text in ("-", "+"):
            number = self.value(depth + 1)
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise NotALiteral
            return -number if token.text == "-" else number
        if token.kind in ("string", "template"):
            return text_of(token.text)
        if token.kind == "number":
            return _number(token.text)
        if token.text == "[":
            return self._items(depth)
        if token.text == "{":
            return self._entries(depth)
        if token.text in _PLAIN:
            return _PLAIN[token.text]
        raise NotALiteral

    def _items(self, depth: int) -> list[Any]:
        items = []
        while not self._comes("]"):
            items.append(self.value(depth + 1))
            if not self._comes(",") and not (self.left and self.left[-1].text == "]"):
                raise NotALiteral
        return items

    def _entries(self, depth: int) -> dict[str, Any]:
        entries = {}
        while not self._comes("}"):
            token = self._next()
            if token.kind not in ("name", "string", "number"):
                raise NotALiteral
            name = text_of(token.text) if token.kind == "string" else token.text
            if not self._comes(":") or name == "$type":
                raise NotALiteral
            entries[name] = self.value(depth + 1)
            if not self._comes(",") and not (self.left and self.left[-1].text == "}"):
                raise NotALiteral
        return entries


def _number(text: str) -> Any:
    plain = text.replace("_", "")
    try:
        if plain.endswith("n"):
            return {"$type": "bigint", "value": str(int(plain[:-1], 0))}
        if re.fullmatch(r"0[xXbBoO][0-9a-fA-F]+", plain):
            return int(plain, 0)
        value = float(plain)
    except ValueError as error:
        raise NotALiteral from error
    if abs(value) >= 2**53:
        raise NotALiteral
    return int(value) if value.is_integer() else value

"""Where old addresses lead on the new site, as rules for nginx and Apache. Pure: text in, text out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

# What ends the string, the line or the rule; no address needs it.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SAFE = "/:@!&'()*+,;=-._~%"
LONGEST = 500


class MapRefused(Exception):
    """The map would send visitors in circles, or two ways at once; `sentences` say where."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Move:
    """One old address (path and query) and where it leads; an empty `new` says it is gone."""

    old: str
    new: str

    @property
    def path(self) -> str:
        return unquote(self.old.partition("?")[0])

    @property
    def query(self) -> str:
        return self.old.partition("?")[2]


def new_path(written: str) -> str | None:
    """Return the path that was meant by `written`, or None when it is none inside the new site."""
    written = written.strip()
    if not written or len(written) > LONGEST or _CONTROL.search(written) or "\\" in written:
        return None
    path, separator, rest = written.partition("?")
    if not path.startswith("/") or path.startswith("//") or ".." in path.split("/"):
        return None
    whole = quote(path, safe=_SAFE) + (f"?{quote(rest, safe=_SAFE + '?/')}" if separator else "")
    return whole if len(whole) <= LONGEST else None


def checked(moves: Iterable[Move]) -> list[Move]:
    """Return the moves without those that lead nowhere else, each straight to its end.

    Raises:
        MapRefused: an old address stands twice (servers do not tell capitals apart), or addresses lead in a circle.
    """
    wrong: list[str] = []
    by_old: dict[str, Move] = {}
    for move in moves:
        if _CONTROL.search(move.path + unquote(move.query)):
            wrong.append(_("“%(old)s” holds a character that no rule can hold.") % {"old": move.old[:80]})
        elif move.new and _key(move.new) == _key(move.old):
            continue
        elif _key(move.old) in by_old:
            other = by_old[_key(move.old)].old
            wrong.append(
                _("“%(old)s” and “%(other)s” are one address for a server: decide about one of them only.")
                % {"old": move.old, "other": other}
            )
        else:
            by_old[_key(move.old)] = move
    straight: list[Move] = []
    for move in by_old.values():
        end = _end_of(move, by_old)
        if end is None:
            wrong.append(_("“%(old)s” leads in a circle: give it another new address.") % {"old": move.old})
        else:
            straight.append(Move(move.old, end))
    if wrong:
        raise MapRefused(wrong)
    return straight


def _key(address: str) -> str:
    path, _mark, query = address.partition("?")
    return f"{unquote(path)}?{query}".lower()


def _end_of(move: Move, by_old: dict[str, Move]) -> str | None:
    """Follow a move through the others: where it ends, or None when it comes back."""
    seen = {_key(move.old)}
    end = move.new
    while end and _key(end) in by_old:
        if _key(end) in seen:
            return None
        seen.add(_key(end))
        end = by_old[_key(end)].new
    return end


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def for_nginx(moves: Sequence[Move]) -> str:
    """Return maps and the lines that use them; a plain path is known whatever follows the question mark.

    They look at what the visitor asked for, not at the file that nginx found for it: « / » never counts as
    « /index.html », which would lead in a circle.
    """
    plain, with_query = [m for m in moves if not m.query], [m for m in moves if m.query]
    lines = [
        f"# {_('Inside « http »:')}",
        "map_hash_bucket_size 1024;",
        'map $request_uri $old_path { "~^([^?]*)" $1; }',
        *_nginx_map("$old_path", "$old_path_leads", [(m.old, m.new) for m in plain if m.new]),
        *_nginx_map("$request_uri", "$old_address_leads", [(m.old, m.new) for m in with_query if m.new]),
        *_nginx_map("$old_path", "$old_path_gone", [(m.old, "1") for m in plain if not m.new]),
        *_nginx_map("$request_uri", "$old_address_gone", [(m.old, "1") for m in with_query if not m.new]),
        "",
        f"# {_('Inside « server »:')}",
        "if ($old_address_leads) { return 301 $old_address_leads; }",
        "if ($old_address_gone) { return 410; }",
        "if ($old_path_leads) { return 301 $old_path_leads; }",
        "if ($old_path_gone) { return 410; }",
    ]
    return "\n".join(lines) + "\n"


def _nginx_map(source: str, name: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
    # A dollar in a value would be a variable; in a source it is itself.
    rules = [f"    {_in_quotes(old)} {_in_quotes(new.replace('$', '%24'))};" for old, new in pairs]
    return [f"map {source} {name} {{", '    default "";', *rules, "}"]


def for_apache(moves: Sequence[Move]) -> str:
    """Return rules for a .htaccess file or a virtual host; those with a query come first.

    Each looks at first requests only: Apache finds « /index.html » for « / » by itself, and would turn in a circle.
    """
    lines = ["RewriteEngine On"]
    for move in sorted(moves, key=lambda move: not move.query):
        lines.append('RewriteCond %{ENV:REDIRECT_STATUS} "^$"')
        if move.query:
            condition = f"^{re.escape(move.query)}$"
            lines.append(f"RewriteCond %{{QUERY_STRING}} {_quoted_pattern(condition)}")
        pattern = _quoted_pattern(f"^/?{re.escape(move.path.removeprefix('/'))}$")
        if move.new:
            target = re.sub(r"([%$\\])", r"\\\1", move.new)
            flags = "R=301,L,NE" if "?" in move.new else "R=301,L,NE,QSD"
            lines.append(f'RewriteRule {pattern} "{target}" [{flags}]')
        else:
            lines.append(f"RewriteRule {pattern} - [G,L]")
    return "\n".join(lines) + "\n"


def _quoted_pattern(pattern: str) -> str:
    """Quote a pattern; a quote in it is written by its number, so that nothing ends the string early."""
    return '"' + pattern.replace('"', r"\x22") + '"'

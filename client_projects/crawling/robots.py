"""robots.txt as RFC 9309 reads it: groups, wildcards, the longest rule wins."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from client_projects.crawling.addresses import place

MOST_BYTES = 500_000
_MOST_RULES = 1000
_LONGEST_PATTERN = 500
LONGEST_DELAY = 10.0


@dataclass
class Robots:
    """What one robot may read: `rules` are (pattern, allowed); `sitemaps` are named for everybody."""

    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay: float = 0.0
    sitemaps: list[str] = field(default_factory=list)

    def allows(self, address: str) -> bool:
        path = unquote(place(address))
        found = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        # The longest rule wins; between two as long, the one that allows.
        return max(found)[1] if found else True


FORBIDDEN = Robots(rules=[("/", False)])


def read_robots(text: str, name: str) -> Robots:
    """Return what the robot called `name` may read, from its own group or from that of everybody."""
    own, everybody, sitemaps = Robots(), Robots(), []
    groups: list[Robots] = []
    naming, is_own = False, False
    for line in text.splitlines()[: 20 * _MOST_RULES]:
        key, _colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "sitemap":
            sitemaps.append(value)
        elif key == "user-agent":
            groups = groups if naming else []
            naming = True
            if value == "*":
                groups.append(everybody)
            elif value.lower() == name.lower():
                groups.append(own)
                is_own = True
        else:
            naming = False
            for group in groups:
                _add(group, key, value)
    chosen = own if is_own else everybody
    chosen.sitemaps = sitemaps[:5]
    return chosen


def _add(group: Robots, key: str, value: str) -> None:
    if key in {"allow", "disallow"} and value and len(group.rules) < _MOST_RULES:
        # PostgreSQL keeps no text with this character in it, and no address has one.
        pattern = unquote(value[: 3 * _LONGEST_PATTERN]).replace("\x00", "")[:_LONGEST_PATTERN]
        if pattern:
            group.rules.append((pattern, key == "allow"))
    if key == "crawl-delay":
        try:
            group.delay = min(max(float(value), 0.0), LONGEST_DELAY)
        except ValueError:
            return


def _fits(pattern: str, path: str) -> bool:
    """Whether `path` begins as `pattern` says; without backtracking, so that no pattern can keep us busy."""
    to_the_end = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return len(path) == len(first) or not to_the_end
    at = len(first)
    for piece in others[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = others[-1]
    if to_the_end:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0

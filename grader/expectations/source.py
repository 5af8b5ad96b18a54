"""What the text of a file must and must not say, where style is the lesson.

Patterns are the author's, the text the apprentice's: a search is stopped after half a second.
"""

from collections.abc import Iterator, Mapping

from grader.contract import Json, Probe, Where
from grader.expectations.base import MATCH_SECONDS, BadExpectation, Kind, Mismatch, pattern, texts, whole
from grader.sentences import quoted, say, short

_KEYS = frozenset({"contains", "lacks", "matches", "lacks_match", "count", "at_least", "at_most"})
_COUNTS = ("count", "at_least", "at_most")
MOST_FOUND = 10_000


def validate(expect: Mapping[str, Json]) -> None:
    for name in ("contains", "lacks"):
        if name in expect:
            _listed(expect[name], name)
    for name in ("matches", "lacks_match"):
        if name in expect:
            pattern(expect[name], name)
    for name in _COUNTS:
        if name in expect:
            whole(expect[name], name)
            if "matches" not in expect:
                raise BadExpectation(f"« {name} » compte ce que trouve « matches » : ajoutez-le")


def _listed(value: Json, name: str) -> list[str]:
    """One text, or several."""
    listed = texts([value] if isinstance(value, str) else value, name)
    if not all(listed):
        raise BadExpectation(f"« {name} » contient un texte vide")
    return listed


def compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    text = seen.get("text")
    file = str(probe.params.get("file", ""))
    if not isinstance(text, str):
        return Mismatch(file, "", say("Le fichier {file} n’est pas là.", file=file), Where(file))
    return next(_mismatches(file, expect, text), None)


def _mismatches(file: str, expect: Mapping[str, Json], text: str) -> Iterator[Mismatch]:
    for wanted in _listed(expect["contains"], "contains") if "contains" in expect else []:
        if wanted not in text:
            sentence = say("Dans {file}, il manque {wanted}.", file=file, wanted=quoted(short(wanted)))
            yield Mismatch(wanted, "", sentence, Where(file))
    for unwanted in _listed(expect["lacks"], "lacks") if "lacks" in expect else []:
        if (at := text.find(unwanted)) >= 0:
            yield _unwanted(file, text, at, unwanted)
    if "lacks_match" in expect and (found := _found(expect["lacks_match"], text)):
        at, words = found[0]
        yield _unwanted(file, text, at, words)
    if "matches" in expect:
        yield from _counted(file, expect, len(_found(expect["matches"], text)))


def _unwanted(file: str, text: str, at: int, words: str) -> Mismatch:
    line = text.count("\n", 0, at) + 1
    sentence = say(
        "Dans {file}, ligne {line}, il ne faut pas écrire {words}.",
        file=file,
        line=line,
        words=quoted(short(words.strip())),
    )
    return Mismatch("", words, sentence, Where(file, line))


def _counted(file: str, expect: Mapping[str, Json], count: int) -> Iterator[Mismatch]:
    exactly = expect.get("count")
    least = expect.get("at_least", 0 if set(_COUNTS) & set(expect) else 1)
    most = expect.get("at_most", MOST_FOUND)
    fits = count == exactly if exactly is not None else isinstance(least, int) and count >= least
    if fits and isinstance(most, int) and count <= most:
        return
    wish = next((f"{words} {expect[name]}" for name, words in _WISHES.items() if name in expect), "")
    wished = wish or "au moins 1"
    sentence = say(
        "Dans {file}, ce qui est demandé doit apparaître {wish} fois ; on le trouve {count} fois.",
        file=file,
        wish=wished,
        count=count,
    )
    yield Mismatch(wished, str(count), sentence, Where(file))


_WISHES = {"count": "exactement", "at_least": "au moins", "at_most": "au plus"}


def _found(expression: Json, text: str) -> list[tuple[int, str]]:
    """Returns where the pattern is found and what it finds; raises BadExpectation when that takes too long."""
    found: list[tuple[int, str]] = []
    try:
        for match in pattern(expression, "matches").finditer(text, timeout=MATCH_SECONDS):
            found.append((match.start(), match[0]))
            if len(found) >= MOST_FOUND:
                break
    except TimeoutError as error:
        raise BadExpectation(
            f"la recherche de « {expression} » ne finit pas : simplifiez cette expression régulière"
        ) from error
    return found


KIND = Kind(_KEYS, validate, compare)

"""Reads the parameters of a probe, as an author wrote them."""

from collections.abc import Mapping

from grader.contract import Json


class BadProbe(ValueError):
    """A probe that the runtime cannot answer; the French text tells the author what to change."""


def refuse_unknown(params: Mapping[str, Json], known: frozenset[str]) -> None:
    if unknown := sorted(set(params) - known):
        raise BadProbe(
            f"réglage inconnu dans la sonde : {', '.join(unknown)} (connus : {', '.join(sorted(known))})"
        )


def text_param(params: Mapping[str, Json], name: str, longest: int = 1000) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadProbe(f"« {name} » doit être un texte de 1 à {longest} caractères")
    return value


def names_param(params: Mapping[str, Json], name: str) -> list[Json]:
    value = params.get(name, [])
    if (
        not isinstance(value, list)
        or len(value) > 40
        or not all(isinstance(item, str) and item for item in value)
    ):
        raise BadProbe(f"« {name} » doit être une liste de noms entre guillemets")
    return [*sorted({str(item) for item in value})]

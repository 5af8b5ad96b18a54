"""Lifecycles as tables: which state may follow which, and the one way to move a row along."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

Transitions = Mapping[str, frozenset[str]]


class TransitionRefused(Exception):
    """The row is not in a state from which this move is allowed, or somebody moved it first."""


def transitions(**table: tuple[str, ...]) -> Transitions:
    """Return a table `state -> states that may follow`, written as keyword arguments."""
    return {state: frozenset(following) for state, following in table.items()}


def check_transition(table: Transitions, old: str, new: str) -> None:
    """Raise TransitionRefused unless `new` may follow `old`."""
    if new not in table.get(old, frozenset()):
        raise TransitionRefused(f"{old} -> {new}")


def move(row: Model, table: Transitions, new: str, *, field: str = "state", **changes: Any) -> None:
    """Move `row` to `new` and set `changes`, only if it still is where we last saw it.

    The condition travels with the UPDATE, so that of two people who decide at once only one succeeds.

    Raises:
        TransitionRefused: the table forbids the move, or the row has moved meanwhile.
    """
    old = getattr(row, field)
    check_transition(table, old, new)
    updated = type(row)._default_manager.filter(pk=row.pk, **{field: old}).update(**{field: new}, **changes)
    if not updated:
        raise TransitionRefused(f"{old} -> {new}: already moved")
    for name, value in {field: new, **changes}.items():
        setattr(row, name, value)

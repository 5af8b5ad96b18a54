"""How much one treatment holds of a person, asked of the database in one question."""

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Model, QuerySet, Subquery

from lms.people.models import User
from lms.privacy.register import Holding, Treatment


@dataclass(frozen=True)
class Held:
    """How many rows of one model are in her file, are given on request, are about others."""

    holding: Holding
    given: int
    on_request: int
    done: int


class _HowMany(Subquery):
    """The number of rows of a query, as one column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Model], **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk"), **extra)


def held_of(treatment: Treatment, person: User) -> list[Held]:
    """Return what `treatment` holds of `person`, model by model; those that hold nothing are left out."""
    columns = [
        _HowMany(rows)
        for holding in treatment.holdings
        for rows in (holding.rows_of(person), holding.rows_on_request(person), holding.rows_done_by(person))
    ]
    if not columns:
        return []
    named = {f"count_{place}": column for place, column in enumerate(columns)}
    found = User.objects.filter(pk=person.pk).annotate(**named).values_list(*named).get()
    # A query that can find nothing is not asked: its column is empty.
    counts = [count or 0 for count in found]
    held = [
        Held(holding, *counts[3 * place : 3 * place + 3]) for place, holding in enumerate(treatment.holdings)
    ]
    return [one for one in held if one.given or one.on_request or one.done]

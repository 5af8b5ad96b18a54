"""The grid of a class: apprentices down, the exercises of one module across; on a screen, and to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.models import ModulePage
from curriculum.queries import modules_of
from exercises.queries import Cell, Column, cells_of, columns_of, last_handed_in
from lms.core import spreadsheets
from lms.people.models import Cohort, User
from lms.people.queries import enrolments_of

# State -> (badge, word): the badge has its own shape and colour.
WORDS = {
    "validated": ("approved", gettext_lazy("Validated")),
    "passed": ("waiting", gettext_lazy("Passed, to be read")),
    "returned": ("returned", gettext_lazy("To rework")),
    "failed": ("failed", gettext_lazy("To correct")),
    "running": ("running", gettext_lazy("Being checked")),
    "set_aside": ("platform_fault", gettext_lazy("Our fault")),
    "todo": ("todo", gettext_lazy("To do")),
}
KINDS = ("core", "extra", "practice")
type ModuleKeys = tuple[ModulePage, list[str]]


@dataclass(frozen=True)
class GridRow:
    apprentice: User
    columns: list[Column]
    cells: list[Cell]

    @property
    def shown(self) -> list[dict[str, object]]:
        """The cells with the badge and the word of each."""
        return [
            {"cell": cell, "column": column, "badge": WORDS[cell.state][0], "word": WORDS[cell.state][1]}
            for cell, column in zip(self.cells, self.columns, strict=True)
        ]

    @property
    def done(self) -> int:
        return sum(cell.state in ("validated", "passed") for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    cohort: Cohort
    modules: list[ModulePage]
    module: ModulePage | None
    columns: list[Column]
    rows: list[GridRow]


def grid_of(cohort: Cohort, *, module_id: int | None, kinds: Sequence[str]) -> Grid:
    """Return the grid of `cohort` for one module, its exercises of these kinds.

    Without `module_id` it is the module the class works on: the one of the work handed in last, else the first.
    """
    modules = modules_of(cohort.programme)
    people = [enrolment.apprentice for enrolment in enrolments_of([cohort])]
    chosen = _asked(modules, module_id) or _worked_on(modules, people) or next(iter(modules), None)
    module, keys = chosen or (None, [])
    columns = [column for column in columns_of(keys) if column.kind in kinds]
    cells = cells_of([person.pk for person in people], [column.key for column in columns])
    rows = [
        GridRow(person, columns, [cells.get((person.pk, column.key), Cell()) for column in columns])
        for person in people
    ]
    return Grid(cohort, [page for page, _keys in modules], module, columns, rows)


def _asked(modules: Sequence[ModuleKeys], module_id: int | None) -> ModuleKeys | None:
    return next((one for one in modules if one[0].pk == module_id), None)


def _worked_on(modules: Sequence[ModuleKeys], people: Sequence[User]) -> ModuleKeys | None:
    newest = last_handed_in(person.pk for person in people)
    return next((one for one in modules if newest in one[1]), None)


def as_csv(grid: Grid) -> bytes:
    """Return the grid for a spreadsheet, one line a person."""
    return spreadsheets.as_csv(_lines(grid))


def as_xlsx(grid: Grid) -> bytes:
    """Return the grid as a workbook; its first line and first column stay in sight."""
    return spreadsheets.as_xlsx(_lines(grid), title=_("Class"))


def _lines(grid: Grid) -> Iterator[list[str]]:
    yield [_("Apprentice"), *(column.title for column in grid.columns)]
    for row in grid.rows:
        yield [str(row.apprentice), *(_told(cell) for cell in row.cells)]


def _told(cell: Cell) -> str:
    word = str(WORDS[cell.state][1])
    return f"{word} ({cell.tries})" if cell.tries else word

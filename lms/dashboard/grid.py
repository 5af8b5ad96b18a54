"""The grid of a class: apprentices down, the exercises of one module across; on a screen, and to take away."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from curriculum.models import ModulePage
from curriculum.queries import modules_of
from exercises.queries import Cell, Column, cells_of, columns_of
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
# A spreadsheet runs what begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    """Return the grid of `cohort` for one module (the first without `module_id`), its exercises of these kinds."""
    modules = modules_of(cohort.programme)
    module, keys = next(
        ((page, keys) for page, keys in modules if page.pk == module_id),
        modules[0] if modules else (None, []),
    )
    columns = [column for column in columns_of(keys) if column.kind in kinds]
    people = [enrolment.apprentice for enrolment in enrolments_of([cohort])]
    cells = cells_of([person.pk for person in people], [column.key for column in columns])
    rows = [
        GridRow(person, columns, [cells.get((person.pk, column.key), Cell()) for column in columns])
        for person in people
    ]
    return Grid(cohort, [page for page, _keys in modules], module, columns, rows)


def as_csv(grid: Grid) -> bytes:
    """Return the grid for a spreadsheet, as French ones open it: semicolons, and a mark that says UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows(_defused(line) for line in _lines(grid))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(grid: Grid) -> bytes:
    """Return the grid as a workbook; its first line and first column stay in sight, and nothing in it computes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(_("Class"))
    for number, line in enumerate(_lines(grid), start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # text, whatever it begins with
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 28
    for column in range(2, len(grid.columns) + 2):
        sheet.column_dimensions[get_column_letter(column)].width = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(grid: Grid) -> Iterator[list[str]]:
    yield [_("Apprentice"), *(column.title for column in grid.columns)]
    for row in grid.rows:
        yield [str(row.apprentice), *(_told(cell) for cell in row.cells)]


def _told(cell: Cell) -> str:
    word = str(WORDS[cell.state][1])
    return f"{word} ({cell.tries})" if cell.tries else word


def _defused(values: Iterable[str]) -> list[str]:
    return [f"'{value}" if value.startswith(_FORMULA) else value for value in values]

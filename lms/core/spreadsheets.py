"""Files for a spreadsheet, of lines of words and numbers. Nothing in them computes, whatever a name begins with."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
# A spreadsheet runs what begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(lines: Iterable[Sequence[Value]]) -> bytes:
    """Return the lines as French spreadsheets open them: semicolons, decimal commas, and a mark that says UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([_written(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    lines: Iterable[Sequence[Value]], *, title: str, first_width: int = 28, freeze: str = "B2"
) -> bytes:
    """Return the lines as a workbook of one sheet; what is above and left of the cell `freeze` stays in sight."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(title)
    width = 1
    for number, line in enumerate(lines, start=1):
        width = max(width, len(line))
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # text, whatever it begins with
    sheet.freeze_panes = freeze
    sheet.column_dimensions["A"].width = first_width
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value).replace(".", ",")

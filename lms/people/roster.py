"""A class list as a school has it: read from a spreadsheet's text, each line with what is wrong in it. Pure."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

LONGEST_LIST = 200
LONGEST_NAME = 80
LONGEST_ADDRESS = 254  # what the database takes
DELIMITERS = ";,\t"
# What a title line may call each column, without accents, spaces and capitals.
TITLES = {
    "first_name": ("prenom", "prenoms", "firstname"),
    "last_name": ("nom", "nomdefamille", "nomdusage", "nomusage", "lastname"),
    "email": (
        "courriel",
        "mail",
        "email",
        "mel",
        "adressemail",
        "adresseemail",
        "adressecourriel",
        "adresseelectronique",
        "adresse",  # of the house, where another title names the mail
    ),
}
# A spreadsheet runs what begins like this.
_FORMULA = ("=", "+", "-", "@")


class RosterUnreadable(Exception):
    """The list cannot be read at all; the message says why, to whoever brought it."""


@dataclass(frozen=True)
class RosterLine:
    """One person of the list. `cells` is what was written, `problems` what has to be corrected first."""

    number: int
    cells: tuple[str, ...]
    first_name: str
    last_name: str
    email: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    titles: tuple[str, ...]
    delimiter: str
    lines: tuple[RosterLine, ...]

    @property
    def right(self) -> list[RosterLine]:
        return [line for line in self.lines if not line.problems]

    @property
    def wrong(self) -> list[RosterLine]:
        return [line for line in self.lines if line.problems]


def decoded(raw: bytes) -> str:
    """Return the text of a file as spreadsheets write it: UTF-8 or UTF-16 with a mark, UTF-8, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_roster(text: str) -> Roster:
    """Read a list with a title line, or without one: first name, last name, address.

    Raises:
        RosterUnreadable: nothing in it, too long, or a title line without first name or address.
    """
    text = text.lstrip("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [
            (reader.line_num, [cell.strip() for cell in cells])
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise RosterUnreadable(_("This list cannot be read. Does each person have one line?")) from error
    if not rows:
        raise RosterUnreadable(_("This list is empty."))
    columns = _columns(rows[0][1])
    titles = tuple(rows.pop(0)[1]) if columns else ()
    if not rows:
        raise RosterUnreadable(_("This list has titles and nobody under them."))
    if len(rows) > LONGEST_LIST:
        raise RosterUnreadable(
            _("This list has more than %(number)s lines: bring it in parts.") % {"number": LONGEST_LIST}
        )
    lines = [_line(number, cells, columns) for number, cells in rows]
    return Roster(titles, delimiter, tuple(_said_once(lines)))


def checked(roster: Roster, *, accounts: Collection[str], invited: Collection[str], free: int) -> Roster:
    """Return `roster` with what is wrong for one class: who is here or invited already, and who is one too many."""
    lines = []
    for line in roster.lines:
        if line.problems:
            lines.append(line)
            continue
        problem = ""
        if line.email in accounts:
            problem = _("This address already has an account.")
        elif line.email in invited:
            problem = _("This address already has an invitation waiting.")
        elif free <= 0:
            problem = _("No place is left in this class.")
        else:
            free -= 1
        lines.append(replace(line, problems=(problem,) if problem else ()))
    return replace(roster, lines=tuple(lines))


def as_text(roster: Roster, lines: Iterable[RosterLine]) -> str:
    """Return `lines` as they were written, under their titles, to be corrected in place."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=roster.delimiter, lineterminator="\n")
    if roster.titles:
        writer.writerow(roster.titles)
    writer.writerows(line.cells for line in lines)
    return out.getvalue()


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return where each column is if `cells` are titles; nothing when they are already somebody."""
    if any("@" in cell for cell in cells):
        return {}
    plain = [_plain(cell) for cell in cells]
    found = {
        column: next(plain.index(name) for name in names if name in plain)
        for column, names in TITLES.items()
        if any(cell in names for cell in plain)
    }
    if not found:
        return {}
    if "first_name" not in found:
        raise RosterUnreadable(_("The title line has no column for the first name."))
    if "email" not in found:
        raise RosterUnreadable(_("The title line has no column for the e-mail address."))
    return found


def _plain(title: str) -> str:
    letters = unicodedata.normalize("NFD", title).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())


def _line(number: int, cells: list[str], columns: dict[str, int]) -> RosterLine:
    if columns:
        said = {column: cells[index] if index < len(cells) else "" for column, index in columns.items()} | (
            {} if "last_name" in columns else {"last_name": ""}
        )
    elif len(cells) == 2:
        said = {"first_name": cells[0], "last_name": "", "email": cells[1]}
    else:
        said = dict(zip(("first_name", "last_name", "email"), [*cells, "", "", ""], strict=False))
    said["email"] = said["email"].lower()
    return RosterLine(number, tuple(cells), **said, problems=tuple(_problems(**said)))


def _problems(first_name: str, last_name: str, email: str) -> Iterable[str]:
    if not first_name:
        yield _("The first name is missing.")
    for name in (first_name, last_name):
        if name.startswith(_FORMULA):
            yield _("A name does not begin with « %(sign)s ».") % {"sign": name[0]}
        if "@" in name[1:]:
            yield _("There is an address where a name should be.")
        if "\n" in name or len(name) > LONGEST_NAME:
            yield _("This name is too long: is a quotation mark left open?")
    if not email:
        yield _("The e-mail address is missing.")
        return
    try:
        validate_email(email)
        MaxLengthValidator(LONGEST_ADDRESS)(email)
    except ValidationError:
        yield _("« %(address)s » is not an e-mail address.") % {"address": email[:LONGEST_NAME]}


def _said_once(lines: Iterable[RosterLine]) -> Iterable[RosterLine]:
    """Keep the first line of each address right; the others say where it was."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.email and line.email in seen:
            again = _("The same address stands on line %(number)s.") % {"number": seen[line.email]}
            yield replace(line, problems=(*line.problems, again))
        else:
            seen[line.email] = line.number
            yield line

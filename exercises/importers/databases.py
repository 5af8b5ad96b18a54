"""A SQLite database that comes with a question, as the instructions that make it."""

import sqlite3
from contextlib import closing

MOST_INSTRUCTIONS = 5_000
LONGEST = 60 * 1024
_STEPS = 20_000_000


class NotADatabase(ValueError):
    """It cannot be read, or is too large; the French text says so."""


def sql_of(data: bytes) -> str:
    """Returns the instructions that make the same tables with the same rows.

    Raises:
        NotADatabase: it is damaged, or would be too long.
    """
    lines, length = [], 0
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data)
            connection.execute("PRAGMA trusted_schema = OFF")
            steps = iter(range(_STEPS // 10_000))
            connection.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            for instruction in connection.iterdump():
                if instruction in ("BEGIN TRANSACTION;", "COMMIT;"):
                    continue
                length += len(instruction.encode("utf-8", "replace")) + 1
                lines.append(instruction)
                if length > LONGEST or len(lines) > MOST_INSTRUCTIONS:
                    raise NotADatabase("base trop grande pour un exercice.")
    except (sqlite3.Error, UnicodeError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, NotADatabase):
            raise
        raise NotADatabase(f"base illisible ({error}).") from error
    return "\n".join([*lines, ""])

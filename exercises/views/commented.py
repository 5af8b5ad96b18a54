"""The files of a submission, line by line, with what is said beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from exercises.models import LineComment, Submission
from lms.core.highlighting import highlight_file_lines


@dataclass
class CommentedLine:
    """A line, what is said under it, and whether the form to write a comment stands there."""

    number: int
    html: SafeString
    anchor: str
    comments: list[LineComment] = field(default_factory=list)
    is_commented: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class CommentedFile:
    path: str
    lines: list[CommentedLine]


@dataclass(frozen=True)
class Refused:
    """An answer that could not be stored: whose field it goes back into, and why."""

    comment_id: int
    text: str
    sentence: str


def commented_files(
    submission: Submission, comments: Iterable[LineComment], *, chosen: dict[str, Any] | None = None
) -> list[CommentedFile]:
    """Return the files of `submission` with each comment under its last line.

    Args:
        chosen: the `path` and `last_line` under which a comment is being written; none such: nowhere.
    """
    files = [_file(file.path, file.content) for file in submission.files.all()]
    lines = {(file.path, line.number): line for file in files for line in file.lines}
    for comment in comments:
        for number in range(comment.first_line, comment.last_line + 1):
            lines[comment.path, number].is_commented |= not comment.is_settled
        lines[comment.path, comment.last_line].comments.append(comment)
    where = (chosen or {}).get("path"), (chosen or {}).get("last_line") or (chosen or {}).get("first_line")
    if where in lines:
        lines[where].is_chosen = True
    return files


def _file(path: str, content: str) -> CommentedFile:
    anchor = path.replace("/", "-")
    return CommentedFile(
        path,
        [
            CommentedLine(number, html, f"{anchor}-{number}")
            for number, html in enumerate(highlight_file_lines(path, content), start=1)
        ],
    )

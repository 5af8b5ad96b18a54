"""Works that look alike: something for trainers to talk about with apprentices, who never see these pages."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from exercises.actions.compare import given_marks
from exercises.queries import compared_for, likenesses_seen_by, published_exercises
from exercises.winnowing import common_lines, every_mark_of
from lms.core.highlighting import highlight_file_lines
from lms.core.permissions import only
from lms.people.permissions import is_trainer

PAGE = 30


@dataclass(frozen=True)
class ReadLine:
    number: int
    html: SafeString
    is_common: bool


@dataclass(frozen=True)
class ReadFile:
    path: str
    lines: list[ReadLine]


@only(is_trainer)
def alike_works(request: HttpRequest, key: str) -> HttpResponse:
    """List the pairs of works at one exercise of which the trainer may read both."""
    exercise = get_object_or_404(published_exercises(), key=key)
    pairs = likenesses_seen_by(request.user).filter(one__exercise=exercise)
    context = {
        "exercise": exercise,
        "version": exercise.current_version,
        "compared": compared_for(request.user, exercise),
        "page": Paginator(pairs, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "exercises/alike_works.html", context)


@only(is_trainer)
@never_cache
def side_by_side(request: HttpRequest, likeness_id: int) -> HttpResponse:
    """Show two works beside each other, what they have in common marked."""
    likeness = get_object_or_404(likenesses_seen_by(request.user), pk=likeness_id)
    works = [likeness.one, likeness.other]
    texts = [{file.path: file.content for file in work.files.all()} for work in works]
    given = {mark for work in works for mark in given_marks(work.version)}
    common = (every_mark_of(texts[0]) & every_mark_of(texts[1])) - given
    context = {
        "likeness": likeness,
        "exercise": likeness.one.exercise,
        "works": [
            {"submission": work, "files": _files(files, common)}
            for work, files in zip(works, texts, strict=True)
        ],
    }
    return render(request, "exercises/likeness.html", context)


def _files(files: dict[str, str], common: set[int]) -> list[ReadFile]:
    read = []
    for path, content in files.items():
        marked = common_lines(path, content, common)
        lines = enumerate(highlight_file_lines(path, content), start=1)
        read.append(ReadFile(path, [ReadLine(number, html, number in marked) for number, html in lines]))
    return read

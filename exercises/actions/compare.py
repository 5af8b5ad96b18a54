"""Compare the works of one exercise with each other. Slow and without hurry: a job does it, never a request."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import combinations

from django.db import transaction

from exercises import grading
from exercises.models import Exercise, ExerciseVersion, Fingerprint, Likeness, Submission
from exercises.queries import ENOUGH_MARKS, MOST_WORKS, exercises_to_compare, works_to_compare
from exercises.winnowing import every_mark_of, marks_of
from lms.core.queue import enqueue_after_commit

COMPARE_JOB = "exercises.jobs.compare_works"
MUCH = 60  # percent: below, two works of the same exercise are alike as such works are
WORKS_AT_A_TIME = 100
MOST_MARKS = 2000  # of one work
MOST_PAIRS = 500  # of one exercise
# What so many have written is what the exercise asks for. Of fewer people, nobody can say.
FEW_PEOPLE = 4


@transaction.atomic
def compare_works(*, exercise_id: int, now: datetime) -> int:
    """Take the fingerprints that are missing, compare all of them, and keep the pairs with much in common.

    Returns:
        How many pairs there are now.
    """
    # Others may hand in meanwhile: only another comparison of the same exercise waits.
    exercise = Exercise.objects.select_for_update(no_key=True).get(pk=exercise_id)
    _take_missing_fingerprints(exercise, now)
    works = list(works_to_compare(exercise).select_related("fingerprint")[:MOST_WORKS])
    marks = {work.pk: set(work.fingerprint.marks) for work in works}
    telling = without_what_many_have(marks)
    Fingerprint.objects.bulk_update(
        [
            Fingerprint(pk=work.fingerprint.pk, telling=len(telling[work.pk]))
            for work in works
            if work.fingerprint.telling != len(telling[work.pk])
        ],
        ["telling"],
        batch_size=200,
    )
    pairs = pairs_alike(telling)[:MOST_PAIRS]
    kept = {(one, other) for one, other, _percent in pairs}
    before = Likeness.objects.filter(one__exercise=exercise).order_by().values_list("pk", "one", "other")
    gone = [pk for pk, one, other in before if (one, other) not in kept]
    Likeness.objects.filter(pk__in=gone).delete()
    Likeness.objects.bulk_create(
        (
            Likeness(one_id=one, other_id=other, percent=percent, found_at=now)
            for one, other, percent in pairs
        ),
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["percent"],
    )
    return len(pairs)


def _take_missing_fingerprints(exercise: Exercise, now: datetime) -> None:
    """Of the oldest works too, which nothing is compared with: else they would be found missing for ever."""
    missing = works_to_compare(exercise).filter(fingerprint=None)
    for work in (
        missing.select_related("version").prefetch_related("files").iterator(chunk_size=WORKS_AT_A_TIME)
    ):
        _fingerprint(work, now)


def _fingerprint(work: Submission, now: datetime) -> None:
    """Take the fingerprint of a work: starter and solutions, which everybody is shown, left out."""
    marks: set[int] = set()
    if not grading.is_quiz(work.version):
        files = {file.path: file.content for file in work.files.all()}
        marks = marks_of(files, known=given_marks(work.version))
    Fingerprint.objects.create(submission=work, marks=sorted(marks)[:MOST_MARKS], taken_at=now)


def given_marks(version: ExerciseVersion) -> set[int]:
    """Return what an exercise itself gives: its first files and its solutions."""
    given = [grading.starter_of(version), *grading.solutions_of(version).values()]
    return {mark for files in given for mark in every_mark_of(files)}


def without_what_many_have(marks: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Return the marks of each work without those that more than half of them have, if that is more than a few."""
    counts = Counter(mark for own in marks.values() for mark in own)
    many = max(FEW_PEOPLE, len(marks) // 2)
    common = {mark for mark, count in counts.items() if count > many}
    return {pk: own - common for pk, own in marks.items()}


def pairs_alike(telling: Mapping[int, set[int]]) -> list[tuple[int, int, int]]:
    """Return (older, newer, percent) of the works with much in common, most first.

    Percent of the smaller one: whoever goes on from somebody's work has all of it, and more.
    """
    holders: dict[int, list[int]] = {}
    for pk in sorted(pk for pk, own in telling.items() if len(own) >= ENOUGH_MARKS):
        for mark in telling[pk]:
            holders.setdefault(mark, []).append(pk)
    shared = Counter(pair for own in holders.values() for pair in combinations(own, 2))
    return sorted(_much(shared.items(), telling), key=lambda pair: (-pair[2], pair))


def _much(
    shared: Iterable[tuple[tuple[int, int], int]], telling: Mapping[int, set[int]]
) -> Iterable[tuple[int, int, int]]:
    for (one, other), count in shared:
        percent = 100 * count // min(len(telling[one]), len(telling[other]))
        if percent >= MUCH:
            yield one, other, percent


def wake_forgotten_comparisons() -> None:
    """Ask again for what was to be compared and was not; each exercise once, whatever the number of its works."""
    for exercise in exercises_to_compare():
        enqueue_after_commit("default", COMPARE_JOB, exercise_id=exercise.pk)

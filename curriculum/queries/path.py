"""The path through a course: its outline with what is done, what comes next, where an exercise stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from curriculum import planning
from curriculum.models import (
    Exemption,
    Extension,
    LessonPage,
    LessonReading,
    ModuleDates,
    ModulePage,
    ProgrammePage,
    exercise_keys_of,
)
from exercises.queries import (
    Link,
    Place,
    UsedIn,
    begun_exercises,
    cells_of,
    exercise_states,
    titles_of,
)
from exercises.states import SubmissionState
from lms.people.models import Programme, User
from lms.people.permissions import is_apprentice, is_staff
from lms.people.queries import cohort_of, cohorts_visible_to


@dataclass(frozen=True)
class ExerciseStep:
    key: str
    title: str
    state: str  # a SubmissionState, "begun" when something was written only, or "todo"
    said: str = ""  # what a trainer said of it: "validated", "returned", or nothing yet
    is_locked: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == SubmissionState.PASSED

    @property
    def url(self) -> str:
        return reverse("exercise", args=[self.key])


@dataclass(frozen=True)
class LessonStep:
    pk: int
    title: str
    summary: str
    url: str
    is_read: bool
    exercises: list[ExerciseStep]
    is_locked: bool = False

    @property
    def is_done(self) -> bool:
        return self.is_read and all(step.is_done for step in self.exercises)

    @property
    def passed_count(self) -> int:
        return sum(step.is_done for step in self.exercises)


@dataclass(frozen=True)
class ModuleStep:
    page: ModulePage
    url: str
    lessons: list[LessonStep]
    opens_on: date | None = None
    due_on: date | None = None  # as it holds for this person, with more time where she was given some
    is_locked: bool = False
    is_late: bool = False
    is_extended: bool = False
    exempted: str = ""  # why it is not asked of her

    @property
    def done_count(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def is_done(self) -> bool:
        return bool(self.lessons) and self.done_count == len(self.lessons)

    @property
    def is_under_way(self) -> bool:
        """Whether something of it was begun and something is left to do."""
        begun = any(
            lesson.is_read or any(step.state != "todo" for step in lesson.exercises)
            for lesson in self.lessons
        )
        return begun and not self.is_done and not self.exempted


def course_of(user: User) -> ProgrammePage | None:
    """Return the course `user` follows (apprentices) or teaches (staff), or None."""
    cohort = cohort_of(user)
    if cohort is None and is_staff(user):
        cohort = cohorts_visible_to(user).first()
    return course_for(cohort.programme) if cohort is not None else None


def course_for(programme: Programme) -> ProgrammePage | None:
    """Return the published course of `programme`, or None."""
    return ProgrammePage.objects.live().filter(programme=programme).first()


def modules_of(programme: Programme) -> list[tuple[ModulePage, list[str]]]:
    """Return the live modules of a programme’s course in order, each with the keys of the exercises it places."""
    course = course_for(programme)
    if course is None:
        return []
    lessons = LessonPage.objects.descendant_of(course).live().order_by("path")
    modules = ModulePage.objects.child_of(course).live().order_by("path")
    placed = [(lesson.path, lesson.exercise_keys) for lesson in lessons]
    return [
        (module, [key for path, keys in placed if path.startswith(module.path) for key in keys])
        for module in modules
    ]


@dataclass(frozen=True)
class _Lesson:
    """What an outline needs of a lesson."""

    pk: int
    path: str
    url_path: str
    title: str
    summary: str
    exercise_keys: tuple[str, ...]


def _lessons_of(course: ProgrammePage) -> list[_Lesson]:
    """Return the live lessons of `course` in order.

    Not as pages: an outline stands behind nearly every screen of an apprentice, and to make a page costs more than
    all that is asked of it here.
    """
    rows = LessonPage.objects.live().descendant_of(course).order_by("path")
    fields = rows.annotate(stored=Cast("body", TextField())).values_list(
        "pk", "path", "url_path", "title", "summary", "stored"
    )
    return [
        _Lesson(pk, path, url_path, title, summary, _keys_in(stored))
        for pk, path, url_path, title, summary, stored in fields
    ]


@lru_cache(maxsize=2048)  # courses change rarely, and what is asked is the text itself
def _keys_in(stored: str) -> tuple[str, ...]:
    """Return the keys of the exercises in the body of a lesson, as the database holds it."""
    return tuple(exercise_keys_of(json.loads(stored)))


def outline(course: ProgrammePage, user: User) -> list[ModuleStep]:
    """Return the live modules and lessons of `course` in order, with what `user` has done and what is closed to her.

    Costs the same number of queries whatever the size of the course.
    """
    modules = list(ModulePage.objects.live().descendant_of(course).order_by("path"))
    lessons = _lessons_of(course)
    keys = {key for lesson in lessons for key in lesson.exercise_keys}
    titles, states = titles_of(keys), exercise_states(user, keys)
    read = set(LessonReading.objects.filter(apprentice=user).values_list("lesson", flat=True))
    begun = begun_exercises(user, keys)
    said = {key: cell.state for (_who, key), cell in cells_of([user.pk], keys).items()}
    arranged = _Arranged.for_(user, modules)

    course_url = course.url or ""

    def url_of(page: ModulePage | _Lesson) -> str:
        # Derived from the course's own address: asking each page for its address would query for each.
        return course_url + page.url_path.removeprefix(course.url_path)

    def exercise_step(key: str, *, locked: bool) -> ExerciseStep:
        state = states.get(key, "begun" if key in begun else "todo")
        trainer = said.get(key, "")
        return ExerciseStep(
            key,
            titles[key],
            state,
            trainer if trainer in ("validated", "returned") else "",
            is_locked=locked and key not in open_keys,
        )

    def step(lesson: _Lesson, *, locked: bool) -> LessonStep:
        return LessonStep(
            pk=lesson.pk,
            title=lesson.title,
            summary=lesson.summary,
            url=url_of(lesson),
            is_read=lesson.pk in read,
            exercises=[exercise_step(key, locked=locked) for key in lesson.exercise_keys if key in titles],
            is_locked=locked and lesson.pk not in read,
        )

    # What was begun stays open, and what another module places is open with that one.
    locked_paths = tuple(module.path for module in modules if arranged.locks(module))
    open_keys = {*states, *begun}
    for lesson in lessons:
        if not lesson.path.startswith(locked_paths):
            open_keys.update(lesson.exercise_keys)
    steps: list[ModuleStep] = []
    for module in modules:
        locked = arranged.locks(module)
        inside = [step(lesson, locked=locked) for lesson in lessons if lesson.path.startswith(module.path)]
        steps.append(arranged.step(ModuleStep(module, url_of(module), inside)))
    return steps


@dataclass(frozen=True)
class _Arranged:
    """The dates that hold for one apprentice; nothing for those who teach: all is open to them."""

    today: date
    dates: dict[int, ModuleDates]
    extensions: dict[int, date]
    exemptions: dict[int, str]

    @classmethod
    def for_(cls, user: User, modules: list[ModulePage]) -> "_Arranged":
        today = timezone.localdate()
        if not is_apprentice(user):
            return cls(today, {}, {}, {})
        dates = ModuleDates.objects.filter(
            cohort__enrolments__apprentice=user, cohort__enrolments__left_on=None, module__in=modules
        )
        extensions = Extension.objects.filter(apprentice=user, module__in=modules)
        exemptions = Exemption.objects.filter(apprentice=user, module__in=modules)
        return cls(
            today,
            {row.module_id: row for row in dates},
            dict(extensions.values_list("module", "due_on")),
            dict(exemptions.values_list("module", "reason")),
        )

    def locks(self, module: ModulePage) -> bool:
        dates = self.dates.get(module.pk)
        return dates is not None and planning.is_locked(dates.opens_on, on=self.today)

    def step(self, module: ModuleStep) -> ModuleStep:
        """Return `module` with what holds for this person."""
        pk = module.page.pk
        dates = self.dates.get(pk)
        exempted = self.exemptions.get(pk, "")
        if dates is None:
            return replace(module, exempted=exempted)
        due_on = planning.due_for(dates.due_on, self.extensions.get(pk))
        return replace(
            module,
            opens_on=dates.opens_on,
            due_on=due_on,
            is_locked=self.locks(module.page),
            is_late=due_on is not None and due_on < self.today and not module.is_done and not exempted,
            is_extended=due_on != dates.due_on,
            exempted=exempted,
        )


def _steps(modules: list[ModuleStep]) -> Iterator[tuple[LessonStep, ExerciseStep | None]]:
    """Yield the course as one line: each lesson, then each of its exercises."""
    for module in modules:
        for lesson in module.lessons:
            yield lesson, None
            for exercise in lesson.exercises:
                yield lesson, exercise


def next_step(modules: list[ModuleStep]) -> Link | None:
    """Return the first thing of an outline that is open, asked of her and not done yet; None when there is none."""
    for lesson, exercise in _steps([module for module in modules if not module.exempted]):
        if exercise is None and not lesson.is_read and not lesson.is_locked:
            return Link(lesson.title, lesson.url)
        if exercise is not None and not exercise.is_done and not exercise.is_locked:
            return Link(exercise.title, exercise.url)
    return None


def next_opening(modules: list[ModuleStep]) -> ModuleStep | None:
    """Return the module that opens next, or None when nothing of it is closed."""
    closed = [module for module in modules if module.is_locked]
    return min(closed, key=lambda module: module.opens_on or date.max, default=None)


def _open_steps(course: ProgrammePage, user: User) -> list[tuple[LessonStep, ExerciseStep | None]]:
    return [
        (lesson, exercise)
        for lesson, exercise in _steps(outline(course, user))
        if not (exercise or lesson).is_locked
    ]


def placement_of(*, exercise_key: str, user: User) -> Place:
    """Return the lesson that places this exercise in `user`'s course, with what stands before and after it."""
    course = course_of(user)
    if course is None:
        return Place()
    steps = _open_steps(course, user)
    for index, (lesson, exercise) in enumerate(steps):
        if exercise is not None and exercise.key == exercise_key:
            return Place(
                lesson=Link(lesson.title, lesson.url),
                previous=_link(*steps[index - 1]) if index else None,
                next=_link(*steps[index + 1]) if index + 1 < len(steps) else None,
            )
    return Place()


def exercise_usage() -> dict[str, list[UsedIn]]:
    """Return, for each exercise key, the lessons that place it and the cohorts that follow their course."""
    courses = list(
        ProgrammePage.objects.select_related("programme").prefetch_related("programme__cohorts__school")
    )
    usage: dict[str, list[UsedIn]] = {}
    for lesson in LessonPage.objects.order_by("path"):
        course = next((one for one in courses if lesson.path.startswith(one.path)), None)
        edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
        cohorts = [str(cohort) for cohort in course.programme.cohorts.all()] if course else []
        place = UsedIn(Link(lesson.title, edit), course.title if course else "", cohorts)
        for key in dict.fromkeys(lesson.exercise_keys):
            usage.setdefault(key, []).append(place)
    return usage


def _link(lesson: LessonStep, exercise: ExerciseStep | None) -> Link:
    step = exercise or lesson
    return Link(step.title, step.url)


@dataclass(frozen=True)
class LessonSurroundings:
    """A lesson as its reader sees it: what is done in it, and what stands around it."""

    step: LessonStep | None
    previous: Link | None
    next: Link | None


def surroundings_of(page: LessonPage, user: User) -> LessonSurroundings:
    """Return the state of `page` for `user`, the lesson before it and the one after."""
    course = course_of(user)
    modules = outline(course, user) if course else []
    lessons = [lesson for module in modules for lesson in module.lessons if not lesson.is_locked]
    for index, lesson in enumerate(lessons):
        if lesson.pk == page.pk:
            before = lessons[index - 1] if index else None
            after = lessons[index + 1] if index + 1 < len(lessons) else None
            return LessonSurroundings(
                lesson,
                _link(before, None) if before else None,
                _link(after, None) if after else None,
            )
    return LessonSurroundings(None, None, None)

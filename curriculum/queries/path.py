"""The path through a course: its outline with what is done, what comes next, where an exercise stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page

from curriculum.models import LessonPage, LessonReading, ModulePage, ProgrammePage
from exercises.queries import Link, Place, UsedIn, exercise_states, titles_of
from exercises.states import SubmissionState
from lms.people.models import Programme, User
from lms.people.permissions import is_staff
from lms.people.queries import cohort_of, cohorts_visible_to


@dataclass(frozen=True)
class ExerciseStep:
    key: str
    title: str
    state: str  # a SubmissionState, or "todo" when never tried

    @property
    def is_done(self) -> bool:
        return self.state == SubmissionState.PASSED

    @property
    def url(self) -> str:
        return reverse("exercise", args=[self.key])


@dataclass(frozen=True)
class LessonStep:
    page: LessonPage
    url: str
    is_read: bool
    exercises: list[ExerciseStep]

    @property
    def is_done(self) -> bool:
        return self.is_read and all(step.is_done for step in self.exercises)

    @property
    def title(self) -> str:
        return self.page.title


@dataclass(frozen=True)
class ModuleStep:
    page: ModulePage
    url: str
    lessons: list[LessonStep]

    @property
    def done_count(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def is_done(self) -> bool:
        return bool(self.lessons) and self.done_count == len(self.lessons)


def course_of(user: User) -> ProgrammePage | None:
    """Return the course `user` follows (apprentices) or teaches (staff), or None."""
    cohort = cohort_of(user)
    if cohort is None and is_staff(user):
        cohort = cohorts_visible_to(user).first()
    if cohort is None:
        return None
    return ProgrammePage.objects.live().filter(programme=cohort.programme).first()


def modules_of(programme: Programme) -> list[tuple[ModulePage, list[str]]]:
    """Return the live modules of a programme’s course in order, each with the keys of the exercises it places."""
    course = ProgrammePage.objects.live().filter(programme=programme).first()
    if course is None:
        return []
    lessons = LessonPage.objects.descendant_of(course).live().order_by("path")
    modules = ModulePage.objects.child_of(course).live().order_by("path")
    placed = [(lesson.path, lesson.exercise_keys) for lesson in lessons]
    return [
        (module, [key for path, keys in placed if path.startswith(module.path) for key in keys])
        for module in modules
    ]


def outline(course: ProgrammePage, user: User) -> list[ModuleStep]:
    """Return the live modules and lessons of `course` in order, with what `user` has done.

    Costs the same number of queries whatever the size of the course.
    """
    modules = list(ModulePage.objects.live().descendant_of(course).order_by("path"))
    lessons = list(LessonPage.objects.live().descendant_of(course).order_by("path"))
    keys = {key for lesson in lessons for key in lesson.exercise_keys}
    titles, states = titles_of(keys), exercise_states(user, keys)
    read = set(
        LessonReading.objects.filter(apprentice=user, lesson__in=lessons).values_list("lesson", flat=True)
    )

    course_url = course.url or ""

    def url_of(page: Page) -> str:
        # Derived from the course's own address: asking each page for its address would query for each.
        return course_url + page.url_path.removeprefix(course.url_path)

    def step(lesson: LessonPage) -> LessonStep:
        exercises = [
            ExerciseStep(key, titles[key], states.get(key, "todo"))
            for key in lesson.exercise_keys
            if key in titles
        ]
        return LessonStep(lesson, url_of(lesson), lesson.pk in read, exercises)

    return [
        ModuleStep(
            module,
            url_of(module),
            [step(lesson) for lesson in lessons if lesson.path.startswith(module.path)],
        )
        for module in modules
    ]


def _steps(modules: list[ModuleStep]) -> Iterator[tuple[LessonStep, ExerciseStep | None]]:
    """Yield the course as one line: each lesson, then each of its exercises."""
    for module in modules:
        for lesson in module.lessons:
            yield lesson, None
            for exercise in lesson.exercises:
                yield lesson, exercise


def next_step(modules: list[ModuleStep]) -> Link | None:
    """Return the first thing of an outline that is not done yet, in the order of the course; None when all is."""
    for lesson, exercise in _steps(modules):
        if exercise is None and not lesson.is_read:
            return Link(lesson.title, lesson.url)
        if exercise is not None and not exercise.is_done:
            return Link(exercise.title, exercise.url)
    return None


def placement_of(*, exercise_key: str, user: User) -> Place:
    """Return the lesson that places this exercise in `user`'s course, with what stands before and after it."""
    course = course_of(user)
    if course is None:
        return Place()
    steps = list(_steps(outline(course, user)))
    for index, (lesson, exercise) in enumerate(steps):
        if exercise is not None and exercise.key == exercise_key:
            return Place(
                lesson=Link(lesson.title, lesson.url),
                previous=_link(*steps[index - 1]),
                next=_link(*steps[index + 1]) if index + 1 < len(steps) else None,
            )
    return Place()


def exercise_usage() -> dict[str, list[UsedIn]]:
    """Return, for each exercise key, the lessons that place it and the cohorts that follow their course."""
    courses = list(ProgrammePage.objects.select_related("programme").prefetch_related("programme__cohorts"))
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
    lessons = [lesson for module in outline(course, user) for lesson in module.lessons] if course else []
    for index, lesson in enumerate(lessons):
        if lesson.page.pk == page.pk:
            before = lessons[index - 1] if index else None
            after = lessons[index + 1] if index + 1 < len(lessons) else None
            return LessonSurroundings(
                lesson,
                _link(before, None) if before else None,
                _link(after, None) if after else None,
            )
    return LessonSurroundings(None, None, None)

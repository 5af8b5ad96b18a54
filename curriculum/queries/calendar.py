"""The calendar of a cohort: when its modules open, who is late, when it is away; and what is closed to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from curriculum import planning
from curriculum.models import (
    CalendarAddress,
    Exemption,
    Extension,
    LessonPage,
    LessonReading,
    ModuleDates,
    ModulePage,
    Period,
    ProgrammePage,
)
from curriculum.permissions import can_subscribe, dates_to_come
from curriculum.shipped import ALONGSIDE, GUIDES, identity_of
from exercises.permissions import Lock
from exercises.queries import passed_exercises, titles_of
from lms.core.working_days import Holiday, Span, WorkingDays, public_holidays
from lms.people.models import Cohort, User
from lms.people.permissions import is_apprentice
from lms.people.queries import apprentices_of, cohort_of, cohorts_visible_to


@dataclass(frozen=True)
class DatedModule:
    """A module as it stands for a cohort: its dates, who has finished it, what was arranged for whom."""

    page: ModulePage
    dates: ModuleDates | None
    state: str
    done: int = 0
    asked: int = 0
    late: list[User] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)


@dataclass(frozen=True)
class CohortCalendar:
    cohort: Cohort
    modules: list[DatedModule]
    periods: list[Period]
    holidays: list[Holiday]

    @property
    def is_dated(self) -> bool:
        return any(module.dates for module in self.modules)


def modules_to_plan(cohort: Cohort) -> QuerySet[ModulePage]:
    """Return the published modules of the course that `cohort` follows, in order."""
    course = ProgrammePage.objects.live().filter(programme=cohort.programme).first()
    if course is None:
        return ModulePage.objects.none()
    return ModulePage.objects.live().child_of(course).order_by("path")


def calendar_of(cohort: Cohort, *, on: date) -> CohortCalendar:
    """Return the calendar of `cohort` as it stands on that day; costs the same whatever the size of the course."""
    modules = list(modules_to_plan(cohort))
    people = list(apprentices_of(cohort))
    standing = _Standing(
        on,
        people,
        _finished(modules, people),
        _by_module(Extension.objects.filter(module__in=modules, apprentice__in=people)),
        _by_module(Exemption.objects.filter(module__in=modules, apprentice__in=people)),
    )
    dates = {row.module_id: row for row in ModuleDates.objects.filter(cohort=cohort, module__in=modules)}
    return CohortCalendar(
        cohort,
        [standing.of(module, dates.get(module.pk)) for module in modules],
        list(cohort.periods.all()),
        public_holidays(cohort.starts_on, cohort.ends_on),
    )


@dataclass(frozen=True)
class _Standing:
    """Who of a cohort has finished what, and what was arranged for whom: by module."""

    on: date
    people: list[User]
    finished: dict[int, set[int]]
    extensions: dict[int, list[Extension]]
    exemptions: dict[int, list[Exemption]]

    def of(self, module: ModulePage, dates: ModuleDates | None) -> DatedModule:
        opens_on, due_on = (dates.opens_on, dates.due_on) if dates else (None, None)
        extensions = self.extensions.get(module.pk, [])
        exemptions = self.exemptions.get(module.pk, [])
        longer = {extension.apprentice_id: extension.due_on for extension in extensions}
        exempt = {exemption.apprentice_id for exemption in exemptions}
        asked = [person for person in self.people if person.pk not in exempt]
        unfinished = [person for person in asked if person.pk not in self.finished[module.pk]]
        late = [
            person
            for person in unfinished
            if (due := planning.due_for(due_on, longer.get(person.pk))) is not None and due < self.on
        ]
        return DatedModule(
            module,
            dates,
            planning.state_of(opens_on, due_on, somebody_late=bool(late), on=self.on),
            done=len(asked) - len(unfinished),
            asked=len(asked),
            late=late,
            extensions=extensions,
            exemptions=exemptions,
        )


def _by_module[Arrangement: (Extension, Exemption)](
    rows: QuerySet[Arrangement],
) -> dict[int, list[Arrangement]]:
    found: dict[int, list[Arrangement]] = {}
    for row in rows.select_related("apprentice").order_by("apprentice__first_name", "apprentice__last_name"):
        found.setdefault(row.module_id, []).append(row)
    return found


def _finished(modules: list[ModulePage], people: list[User]) -> dict[int, set[int]]:
    """Return, per module, the ids of those who have read all its lessons and passed all its exercises."""
    every = list(LessonPage.objects.live().filter(_under(modules)).order_by("path")) if modules else []
    lessons = {
        module.pk: [lesson for lesson in every if lesson.path.startswith(module.path)] for module in modules
    }
    keys = {key for lesson in every for key in lesson.exercise_keys}
    published = set(titles_of(keys))
    passed = passed_exercises([person.pk for person in people], published)
    read = set(
        LessonReading.objects.filter(apprentice__in=people, lesson__in=every).values_list(
            "apprentice", "lesson"
        )
    )
    return {
        pk: {
            person.pk
            for person in people
            if found
            and all((person.pk, lesson.pk) in read for lesson in found)
            and all(
                (person.pk, key) in passed
                for lesson in found
                for key in lesson.exercise_keys
                if key in published
            )
        }
        for pk, found in lessons.items()
    }


def _under(modules: Iterable[ModulePage]) -> Q:
    inside = Q()
    for module in modules:
        inside |= Q(path__startswith=module.path)
    return inside


def proposal_for(cohort: Cohort, *, starts_on: date) -> list[tuple[ModulePage, Span]]:
    """Return the dates that follow from the hours of each module, for modules that fit in; writes nothing.

    What goes on alongside everything else is left out: it has no days of its own, and stays open.
    """
    alongside = [identity_of(GUIDES[topic]) for topic in ALONGSIDE]
    modules = list(modules_to_plan(cohort).exclude(translation_key__in=alongside))
    spans = planning.planned(
        [module.hours for module in modules], starts_on=starts_on, days=working_days(cohort)
    )
    return list(zip(modules, spans, strict=False))


def working_days(cohort: Cohort) -> WorkingDays:
    return WorkingDays(tuple((one.starts_on, one.ends_on) for one in cohort.periods.all()))


def cohorts_to_copy_from(user: User, cohort: Cohort) -> QuerySet[Cohort]:
    """Return the other cohorts that `user` sees, follow the same course and have dates."""
    return (
        cohorts_visible_to(user)
        .filter(programme=cohort.programme, module_dates__isnull=False)
        .exclude(pk=cohort.pk)
    )


# --- what is closed to whom -------------------------------------------------------------------------------


def as_lock(dates: ModuleDates) -> Lock:
    """Return what an apprentice is told of a module that opens later."""
    trainers = [trainer.get_full_name() for trainer in dates.cohort.trainers.all()]
    return Lock(dates.module.title, dates.opens_on, trainers)


def lock_of(*, exercise_key: str, user: User) -> Lock | None:
    """Return what keeps an exercise closed to `user`: every module that places it opens later. None elsewhere."""
    held_back = {dates.module.path: dates for dates in dates_to_come(user, on=timezone.localdate())}
    if not held_back:
        return None
    course = next(iter(held_back.values())).module.get_parent()
    placing = [
        lesson.path
        for lesson in LessonPage.objects.live().descendant_of(course)
        if exercise_key in lesson.exercise_keys
    ]
    locks = [held_back.get(path[: -LessonPage.steplen]) for path in placing]
    closed = [dates for dates in locks if dates is not None]
    if not closed or len(closed) < len(locks):
        return None
    return as_lock(min(closed, key=lambda dates: dates.opens_on))


# --- one's own calendar -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One line of a calendar program: whole days, both included."""

    identity: str
    title: str
    starts_on: date
    ends_on: date


def address_of(person: User) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(person=person).first()


def subscriber(token: str) -> User | None:
    """Return whose calendar this secret address is, as long as she may have one."""
    address = CalendarAddress.objects.select_related("person").filter(token=token).first()
    if address is None or not address.person.is_active or not can_subscribe(address.person):
        return None
    return address.person


def entries_of(person: User, *, on: date) -> list[Entry]:
    """Return the dates of `person`: as they hold for an apprentice, or those of the cohorts that a trainer leads."""
    if is_apprentice(person):
        cohort = cohort_of(person)
        return _entries(cohort, person) if cohort else []
    taught = person.cohorts_taught.filter(ends_on__gte=on, school__posts__person=person).distinct()
    return [entry for cohort in taught.select_related("school") for entry in _entries(cohort, None)]


def _entries(cohort: Cohort, apprentice: User | None) -> list[Entry]:
    # A trainer may follow several cohorts: each line says which.
    of = "" if apprentice else f" ({cohort.name})"
    longer, exempt = _arranged_for(apprentice)
    entries: list[Entry] = []
    for dates in ModuleDates.objects.filter(cohort=cohort, module__live=True).select_related("module"):
        title, name = dates.module.title, f"module-{dates.pk}"
        opens = _("Opens: %(module)s") % {"module": title}
        entries.append(Entry(f"{name}-ouvre", opens + of, dates.opens_on, dates.opens_on))
        due = planning.due_for(dates.due_on, longer.get(dates.module_id))
        if due is not None and dates.module_id not in exempt:
            ends = _("To finish: %(module)s") % {"module": title}
            entries.append(Entry(f"{name}-attendu", ends + of, due, due))
    entries += [
        Entry(f"periode-{period.pk}", str(period) + of, period.starts_on, period.ends_on)
        for period in cohort.periods.all()
    ]
    for holiday in public_holidays(cohort.starts_on, cohort.ends_on):
        named = _("Public holiday: %(name)s") % {"name": holiday.name}
        entries.append(Entry(f"ferie-{cohort.pk}-{holiday.day}", named + of, holiday.day, holiday.day))
    return entries


def _arranged_for(apprentice: User | None) -> tuple[dict[int, date], set[int]]:
    if apprentice is None:
        return {}, set()
    extensions = Extension.objects.filter(apprentice=apprentice).values_list("module", "due_on")
    exemptions = Exemption.objects.filter(apprentice=apprentice).values_list("module", flat=True)
    return dict(extensions), set(exemptions)

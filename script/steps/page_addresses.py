"""Which addresses the pages of a population have: run inside the platform, by `manage.py shell`.

Every address that the platform itself defines is filled with what the person may be expected to see, many times over:
people, classes, work. A page that is added later is measured without a word here.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from client_projects.queries import projects_visible_to
from curriculum.models import LessonPage, ModulePage, ProgrammePage
from exercises.models import Exercise, ExerciseVersion, Regrading
from exercises.queries import submissions_visible_to, submissions_waiting_for
from lms.demo.population import sign_ins
from lms.people.models import User
from lms.people.queries import apprentices_followed_by, classes_of

MANY = 40
OURS = ("lms.", "curriculum.", "exercises.", "client_projects.")
# Never opened by themselves: they change who one is, or go on without end.
LEFT_OUT = ("account_logout", "stop_acting")


def tell() -> None:
    """Print, per role, a session and the addresses of each page, as JSON on one line."""
    found = {}
    for role, email in sign_ins().items():
        person = User.objects.get(email=email)
        found[role] = {"session": _session(person), "pages": dict(_pages(person))}
    print("PAGES " + json.dumps(found))


def _session(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _pages(person: User) -> Iterator[tuple[str, list[str]]]:
    known = {name: find(person) for name, find in _VALUES.items()}
    for name, parameters in _patterns():
        if name in LEFT_OUT or not all(known.get(one) for one in parameters):
            continue
        rows = zip(*(islice(cycle(known[one]), MANY) for one in parameters), strict=True)
        filled = [dict(zip(parameters, row, strict=True)) for row in rows] if parameters else [{}]
        try:
            yield name, list(dict.fromkeys(reverse(name, kwargs=values) for values in filled))
        except NoReverseMatch:  # the same word is a number here and a name there
            continue
    for kind in (ProgrammePage, ModulePage, LessonPage):
        yield kind._meta.model_name or "", [page.url for page in kind.objects.live()[:MANY]]


def _patterns() -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the parameters of each address of our own packages, and of nobody else's."""

    def walk(patterns: Iterable[object]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield one
            elif getattr(one, "urlconf_name", None) and _module(one).startswith(OURS):
                yield from walk(one.url_patterns)  # type: ignore[attr-defined]

    for pattern in walk(get_resolver().url_patterns):
        if pattern.name and _module_of(pattern.callback).startswith(OURS):
            yield pattern.name, list(pattern.pattern.converters)


def _module(resolver: object) -> str:
    return str(getattr(getattr(resolver, "urlconf_name", ""), "__name__", ""))


def _module_of(view: Callable[..., object]) -> str:
    return getattr(view, "__module__", "")


def _work(person: User) -> list[int]:
    """Work that waits, then work of all ages with many tries beside it."""
    waiting = submissions_waiting_for(person).values_list("pk", flat=True)[: MANY // 2]
    tried_often = submissions_visible_to(person).order_by("-number", "pk").values_list("pk", flat=True)
    return [*waiting, *tried_often[: MANY // 2]]


def _people(person: User) -> list[int]:
    return list(apprentices_followed_by(person).order_by("pk").values_list("pk", flat=True)[:MANY])


def _classes(person: User) -> list[int]:
    return list(classes_of(person, on=timezone.localdate()).values_list("pk", flat=True)[:MANY])


def _regradings(person: User) -> list[int]:
    return list(Regrading.objects.filter(asked_by=person).values_list("pk", flat=True)[:MANY])


# The word in an address -> what stands there, for one person.
_VALUES: dict[str, Callable[[User], list[int] | list[str]]] = {
    "cohort_id": _classes,
    "apprentice_id": _people,
    "person_id": _people,
    "submission_id": _work,
    "key": lambda _person: list(Exercise.objects.order_by("key").values_list("key", flat=True)[:MANY]),
    "slug": lambda person: list(projects_visible_to(person).values_list("slug", flat=True)[:MANY]),
    "module_id": lambda _person: list(ModulePage.objects.live().values_list("pk", flat=True)[:MANY]),
    "version_id": lambda _person: list(ExerciseVersion.objects.values_list("pk", flat=True)[:MANY]),
    "regrading_id": _regradings,
}

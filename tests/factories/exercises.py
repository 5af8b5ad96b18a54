"""Exercises and submissions for tests; the definition is that of a small real exercise."""

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from exercises.models import (
    CheckResult,
    Exercise,
    ExerciseVersion,
    GradingRun,
    LanguageHealth,
    LineComment,
    Regrading,
    SavedComment,
    Submission,
    SubmittedFile,
)
from exercises.states import LanguageState, SubmissionState

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def definition(key: str = "un-exercice", **changes: Any) -> dict[str, Any]:
    """Return a JavaScript exercise as the grader stores it."""
    return {
        "key": key,
        "title": "Additionner",
        "summary": "Écrire une fonction qui additionne.",
        "statement": "Écrivez la fonction `somme`.",
        "runtime": "javascript",
        "level": 1,
        "minutes": 10,
        "competences": ["T1-C11"],
        "hints": ["Regardez le mot return."],
        "licence": "CC BY-SA 4.0",
        "entry": "script.js",
        "editable": ["script.js"],
        "limits": {},
        "checks": [
            {
                "id": "deux-et-trois",
                "asks": "La somme de 2 et 3 est juste.",
                "probe": {"kind": "value", "expression": "somme(2, 3)"},
                "expect": {"equals": 5},
                "otherwise": "somme(2, 3) donne {found}.",
            }
        ],
        "starter": {"script.js": "function somme(a, b) {\n}\n", "lisezmoi.txt": "À lire."},
        "solution": {"script.js": "function somme(a, b) {\n  return a + b;\n}\n"},
        "mistakes": {},
        **changes,
    }


QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "titre",
        "kind": "single",
        "asks": "Quel élément est un titre ?",
        "explain": "Les titres font le **plan** de la page.",
        "choices": [
            {"text": "`h1`", "right": True, "why": "C'est le titre principal."},
            {"text": "`b`", "right": False, "why": "C'est seulement du gras."},
        ],
    },
    {
        "id": "actions",
        "kind": "multiple",
        "asks": "Qui est un bouton ?",
        "explain": "Un bouton agit.",
        "choices": [
            {"text": "Envoyer", "right": True, "why": "C'est une action."},
            {"text": "Déplier", "right": True, "why": "C'en est une autre."},
            {"text": "Lire la suite", "right": False, "why": "C'est un lien."},
        ],
    },
    {
        "id": "plan",
        "kind": "order",
        "asks": "Du plus grand au plus petit ?",
        "explain": "La page contient tout.",
        "items": ["page", "liste", "point"],
    },
    {
        "id": "mot",
        "kind": "short",
        "asks": "Le mot ?",
        "explain": "C'est un mot français.",
        "accepted": ["Été"],
        "pattern": "l'ete.*",
    },
    {
        "id": "ligne",
        "kind": "line",
        "asks": "Quelle ligne ?",
        "explain": "Celle du milieu.",
        "code": "un\n\ndeux\ntrois\n",
        "language": "text",
        "lines": [3],
    },
]
_EMPTY_QUESTION: dict[str, Any] = {
    "text": "",
    "otherwise": "",
    "shuffle": True,
    "choices": [],
    "items": [],
    "accepted": [],
    "pattern": "",
    "code": "",
    "language": "",
    "lines": [],
}


def quiz_definition(key: str = "un-quiz", *, pass_mark: int = len(QUESTIONS)) -> dict[str, Any]:
    """Return a quiz with one question of each kind, as the grader stores it."""
    return definition(
        key,
        runtime="quiz",
        entry="answers.json",
        editable=["answers.json"],
        checks=[],
        starter={"answers.json": "{}"},
        solution={"answers.json": "{}"},
        quiz={"questions": [{**_EMPTY_QUESTION, **one} for one in QUESTIONS], "pass": pass_mark},
    )


class ExerciseFactory(DjangoModelFactory):
    class Meta:
        model = Exercise
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"exercice-{n}")

    @factory.post_generation
    def published(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted is False:
            return
        self.current_version = ExerciseVersionFactory(exercise=self, **kwargs)
        self.save()


class ExerciseVersionFactory(DjangoModelFactory):
    class Meta:
        model = ExerciseVersion

    exercise = factory.SubFactory(ExerciseFactory, published=False)
    number = 1
    title = "Additionner"
    summary = "Écrire une fonction qui additionne."
    runtime = "javascript"
    variant = "javascript"
    level = 1
    minutes = 10
    competence_codes = factory.List(["T1-C11"])
    definition = factory.LazyAttribute(lambda version: definition(version.exercise.key))
    digest = factory.Sequence(lambda n: f"digest-{n}")
    published_at = NOON


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission
        skip_postgeneration_save = True

    apprentice = factory.SubFactory("tests.factories.people.UserFactory")
    exercise = factory.SubFactory(ExerciseFactory)
    version = factory.LazyAttribute(lambda submission: submission.exercise.current_version)
    number = factory.Sequence(lambda n: n + 1)
    state = SubmissionState.QUEUED
    submitted_at = NOON
    graded_at = factory.LazyAttribute(
        lambda submission: (
            NOON if submission.state in (SubmissionState.PASSED, SubmissionState.FAILED) else None
        )
    )

    @factory.post_generation
    def content(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        SubmittedFile.objects.create(
            submission=self, path="script.js", content=extracted or "function somme(a, b) {}\n"
        )


class LanguageHealthFactory(DjangoModelFactory):
    class Meta:
        model = LanguageHealth

    runtime = "javascript"
    variant = "javascript"
    state = LanguageState.RIGHT
    since = NOON
    tried_at = NOON
    retry_at = NOON


def judged(submission: Submission, *, sentence: str = "somme(2, 3) donne 6.") -> Submission:
    """Give `submission` the run and the result that its state promises."""
    passed = submission.state == SubmissionState.PASSED
    run = GradingRun.objects.create(
        submission=submission,
        worker="test",
        claimed_at=NOON,
        lease_ends_at=NOON,
        finished_at=NOON,
        outcome="finished",
        fault="nobody" if passed else "apprentice",
        sentence="Bravo." if passed else sentence,
    )
    CheckResult.objects.create(
        run=run,
        position=0,
        check_id="deux-et-trois",
        asks="La somme de 2 et 3 est juste.",
        passed=passed,
        sentence="" if passed else sentence,
        expected="5",
        found="5" if passed else "6",
    )
    submission.current_run = run
    submission.save()
    return submission


class RegradingFactory(DjangoModelFactory):
    class Meta:
        model = Regrading

    exercise = factory.SubFactory(ExerciseFactory)
    version = factory.LazyAttribute(lambda o: o.exercise.current_version)
    asked_at = NOON


class LineCommentFactory(DjangoModelFactory):
    """A comment that was sent; its author must be given."""

    class Meta:
        model = LineComment

    submission = factory.SubFactory(SubmissionFactory)
    path = "script.js"
    first_line = 1
    last_line = 1
    text = "Que rend cette fonction ?"
    written_at = NOON
    sent_at = NOON


class SavedCommentFactory(DjangoModelFactory):
    """Its school and its author must be given."""

    class Meta:
        model = SavedComment

    text = "Bon découpage. Et si un nom disait ce que la fonction rend ?"
    saved_at = NOON

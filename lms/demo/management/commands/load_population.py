import tomllib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from curriculum.queries import modules_of
from exercises.models import ExerciseVersion
from exercises.queries import published_exercises
from lms.demo.courses import build_course, publish_catalogue
from lms.demo.past_work import PastWork, tasks_of
from lms.demo.people import CONTENT, DEMO_PASSWORD, build_programme
from lms.demo.population import AlreadyPopulated, Amount, Population, sign_ins
from lms.people.models import Programme
from lms.people.roles import ROLES


class Command(BaseCommand):
    help = "Fill the database with schools and a year of work, to measure with. The same seed makes the same people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=Amount.schools)
        parser.add_argument("--apprentices", type=int, default=Amount.apprentices)
        parser.add_argument("--seed", type=int, default=Amount.seed)

    def handle(self, *args: Any, schools: int, apprentices: int, seed: int, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("This population, whose password everybody knows, is for development only.")
        if schools < 1 or apprentices < schools:
            raise CommandError("There must be at least one school, and an apprentice for each.")
        now = timezone.now()
        data = tomllib.loads((CONTENT / "school.toml").read_text(encoding="utf-8"))
        programme, versions = build_programme(data["programme"])
        publish_catalogue(now=now)
        course = build_course(programme, now=now)
        amount = Amount(schools, apprentices, seed)
        try:
            population = Population(amount, programme=programme, course=course, versions=versions, now=now)
        except AlreadyPopulated:
            raise CommandError("The population is there already. Begin with an empty database.") from None
        work = PastWork(tasks_of(_in_order_of_the_course(programme)), seed=seed, now=now)
        tries = 0
        for filled in population.schools():
            tries += work.write(filled)
            self.stdout.write(
                f"  {filled.school}: {len(filled.enrolments)} apprentices, {tries} tries so far"
            )
        # A database plans by what it counted; it has counted nothing of what came at once.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for role, email in sign_ins().items():
            self.stdout.write(f"  {ROLES[role].name!s:<14} {email:<40} {DEMO_PASSWORD}")


def _in_order_of_the_course(programme: Programme) -> list[ExerciseVersion]:
    """Return what newcomers get of each exercise: those that lessons place, then the others."""
    placed = [key for _module, keys in modules_of(programme) for key in keys]
    exercises = {exercise.key: exercise for exercise in published_exercises()}
    keys = [*dict.fromkeys(key for key in placed if key in exercises), *sorted(exercises)]
    found = []
    for key in dict.fromkeys(keys):
        version = exercises[key].current_version
        assert version is not None
        version.exercise = exercises[key]
        found.append(version)
    return found

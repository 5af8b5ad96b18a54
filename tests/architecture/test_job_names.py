"""Jobs and the course are called by dotted path, upwards against the imports: each name must lead somewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

PACKAGES = ("lms", "curriculum", "exercises", "client_projects")
DOTTED_JOB = re.compile(r'"((?:lms|curriculum|exercises|client_projects)\.[a-z_.]*jobs\.[a-z_]+)"')


def job_names() -> set[str]:
    files = (path for package in PACKAGES for path in (settings.BASE_DIR / package).rglob("*.py"))
    return {name for path in files for name in DOTTED_JOB.findall(Path(path).read_text(encoding="utf-8"))}


def test_every_job_name_leads_to_a_function():
    names = job_names()
    assert "exercises.jobs.grade_submission" in names
    for name in names:
        assert callable(import_string(name))


@pytest.mark.parametrize(
    "question",
    [
        "EXERCISE_PLACEMENT",
        "EXERCISE_USAGE",
        "EXERCISE_LOCK",
        "GUIDE_PLACEMENT",
        "COHORT_WORKING_DAYS",
        "COHORT_DAY_OFF",
        "COHORT_VERSIONS",
    ],
)
def test_the_course_answers_what_lies_below_it_asks(question):
    assert callable(import_string(getattr(settings, question)))

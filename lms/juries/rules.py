"""What each version asks before an exam, what a decision opens, what a score is worth. Pure rules: no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.core.working_days import WorkingDays
from lms.records.referential import section_of

MOST_WORKING_DAYS = 250  # a year of them
RESIT_WINDOW = relativedelta(years=1)


@dataclass(frozen=True)
class Need:
    """One thing a candidate needs, until when, and whether the platform sees by itself that it is there."""

    code: str
    name: Promise
    due_on: date
    is_seen: bool = False


def working_days_before(day: date, count: int) -> date:
    """Return the last day that lies at least `count` working days before `day`."""
    days, found = WorkingDays(), day
    while count > 0:
        found -= timedelta(days=1)
        count -= days.includes(found)
    return found


def _whole_number(found: Any) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def _working_days(before: Mapping[str, Any], name: str) -> int:
    return min(_whole_number(before.get(name)), MOST_WORKING_DAYS)


def candidates_a_day(settings: Mapping[str, Any]) -> int:
    """Return how many candidates one jury examines in a day, 0 when the version does not say."""
    return _whole_number(section_of(settings, "exam").get("max_candidates_per_jury_per_day"))


def needs_for(settings: Mapping[str, Any], held_on: date) -> list[Need]:
    """Return what a candidate for a version with these settings needs before an exam on `held_on`, in order."""
    exam = section_of(settings, "exam")
    before = section_of(exam, "working_days_before_exam")
    found = []
    if "project_summary" in before:
        due = working_days_before(held_on, _working_days(before, "project_summary"))
        found.append(Need("project_summary", _("Summary of the project written"), due, is_seen=True))
    if "summaries_to_jury" in before:
        due = working_days_before(held_on, _working_days(before, "summaries_to_jury"))
        found.append(Need("summaries_to_jury", _("List of summaries sent to the jury"), due))
    due = working_days_before(held_on, _working_days(before, "project_file"))
    found.append(Need("project_file", _("Dossier de projet handed in"), due, is_seen=True))
    if section_of(exam, "project_file").get("printed"):
        found.append(Need("printed_file", _("Dossier de projet printed"), held_on))
        found.append(Need("slides", _("Slides ready"), held_on))
    found.append(Need("professional_file", _("Dossier professionnel declared"), held_on, is_seen=True))
    found.append(Need("assessments", _("Results of the in-training evaluations given to the jury"), held_on))
    return found


def resit_until(decided_on: date) -> date:
    """Return the last day of the year in which a candidate with some blocks may come back."""
    return decided_on + RESIT_WINDOW


@dataclass(frozen=True)
class Grade:
    level: str
    is_passed: bool
    expires_on: date | None


def grade_of(scale: Mapping[str, Any], score: int, taken_on: date) -> Grade:
    """Return the level that `score` reaches on the scale of a version, and until when it is valid.

    Raises:
        ValueError: the score is outside the scale.
    """
    if not scale["min"] <= score <= scale["max"]:
        raise ValueError(score)
    reached = [level["name"] for level in scale.get("levels", []) if score >= level["from"]]
    is_passed = score >= scale["passed_from"]
    if not is_passed:
        return Grade(scale.get("below", ""), False, None)
    return Grade(
        reached[-1] if reached else "", True, taken_on + relativedelta(years=scale["validity_years"])
    )


@dataclass(frozen=True)
class MockPlan:
    """What a mock exam is called, the days on which it may be begun, and how long it lasts."""

    title: str
    opens_on: date
    closes_on: date
    minutes: int


def minutes_for(minutes: int, *, has_extra_time: bool) -> int:
    """Return how long somebody may take: with extra time a third more, a begun minute counting whole."""
    return minutes + -(-minutes // 3) if has_extra_time else minutes


def score_for(scale: Mapping[str, Any], right: int, questions: int) -> int:
    """Return the score of `right` answers out of `questions`, each worth the same part of the scale."""
    whole: int = scale["max"] - scale["min"]
    return (
        int(scale["min"]) + (whole * right + questions // 2) // questions if questions else int(scale["min"])
    )

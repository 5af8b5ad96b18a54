"""When the stages of a project could end, proposed from the days on which its cohort works."""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate, takewhile
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from client_projects.models import ClientProject
from client_projects.stages import STAGES
from lms.people.models import Cohort

# How long each stage lasts beside the others, from what a redesign usually takes.
_SHARES = {
    "framing": 2,
    "audit": 2,
    "specification": 2,
    "site_map": 2,
    "wireframes": 3,
    "mockups": 4,
    "content": 3,
    "development": 8,
    "acceptance": 3,
    "go_live": 1,
    "handover": 1,
    "closing": 1,
}


class WorkingDays(Protocol):
    """The days on which a cohort works; the course knows them and lies above, so it is asked by name."""

    def since(self, day: date) -> Iterator[date]: ...


def _working_days(cohort: Cohort) -> WorkingDays:
    days: WorkingDays = import_string(settings.COHORT_WORKING_DAYS)(cohort)
    return days


def proposed_dates(project: ClientProject) -> dict[str, date]:
    """Return a day for the end of each stage (code -> day), from the start of the project to the end of its cohort.

    Empty when no working day is left between the two; writes nothing.
    """
    last = project.cohort.ends_on
    days = list(takewhile(lambda day: day <= last, _working_days(project.cohort).since(project.starts_on)))
    if not days:
        return {}
    total = sum(_SHARES.values())
    done = accumulate(_SHARES[code] for code in STAGES)
    return {
        code: days[max(0, len(days) * upto // total - 1)] for code, upto in zip(STAGES, done, strict=True)
    }


def planned_dates(project: ClientProject) -> dict[str, date | None]:
    """Return what is planned now, stage by stage."""
    return dict(project.milestones.order_by("number").values_list("code", "planned_on"))

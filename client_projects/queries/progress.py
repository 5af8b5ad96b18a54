"""Where a project stands, told in stages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from client_projects.models import (
    ClientProject,
    Milestone,
)
from client_projects.states import StageState
from lms.core.dates import date_format

# --- Where a project stands -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Where a project stands: `milestones` in order, `steps` as the stages component draws them."""

    milestones: list[Milestone]

    @property
    def done(self) -> int:
        return len(self.finished)

    @property
    def total(self) -> int:
        return len(self.milestones)

    @property
    def current(self) -> list[Milestone]:
        return self._in_state(StageState.CURRENT)

    @property
    def to_come(self) -> list[Milestone]:
        return self._in_state(StageState.TODO)

    @property
    def finished(self) -> list[Milestone]:
        return self._in_state(StageState.DONE)

    def _in_state(self, state: StageState) -> list[Milestone]:
        return [milestone for milestone in self.milestones if milestone.state == state]

    @property
    def sentence(self) -> str:
        """One line such as « Étape 6 sur 12 : Maquettes »."""
        if self.total and self.done == self.total:
            return _("Your site is finished.")
        if not self.current:
            return _("%(done)d stages of %(total)d are done.") % {"done": self.done, "total": self.total}
        now = self.current[-1]
        return _("Stage %(number)d of %(total)d: %(name)s") % {
            "number": now.number,
            "total": self.total,
            "name": now.stage.name,
        }

    @property
    def steps(self) -> list[dict[str, str]]:
        return [
            {"title": str(m.stage.name), "state": m.state, "detail": _when(m), "code": m.code}
            for m in self.milestones
        ]


def _when(milestone: Milestone) -> str:
    if milestone.done_on:
        return _("done on %(date)s") % {"date": date_format(milestone.done_on, "j F")}
    if milestone.planned_on:
        return _("planned for %(date)s") % {"date": date_format(milestone.planned_on, "j F")}
    return _("under way") if milestone.state == StageState.CURRENT else ""


def project_progress(project: ClientProject) -> Progress:
    """Return where `project` stands; one query, none when its milestones are prefetched."""
    return Progress(sorted(project.milestones.all(), key=lambda milestone: milestone.number))

"""Roles as a table: what each is called, what it may do, in words a newcomer can check.

The page « Qui peut faire quoi » is rendered from it; the rules themselves live in each package's
`permissions.py`, because rights follow relations (my cohort, my school, my project), not names.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

APPRENTICE = "apprentice"
TRAINER = "trainer"
COORDINATOR = "coordinator"
ADVISER = "adviser"
CLIENT = "client"
JURY = "jury"


@dataclass(frozen=True)
class Role:
    """One row: the stored code, the name on screen, the scope in a sentence, what it may do."""

    code: str
    name: Promise
    sees: Promise
    may: tuple[Promise, ...]


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            APPRENTICE,
            pgettext_lazy("role", "Apprentice"),
            _("Sees her own work, the course of her cohort and the client projects she takes part in."),
            (
                _("read lessons"),
                _("write and hand in work"),
                _("follow her progress toward the certifications"),
                _("write her dossier professionnel and her dossier de projet"),
            ),
        ),
        Role(
            TRAINER,
            pgettext_lazy("role", "Trainer"),
            _("Sees the cohorts of her school and their client projects."),
            (
                _("review work"),
                _("write the course"),
                _("set the calendar of a cohort, give more time, exempt"),
                _("mark who is there"),
                _("let a trainer of another school substitute for some days"),
                _("hand in deliverables with the team"),
                _("invite apprentices"),
                _("read the dossiers professionnels of her apprentices and comment beside them"),
            ),
        ),
        Role(
            COORDINATOR,
            pgettext_lazy("role", "Coordinator"),
            _("Sees the schools she coordinates: cohorts, people, projects."),
            (
                _("open schools and cohorts"),
                _("invite people"),
                _("follow every cohort of her schools"),
                _("let a trainer of another school substitute for some days"),
                _("see what somebody of her schools sees, without changing anything"),
                _("open exam sessions, note what juries decide, issue certificates"),
            ),
        ),
        Role(
            ADVISER,
            pgettext_lazy("role", "Adviser"),
            _("Sees the apprentices of her school and how far they are, not their code reviews."),
            (_("follow the path of each apprentice"),),
        ),
        Role(
            CLIENT,
            pgettext_lazy("role", "Client"),
            _("Sees her own projects, and only what is shared with her."),
            (_("follow the redesign"), _("decide on deliverables")),
        ),
        Role(
            JURY,
            pgettext_lazy("role", "Jury member"),
            _("Sees the files of the candidates of her session, until her access ends, and nothing else."),
            (_("read what the jury decides from"),),
        ),
    )
}

ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]

STAFF_ROLES = frozenset({TRAINER, COORDINATOR, ADVISER})

"""The texts of the papers that both sides sign, composed once from where the project stands."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import ClientProject, Reservation, TestAnswer, TestRun
from client_projects.queries.reservations import open_reservations
from client_projects.states import PaperKind, ReservationState
from lms.core.dates import date_format

Text = dict[str, Any]


def acceptance_text(run: TestRun) -> Text:
    """Return the acceptance report of a round of tests, all but the decision and its day."""
    project = run.project
    answers = list(run.answers.select_related("item", "site_version"))
    worked = sum(answer.works for answer in answers)
    return {
        "title": _("Acceptance report"),
        "facts": [
            *_parties(project),
            [_("Delivered version"), run.delivered],
            *([[_("Address"), run.address]] if run.address else []),
            *([[_("Fingerprint of the site"), run.site_version.content_hash]] if run.site_version else []),
            [_("Round of tests"), str(run.number)],
            [
                _("Scope tested"),
                ngettext(
                    "%(works)d of %(total)d points of the test book works.",
                    "%(works)d of %(total)d points of the test book work.",
                    worked,
                )
                % {"works": worked, "total": len(answers)},
            ],
        ],
        "tables": [
            {
                "title": _("What was tested"),
                "head": [_("Page or path"), _("What was done"), _("Result")],
                "rows": [
                    [
                        answer.item.area,
                        answer.item.to_do,
                        _result(answer, run),
                    ]
                    for answer in answers
                ],
            },
            _reservations(_("Reservations"), list(open_reservations(project).select_related("owner"))),
        ],
    }


def _result(answer: TestAnswer, run: TestRun) -> str:
    seen = _("works") if answer.works else _("does not work: %(said)s") % {"said": answer.said}
    if answer.site_version is None or answer.site_version == run.site_version:
        return seen
    on = _("on version %(number)s of the site") % {"number": answer.site_version.number}
    return f"{seen}, {on}"


def paper_text(project: ClientProject, kind: str, *, now: datetime) -> Text:
    """Return the text of a paper that a trainer draws up: lifted reservations, opening, handover."""
    day = [_("Date"), date_format(timezone.localdate(now), "j F Y")]
    if kind == PaperKind.LIFTING:
        lifted = project.reservations.filter(state=ReservationState.LIFTED).select_related("owner")
        return {
            "title": _("Report of lifted reservations"),
            "facts": [*_parties(project), day],
            "tables": [
                {
                    "title": _("Lifted reservations"),
                    "head": [_("No."), _("Reservation"), _("Lifted by"), _("On the")],
                    "rows": [[str(r.number), r.text, r.lifted_by_name, _day(r.lifted_at)] for r in lifted],
                }
            ],
        }
    titles = {PaperKind.GO_LIVE: _("Opening report"), PaperKind.HANDOVER: _("Handover certificate")}
    lines = project.checklist_items.filter(kind=kind)
    return {
        "title": titles[PaperKind(kind)],
        "facts": [*_parties(project), day],
        "tables": [
            {
                "title": _("What was done"),
                "head": [_("What"), _("Where it is"), _("Done by"), _("On the")],
                "rows": [[line.label, line.note, line.done_by_name, _day(line.done_at)] for line in lines],
            }
        ],
    }


def _parties(project: ClientProject) -> list[list[str]]:
    return [
        [_("The client"), project.client.name],
        [_("The school"), project.school.name],
        [_("Project"), project.name],
    ]


def _reservations(title: str, reservations: list[Reservation]) -> Text:
    return {
        "title": title,
        "head": [_("No."), _("Reservation"), _("Severity"), _("Who puts it right"), _("Until when")],
        "rows": [
            [
                str(one.number),
                one.text,
                str(one.get_severity_display()),
                one.owner.get_full_name() if one.owner else _("The school"),
                date_format(one.due_on, "j F Y") if one.due_on else _("to be agreed"),
            ]
            for one in reservations
        ],
    }


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localdate(moment), "j F Y") if moment else ""

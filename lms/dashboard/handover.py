"""What those who teach a class, too, did there since one's last visit; nothing is written here."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.queries import answers_by_others, reviews_by_others
from lms.core.models import AuditEvent
from lms.dashboard.news import News
from lms.people.models import Announcement, Cohort, HandoverNote, User
from lms.people.queries import notes_by_others

AT_MOST = 12
LATELY = timedelta(days=7)
# What trainers do to the dates of a cohort, as its history names it.
DATES = (
    "module_opened",
    "module_dated",
    "module_dates_withdrawn",
    "modules_postponed",
    "period_added",
    "period_removed",
    "calendar_proposed",
    "calendar_copied",
)


def done_by_others(
    trainer: User, cohorts: Collection[Cohort], *, since: datetime, reads_notes: bool = True
) -> list[News]:
    """Return what the colleagues of `trainer` did in `cohorts` since then, newest first, at most twelve lines.

    Args:
        reads_notes: False where somebody looks through her eyes who may not read them.
    """
    found = [
        *(
            News(
                review.reviewed_at,
                "check" if review.decision == "accepted" else "undo",
                _("%(by)s answered %(name)s: “%(title)s”.")
                % {
                    "by": review.reviewed_by,
                    "name": review.submission.apprentice,
                    "title": review.submission.version.title,
                },
                reverse("review", args=[review.submission_id]),
            )
            for review in reviews_by_others(trainer, cohorts, since=since)[:AT_MOST]
        ),
        *(
            News(
                message.written_at,
                "message",
                _("%(by)s answered a question of %(name)s.")
                % {"by": message.author, "name": message.request.apprentice},
                reverse("answer_help", args=[message.request_id]),
            )
            for message in answers_by_others(trainer, cohorts, since=since)[:AT_MOST]
        ),
        *_said(trainer, cohorts, since, reads_notes=reads_notes),
        *_dates(trainer, cohorts, since),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:AT_MOST]


def _said(trainer: User, cohorts: Collection[Cohort], since: datetime, *, reads_notes: bool) -> list[News]:
    announced = (
        Announcement.objects.filter(cohort__in=cohorts, published_at__gt=since, withdrawn_at=None)
        .exclude(author=trainer)
        .select_related("author", "cohort")
    )
    found = [
        News(
            one.published_at,
            "users",
            _("%(by)s said to the class: “%(text)s”.") % {"by": one.author, "text": one},
            reverse("announcements", args=[one.cohort_id]),
        )
        for one in announced[:AT_MOST]
    ]
    if not reads_notes:
        return found
    left = (
        HandoverNote.objects.filter(cohort__in=cohorts, written_at__gt=since)
        .exclude(author=trainer)
        .select_related("author")
    )
    found += [
        News(
            note.written_at,
            "pencil",
            _("%(by)s left a word for you: “%(text)s”.") % {"by": note.author, "text": note},
            reverse("handover", args=[note.cohort_id]),
        )
        for note in left[:AT_MOST]
    ]
    found += [
        News(
            note.written_at,
            "pencil",
            _("%(by)s wrote a note about %(name)s.") % {"by": note.author, "name": note.apprentice},
            reverse("apprentice_file", args=[note.apprentice_id]),
        )
        for note in notes_by_others(trainer, cohorts, since=since)[:AT_MOST]
    ]
    return found


def _dates(trainer: User, cohorts: Collection[Cohort], since: datetime) -> list[News]:
    by_pk = {str(cohort.pk): cohort for cohort in cohorts}
    events = (
        AuditEvent.objects.filter(
            action__in=DATES,
            subject_label=Cohort._meta.label,
            subject_id__in=by_pk,
            happened_at__gt=since,
            actor__isnull=False,
        )
        .exclude(actor=trainer)
        .select_related("actor")
        .order_by("-happened_at")
    )
    return [
        News(
            event.happened_at,
            "clock",
            _("%(by)s changed dates of %(cohort)s.")
            % {"by": event.actor, "cohort": by_pk[event.subject_id].name},
            reverse("cohort_calendar", args=[event.subject_id]),
        )
        for event in events[:AT_MOST]
    ]

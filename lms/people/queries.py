"""Whose cohorts, whose apprentices: reading people through what ties them together."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from lms.people.models import (
    Announcement,
    ApprenticeNote,
    ClassMessage,
    Cohort,
    Enrolment,
    HandoverNote,
    Invitation,
    School,
    Substitution,
    User,
)
from lms.people.permissions import (
    READ_BY,
    READ_BY_THE_APPRENTICE,
    accounts_looked_after_by,
    cohorts_within_reach,
)
from lms.people.roles import COORDINATOR, STAFF_ROLES, TRAINER
from lms.people.roster import Roster, checked, read_roster


def schools_of(user: User) -> QuerySet[School]:
    """Return the schools where `user` holds a post."""
    return School.objects.filter(posts__person=user, posts__role__in=STAFF_ROLES).distinct()


def cohorts_visible_to(user: User) -> QuerySet[Cohort]:
    """Return the cohorts of the schools where `user` works, or the one where she is enrolled."""
    return (
        Cohort.objects.filter(
            Q(pk__in=cohorts_within_reach(user, *STAFF_ROLES))
            | Q(enrolments__apprentice=user, enrolments__left_on=None)
        )
        .select_related("school", "programme")
        .distinct()
    )


def classes_of(user: User, *, on: date) -> QuerySet[Cohort]:
    """Return the cohorts visible to `user` that have not ended on that day."""
    return cohorts_visible_to(user).filter(ends_on__gte=on)


def cohorts_taught_by(user: User, *, on: date) -> QuerySet[Cohort]:
    """Return the cohorts under way on that day that `user` teaches: those of her schools, and as a substitute."""
    return Cohort.objects.filter(
        pk__in=cohorts_within_reach(user, TRAINER), starts_on__lte=on, ends_on__gte=on
    ).select_related("school", "programme")


def enrolments_under_way(*, on: date) -> QuerySet[Enrolment]:
    """Return who is enrolled in a cohort that is under way on that day, with the cohort."""
    return Enrolment.objects.filter(
        left_on=None, cohort__starts_on__lte=on, cohort__ends_on__gte=on, apprentice__is_active=True
    ).select_related("cohort__programme")


def cohort_of(apprentice: User) -> Cohort | None:
    """Return the cohort where `apprentice` is enrolled now, or None."""
    enrolment = (
        Enrolment.objects.filter(apprentice=apprentice, left_on=None)
        .select_related("cohort__school", "cohort__programme")
        .first()
    )
    return enrolment.cohort if enrolment else None


# Where somebody is enrolled now comes first, then where she was last.
LATEST_FIRST = (F("left_on").desc(nulls_first=True), "-enrolled_on", "-pk")


def last_enrolment(apprentice: User) -> Enrolment | None:
    """Return where `apprentice` is enrolled now, or else where she was last; None when she never was."""
    return (
        Enrolment.objects.filter(apprentice=apprentice)
        .select_related("cohort__school", "cohort__programme")
        .order_by(*LATEST_FIRST)
        .first()
    )


def apprentices_of(cohort: Cohort) -> QuerySet[User]:
    """Return those enrolled in `cohort` now, by name."""
    return User.objects.filter(enrolments__cohort=cohort, enrolments__left_on=None).order_by(
        "first_name", "last_name"
    )


def enrolments_of(cohorts: Iterable[Cohort]) -> QuerySet[Enrolment]:
    """Return who is enrolled in `cohorts` now, with her account, by name."""
    return (
        Enrolment.objects.filter(cohort__in=cohorts, left_on=None)
        .select_related("apprentice")
        .order_by("apprentice__first_name", "apprentice__last_name")
    )


def apprentice_ids_of(cohorts: Iterable[Cohort]) -> list[tuple[int, int]]:
    """Return who is enrolled in `cohorts` now, to be counted: the ids of the cohort and of the apprentice."""
    rows = Enrolment.objects.filter(cohort__in=cohorts, left_on=None)
    return list(rows.values_list("cohort", "apprentice"))


def apprentices_visible_to(user: User) -> QuerySet[User]:
    """Return the apprentices enrolled in the schools where `user` works, or in the class where she substitutes."""
    return User.objects.filter(
        enrolments__left_on=None, enrolments__cohort__in=cohorts_within_reach(user, *STAFF_ROLES)
    ).distinct()


def apprentices_followed_by(user: User) -> QuerySet[User]:
    """Return the apprentices who are or were enrolled in the schools where `user` works: who left is not lost."""
    return User.objects.filter(enrolments__cohort__in=cohorts_within_reach(user, *STAFF_ROLES)).distinct()


def enrolments_followed_by(user: User, apprentice: User) -> QuerySet[Enrolment]:
    """Return the enrolments of `apprentice` that `user` may see: her own, or those in the schools where she works."""
    found = Enrolment.objects.filter(apprentice=apprentice).select_related(
        "cohort__school", "cohort__programme"
    )
    if user != apprentice:
        found = found.filter(cohort__in=cohorts_within_reach(user, *STAFF_ROLES))
    return found.order_by("-enrolled_on", "-pk")


def exits_of(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return who left `cohort`, by name."""
    return (
        Enrolment.objects.filter(cohort=cohort)
        .exclude(left_on=None)
        .select_related("apprentice")
        .order_by("apprentice__first_name", "apprentice__last_name")
    )


def notes_visible_to(user: User, apprentice: User) -> QuerySet[ApprenticeNote]:
    """Return the notes about `apprentice` that `user` may read, newest first; see `NoteAudience`."""
    notes = ApprenticeNote.objects.filter(apprentice=apprentice).select_related("author", "school")
    if user == apprentice:
        return notes.filter(audience__in=READ_BY_THE_APPRENTICE)
    readable = Q(pk=None)
    for audience, roles in READ_BY.items():
        readable |= Q(audience=audience, school__posts__person=user, school__posts__role__in=roles)
    return notes.filter(readable).distinct()


def invitation_counts(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """Return, per cohort id, how many invitations into it wait for an answer."""
    rows = (
        waiting_invitations()
        .filter(cohort__in=cohorts)
        .order_by()
        .values("cohort")
        .annotate(count=Count("pk"))
        .values_list("cohort", "count")
    )
    return dict(rows)


def pending_invitations(user: User) -> QuerySet[Invitation]:
    """Return the invitations of `user`'s schools that wait for an answer, newest first."""
    schools = schools_of(user)
    return (
        waiting_invitations()
        .filter(Q(school__in=schools) | Q(cohort__school__in=schools))
        .select_related("cohort__school", "school")
    )


def invitations_to_send(*, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations that should have been mailed a minute ago and were not."""
    return waiting_invitations().filter(
        sent_at=None, invited_at__lt=now - timedelta(minutes=1), expires_at__gt=now
    )


def schools_coordinated_by(user: User) -> QuerySet[School]:
    """Return the schools where `user` holds a coordinator's post."""
    return School.objects.filter(posts__person=user, posts__role=COORDINATOR).distinct()


def trainers_of(schools: QuerySet[School]) -> QuerySet[User]:
    """Return the trainers who work at any of `schools`, by name."""
    return (
        User.objects.filter(posts__school__in=schools, posts__role=TRAINER, is_active=True)
        .distinct()
        .order_by("first_name", "last_name")
    )


def waiting_invitations() -> QuerySet[Invitation]:
    """Return the invitations that nobody accepted or withdrew; expired ones may be sent again."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def waiting_in(school: School) -> QuerySet[Invitation]:
    """Return the invitations into `school` and its cohorts that wait."""
    return waiting_invitations().filter(Q(school=school) | Q(cohort__school=school))


def known_addresses(addresses: Collection[str]) -> set[str]:
    """Return those of `addresses`, in small letters, that already have an account."""
    found = User.objects.annotate(small=Lower("email")).filter(small__in=addresses)
    return set(found.values_list("small", flat=True))


def free_places(cohort: Cohort) -> int:
    """Return how many places of `cohort` are neither taken nor promised to somebody invited; never below zero."""
    taken = Enrolment.objects.filter(cohort=cohort, left_on=None).count()
    promised = waiting_invitations().filter(cohort=cohort).count()
    return max(0, cohort.places - taken - promised)


def checked_roster(text: str, cohort: Cohort) -> Roster:
    """Return the class list in `text` with what is wrong in it for `cohort`.

    Raises:
        RosterUnreadable: it cannot be read at all.
    """
    roster = read_roster(text)
    addresses = {line.email for line in roster.lines}
    waiting = waiting_in(cohort.school).filter(email__in=addresses).values_list("email", flat=True)
    return checked(
        roster, accounts=known_addresses(addresses), invited=set(waiting), free=free_places(cohort)
    )


ANNOUNCED_FOR = timedelta(days=14)


def announcements_for(apprentice: User, *, now: datetime) -> QuerySet[Announcement]:
    """Return what was said to her cohort in the last two weeks and still holds, newest first."""
    return Announcement.objects.filter(
        cohort__enrolments__apprentice=apprentice,
        cohort__enrolments__left_on=None,
        withdrawn_at=None,
        published_at__gt=now - ANNOUNCED_FOR,
        published_at__lte=now,
    ).select_related("author")


def announcements_of(cohort: Cohort) -> QuerySet[Announcement]:
    """Return everything that was said to a cohort, newest first, what was taken back included."""
    return Announcement.objects.filter(cohort=cohort).select_related("author")


QUESTIONS_SHOWN = 30
ASKED_LATELY = timedelta(days=30)


def questions_of_class(cohort: Cohort) -> QuerySet[ClassMessage]:
    """Return what was asked in `cohort` and holds, newest first, each with its `held_answers`, oldest first."""
    answers = ClassMessage.objects.filter(withdrawn_at=None).select_related("author")
    return (
        ClassMessage.objects.filter(cohort=cohort, answers=None, withdrawn_at=None)
        .select_related("author")
        .prefetch_related(Prefetch("replies", answers, to_attr="held_answers"))
        .order_by("-written_at", "-pk")
    )


def class_questions_waiting_for(trainer: User, *, now: datetime) -> QuerySet[ClassMessage]:
    """Return what was asked lately in the cohorts under way of her schools and nobody answered, oldest first."""
    answered = ClassMessage.objects.filter(answers=OuterRef("pk"), withdrawn_at=None).exclude(
        author=OuterRef("author")
    )
    return (
        ClassMessage.objects.filter(
            ~Exists(answered),
            answers=None,
            withdrawn_at=None,
            written_at__gt=now - ASKED_LATELY,
            cohort__in=cohorts_taught_by(trainer, on=timezone.localdate(now)).values("pk"),
        )
        .select_related("author", "cohort")
        .order_by("written_at")
    )


def class_answers_for(apprentice: User, *, since: datetime) -> QuerySet[ClassMessage]:
    """Return what others answered to her questions to the class since then, newest first."""
    return (
        ClassMessage.objects.filter(
            answers__author=apprentice,
            answers__withdrawn_at=None,
            withdrawn_at=None,
            written_at__gt=since,
            cohort__enrolments__apprentice=apprentice,
            cohort__enrolments__left_on=None,
        )
        .exclude(author=apprentice)
        .select_related("author", "answers")
        .order_by("-written_at")
    )


def handover_notes_of(cohort: Cohort) -> QuerySet[HandoverNote]:
    """Return what trainers of `cohort` left for each other, newest first."""
    return HandoverNote.objects.filter(cohort=cohort).select_related("author")


def substitutions_in(cohort: Cohort, *, on: date) -> QuerySet[Substitution]:
    """Return who substitutes in `cohort`, or will, from that day on."""
    return Substitution.objects.filter(cohort=cohort, ended_at=None, ends_on__gte=on).select_related(
        "trainer", "granted_by"
    )


def possible_substitutes(cohort: Cohort) -> QuerySet[User]:
    """Return the trainers of other schools who could teach `cohort` for a while, by name."""
    others = School.objects.exclude(pk=cohort.school_id)
    return trainers_of(others).filter(role=TRAINER).exclude(posts__school=cohort.school_id)


def notes_by_others(
    reader: User, cohorts: Collection[Cohort], *, since: datetime
) -> QuerySet[ApprenticeNote]:
    """Return the notes about the apprentices of `cohorts` that others wrote since and `reader` may read."""
    readable = Q(pk=None)
    for audience, roles in READ_BY.items():
        readable |= Q(audience=audience, school__posts__person=reader, school__posts__role__in=roles)
    return (
        ApprenticeNote.objects.filter(
            readable,
            apprentice__enrolments__cohort__in=cohorts,
            apprentice__enrolments__left_on=None,
            written_at__gt=since,
        )
        .exclude(author=reader)
        .select_related("author", "apprentice")
        .distinct()
    )


def accounts_and_their_factors(coordinator: User) -> QuerySet[User]:
    """Return who is in her schools and matters here: every member of the team, and apprentices with a second factor.

    Each has `has_factor` and, for the last time one was used, `factor_used_at`.
    """
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    used = factors.exclude(last_used_at=None).order_by("-last_used_at").values("last_used_at")[:1]
    return (
        accounts_looked_after_by(coordinator)
        .filter(is_active=True)
        .annotate(has_factor=Exists(factors), factor_used_at=Subquery(used))
        .filter(Q(role__in=STAFF_ROLES) | Q(has_factor=True))
        .order_by("last_name", "first_name", "pk")
    )

"""Digests: something to say, to those who are here, once, and with a way out."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.urls import reverse

from curriculum.models import Period, PeriodKind
from exercises.models import Review
from exercises.states import ReviewDecision, SubmissionState
from lms.notifications import actions, jobs
from lms.notifications.digests import digest_for
from lms.notifications.hours import Rhythm
from lms.notifications.models import Digest
from lms.notifications.queries import digests_due
from lms.people.actions import announce
from lms.people.models import ExitKind
from lms.records.actions import Source, ask_validation, record_evidence
from lms.records.models import Competence
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import apprentice_of
from tests.factories.records import certify

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch, now):
    """Return a function that sets what time it is for the jobs."""

    def at(moment):
        monkeypatch.setattr("lms.notifications.jobs.timezone.now", lambda: moment)

    at(now)
    return at


def passed(apprentice, **fields):
    return judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, number=1, **fields))


def reviewed(apprentice, trainer, at, decision=ReviewDecision.RETURNED):
    return Review.objects.create(
        submission=passed(apprentice),
        decision=decision,
        next_step="Ajoutez un titre.",
        reviewed_by=trainer,
        reviewed_at=at,
    )


def send(person, now, rhythm=Rhythm.DAILY):
    return actions.send_digest(person=person, rhythm=rhythm, now=now)


# ---- what is told -------------------------------------------------------------------------------------------


def test_an_apprentice_reads_what_is_hers_and_what_is_new(apprentice, cohort, trainer, now, mailoutbox):
    make_course(cohort.programme, [ExerciseFactory().key], [])
    returned = reviewed(apprentice, trainer, now - timedelta(hours=2))
    validated = reviewed(apprentice, trainer, now - timedelta(hours=1), ReviewDecision.ACCEPTED)
    announce(cohort=cohort, text="Demain, à <b>10 h</b>.", by=trainer, now=now - timedelta(hours=3))
    assert send(apprentice, now)
    (mail,) = mailoutbox
    html = mail.alternatives[0].content
    for body in (mail.body, html):
        assert "Ajoutez un titre." in body
        assert (
            f"a validé « {validated.submission.version.title} »".replace("« ", "«\u00a0").replace(
                " »", "\u00a0»"
            )
            in body
        )
        # Told once, although it is both hers and new.
        assert body.count(reverse("submission", args=[returned.submission_id])) == 1
    assert "Demain, à <b>10 h</b>." in mail.body
    assert "Demain, à &lt;b&gt;10 h&lt;/b&gt;." in html
    assert mail.to == [apprentice.email]


def test_a_trainer_reads_what_waits_for_her_and_strangers_do_not(
    apprentice, trainer, other_school_trainer, now
):
    work = passed(apprentice, submitted_at=now - 2 * DAY)
    told = digest_for(trainer, since=now - DAY, now=now)
    assert reverse("review", args=[work.pk]) in [line.path for one in told.sections for line in one.lines]
    assert "2 jours" in told.sections[0].lines[0].detail.replace("\u00a0", " ")
    assert digest_for(other_school_trainer, since=now - DAY, now=now).sections == []


def test_a_trainer_reads_which_competences_she_is_asked_to_validate(
    apprentice, cohort, trainer, other_school_trainer, now
):
    certify(cohort)
    competence = Competence.objects.get(code="T1-C11")
    source = Source("exercise", "e1", "Une page")
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now - DAY)
    ask_validation(apprentice=apprentice, competence=competence, message="", by=apprentice, now=now - DAY)
    path = reverse("competence", args=[apprentice.pk, competence.pk])
    (section,) = digest_for(trainer, since=now - DAY, now=now).sections
    assert [line.path for line in section.lines] == [path]
    assert digest_for(other_school_trainer, since=now - DAY, now=now).sections == []


def test_who_coordinates_or_advises_reads_of_her_own_school(
    apprentice, other_school_apprentice, coordinator, adviser, now
):
    passed(apprentice, submitted_at=now - 9 * DAY)
    passed(other_school_apprentice, submitted_at=now - 9 * DAY)
    for person in (coordinator, adviser):
        told = digest_for(person, since=now - 7 * DAY, now=now)
        assert told.is_worth_a_mail
        assert len(told.sections) == 1


def test_a_client_without_a_project_has_no_digest(client_person, now):
    assert not digest_for(client_person, since=now - DAY, now=now).is_worth_a_mail
    assert client_person not in digests_due(now=now)


def test_what_is_beyond_some_lines_is_said_as_a_number(apprentice, trainer, now):
    for _ in range(8):
        passed(apprentice, submitted_at=now - DAY)
    (section,) = digest_for(trainer, since=now - DAY, now=now).sections
    assert len(section.lines) == 6
    assert section.more == "et 2 autres"


def test_what_was_told_yesterday_is_no_reason_to_write_again(apprentice, cohort, trainer, now, mailoutbox):
    make_course(cohort.programme, [ExerciseFactory().key], [])
    reviewed(apprentice, trainer, now - timedelta(hours=2))
    assert send(apprentice, now)
    assert not send(apprentice, now + DAY)
    announce(cohort=cohort, text="Bonjour.", by=trainer, now=now + DAY + timedelta(hours=1))
    assert send(apprentice, now + 2 * DAY)
    assert "Ajoutez un titre." in mailoutbox[-1].body  # it is still hers, and told beside what is new
    assert len(mailoutbox) == 2


def test_nothing_to_say_sends_nothing(apprentice, trainer, now, mailoutbox):
    assert not send(apprentice, now)
    assert not send(trainer, now)
    assert mailoutbox == []


def test_a_digest_costs_the_same_for_any_number_of_works(
    apprentice, trainer, now, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(40) as counted:
            digest_for(trainer, since=now - DAY, now=now)
        return len(counted)

    passed(apprentice, submitted_at=now - DAY)
    before = cost()
    for _ in range(5):
        passed(apprentice, submitted_at=now - DAY)
    assert cost() == before


# ---- to whom, how often -------------------------------------------------------------------------------------


def test_the_job_writes_to_each_once_a_day(apprentice, trainer, now, clock, mailoutbox):
    passed(apprentice, submitted_at=now - DAY)
    jobs.send_digests()
    jobs.send_digests()
    assert [mail.to for mail in mailoutbox] == [[trainer.email]]
    clock(now + DAY)
    jobs.send_digests()
    assert len(mailoutbox) == 2


def test_nobody_is_written_to_at_night_or_at_the_weekend(apprentice, trainer, now, clock, mailoutbox):
    passed(apprentice, submitted_at=now - DAY)
    for moment in (now.replace(hour=22), now + 5 * DAY):
        clock(moment)
        jobs.send_digests()
    assert mailoutbox == []


def test_who_left_or_has_no_account_any_more_is_not_written_to(cohort, apprentice, peer, now):
    assert {apprentice, peer} <= set(digests_due(now=now))
    apprentice.enrolments.update(left_on=now.date(), exit_kind=ExitKind.JOB)
    peer.is_active = False
    peer.save()
    assert not {apprentice, peer} & set(digests_due(now=now))
    assert apprentice_of(cohort) not in digests_due(now=now + 365 * DAY)  # the cohort is over


def test_who_is_on_holiday_is_written_to_later(cohort, apprentice, now):
    Period.objects.create(
        cohort=cohort, kind=PeriodKind.CLOSURE, starts_on=now.date(), ends_on=now.date() + DAY
    )
    assert apprentice not in digests_due(now=now)
    assert apprentice in digests_due(now=now + 2 * DAY)


def test_each_has_the_rhythm_she_chose(apprentice, trainer, coordinator, now):
    assert {apprentice, trainer, coordinator} <= set(digests_due(now=now))  # a Monday
    actions.choose_mails(person=apprentice, rhythm=Rhythm.NEVER, at_once=False, now=now)
    for person in (trainer, coordinator):
        Digest.objects.create(person=person, day=now.date(), claimed_at=now)
    tuesday = now + DAY
    assert set(digests_due(now=tuesday)) & {apprentice, trainer, coordinator} == {trainer}
    assert coordinator in digests_due(now=now + 7 * DAY)


def test_a_weekly_digest_that_could_not_leave_on_monday_leaves_on_the_next_morning(coordinator, now):
    tuesday = now + DAY
    assert coordinator in digests_due(now=tuesday)
    Digest.objects.create(person=coordinator, day=tuesday.date(), claimed_at=tuesday)
    assert coordinator not in digests_due(now=tuesday + DAY)


# ---- whatever breaks ----------------------------------------------------------------------------------------


def test_a_crash_in_the_middle_repeats_nobody_and_loses_nothing(
    apprentice, cohort, trainer, now, clock, monkeypatch, mailoutbox
):
    """The worker dies after the first mail has left, before it could write that down."""
    announce(cohort=cohort, text="Demain, on commence à 10 h.", by=trainer, now=now - timedelta(hours=1))

    class Killed(BaseException):
        pass

    def die(mail):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("lms.notifications.actions.EmailMultiAlternatives.send", die)
        with pytest.raises(Killed):
            jobs.send_digests()
    jobs.send_digests()
    assert mailoutbox == []  # it may have left: it is not sent a second time
    clock(now + DAY)
    jobs.send_digests()
    (mail,) = mailoutbox
    assert "Demain, on commence à 10 h." in mail.body


def test_a_mail_server_that_refuses_is_asked_again_each_half_hour(
    apprentice, cohort, trainer, now, clock, monkeypatch, mailoutbox
):
    announce(cohort=cohort, text="Bonjour.", by=trainer, now=now - timedelta(hours=1))
    asked = []

    def refuse(mail):
        asked.append(mail.to)
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("lms.notifications.actions.EmailMultiAlternatives.send", refuse)
        jobs.send_digests()
        for minutes in (1, 29):
            clock(now + timedelta(minutes=minutes))
            jobs.send_digests()
    assert asked == [[apprentice.email]]
    clock(now + timedelta(minutes=30))
    jobs.send_digests()
    assert len(mailoutbox) == 1
    Digest.objects.filter(person=apprentice).update(sent_at=None, refused_at=now, attempts=6)
    clock(now + timedelta(minutes=60))
    jobs.send_digests()
    assert len(mailoutbox) == 1


def test_what_a_server_refused_all_monday_is_tried_on_tuesday(coordinator, now):
    Digest.objects.create(person=coordinator, day=now.date(), claimed_at=now, refused_at=now, attempts=6)
    assert coordinator not in digests_due(now=now + timedelta(minutes=31))
    tuesday = now + DAY
    assert coordinator in digests_due(now=tuesday)
    Digest.objects.create(person=coordinator, day=tuesday.date(), claimed_at=tuesday, sent_at=tuesday)
    assert coordinator not in digests_due(now=tuesday + DAY)


def test_one_mail_that_cannot_be_written_keeps_no_other(
    apprentice, peer, cohort, trainer, now, clock, monkeypatch, mailoutbox
):
    announce(cohort=cohort, text="Bonjour.", by=trainer, now=now - timedelta(hours=1))
    told = actions.digest_for

    def broken(person, **times):
        if person == apprentice:
            raise ValueError
        return told(person, **times)

    monkeypatch.setattr("lms.notifications.actions.digest_for", broken)
    jobs.send_digests()
    assert [mail.to for mail in mailoutbox] == [[peer.email]]

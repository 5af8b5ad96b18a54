"""What is somebody's to do is written at once, to her alone, once, and only while it is still hers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exercises.actions.help import answer_help, ask_for_help, close_help
from exercises.models import Review
from exercises.states import ReviewDecision, SubmissionState
from lms.notifications import actions, jobs
from lms.notifications.at_once import theirs_now
from lms.notifications.hours import Rhythm
from lms.people.actions import note_visit
from lms.people.models import ExitKind
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=3)


@pytest.fixture
def returned(apprentice, trainer, now):
    submission = judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, number=1))
    return Review.objects.create(
        submission=submission,
        decision=ReviewDecision.RETURNED,
        next_step="Ajoutez un titre.",
        reviewed_by=trainer,
        reviewed_at=now,
    )


@pytest.fixture
def asked(apprentice, now):
    return ask_for_help(
        apprentice=apprentice, exercise=ExerciseFactory(), text="Rien ne s’affiche.", files={}, now=now
    )


def at(monkeypatch, moment):
    monkeypatch.setattr("lms.notifications.jobs.timezone.now", lambda: moment)
    jobs.send_at_once()


def test_work_that_comes_back_is_written_once_to_her_alone(
    returned, apprentice, now, monkeypatch, mailoutbox
):
    at(monkeypatch, now + timedelta(minutes=1))
    assert mailoutbox == []  # the trainer may still take it back
    at(monkeypatch, now + SOON)
    at(monkeypatch, now + 2 * SOON)
    (mail,) = mailoutbox
    assert mail.to == [apprentice.email]
    address = reverse("submission", args=[returned.submission_id])
    for body in (mail.body, mail.alternatives[0].content):
        assert address in body
        assert "Ajoutez un titre." in body


def test_what_came_in_the_evening_waits_for_the_morning(returned, now, monkeypatch, mailoutbox):
    Review.objects.update(reviewed_at=now.replace(hour=20))
    at(monkeypatch, now.replace(hour=20) + SOON)
    assert mailoutbox == []
    at(monkeypatch, (now + timedelta(days=1)).replace(hour=7))  # eight o'clock in Paris
    assert len(mailoutbox) == 1


def test_work_that_is_validated_waits_for_the_digest(returned, now):
    Review.objects.update(decision=ReviewDecision.ACCEPTED)
    assert theirs_now(now=now + SOON) == []


def test_what_she_has_seen_or_done_since_is_not_written(returned, apprentice, now):
    assert len(theirs_now(now=now + SOON)) == 1
    note_visit(person=apprentice, now=now + timedelta(minutes=1))
    assert theirs_now(now=now + SOON) == []


def test_work_handed_in_again_is_no_longer_hers(returned, apprentice, now):
    SubmissionFactory(apprentice=apprentice, exercise=returned.submission.exercise, number=2)
    assert theirs_now(now=now + SOON) == []


def test_an_answer_to_a_question_is_written_while_the_question_is_open(asked, apprentice, trainer, now):
    answer_help(request=asked, text="Regardez la console.", by=trainer, now=now)
    (yours,) = theirs_now(now=now + SOON)
    assert (yours.person, yours.words) == (apprentice, "Regardez la console.")
    close_help(request=asked, by=apprentice, now=now)
    assert theirs_now(now=now + SOON) == []


def test_who_wants_the_digest_only_or_has_left_is_not_written_to(returned, apprentice, now):
    actions.choose_mails(person=apprentice, rhythm=Rhythm.DAILY, at_once=False, now=now)
    assert theirs_now(now=now + SOON) == []
    actions.choose_mails(person=apprentice, rhythm=Rhythm.NEVER, at_once=True, now=now)
    assert len(theirs_now(now=now + SOON)) == 1
    apprentice.enrolments.update(left_on=now.date(), exit_kind=ExitKind.JOB)
    assert theirs_now(now=now + SOON) == []


def test_a_forgotten_question_is_written_to_the_trainers_who_chose_so(
    asked, trainer, other_school_trainer, coordinator, now
):
    late = now + timedelta(minutes=31)
    assert theirs_now(now=late) == []
    for person in (trainer, other_school_trainer, coordinator):
        actions.choose_mails(person=person, rhythm=Rhythm.DAILY, at_once=True, now=now)
    assert theirs_now(now=now + timedelta(minutes=29)) == []
    (yours,) = theirs_now(now=late)
    assert yours.person == trainer
    assert yours.url.endswith(reverse("answer_help", args=[asked.pk]))
    assert yours.words == "Rien ne s’affiche."
    answer_help(request=asked, text="Regardez.", by=trainer, now=late)
    assert theirs_now(now=late) == []

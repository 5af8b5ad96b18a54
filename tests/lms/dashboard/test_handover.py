"""Handing a class over: what the others did, a word between trainers, a substitute before, during and after."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exercises.actions.help import answer_help, ask_for_help
from exercises.actions.review import review_submission
from exercises.queries import help_waiting_for, submissions_visible_to, submissions_waiting_for
from exercises.states import ReviewDecision, SubmissionState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.dashboard.handover import done_by_others
from lms.people import roles
from lms.people.actions import (
    SubstitutionRefused,
    announce,
    end_substitution,
    leave_note,
    substitute,
    write_note,
)
from lms.people.models import NoteAudience, Substitution
from lms.people.permissions import can_arrange_substitutes, can_invite, can_teach, teaches
from lms.people.queries import (
    apprentices_followed_by,
    apprentices_visible_to,
    cohorts_visible_to,
    notes_visible_to,
)
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import CohortFactory, apprentice_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def samir(school):
    return staff_of(school, roles.TRAINER, first_name="Samir")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def arranged(cohort, other_school_trainer, trainer, today):
    """Yara teaches Ada for three days around today."""

    def arrange(first=-1, last=1):
        return substitute(
            cohort=cohort,
            trainer=other_school_trainer,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            by=trainer,
            now=timezone.now(),
        )

    return arrange


def test_two_presses_are_one_substitution(arranged, trainer):
    only = arranged()
    with pytest.raises(SubstitutionRefused):
        arranged(first=0, last=3)
    end_substitution(substitution=only, by=trainer, now=timezone.now())
    arranged(first=0, last=3)

    assert Substitution.objects.filter(ended_at=None).count() == 1


class TestSince:
    def test_everything_the_other_trainer_did(self, trainer, samir, cohort, apprentice, now, school):
        before = now - timedelta(minutes=1)
        exercise = ExerciseFactory()
        work = SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
        review_submission(
            submission=work, decision=ReviewDecision.ACCEPTED, comment="Bien.", by=samir, now=now
        )
        asked = ask_for_help(apprentice=apprentice, exercise=exercise, text="Pourquoi ?", files={}, now=now)
        answer_help(request=asked, text="Parce que.", by=samir, now=now)
        announce(cohort=cohort, text="Lundi à 9 h", by=samir, now=now)
        leave_note(cohort=cohort, text="Voir avec Aïcha", by=samir, now=now)
        write_note(apprentice=apprentice, text="…", audience=NoteAudience.TEAM, by=samir, now=now)
        told = [one.text for one in done_by_others(trainer, [cohort], since=before)]
        assert len(told) == 5
        assert "Samir Fictif a répondu à Aïcha Fictif\u00a0: «\u00a0Additionner\u00a0»." in told
        assert done_by_others(samir, [cohort], since=before) == []
        assert done_by_others(trainer, [cohort], since=now) == []

    def test_another_cohort_is_not_told(self, trainer, cohort, other_cohort, other_school_trainer, now):
        announce(cohort=other_cohort, text="Ailleurs", by=other_school_trainer, now=now)
        assert done_by_others(trainer, [cohort], since=now - timedelta(days=1)) == []

    def test_it_costs_the_same_for_any_number(self, trainer, samir, cohort, now, django_assert_num_queries):
        for _ in range(3):
            work = SubmissionFactory(apprentice=apprentice_of(cohort), state=SubmissionState.PASSED)
            review_submission(
                submission=work, decision=ReviewDecision.ACCEPTED, comment="Bien.", by=samir, now=now
            )
            with django_assert_num_queries(6):
                done_by_others(trainer, [cohort], since=now - timedelta(days=1))

    def test_the_first_screen_says_it_at_the_next_visit(self, trainer, samir, cohort, browse):
        cohort.ends_on = timezone.localdate() + timedelta(days=30)
        cohort.save()
        browser = browse(trainer)
        browser.get(reverse("home"))
        assert "Depuis votre dernière visite" not in browser.get(reverse("home")).content.decode()
        trainer.visit.seen_at = timezone.now() - timedelta(days=1)
        trainer.visit.save()
        leave_note(cohort=cohort, text="Voir avec Aïcha", by=samir, now=timezone.now())
        page = browser.get(reverse("home")).content.decode()
        assert "Depuis votre dernière visite" in page
        assert "Voir avec Aïcha" in page


@pytest.mark.parametrize("who", ["apprentice", "coordinator", "adviser", "other_school_trainer", "client"])
def test_only_those_who_teach_leave_a_word(who, cast, cohort, now):
    with pytest.raises(Denied):
        leave_note(cohort=cohort, text="Bonjour", by=cast[who], now=now)


def test_a_word_is_read_by_trainers_and_not_by_coordination(trainer, samir, coordinator, cohort, browse):
    url = reverse("handover", args=[cohort.pk])
    browse(samir).post(url, {"do": "note", "text": "Voir avec Aïcha"})
    assert "Voir avec Aïcha" in browse(trainer).get(url).content.decode()
    assert "Voir avec Aïcha" not in browse(coordinator).get(url).content.decode()


class TestSubstitute:
    def reach(self, person, cohort, apprentice):
        return {
            "teaches": can_teach(person, cohort),
            "her": teaches(person, apprentice, on=timezone.localdate()),
            "cohort": cohort in cohorts_visible_to(person),
            "apprentice": apprentice in apprentices_visible_to(person),
            "file": apprentice in apprentices_followed_by(person),
            "work": submissions_visible_to(person).filter(apprentice=apprentice).exists(),
            "waiting": submissions_waiting_for(person).filter(apprentice=apprentice).exists(),
            "question": help_waiting_for(person).filter(apprentice=apprentice).exists(),
        }

    @pytest.fixture
    def something_waits(self, apprentice, now):
        exercise = ExerciseFactory()
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
        ask_for_help(apprentice=apprentice, exercise=exercise, text="Pourquoi ?", files={}, now=now)

    @pytest.mark.parametrize(
        ("first", "last", "may"),
        [(-1, 1, True), (0, 0, True), (1, 3, False)],
        ids=["during", "day", "before"],
    )
    def test_before_and_during(
        self, arranged, other_school_trainer, cohort, apprentice, something_waits, first, last, may
    ):
        arranged(first, last)
        assert set(self.reach(other_school_trainer, cohort, apprentice).values()) == {may}

    def test_after(self, arranged, other_school_trainer, cohort, apprentice, something_waits, today):
        found = arranged()
        Substitution.objects.update(starts_on=today - timedelta(days=4), ends_on=today - timedelta(days=1))
        assert set(self.reach(other_school_trainer, cohort, apprentice).values()) == {False}
        assert Substitution.objects.get() == found

    def test_ended_early(
        self, arranged, other_school_trainer, cohort, apprentice, something_waits, coordinator
    ):
        end_substitution(substitution=arranged(), by=coordinator, now=timezone.now())
        assert set(self.reach(other_school_trainer, cohort, apprentice).values()) == {False}
        actions = AuditEvent.objects.filter(action__startswith="substitution_").values_list(
            "action", flat=True
        )
        assert set(actions) == {"substitution_granted", "substitution_ended"}

    def test_one_cohort_and_nothing_else(
        self, arranged, other_school_trainer, cohort, school, apprentice, trainer, now
    ):
        arranged()
        beside = CohortFactory(school=school, name="Promotion Hedy")
        hers = apprentice_of(beside)
        assert not can_teach(other_school_trainer, beside)
        assert hers not in apprentices_visible_to(other_school_trainer)
        assert not can_invite(other_school_trainer, school)
        assert not can_arrange_substitutes(other_school_trainer, cohort)
        write_note(apprentice=apprentice, text="Entre nous", audience=NoteAudience.TEAM, by=trainer, now=now)
        assert not notes_visible_to(other_school_trainer, apprentice).exists()

    @pytest.mark.parametrize("who", ["apprentice", "adviser", "other_school_trainer", "client"])
    def test_who_may_not_let_anybody_in(self, who, cast, cohort, other_school_trainer, today, now):
        with pytest.raises(Denied):
            substitute(
                cohort=cohort,
                trainer=other_school_trainer,
                starts_on=today,
                ends_on=today,
                by=cast[who],
                now=now,
            )

    @pytest.mark.parametrize(("first", "last"), [(1, 0), (0, 14), (-5, -2)])
    def test_days_that_make_no_sense(self, arranged, first, last):
        with pytest.raises(SubstitutionRefused):
            arranged(first, last)

    def test_nobody_of_the_school_and_nobody_but_trainers(self, cohort, trainer, samir, coordinator, today):
        for person in (samir, coordinator):
            with pytest.raises(SubstitutionRefused):
                substitute(
                    cohort=cohort,
                    trainer=person,
                    starts_on=today,
                    ends_on=today,
                    by=trainer,
                    now=timezone.now(),
                )

    def test_a_banner_says_it_and_the_screen_ends_it(
        self, cohort, other_school_trainer, coordinator, browse, today
    ):
        url = reverse("handover", args=[cohort.pk])
        asked = {
            "do": "substitute",
            "trainer": other_school_trainer.pk,
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=30)).isoformat(),
        }
        browser = browse(coordinator)
        assert "Deux semaines au plus\u00a0: recommencez" in browser.post(url, asked).content.decode()
        browser.post(url, {**asked, "ends_on": today.isoformat()})
        substitute_browser = browse(other_school_trainer)
        assert "Vous remplacez dans Promotion Ada" in substitute_browser.get(reverse("home")).content.decode()
        assert substitute_browser.get(url).status_code == 200
        browser.post(reverse("end_substitution", args=[Substitution.objects.get().pk]))
        assert "Vous remplacez" not in substitute_browser.get(reverse("home")).content.decode()
        assert substitute_browser.get(url).status_code == 404

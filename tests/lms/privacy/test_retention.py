"""What was kept long enough: shown first, ended when asked, and the figures of past years do not move."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from client_projects.models import Reservation
from exercises.actions.help import ask_for_help
from exercises.models import Draft, HelpRequest, Review, Submission, SubmittedFile
from exercises.states import SubmissionState
from lms.attendance.models import AttendanceMark, AttendanceSheet, HalfDay, Presence
from lms.evaluations.models import Booklet, Sheet, Synthesis, Visa
from lms.exits.models import ContractType, ExitFact, Moment, Situation
from lms.exits.queries import exits_of
from lms.juries.models import ExamSession, JuryMember
from lms.notifications.models import AtOnceMail, Digest
from lms.people.models import ApprenticeNote, Enrolment, Invitation, NoteAudience, User
from lms.people.roles import JURY
from lms.privacy import actions, jobs
from lms.privacy.models import Outcome, RequestKind, RetentionLine
from lms.privacy.retention import ENDED, GONE_DOMAIN, gone_before, what_is_due
from lms.records.models import Validation
from tests.factories import client_projects as projects
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import UserFactory
from tests.factories.records import certify

pytestmark = pytest.mark.django_db

CAME, LEFT = date(2026, 1, 5), date(2026, 10, 30)
MOMENT = datetime(2026, 10, 1, 9, tzinfo=UTC)


def in_years(years: int) -> datetime:
    """Return a morning, some days after so many years."""
    return datetime(2026 + years, 11, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def gone(cohort, school, apprentice, trainer, coordinator, adviser):
    """An apprentice who left with work, words, a signed sheet and a job."""
    apprentice.last_name = "Zélandais"
    apprentice.save()
    enrolment = apprentice.enrolments.get()
    certify(cohort)
    exercise = ExerciseFactory()
    work = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.PASSED)
    )
    SubmittedFile.objects.update_or_create(submission=work, path="a.html", defaults={"content": "<p>"})
    Review.objects.create(
        submission=work,
        decision="returned",
        comment="Aïcha, relisez.",
        next_step="Le titre.",
        reviewed_by=trainer,
        reviewed_at=MOMENT,
    )
    ask_for_help(apprentice=apprentice, exercise=exercise, text="Je suis Aïcha.", files={}, now=MOMENT)
    for audience in NoteAudience:
        ApprenticeNote.objects.create(
            apprentice=apprentice,
            school=school,
            author=adviser,
            audience=audience,
            text="Aïcha",
            written_at=MOMENT,
        )
    ExitFact.objects.create(
        enrolment=enrolment,
        moment=Moment.AT_EXIT,
        situation=Situation.JOB,
        contract=ContractType.PERMANENT,
        known_on=LEFT,
        proof=ContentFile(b"%PDF-1.7", name="contrat.pdf"),
        proof_name="contrat-zelandais.pdf",
        recorded_by=coordinator,
        recorded_at=MOMENT,
    )
    sheet = AttendanceSheet.objects.create(
        cohort=cohort, day=date(2026, 9, 1), half=HalfDay.MORNING, begins_at=time(9), ends_at=time(12, 30)
    )
    AttendanceMark.objects.create(
        sheet=sheet,
        apprentice=apprentice,
        presence=Presence.PRESENT,
        marked_by=trainer,
        marked_at=MOMENT,
    )
    booklet = Booklet.objects.create(
        enrolment=enrolment, version=cohort.certifications.get().version, opened_at=MOMENT
    )
    signed = booklet.sheets.create(
        block=booklet.version.blocks.first(),
        kind="main",
        result="satisfied",
        observations="Aïcha s’en sort.",
        frozen={"who": str(apprentice), "rows": [{"label": f"vu avec {apprentice}"}]},
        frozen_at=MOMENT,
    )
    Visa.objects.create(sheet=signed, role="trainer", person=trainer, name=str(trainer), signed_at=MOMENT)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_on=CAME, left_on=LEFT)
    return apprentice


def figures(school, now):
    """What the coordinator reports: exits, submissions, half-days, decisions."""
    total = exits_of(school, on=now.date(), moment=Moment.AT_EXIT).total
    return (
        total,
        list(Submission.objects.values_list("state", flat=True)),
        list(Review.objects.values_list("decision", flat=True)),
        AttendanceMark.objects.filter(presence=Presence.PRESENT).count(),
        list(Sheet.objects.values_list("result", flat=True)),
        Validation.objects.count(),
        Enrolment.objects.count(),
    )


def test_somebody_who_is_here_or_was_lately_is_not_over(gone, cohort, peer):
    assert list(gone_before(LEFT)) == []
    assert list(gone_before(LEFT + timedelta(days=1))) == [gone]
    assert peer not in gone_before(cohort.ends_on)
    assert peer in gone_before(cohort.ends_on + timedelta(days=1))


def test_who_came_back_is_here(gone, other_cohort):
    other_cohort.enrolments.create(apprentice=gone, enrolled_on=date(2027, 1, 4))
    assert gone not in gone_before(date(2027, 6, 1))


def test_two_years_end_what_she_wrote_and_keep_what_is_counted(gone, school, coordinator):
    now = in_years(2)
    before = figures(school, now)
    actions.end_what_is_over(now=now, batch=1)
    assert not SubmittedFile.objects.filter(submission__apprentice=gone).exists()
    assert not HelpRequest.objects.exists()
    assert not ApprenticeNote.objects.exists()
    assert Review.objects.get().comment == ENDED
    fact = ExitFact.objects.get()
    assert fact.proof_name == "contrat-zelandais.pdf"  # funders ask for it as long as for other papers
    gone.refresh_from_db()
    assert (gone.is_active, gone.last_name) == (False, "Zélandais")  # papers still stand under her name
    assert figures(school, now) == before


def test_the_file_of_a_proof_leaves_the_disk(gone, settings):
    kept = list(settings.MEDIA_ROOT.rglob("*.pdf"))
    assert len(kept) == 1
    actions.end_what_is_over(now=in_years(2))
    assert kept[0].exists()
    actions.end_what_is_over(now=in_years(5))
    assert not kept[0].exists()
    fact = ExitFact.objects.get()
    assert (fact.proof.name, fact.proof_name, fact.situation) == ("", "", Situation.JOB)


def test_five_years_take_the_name_off_and_the_figures_agree(gone, school, coordinator):
    now = in_years(5)
    before = figures(school, now)
    assert before[0].sustainable == 1
    actions.end_what_is_over(now=now)
    gone.refresh_from_db()
    assert gone.email.endswith(f"@{GONE_DOMAIN}")
    assert not gone.has_usable_password()
    sheet = Sheet.objects.get()
    assert "Zélandais" not in f"{gone} {sheet.frozen} {sheet.observations}"
    assert f"vu avec {gone}" in str(sheet.frozen)
    assert figures(school, now) == before


def test_nothing_is_due_twice(gone):
    now = in_years(5)
    assert actions.end_what_is_over(now=now, batch=2)
    assert [(one.ending.model, one.count) for one in what_is_due(today=now.date())] == []
    assert actions.end_what_is_over(now=now) == []


def test_the_others_keep_everything(gone, peer, cohort):
    exercise = ExerciseFactory()
    Draft.objects.create(
        apprentice=peer,
        exercise=exercise,
        version=exercise.current_version,
        files={"a.html": "<p>"},
        saved_at=MOMENT,
    )
    Enrolment.objects.filter(apprentice=peer).update(left_on=date(2028, 10, 1))
    actions.end_what_is_over(now=in_years(2))
    peer.refresh_from_db()
    assert peer.is_active
    assert Draft.objects.filter(apprentice=peer).exists()


def test_the_name_of_a_trainer_who_left_long_ago_goes_from_what_she_signed(gone, trainer):
    trainer.posts.all().delete()
    User.objects.filter(pk=trainer.pk).update(joined_at=MOMENT, last_login=MOMENT, last_name="Signataire")
    Visa.objects.update(name="Solène Signataire")
    actions.end_what_is_over(now=in_years(5))
    assert "Signataire" not in Visa.objects.get().name


def test_traces_and_unused_invitations_end(coordinator, school, apprentice):
    Digest.objects.create(person=apprentice, day=MOMENT.date(), claimed_at=MOMENT)
    AtOnceMail.objects.create(person=apprentice, about="x", claimed_at=MOMENT)
    Invitation.objects.create(
        email="a@b.example",
        first_name="A",
        role="trainer",
        school=school,
        invited_at=MOMENT,
        expires_at=MOMENT,
    )
    actions.end_what_is_over(now=in_years(1))
    assert (Digest.objects.count(), AtOnceMail.objects.count(), Invitation.objects.count()) == (0, 0, 1)
    actions.end_what_is_over(now=in_years(2))
    assert not Invitation.objects.exists()


class TestCommand:
    def said(self, *options):
        out = io.StringIO()
        call_command("apply_retention", *options, stdout=out)
        return out.getvalue()

    def test_it_shows_and_ends_nothing_unless_told_to(self, gone):
        with time_machine.travel(in_years(2), tick=False):
            shown = self.said()
        assert "code rendu (exercises.SubmittedFile)" in shown
        assert "24 mois après" in shown
        assert "Rien n’a été effacé" in shown
        assert SubmittedFile.objects.exists()
        assert not RetentionLine.objects.exists()

    def test_what_was_ended_is_written_down_without_names(self, gone):
        with time_machine.travel(in_years(2), tick=False):
            self.said("--apply")
            assert "Rien n’est à effacer" in self.said()
        line = RetentionLine.objects.get(model="exercises.HelpRequest")
        assert (line.rule, line.count, line.before) == ("learning", 1, date(2026, 11, 12))

    def test_the_clock_reports_once_a_month_and_ends_nothing(self, gone, coordinator):
        monday = in_years(2) + timedelta(days=1)
        with time_machine.travel(monday, tick=False) as clock:
            jobs.tell_what_is_due()
            jobs.tell_what_is_due()
            assert [one.to for one in mail.outbox] == [[coordinator.email]]
            assert "code rendu" in mail.outbox[0].body
            assert SubmittedFile.objects.exists()
            clock.move_to(datetime(2028, 12, 4, 9, 30, tzinfo=UTC))
            jobs.tell_what_is_due()
        assert len(mail.outbox) == 2

    def test_nothing_due_is_not_worth_a_mail(self, coordinator, apprentice, now):
        with time_machine.travel(now, tick=False):
            jobs.tell_what_is_due()
        assert mail.outbox == []


def test_another_period_moves_the_day(gone, settings):
    settings.PRIVACY_MONTHS = {"identity": 120}
    actions.end_what_is_over(now=in_years(5))
    gone.refresh_from_db()
    assert gone.last_name == "Zélandais"


@pytest.mark.parametrize("months", [{"identitty": 120}, {"identity": 0}, {"learning": -1}])
def test_a_period_that_would_end_too_much_ends_nothing(gone, settings, months):
    settings.PRIVACY_MONTHS = months
    with pytest.raises(ImproperlyConfigured, match="PRIVACY_MONTHS"):
        actions.end_what_is_over(now=in_years(5))
    with pytest.raises(CommandError, match="PRIVACY_MONTHS"):
        call_command("apply_retention", "--apply", stdout=io.StringIO())
    gone.refresh_from_db()
    assert gone.last_name == "Zélandais"
    assert HelpRequest.objects.exists()


@pytest.mark.parametrize("years", [2, 5])
def test_nothing_of_who_waits_for_an_answer_ends_before_it(gone, coordinator, years):
    asked = actions.ask_about_data(
        person=gone, kind=RequestKind.ACCESS, text="Mes notes ?", now=in_years(years) - timedelta(days=5)
    )
    actions.end_what_is_over(now=in_years(years))
    gone.refresh_from_db()
    assert (gone.is_active, gone.last_name) == (True, "Zélandais")
    assert HelpRequest.objects.filter(apprentice=gone).exists()
    actions.answer_request(
        asked=asked, outcome=Outcome.GRANTED, answer="Les voici.", by=coordinator, now=in_years(years)
    )
    actions.end_what_is_over(now=in_years(years))
    assert not HelpRequest.objects.filter(apprentice=gone).exists()


def test_a_restriction_that_was_granted_holds_until_the_school_ends_it(gone, coordinator):
    Digest.objects.create(person=gone, day=LEFT, claimed_at=in_years(0))
    asked = actions.ask_about_data(person=gone, kind=RequestKind.LIMIT, text="Gardez tout.", now=in_years(1))
    refused = actions.ask_about_data(person=gone, kind=RequestKind.OBJECTION, text="Non.", now=in_years(1))
    told = {"answer": "C’est fait.", "by": coordinator, "now": in_years(1)}
    actions.answer_request(asked=refused, outcome=Outcome.GRANTED, **told)
    actions.answer_request(asked=asked, outcome=Outcome.GRANTED, **told)
    # Years after the answer, too, whose own time would be over.
    actions.end_what_is_over(now=in_years(7))
    gone.refresh_from_db()
    assert (gone.is_active, gone.last_name) == (True, "Zélandais")
    assert HelpRequest.objects.filter(apprentice=gone).exists()
    assert Digest.objects.filter(person=gone).exists()
    asked.refresh_from_db()
    actions.lift_restriction(asked=asked, by=coordinator, now=in_years(7))
    assert actions.tell_of_lifting(asked=asked, now=in_years(7))
    assert mail.outbox[-1].to == [gone.email]
    actions.end_what_is_over(now=in_years(7))
    assert not HelpRequest.objects.filter(apprentice=gone).exists()
    gone.refresh_from_db()
    assert gone.last_name != "Zélandais"


def test_a_restriction_that_was_refused_holds_nothing_back(gone, coordinator):
    asked = actions.ask_about_data(person=gone, kind=RequestKind.LIMIT, text="Gardez tout.", now=in_years(1))
    actions.answer_request(
        asked=asked, outcome=Outcome.REFUSED, answer="Non.", by=coordinator, now=in_years(1)
    )
    actions.end_what_is_over(now=in_years(3))
    assert not HelpRequest.objects.filter(apprentice=gone).exists()


def test_a_first_name_alone_is_not_taken_out_of_other_words(gone):
    User.objects.filter(pk=gone.pk).update(first_name="Rose", last_name="")
    Sheet.objects.update(frozen={"candidate": "Rose", "rows": [{"description": "Rose, Roseraie, Prose"}]})
    actions.end_what_is_over(now=in_years(5))
    gone.refresh_from_db()
    frozen = Sheet.objects.get().frozen
    assert frozen["candidate"] == str(gone)
    assert frozen["rows"] == [{"description": f"{gone}, Roseraie, Prose"}]


def test_an_account_without_a_name_leaves_what_was_signed_readable(gone):
    User.objects.filter(pk=gone.pk).update(first_name="", last_name="")
    Sheet.objects.update(frozen={"school": "École"})
    actions.end_what_is_over(now=in_years(5))
    assert Sheet.objects.get().frozen == {"school": "École"}


def test_words_about_her_go_from_what_was_signed_too(gone):
    booklet = Booklet.objects.get()
    said = {
        "observations": "Aïcha a progressé.",
        "attention_points": "Aïcha doit relire.",
        "result": "satisfied",
    }
    Sheet.objects.update(frozen=said)
    Synthesis.objects.create(
        booklet=booklet, observations="Aïcha est prête.", frozen={**said, "blocks": [1]}, frozen_at=MOMENT
    )
    AttendanceMark.objects.update(corrected_because="Aïcha était à l’hôpital.")
    actions.end_what_is_over(now=in_years(5))
    sheet, synthesis = Sheet.objects.get(), Synthesis.objects.get()
    assert "Aïcha" not in f"{sheet.frozen} {synthesis.frozen} {synthesis.observations}"
    assert (sheet.frozen["result"], synthesis.frozen["blocks"]) == ("satisfied", [1])
    assert AttendanceMark.objects.get().corrected_because == ENDED


def test_a_jury_loses_its_name_years_after_its_last_session(gone, school, cohort, coordinator):
    jury = UserFactory(role=JURY, first_name="Odile", last_name="Jurée", joined_at=MOMENT)
    session = ExamSession.objects.create(
        school=school,
        version=cohort.certifications.get().version,
        held_on=LEFT,
        place="Salle 2",
        access_until=LEFT + timedelta(days=400),
        opened_by=coordinator,
        opened_at=MOMENT,
    )
    JuryMember.objects.create(
        session=session, first_name="Odile", last_name="Jurée", email=jury.email, person=jury, added_at=MOMENT
    )
    actions.end_what_is_over(now=in_years(5))
    jury.refresh_from_db()
    assert jury.last_name == "Jurée"  # she could read for a year more
    actions.end_what_is_over(now=in_years(7))
    jury.refresh_from_db()
    member = JuryMember.objects.get()
    assert "Jurée" not in f"{jury} {member.first_name} {member.last_name}"
    assert member.email == jury.email
    assert not jury.is_active


def test_a_jury_that_never_took_an_account_loses_its_name_too(gone, school, cohort, coordinator):
    session = ExamSession.objects.create(
        school=school,
        version=cohort.certifications.get().version,
        held_on=LEFT,
        place="Salle 2",
        access_until=LEFT + timedelta(days=7),
        opened_by=coordinator,
        opened_at=MOMENT,
    )
    told = {"session": session, "added_at": MOMENT}
    JuryMember.objects.create(first_name="Odile", last_name="Jurée", email="odile@test.invalid", **told)
    JuryMember.objects.create(first_name="Paul", last_name="Juré", email="paul@test.invalid", **told)
    actions.end_what_is_over(now=in_years(4))
    assert JuryMember.objects.filter(last_name="Jurée").exists()
    actions.end_what_is_over(now=in_years(6))
    kept = list(JuryMember.objects.all())
    assert len({one.email for one in kept}) == 2
    assert all("Jur" not in one.last_name and "test.invalid" not in one.email for one in kept)
    # Once done it is not due again.
    assert "juries.JuryMember" not in {one.ending.model for one in what_is_due(today=in_years(6).date())}


def test_a_jury_who_took_her_account_by_an_invitation_loses_her_name_with_it(
    gone, school, cohort, coordinator
):
    jury = UserFactory(role=JURY, first_name="Odile", last_name="Jurée", joined_at=MOMENT)
    session = ExamSession.objects.create(
        school=school,
        version=cohort.certifications.get().version,
        held_on=LEFT,
        place="Salle 2",
        access_until=LEFT + timedelta(days=7),
        opened_by=coordinator,
        opened_at=MOMENT,
    )
    invitation = Invitation.objects.create(
        email="odile@ailleurs.invalid",
        role=JURY,
        school=school,
        invited_by=coordinator,
        invited_at=in_years(5),
        expires_at=in_years(5),
        accepted_at=in_years(5),
        accepted_by=jury,
    )
    JuryMember.objects.create(
        session=session,
        first_name="Odile",
        last_name="Jurée",
        email="odile@ailleurs.invalid",
        invitation=invitation,
        added_at=MOMENT,
    )
    actions.end_what_is_over(now=in_years(6))
    member = JuryMember.objects.get()
    jury.refresh_from_db()
    assert (member.last_name, member.email) == (jury.last_name, jury.email)
    assert "Jurée" not in member.last_name


def test_the_name_of_a_client_goes_from_her_reservations(client_person, cohort, apprentice):
    project = projects.ProjectFactory(cohort=cohort)
    contact = projects.ContactFactory(client=project.client, person=client_person)
    projects.approved_with_reservation(project, apprentice, client_person)
    name = client_person.get_full_name()
    assert Reservation.objects.get().raised_by_name == name
    type(contact).objects.filter(pk=contact.pk).update(left_on=LEFT)
    actions.end_what_is_over(now=in_years(6))
    client_person.refresh_from_db()
    assert client_person.get_full_name() != name
    assert Reservation.objects.get().raised_by_name == client_person.get_full_name()

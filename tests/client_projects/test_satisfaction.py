"""What clients think: asked when the handover ends, answered once, changed until the archive, read by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from client_projects import actions, jobs
from client_projects.actions import SatisfactionRefused
from client_projects.models import ClientQuote, SatisfactionSurvey
from client_projects.queries import (
    quotes_visible_to,
    satisfaction_in_schools_of,
    stamp_of,
    surveys_to_remind,
    surveys_visible_to,
    things_to_do_for_client,
    written_by_client,
)
from client_projects.satisfaction import QUESTIONS, Agreement
from client_projects.states import ProjectState, QuoteState, StageState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people.models import School
from lms.records.models import Competence, Evidence
from tests.client_projects.test_visibility import EVERYBODY, INSIDE
from tests.factories.client_projects import ContactFactory, ProjectFactory, stage_under_way
from tests.factories.people import UserFactory
from tests.factories.records import certify

WORDS = "Ils ont compris notre jardin."
ALL_WELL = dict.fromkeys(QUESTIONS, Agreement.FULLY)


def accepted(project):
    milestone = stage_under_way(project, "acceptance")
    milestone.state, milestone.done_on = StageState.DONE, milestone.started_on
    milestone.save()
    return project


@pytest.fixture
def survey(project, trainer, now):
    return actions.ask_for_opinion(project=accepted(project), by=trainer, now=now)


@pytest.fixture
def said(survey, client_person, now):
    """Return a way to answer as the client does, on the page as it is now."""

    def answer(answers=ALL_WELL, words="", may_quote=False, seen=None, by=client_person):
        given = {"answers": answers, "words": words, "may_quote": may_quote}
        stored = SatisfactionSurvey.objects.get(pk=survey.pk)
        seen = stamp_of(stored) if seen is None else seen
        return actions.answer_survey(survey=survey, seen=seen, by=by, now=now, **given)

    return answer


def fields(survey, **changes):
    return {**ALL_WELL, "words": "", "seen": stamp_of(survey), **changes}


# --- Asking


def test_the_end_of_the_handover_asks_on_her_page_and_in_one_mail(
    project, trainer, client_person, now, browse, monkeypatch
):
    monkeypatch.setattr("client_projects.actions.projects.check_paper_signed", lambda *_: None)
    monkeypatch.setattr("client_projects.actions.projects._check_signed", lambda *_: None)
    assert "une minute" not in browse(client_person).get(project.get_absolute_url()).content.decode()
    milestone = stage_under_way(project, "handover")
    actions.finish_stage(milestone=milestone, by=trainer, now=now)
    survey = SatisfactionSurvey.objects.get()
    jobs.tell_client_of_survey(survey_id=survey.pk)
    jobs.tell_client_of_survey(survey_id=survey.pk)
    (sent,) = mail.outbox
    assert sent.to == [client_person.email]
    assert reverse("satisfaction", args=[project.slug]) in sent.body
    page = browse(client_person).get(project.get_absolute_url())
    assert page.context["first_thing"].url == survey.get_absolute_url()
    # Taken up again and ended again, the stage asks nothing twice.
    actions.start_stage(milestone=milestone, by=trainer, now=now)
    actions.finish_stage(milestone=milestone, by=trainer, now=now)
    assert SatisfactionSurvey.objects.get() == survey


def test_nobody_is_asked_before_the_site_is_accepted(project, trainer, now):
    with pytest.raises(SatisfactionRefused):
        actions.ask_for_opinion(project=project, by=trainer, now=now)
    first = actions.ask_for_opinion(project=accepted(project), by=trainer, now=now)
    assert actions.ask_for_opinion(project=project, by=trainer, now=now) == first


def test_a_mail_whose_wake_up_was_lost_leaves_and_one_that_is_late_does_not(
    survey, said, client_person, other_project, trainer, now
):
    SatisfactionSurvey.objects.update(asked_at=now - timedelta(days=400))
    jobs.send_forgotten_mails()
    jobs.send_forgotten_mails()
    assert len([one for one in mail.outbox if survey.get_absolute_url() in one.body]) == 1
    # She was quicker than the mail.
    SatisfactionSurvey.objects.update(client_told_at=None)
    said()
    jobs.send_forgotten_mails()
    assert len([one for one in mail.outbox if survey.get_absolute_url() in one.body]) == 1


def test_an_opinion_takes_the_place_of_what_the_last_stage_asks_for(project, survey, said):
    stage_under_way(project, "closing")
    titles = [thing.title for thing in things_to_do_for_client(project)]
    assert titles == ["Dites-nous comment le projet s’est passé"]
    said()
    project.refresh_from_db()
    assert things_to_do_for_client(project) == []


# A Monday at half past nine in the morning, in Paris; the week after it has five working days.
MONDAY = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


@pytest.fixture
def asked_on_monday(survey):
    SatisfactionSurvey.objects.update(asked_at=MONDAY, client_told_at=MONDAY)
    survey.refresh_from_db()
    return survey


def reminders(monkeypatch, days=30):
    """Return the day and the mail of each reminder that leaves."""
    sent = []
    for day in range(days):
        moment = MONDAY + timedelta(days=day)
        monkeypatch.setattr(jobs.timezone, "now", lambda moment=moment: moment)
        mail.outbox.clear()
        jobs.send_reminders()
        sent += [(day, one) for one in mail.outbox]
    return sent


def test_who_did_not_answer_is_reminded_once_after_a_week(asked_on_monday, client_person, monkeypatch):
    ((day, sent),) = reminders(monkeypatch)
    assert (day, sent.to) == (7, [client_person.email])
    assert sent.subject == "Un rappel\u00a0: comment le projet s’est-il passé\u202f?"
    assert asked_on_monday.get_absolute_url() in sent.body
    assert "nous ne vous en reparlerons pas" in sent.body
    assert AuditEvent.objects.filter(action="client_reminded").count() == 1


def test_nobody_is_reminded_of_an_answer_she_gave_or_of_a_project_that_is_archived(
    asked_on_monday, said, project, trainer, now, monkeypatch
):
    said()
    assert reminders(monkeypatch) == []
    SatisfactionSurvey.objects.all().delete()
    actions.ask_for_opinion(project=project, by=trainer, now=MONDAY)
    SatisfactionSurvey.objects.update(client_told_at=MONDAY)
    actions.archive_project(project=project, by=trainer, now=now)
    assert reminders(monkeypatch) == []


def test_a_closed_project_still_waits_for_her_opinion(asked_on_monday, project, monkeypatch):
    type(project).objects.update(state=ProjectState.CLOSED)
    assert [day for day, _sent in reminders(monkeypatch)] == [7]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(days=6), 0),  # Sunday
        (timedelta(days=7, hours=-3), 0),  # half past six in the morning
        (timedelta(days=7), 1),
        (timedelta(days=39), 0),  # Christmas
    ],
)
def test_a_reminder_of_the_opinion_leaves_when_one_works(later, expected, asked_on_monday):
    assert len(surveys_to_remind(now=MONDAY + later)) == expected


def test_a_mail_that_never_left_is_followed_by_no_reminder(survey):
    SatisfactionSurvey.objects.update(asked_at=MONDAY, client_told_at=None)
    assert surveys_to_remind(now=MONDAY + timedelta(days=7)) == []


def test_two_workers_remind_of_the_opinion_once(asked_on_monday):
    mail.outbox.clear()
    for _n in range(2):
        actions.remind_of_survey(survey=asked_on_monday, now=MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 1


def test_who_answers_while_the_reminder_is_made_gets_none(asked_on_monday, said):
    said()
    mail.outbox.clear()
    actions.remind_of_survey(survey=asked_on_monday, now=MONDAY + timedelta(days=7))
    assert mail.outbox == []


# --- Answering


def test_she_answers_once_and_thinks_better_of_it_until_the_archive(survey, said, project, trainer, now):
    said(words="  Merci\nà tous. ")
    survey.refresh_from_db()
    assert (survey.revision, survey.words) == (1, "Merci à tous.")
    assert [answer for _question, answer in survey.answers] == ["Oui, tout à fait"] * len(QUESTIONS)
    said(answers={**ALL_WELL, "on_time": Agreement.NOT_AT_ALL})
    survey.refresh_from_db()
    assert (survey.revision, survey.on_time, survey.words) == (2, "not_at_all", "")
    assert AuditEvent.objects.filter(action="satisfaction_answered").count() == 2
    actions.archive_project(project=project, by=trainer, now=now)
    survey.project.refresh_from_db()
    with pytest.raises(Denied):
        said()
    assert SatisfactionSurvey.objects.get().revision == 2


@pytest.mark.parametrize("wrong", [{}, {**ALL_WELL, "on_time": ""}, {**ALL_WELL, "on_time": "peut-être"}])
def test_every_question_is_answered_with_a_word_of_the_scale(wrong, survey, said):
    with pytest.raises(SatisfactionRefused):
        said(answers=wrong)
    assert not SatisfactionSurvey.objects.get().is_answered


def test_words_that_could_not_be_kept_whole_are_refused(survey, said):
    with pytest.raises(SatisfactionRefused, match="300"):
        said(words="é" * 301)
    assert said(words="é" * 300).words == "é" * 300


def test_an_answer_given_meanwhile_is_read_before_it_is_replaced(
    survey, said, project, client_person, browse, now
):
    colleague = UserFactory(role="client")
    ContactFactory(client=project.client, person=colleague)
    old = fields(survey, words="Le mien.")
    said(words="Celui de ma collègue.", by=colleague)
    page = browse(client_person).post(survey.get_absolute_url(), old)
    survey.refresh_from_db()
    assert survey.words == "Celui de ma collègue."
    text = page.content.decode()
    assert "quelqu’un a" in text.lower()
    assert "Celui de ma collègue." in text
    assert "Le mien." in text  # what she typed is not lost
    again = {**old, "seen": page.context["form"]["seen"].value()}
    browse(client_person).post(survey.get_absolute_url(), again)
    survey.refresh_from_db()
    assert (survey.words, survey.answered_by) == ("Le mien.", client_person)


def test_the_database_keeps_no_half_answer(survey):
    with pytest.raises(IntegrityError), transaction.atomic():
        SatisfactionSurvey.objects.filter(pk=survey.pk).update(revision=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SatisfactionSurvey.objects.filter(pk=survey.pk).update(right_site=Agreement.FULLY)


# --- Quoting


def test_her_words_are_quoted_only_if_she_says_so_and_speak_for_whom_the_trainer_says(
    survey, said, cohort, apprentice, trainer, client_person, project, now
):
    said(words=WORDS)
    assert not ClientQuote.objects.exists()
    said(words=WORDS, may_quote=True)
    quote = quotes_visible_to(apprentice).get()
    assert (quote.text, quote.author_name) == (WORDS, client_person.get_full_name())
    certify(cohort)
    competences = list(Competence.objects.all()[:1])
    actions.attach_quote(quote=quote, apprentice=apprentice, competences=competences, by=trainer, now=now)
    assert WORDS in Evidence.objects.get().source_title
    # The same words again: the same consent, the evidence stays.
    said(answers={**ALL_WELL, "on_time": Agreement.RATHER}, words=WORDS, may_quote=True)
    assert Evidence.objects.count() == 1
    said(words=WORDS)
    quote.refresh_from_db()
    assert (quote.state, quote.text) == (QuoteState.REVOKED, "")
    assert not Evidence.objects.exists()


def test_other_words_are_another_consent(survey, said):
    said(words=WORDS, may_quote=True)
    said(words="Trop lent.", may_quote=True)
    assert [quote.text for quote in ClientQuote.objects.filter(state=QuoteState.AGREED)] == ["Trop lent."]
    assert ClientQuote.objects.filter(state=QuoteState.REVOKED, text="").count() == 1


def test_a_page_from_before_she_took_her_consent_back_does_not_give_it_again(
    survey, said, client_person, now
):
    said(words=WORDS, may_quote=True)
    open_page = stamp_of(SatisfactionSurvey.objects.get())
    actions.revoke_quote(quote=ClientQuote.objects.get(), by=client_person, now=now)
    with pytest.raises(SatisfactionRefused):
        said(words=WORDS, may_quote=True, seen=open_page)
    assert not ClientQuote.objects.filter(state=QuoteState.AGREED).exists()


def test_a_trainer_is_not_offered_what_she_did_not_let_us_quote(survey, said, project):
    said(words=WORDS)
    assert WORDS not in [one.text for one in written_by_client(project)]


# --- Who


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reads_asks_and_answers(who, cast, survey, said, other_project, project, now, browse):
    person = cast[who]
    assert surveys_visible_to(person or AnonymousUser()).exists() == (who in INSIDE | {"client"})
    if person is None:
        return
    said(words=WORDS)
    answer = browse(person).get(survey.get_absolute_url())
    assert answer.status_code == (200 if who in INSIDE | {"client"} else 404)
    assert (WORDS in answer.content.decode()) == (who in INSIDE | {"client"})
    tries = {
        "ask": (lambda: actions.ask_for_opinion(project=project, by=person, now=now), {"trainer"}),
        "answer": (lambda: said(by=person), {"client"}),
    }
    for name, (attempt, allowed) in tries.items():
        try:
            attempt()
        except Denied:
            assert who not in allowed, name
        else:
            assert who in allowed, name


def test_she_answers_on_her_page_and_what_is_missing_is_said_beside_what_she_typed(
    survey, client_person, browse
):
    page, address = browse(client_person), survey.get_absolute_url()
    assert "Cinq questions, une minute" in page.get(address).content.decode()
    half = {**fields(survey, words=WORDS, may_quote="on"), "on_time": ""}
    refused = page.post(address, half)
    assert refused.context["form"].errors.keys() == {"on_time"}
    assert WORDS in refused.content.decode()
    shown = page.post(address, fields(survey, words=WORDS, may_quote="on"), follow=True).content.decode()
    assert "Merci. Votre avis est enregistré." in shown
    assert "Changer mes réponses" in shown
    assert ClientQuote.objects.get().state == QuoteState.AGREED


def test_each_empty_page_says_what_will_be_there(project, client_person, trainer, apprentice, now, browse):
    address = reverse("satisfaction", args=[project.slug])
    assert "quelques questions apparaîtront" in browse(client_person).get(address).content.decode()
    assert "Demander l’avis" not in browse(trainer).get(address).content.decode()
    accepted(project)
    assert "Demander l’avis" in browse(trainer).get(address).content.decode()
    assert "Demander l’avis" not in browse(apprentice).get(address).content.decode()
    browse(trainer).post(reverse("satisfaction_ask", args=[project.slug]))
    assert "Pas encore de réponse" in browse(apprentice).get(address).content.decode()


def test_an_archived_project_shows_what_was_said_and_no_form(survey, said, project, client_person, browse):
    said(words=WORDS)
    project.state = ProjectState.ARCHIVED
    project.save()
    page = browse(client_person).get(survey.get_absolute_url())
    assert WORDS in page.content.decode()
    assert page.context["form"] is None


# --- Figures


def test_a_coordinator_counts_her_schools_and_no_other(
    survey, said, cohort, coordinator, trainer, now, other_school_trainer
):
    said(answers={**ALL_WELL, "on_time": Agreement.RATHER_NOT}, words=WORDS)
    waiting = accepted(ProjectFactory(cohort=cohort, name="Le Phare", slug="le-phare"))
    actions.ask_for_opinion(project=waiting, by=trainer, now=now)
    (line,) = satisfaction_in_schools_of(coordinator)
    assert (line.asked, line.answered) == (2, 1)
    by_question = {figure.question: [count for _word, count in figure.counts] for figure in line.figures}
    assert by_question[str(QUESTIONS["right_site"])] == [1, 0, 0, 0]
    assert by_question[str(QUESTIONS["on_time"])] == [0, 0, 1, 0]
    School.objects.exclude(pk=line.school.pk).first().posts.create(person=coordinator, role="adviser")
    assert len(satisfaction_in_schools_of(coordinator)) == 1


def test_the_figures_say_as_of_when_and_what_is_not_there_yet(
    project, survey, said, coordinator, browse, django_assert_max_num_queries
):
    address = reverse("satisfaction_figures")
    page = browse(coordinator)
    text = page.get(address).content.decode()
    assert "État au" in text
    assert "Réponses : 0, pour 1 client interrogé." in text
    said(words=WORDS)
    with django_assert_max_num_queries(40) as few:
        text = page.get(address).content.decode()
    assert WORDS in text
    for number in (1, 2):
        other = ProjectFactory(cohort=project.cohort, name=f"Projet {number}", slug=f"projet-{number}")
        SatisfactionSurvey.objects.create(project=other, asked_by=survey.asked_by, asked_at=survey.asked_at)
    with django_assert_max_num_queries(40) as many:
        text = page.get(address).content.decode()
    assert "Réponses : 1, pour 3 clients interrogés." in text
    assert len(many) == len(few)
    SatisfactionSurvey.objects.all().delete()
    assert "Aucun client interrogé" in page.get(address).content.decode()

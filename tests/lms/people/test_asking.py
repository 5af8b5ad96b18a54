"""Questions to a whole class: asked and answered inside it, and read nowhere else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.dashboard.news import news_for
from lms.notifications.digests import digest_for
from lms.people import actions
from lms.people.models import ClassMessage
from lms.people.queries import class_questions_waiting_for, questions_of_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cohort, apprentice, now):
    return actions.ask_class(cohort=cohort, text="Qui a la clé de la salle ?", by=apprentice, now=now)


@pytest.mark.parametrize("who", ["other_school_apprentice", "trainer", "coordinator", "adviser", "client"])
def test_only_who_is_enrolled_asks_the_class(who, cast, cohort, now):
    with pytest.raises(Denied):
        actions.ask_class(cohort=cohort, text="Bonjour ?", by=cast[who], now=now)


@pytest.mark.parametrize("who", ["other_school_apprentice", "other_school_trainer", "coordinator", "client"])
def test_strangers_neither_answer_nor_withdraw(who, cast, question, now):
    with pytest.raises(Denied):
        actions.answer_class(question=question, text="Moi.", by=cast[who], now=now)
    with pytest.raises(Denied):
        actions.withdraw_class_message(message=question, by=cast[who], now=now)


def test_a_classmate_answers_and_withdraws_her_own_words_only(question, peer, trainer, now):
    answer = actions.answer_class(question=question, text="Moi.", by=peer, now=now)
    with pytest.raises(Denied):
        actions.withdraw_class_message(message=question, by=peer, now=now)
    for _ in range(2):
        actions.withdraw_class_message(message=answer, by=peer, now=now)
    assert AuditEvent.objects.filter(action="class_message_withdrawn").count() == 1
    assert questions_of_class(question.cohort).get().held_answers == []
    actions.withdraw_class_message(message=question, by=trainer, now=now)
    assert not questions_of_class(question.cohort)
    with pytest.raises(actions.AnswerRefused):
        actions.answer_class(question=question, text="Moi.", by=peer, now=now)


def test_it_waits_for_the_trainers_of_the_school_until_somebody_else_answers(
    question, apprentice, peer, trainer, other_school_trainer, now
):
    actions.answer_class(question=question, text="Je précise : celle du haut.", by=apprentice, now=now)
    assert list(class_questions_waiting_for(trainer, now=now)) == [question]
    assert not class_questions_waiting_for(other_school_trainer, now=now)
    assert "clé de la salle" in digest_for(trainer, since=now, now=now).sections[0].lines[0].text
    actions.answer_class(question=question, text="Moi.", by=peer, now=now)
    assert not class_questions_waiting_for(trainer, now=now)


def test_who_asked_finds_the_answer_among_her_news(question, apprentice, peer, now):
    actions.answer_class(question=question, text="Moi.", by=peer, now=now)
    (told,) = news_for(apprentice, [], since=now - timedelta(hours=1), now=now)
    assert str(peer) in told.text
    assert not news_for(peer, [], since=now - timedelta(hours=1), now=now)


def test_the_class_asks_and_answers_on_its_page(cohort, apprentice, peer, trainer, browse):
    page = reverse("announcements", args=[cohort.pk])
    mine = browse(apprentice)
    assert page in mine.get("/").content.decode()
    mine.post(reverse("ask_class", args=[cohort.pk]), {"text": "Comment <b>centrer</b> ?"})
    question = ClassMessage.objects.get()
    assert "Comment &lt;b&gt;centrer&lt;/b&gt; ?" in browse(peer).get(page).content.decode()
    assert f"#question-{question.pk}" in browse(trainer).get("/").content.decode()

    too_long = "a" * 2001
    refused = browse(peer).post(reverse("answer_class", args=[question.pk]), {"text": too_long})
    assert refused.status_code == 422
    assert too_long in refused.content.decode()  # nothing typed is lost
    browse(peer).post(reverse("answer_class", args=[question.pk]), {"text": "Avec flex."})
    assert "Avec flex." in mine.get(page).content.decode()
    answer = ClassMessage.objects.exclude(pk=question.pk).get()
    assert browse(peer).post(reverse("answer_class", args=[answer.pk]), {"text": "x"}).status_code == 404


def test_who_left_reads_the_class_no_more(cohort, apprentice, question, browse):
    apprentice.enrolments.update(left_on=timezone.localdate())
    assert browse(apprentice).get(reverse("announcements", args=[cohort.pk])).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_questions(
    cohort, apprentice, peer, browse, now, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(40) as counted:
            browse(peer).get(reverse("announcements", args=[cohort.pk]))
        return len(counted)

    def ask():
        asked = actions.ask_class(cohort=cohort, text="Et là ?", by=apprentice, now=now)
        actions.answer_class(question=asked, text="Ici.", by=peer, now=now)

    ask()
    before = cost()
    for _ in range(4):
        ask()
    assert cost() == before

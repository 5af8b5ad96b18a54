"""What trainers keep to write it again: shared by a school, changed by its author."""

import html

import pytest
from django.urls import reverse

from exercises.actions.saved_comment import (
    SavingRefused,
    change_saved_comment,
    delete_saved_comment,
    save_comment,
)
from exercises.models import SavedComment
from exercises.queries import saved_comments_visible_to
from exercises.states import SubmissionState
from lms.core.permissions import Denied
from lms.people import roles
from lms.people.models import StaffPost
from tests.factories.exercises import SavedCommentFactory, SubmissionFactory
from tests.factories.people import staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(school, trainer):
    return SavedCommentFactory(school=school, author=trainer)


@pytest.fixture
def colleague(school):
    return staff_of(school, roles.TRAINER)


def text_of(response):
    return html.unescape(response.content.decode())


MAY_SAVE = {
    "apprentice": False,
    "peer": False,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": False,
    "adviser": False,
    "client": False,
    "other_client": False,
}


@pytest.mark.parametrize(("who", "may"), MAY_SAVE.items())
def test_who_keeps_reads_changes_and_deletes(who, may, cast, school, saved, now):
    assert saved_comments_visible_to(cast[who]).exists() is may
    acts = (
        lambda: save_comment(school=school, text="Nommez.", by=cast[who], now=now),
        lambda: change_saved_comment(saved=saved, text="Nommez mieux.", by=cast[who]),
        lambda: delete_saved_comment(saved=saved, by=cast[who]),
    )
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(Denied):
                act()


def test_a_colleague_reads_and_does_not_change(saved, colleague):
    assert list(saved_comments_visible_to(colleague)) == [saved]
    with pytest.raises(Denied):
        change_saved_comment(saved=saved, text="Autre.", by=colleague)
    with pytest.raises(Denied):
        delete_saved_comment(saved=saved, by=colleague)


def test_who_teaches_there_no_more_has_them_no_more(saved, trainer):
    StaffPost.objects.filter(person=trainer).delete()
    assert not saved_comments_visible_to(trainer).exists()
    with pytest.raises(Denied):
        delete_saved_comment(saved=saved, by=trainer)


@pytest.mark.parametrize("text", [" ", "x" * 2001])
def test_nothing_and_too_much_are_refused(school, trainer, saved, now, text):
    with pytest.raises(SavingRefused):
        save_comment(school=school, text=text, by=trainer, now=now)
    with pytest.raises(SavingRefused):
        change_saved_comment(saved=saved, text=text, by=trainer)


def test_what_the_school_has_is_not_kept_twice(school, trainer, colleague, now):
    first = save_comment(school=school, text="Nommez. ", by=trainer, now=now)
    assert save_comment(school=school, text=" Nommez.", by=colleague, now=now) == first


def test_the_page_keeps_finds_changes_and_deletes(school, trainer, browse):
    teacher, address = browse(trainer), reverse("saved_comments")
    assert "Aucune remarque gardée" in text_of(teacher.get(address))
    for text in ("Un nom qui dit ce qu'elle rend ?", "Le contraste est trop faible."):
        assert teacher.post(address, {"school": school.pk, "text": text}).status_code == 302
    found = text_of(teacher.get(address, {"q": "faible contraste"}))
    assert "Le contraste est trop faible." in found
    assert "Un nom qui" not in found
    assert "Aucune remarque gardée ne contient ces mots" in text_of(teacher.get(address, {"q": "tableau"}))
    one = SavedComment.objects.get(text__contains="contraste")
    refused = teacher.post(reverse("change_saved_comment", args=[one.pk]), {"text": "y" * 2001})
    assert refused.status_code == 422
    assert "y" * 2001 in text_of(refused)
    teacher.post(reverse("change_saved_comment", args=[one.pk]), {"text": "Trop peu de contraste."})
    assert "Trop peu de contraste." in text_of(teacher.get(address))
    teacher.post(reverse("delete_saved_comment", args=[one.pk]))
    assert SavedComment.objects.count() == 1
    empty = teacher.post(address, {"school": school.pk, "text": ""})
    assert empty.status_code == 422


def test_nobody_keeps_for_another_school(other_school, trainer, browse):
    browse(trainer).post(reverse("saved_comments"), {"school": other_school.pk, "text": "Bonjour."})
    assert not SavedComment.objects.exists()


def test_a_comment_on_code_is_kept_and_offered_again(apprentice, trainer, colleague, school, browse):
    work = SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)
    words = {"path": "script.js", "first_line": "1", "text": "Que rend-elle ?", "reuse": "on"}
    browse(trainer).post(reverse("write_comment", args=[work.pk]), words)
    assert SavedComment.objects.get().school == school
    page = text_of(browse(colleague).get(reverse("review", args=[work.pk])))
    assert '<button class="saved__one" type="button">Que rend-elle ?</button>' in page

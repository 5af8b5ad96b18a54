"""What is said beside lines of code, as trainer and apprentice see it, without any script."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exercises.models import LineComment, Review, ReviewDraft
from exercises.states import SubmissionState
from lms.people import roles
from tests.factories.exercises import LineCommentFactory, SubmissionFactory, judged
from tests.factories.people import staff_of
from tests.factories.records import certify

pytestmark = pytest.mark.django_db

CODE = "\nfunction somme(a, b) {\n  return a - b;\n}\n"


@pytest.fixture
def submission(apprentice):
    return judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, content=CODE))


@pytest.fixture
def teacher(trainer, browse):
    return browse(trainer)


def text_of(response):
    return html.unescape(response.content.decode())


def post(browser, name, pk, **fields):
    return browser.post(reverse(name, args=[pk]), fields)


LINES = {"path": "script.js", "first_line": "3", "last_line": "2", "text": "Regardez le signe."}


def test_a_comment_is_written_sent_and_answered(submission, teacher, apprentice, browse):
    visitor = browse(apprentice)
    page, code = (reverse(name, args=[submission.pk]) for name in ("review", "code_of_try"))
    response = post(teacher, "write_comment", submission.pk, **LINES)
    comment = LineComment.objects.get()
    assert (comment.first_line, comment.last_line) == (2, 3)
    assert response["Location"] == f"{page}#remarque-{comment.pk}"
    assert "Pas encore envoyée" in text_of(teacher.get(page))
    assert "Regardez le signe." not in text_of(visitor.get(code))
    post(teacher, "review", submission.pk, decision="accepted", comment="")
    assert "Regardez le signe." in text_of(visitor.get(code))
    exercise = text_of(visitor.get(reverse("exercise", args=[submission.exercise.key])))
    assert f"1 remarque sur vos lignes (essai n° {submission.number})" in exercise
    assert "Remarques sur mon code" in text_of(visitor.get(reverse("home")))

    answered = post(visitor, "answer_comment", comment.pk, answer="Merci, c'est un plus ?")
    assert answered["Location"] == f"{code}#remarque-{comment.pk}"
    assert "A répondu à une remarque" in text_of(teacher.get(reverse("home")))
    assert "Merci, c'est un plus ?" in text_of(teacher.get(page))
    post(teacher, "settle_comment", comment.pk, to="settled")
    shown = text_of(visitor.get(code))
    assert "l’a marquée comme traitée" in shown
    assert "Rouvrir" in shown
    post(visitor, "settle_comment", comment.pk, to="open")
    assert "l’a marquée comme traitée" not in text_of(visitor.get(code))


def test_a_number_places_the_form_under_its_line_and_loses_nothing(submission, teacher):
    response = post(teacher, "keep_review", submission.pk, comment="Bien vu.", line="script.js:3", text="Ici")
    page = text_of(teacher.get(response["Location"].partition("#")[0]))
    assert response["Location"].endswith("#remarque")
    assert "Bien vu." in page
    line, form, after = (
        page.index(part) for part in ('id="script.js-3"', 'id="remarque"', 'id="script.js-4"')
    )
    assert line < form < after


def test_what_is_typed_is_kept_by_the_script(submission, teacher):
    address = reverse("keep_review", args=[submission.pk])
    kept = teacher.post(address, {"comment": "Pres\0que", "other": "x"}, headers={"HX-Request": "true"})
    assert kept.status_code == 204
    assert ReviewDraft.objects.get().typed == {"comment": "Presque"}
    assert "Presque" in text_of(teacher.get(reverse("review", args=[submission.pk])))
    post(teacher, "review", submission.pk, decision="accepted", comment="Fini")
    assert not ReviewDraft.objects.exists()


def test_a_comment_that_was_typed_and_not_added_goes_with_the_answer(submission, teacher):
    post(teacher, "review", submission.pk, decision="accepted", comment="", **LINES)
    assert LineComment.objects.get().is_sent
    assert Review.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_line": "9", "last_line": "9"}, "Ces lignes n’existent pas : script.js compte 4 lignes."),
        ({"first_line": "", "last_line": ""}, "Quelle ligne ?"),
    ],
)
@pytest.mark.parametrize("name", ["write_comment", "review"])
def test_what_is_refused_stays_in_its_fields(submission, teacher, name, fields, sentence):
    typed = {**LINES, **fields, "comment": "Mon avis", "decision": "accepted"}
    response = post(teacher, name, submission.pk, **typed)
    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert "Regardez le signe." in page
    assert "Mon avis" in page
    assert not LineComment.objects.exists()
    assert not Review.objects.exists()


def test_an_unsent_comment_is_changed_and_deleted(submission, teacher):
    post(teacher, "write_comment", submission.pk, **LINES)
    comment = LineComment.objects.get()
    page = text_of(teacher.get(post(teacher, "keep_review", submission.pk, edit=comment.pk)["Location"]))
    assert f'name="comment_id" value="{comment.pk}"' in page
    post(teacher, "write_comment", submission.pk, **{**LINES, "text": "Autrement."}, comment_id=comment.pk)
    assert [one.text for one in LineComment.objects.all()] == ["Autrement."]
    post(teacher, "discard_comment", comment.pk, comment="Gardez-moi")
    assert not LineComment.objects.exists()
    assert ReviewDraft.objects.get().typed == {"comment": "Gardez-moi"}


def test_comments_left_when_somebody_else_answered_are_sent_later(
    submission, teacher, trainer, school, apprentice, browse
):
    comment = LineCommentFactory(submission=submission, author=trainer, sent_at=None)
    Review.objects.create(
        submission=submission, decision="accepted", reviewed_by=trainer, reviewed_at=submission.submitted_at
    )
    assert "n’est pas envoyée" in text_of(teacher.get(reverse("review", args=[submission.pk])))
    post(teacher, "send_comments", submission.pk)
    comment.refresh_from_db()
    assert comment.is_sent


@pytest.mark.parametrize("who", ["apprentice", "trainer"])
def test_an_answer_that_is_refused_stays_in_its_field(who, cast, submission, trainer, browse):
    comment = LineCommentFactory(submission=submission, author=trainer)
    response = post(browse(cast[who]), "answer_comment", comment.pk, answer="x" * 2001)
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()
    assert "C’est très long" in text_of(response)


def test_code_beside_comments_runs_nowhere(apprentice, trainer, browse):
    hostile = "</code><script>alert(1)</script>"
    work = judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, content=hostile))
    LineCommentFactory(submission=work, author=trainer, text=hostile)
    for who, name in ((trainer, "review"), (apprentice, "code_of_try")):
        assert b"<script>alert" not in browse(who).get(reverse(name, args=[work.pk])).content


def test_a_decision_comes_with_a_next_step_and_competences(submission, teacher, apprentice, cohort, browse):
    certify(cohort)
    page = text_of(teacher.get(reverse("review", args=[submission.pk])))
    assert "Ce que montre le travail, compétence par compétence" in page
    typed = {"comment": "Presque.", "level:T1-C11": "partly", "words:T1-C11": "Le nom reste à trouver."}
    refused = post(teacher, "review", submission.pk, decision="returned", **typed)
    assert refused.status_code == 422
    assert "Dites en une phrase ce qui est à retravailler." in text_of(refused)
    assert "Le nom reste à trouver." in text_of(refused)
    post(teacher, "review", submission.pk, decision="returned", next_step="Nommez la somme.", **typed)
    read = text_of(browse(apprentice).get(reverse("exercise", args=[submission.exercise.key])))
    for words in ("Nommez la somme.", "En partie", "Le nom reste à trouver."):
        assert words in read
    assert "Nommez la somme." in text_of(browse(apprentice).get(reverse("home")))


def test_an_answer_is_taken_back_from_the_next_page(submission, teacher, apprentice, browse):
    answered = post(teacher, "review", submission.pk, decision="accepted", comment="Trop vite.")
    assert answered["Location"] == reverse("home")
    assert reverse("undo_review", args=[submission.pk]) in text_of(teacher.get(reverse("home")))
    taken_back = post(teacher, "undo_review", submission.pk)
    page = text_of(teacher.get(taken_back["Location"]))
    assert "Trop vite." in page
    assert "Votre avis est repris" in page
    assert "Trop vite." not in text_of(
        browse(apprentice).get(reverse("exercise", args=[submission.exercise.key]))
    )
    assert "La minute est passée" in text_of(
        teacher.post(reverse("undo_review", args=[submission.pk]), follow=True)
    )


def test_words_about_a_competence_need_a_level(submission, teacher, cohort):
    certify(cohort)
    refused = post(teacher, "review", submission.pk, decision="accepted", **{"words:T1-C11": "Clair."})
    assert "Dites aussi si elle est vue" in text_of(refused)
    assert not Review.objects.exists()


def test_a_colleague_is_told_who_looks_and_takes_over(submission, teacher, school, browse):
    colleague = browse(staff_of(school, roles.TRAINER, first_name="Idris"))
    page, hold = (reverse(name, args=[submission.pk]) for name in ("review", "hold_review"))
    assert "regarde ce rendu" not in text_of(teacher.get(page))
    told = text_of(colleague.get(page))
    assert "Solène" in told
    assert "regarde ce rendu depuis" in told
    script = {"HX-Request": "true"}
    assert teacher.post(hold, headers=script).status_code == 204
    assert colleague.post(hold)["Location"] == page
    assert "regarde ce rendu" not in text_of(colleague.get(page))
    refused = teacher.post(hold, headers=script)
    assert (refused.status_code, "Idris" in text_of(refused)) == (409, True)


def test_the_page_leads_to_the_next_that_waits(submission, peer, teacher):
    other = judged(SubmissionFactory(apprentice=peer, state=SubmissionState.PASSED, content=CODE))
    page = text_of(teacher.get(reverse("review", args=[submission.pk])))
    assert f'href="{reverse("review", args=[other.pk])}" rel="next" data-key="j"' in page
    assert "2 rendus vous attendent" in page


@pytest.mark.parametrize(("who", "name"), [("trainer", "review"), ("apprentice", "code_of_try")])
def test_the_pages_cost_the_same_for_any_number_of_comments(
    who, name, cast, submission, trainer, apprentice, browse
):
    browser = browse(cast[who])
    address = reverse(name, args=[submission.pk])

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            browser.get(address)
        return len(counted)

    def add():
        comment = LineCommentFactory(submission=submission, author=trainer)
        comment.answers.create(author=apprentice, text="Oui.", written_at=comment.written_at)

    add()
    cost()  # what never changes is read once by each process
    once = cost()
    for _more in range(5):
        add()
    assert cost() == once

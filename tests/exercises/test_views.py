"""The exercise page as its author meets it: what it shows, what it answers to its script, what it refuses."""

import json
import re
from dataclasses import replace

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from exercises import grading
from exercises.models import Draft, GradingRun, Submission
from exercises.states import Lane, LanguageState, ProofState, ReviewDecision, SubmissionState
from exercises.views import apprentice as screens
from tests.factories.exercises import (
    NOON,
    ExerciseFactory,
    ExerciseVersionFactory,
    LanguageHealthFactory,
    SubmissionFactory,
    judged,
)

pytestmark = pytest.mark.django_db

CODE = "function somme(a, b) { return a + b; }"
AS_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def exercise():
    return ExerciseFactory()


@pytest.fixture
def visitor(apprentice, browse):
    return browse(apprentice)


def text_of(response):
    """Return the page with plain spaces, whatever French typography asks for."""
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def save(visitor, exercise, files, revision=0):
    return visitor.post(
        reverse("save_draft", args=[exercise.key]),
        json.dumps({"files": files, "revision": revision}),
        content_type="application/json",
    )


def hand_in(visitor, exercise, code=CODE, *, revision=0, **headers):
    form = {"file:script.js": code, "revision": revision}
    return visitor.post(reverse("submit", args=[exercise.key]), form, headers=headers)


def test_the_page_opens_on_the_starter_and_then_on_the_draft(visitor, exercise):
    page = reverse("exercise", args=[exercise.key])
    assert "function somme(a, b) {\n}" in text_of(visitor.get(page))
    save(visitor, exercise, {"script.js": "// mon idée"})
    assert "// mon idée" in text_of(visitor.get(page))


def test_the_page_never_carries_the_solution_or_what_is_expected(visitor, exercise):
    page = text_of(visitor.get(reverse("exercise", args=[exercise.key])))
    assert "return a + b" not in page
    assert "somme(2, 3) donne" not in page


def test_a_draft_answers_with_its_revision_and_the_time(visitor, exercise):
    answer = save(visitor, exercise, {"script.js": "// un"}).json()
    assert answer["revision"] == 1
    assert re.fullmatch(r"\d{1,2}\xa0h\xa0\d\d", answer["saved_at"])


def test_a_conflict_answers_with_the_other_version(visitor, exercise):
    save(visitor, exercise, {"script.js": "// un"})
    response = save(visitor, exercise, {"script.js": "// deux"}, revision=0)
    assert response.status_code == 409
    assert response.json()["files"] == {"script.js": "// un"}


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"files": 3, "revision": 1}', '{"files": {}, "revision": "x"}']
)
def test_an_unreadable_draft_is_refused_in_french(visitor, exercise, body):
    response = visitor.post(reverse("save_draft", args=[exercise.key]), body, content_type="application/json")
    assert response.status_code == 400
    assert "reste sur cet appareil" in response.json()["error"]


def test_a_file_that_is_not_of_the_exercise_is_refused_in_french(visitor, exercise):
    response = save(visitor, exercise, {"autre.js": "1"})
    assert response.status_code == 422
    assert "autre.js" in response.json()["error"]


def test_the_script_receives_the_panel_and_the_new_revision(visitor, exercise):
    response = hand_in(visitor, exercise, **AS_SCRIPT)
    assert "report--waiting" in text_of(response)
    assert response["Draft-Revision"] == "1"
    assert 'class="disclosure history"' in text_of(response)


def test_a_plain_form_is_led_to_its_submission(visitor, exercise):
    response = hand_in(visitor, exercise)
    assert response["Location"] == reverse("submission", args=[Submission.objects.get().pk])
    assert Draft.objects.get().files == {"script.js": CODE}


def test_the_same_click_twice_shows_the_same_check(visitor, exercise):
    hand_in(visitor, exercise, **AS_SCRIPT)
    assert "essai n° 1" in text_of(hand_in(visitor, exercise, **AS_SCRIPT))
    assert Submission.objects.count() == 1


def test_other_code_during_a_check_is_kept_and_explained(visitor, exercise):
    hand_in(visitor, exercise)
    response = hand_in(visitor, exercise, "// la suite", revision=1, **AS_SCRIPT)
    assert response.status_code == 422
    assert "encore en cours de vérification" in text_of(response)
    assert Draft.objects.get().files == {"script.js": "// la suite"}


def test_a_refused_plain_form_gives_the_code_back(visitor, exercise):
    hand_in(visitor, exercise)
    page = text_of(hand_in(visitor, exercise, "// la suite"))
    assert "// la suite" in page
    assert "encore en cours de vérification" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubmissionState.QUEUED, "report--waiting"),
        (SubmissionState.PASSED, "report--passed"),
        (SubmissionState.FAILED, "report--failed"),
        (SubmissionState.SET_ASIDE, "C’est notre faute"),
    ],
)
def test_every_state_has_its_panel(visitor, apprentice, exercise, state, words):
    submission = SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=state)
    if state in (SubmissionState.PASSED, SubmissionState.FAILED):
        judged(submission)
    panel = text_of(visitor.get(reverse("submission", args=[submission.pk]), headers=AS_SCRIPT))
    assert words in panel


def panel_of(visitor, submission, **headers):
    return visitor.get(reverse("submission", args=[submission.pk]), headers={**AS_SCRIPT, **headers})


def seen_in(response):
    return re.search(r'data-seen="([^"]*)"', text_of(response))[1]


def test_a_look_that_would_show_the_same_answers_nothing(visitor, apprentice, exercise):
    submission = SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1)
    seen = seen_in(panel_of(visitor, submission))
    assert panel_of(visitor, submission, Seen=seen).status_code == 204
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.RUNNING)
    assert "report--waiting" in text_of(panel_of(visitor, submission, Seen=seen))


def test_a_verdict_is_sent_whatever_the_page_has_seen(visitor, apprentice, exercise):
    submission = SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1)
    seen = seen_in(panel_of(visitor, submission))
    submission.state, submission.graded_at = SubmissionState.FAILED, NOON
    judged(submission)
    assert "report--failed" in text_of(panel_of(visitor, submission, Seen=seen))


def test_a_verdict_that_comes_at_once_is_in_the_first_answer(visitor, exercise, monkeypatch):
    def grader_works(submission_id, *, seconds):
        submission = Submission.objects.get(pk=submission_id)
        submission.state, submission.graded_at = SubmissionState.FAILED, NOON
        judged(submission)

    monkeypatch.setattr(screens, "wait_for_verdict", grader_works)
    assert "report--failed" in text_of(hand_in(visitor, exercise, **AS_SCRIPT))


def test_nobody_waits_for_a_verdict_behind_a_long_queue(visitor, exercise, monkeypatch):
    for number in range(3):
        SubmissionFactory(submitted_at=NOON.replace(year=2020), number=number)
    monkeypatch.setattr(screens, "waiting_on", lambda queue: 9)
    monkeypatch.setattr(screens, "wait_for_verdict", lambda *_, **__: pytest.fail("the answer waited"))
    assert "3 autres travaux" in text_of(hand_in(visitor, exercise, **AS_SCRIPT))


def test_who_checks_too_often_is_told_how_long_to_wait(visitor, exercise, settings):
    settings.GRADER = {**settings.GRADER, "CHECKS_PER_MINUTE": 1}
    hand_in(visitor, exercise, "// une")
    Submission.objects.update(state=SubmissionState.FAILED, graded_at=NOON)
    response = hand_in(visitor, exercise, "// deux", revision=1, **AS_SCRIPT)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert "beaucoup de vérifications en une minute" in text_of(response)
    assert response["Draft-Revision"] == "2"
    assert Draft.objects.get().files == {"script.js": "// deux"}


# --- what went wrong, in words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Vérification de votre travail"),
        ({"platform_failures": 1}, "n’a pas marché du premier coup"),
        ({"lane": Lane.REGRADE}, "vérifié de nouveau, après une erreur de notre part"),
    ],
)
def test_a_page_that_waits_says_why(visitor, apprentice, exercise, changes, words):
    panel = text_of(panel_of(visitor, SubmissionFactory(apprentice=apprentice, exercise=exercise, **changes)))
    assert words in panel
    assert "Votre travail est enregistré" in panel


def test_a_language_that_is_down_is_named_and_looked_at_seldom(visitor, apprentice, exercise):
    LanguageHealthFactory(state=LanguageState.BROKEN)
    panel = text_of(panel_of(visitor, SubmissionFactory(apprentice=apprentice, exercise=exercise)))
    assert "La vérification en JavaScript ne marche pas" in panel
    assert "sera vérifié tout seul" in panel
    assert 'data-every="10000"' in panel


def test_the_page_says_that_a_language_is_down_before_anything_is_handed_in(visitor, exercise):
    page = reverse("exercise", args=[exercise.key])
    assert "en panne" not in text_of(visitor.get(page))
    LanguageHealthFactory(state=LanguageState.BROKEN)
    assert "Notre vérification est en panne" in text_of(visitor.get(page))


def test_an_exercise_that_is_at_fault_is_not_blamed_on_the_platform(visitor, apprentice, exercise):
    submission = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.SET_ASIDE)
    )
    GradingRun.objects.update(fault="author")
    assert "Cet exercice contient une erreur" in text_of(panel_of(visitor, submission))


def test_what_is_only_practice_says_so(visitor, exercise, monkeypatch):
    page = reverse("exercise", args=[exercise.key])
    words = "ne s’inscrit pas dans vos compétences"
    assert words not in text_of(visitor.get(page))
    monkeypatch.setitem(
        grading.RUNTIMES, "javascript", replace(grading.RUNTIMES["javascript"], formative=True)
    )
    assert words in text_of(visitor.get(page))


def test_only_trainers_read_that_an_exercise_does_not_hold(apprentice, trainer, exercise, browse):
    version = exercise.current_version
    version.proof, version.proof_problems = ProofState.BROKEN, [{"trial": "starter", "text": "réussit"}]
    version.save()
    page = reverse("exercise", args=[exercise.key])
    assert "Cet exercice ne tient pas debout" in text_of(browse(trainer).get(page))
    assert "tient pas debout" not in text_of(browse(apprentice).get(page))


def test_the_state_of_checking_tells_what_is_down_and_what_does_not_hold(trainer, apprentice, browse):
    LanguageHealthFactory(state=LanguageState.BROKEN)
    broken = ExerciseFactory(published__title="Deux titres", published__proof=ProofState.BROKEN)
    ExerciseVersionFactory(
        exercise=broken, number=2, title="Ancienne", proof=ProofState.BROKEN, digest="ancienne"
    )
    SubmissionFactory(apprentice=apprentice)
    page = text_of(browse(trainer).get(reverse("grading_state")))
    assert "En panne : JavaScript" in page
    assert "Deux titres" in page
    assert "Ancienne" not in page
    assert "Aucune boîte n’est gardée prête" in page


def test_a_trainers_first_screen_warns_when_a_language_is_down(trainer, browse):
    home = reverse("home")
    assert "En panne" not in text_of(browse(trainer).get(home))
    LanguageHealthFactory(state=LanguageState.BROKEN)
    assert "En panne : JavaScript" in text_of(browse(trainer).get(home))


def test_what_the_code_wrote_is_shown_to_the_trainer_as_text(apprentice, trainer, exercise, browse):
    submission = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.FAILED)
    )
    GradingRun.objects.filter(pk=submission.current_run_id).update(printed="<script>alert(1)</script>")
    page = text_of(browse(trainer).get(reverse("review", args=[submission.pk])))
    assert "Ce que le code a écrit" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_what_is_found_cannot_become_markup(visitor, apprentice, exercise):
    submission = SubmissionFactory(
        apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.FAILED
    )
    judged(submission, sentence="<script>alert(1)</script>")
    panel = text_of(visitor.get(reverse("submission", args=[submission.pk]), headers=AS_SCRIPT))
    assert "<script>alert" not in panel
    assert "&lt;script&gt;" in panel


def test_a_hostile_submission_cannot_act_on_its_trainer(apprentice, trainer, exercise, browse):
    submission = SubmissionFactory(
        apprentice=apprentice,
        exercise=exercise,
        number=1,
        state=SubmissionState.FAILED,
        content="</code></pre><script>alert(1)</script>",
    )
    page = text_of(browse(trainer).get(reverse("review", args=[submission.pk])))
    assert "<script>alert" not in page


def test_the_preview_frame_is_a_sandbox_wherever_it_is_opened(visitor):
    policy = visitor.get(reverse("preview_frame"))["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self' http://localhost:8000" in policy


def test_a_trainers_answer_leads_to_the_next_that_waits(apprentice, peer, trainer, exercise, browse):
    first = SubmissionFactory(
        apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.PASSED
    )
    second = SubmissionFactory(apprentice=peer, exercise=exercise, number=1, state=SubmissionState.PASSED)
    response = browse(trainer).post(
        reverse("review", args=[first.pk]), {"decision": ReviewDecision.ACCEPTED, "comment": ""}
    )
    assert response["Location"] == reverse("review", args=[second.pk])


def test_a_trainer_who_returns_work_without_a_word_is_asked_for_one(apprentice, trainer, exercise, browse):
    submission = SubmissionFactory(
        apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.PASSED
    )
    response = browse(trainer).post(
        reverse("review", args=[submission.pk]), {"decision": "returned", "comment": " "}
    )
    assert "Dites en une phrase" in text_of(response)
    assert not hasattr(Submission.objects.get(), "review")


def test_spaces_are_shown_where_nothing_else_differs(visitor, apprentice, exercise):
    submission = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.FAILED)
    )
    result = submission.current_run.results.filter(passed=False).first()
    type(result).objects.filter(pk=result.pk).update(expected="Bonjour Léa", found="Bonjour  Léa")
    panel = text_of(panel_of(visitor, submission))
    assert "Bonjour··Léa" in panel
    assert "Seules des espaces diffèrent" in panel
    type(result).objects.filter(pk=result.pk).update(found="Bonsoir Léa")
    assert "Bonsoir Léa" in text_of(panel_of(visitor, submission))


def test_all_parts_of_the_editor_are_named_at_once(apprentice, browse):
    exercise = ExerciseFactory()
    page = browse(apprentice).get(reverse("exercise", args=[exercise.key])).content.decode()
    (parts,) = re.findall(r'data-editor-parts="([^"]*)"', page)
    assert len(parts.split()) > 3
    assert all(finders.find(part.removeprefix("/static/")) for part in parts.split())

"""A page beside its model: what it looked like is kept, shown to those who may see the try, and forgotten in time."""

import base64
import io
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from exercises import grading
from exercises.actions.grade import claim_submission, record_verdict
from exercises.actions.write import create_exercise, save_revision, try_revision
from exercises.jobs import try_author_work
from exercises.models import AuthorTry, Exercise, PagePicture, Submission
from exercises.states import SubmissionState
from grader.contract import BoxReport, Observation, Outcome, Verdict
from grader.judge import judge
from grader.sandbox.fake import FakeSandbox
from tests.factories.exercises import ExerciseFactory, ExerciseVersionFactory, SubmissionFactory

FOLDER = Path(__file__).parents[1] / "grader/exercises/page-image"


@pytest.fixture
def exercise(db: None) -> Exercise:
    """An exercise whose page is compared with two pictures."""
    content = grading.read_exercise_folder(FOLDER)
    exercise = ExerciseFactory(published=False)
    exercise.current_version = ExerciseVersionFactory(
        exercise=exercise, runtime="web", variant="web", definition=content.definition, competence_codes=[]
    )
    exercise.save()
    return exercise


def page(colour: str) -> str:
    """Return the picture of an empty page, as a box sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", (360, 400), colour).save(drawn, "PNG")
    return base64.b64encode(drawn.getvalue()).decode()


def verdict_on(exercise: Exercise, colour: str = "#ffffff") -> Verdict:
    checks = grading.content_of(exercise.current_version).judged_checks
    seen = {"picture": page(colour)}
    return judge(
        checks,
        BoxReport(Outcome.FINISHED, tuple(Observation(check.probe.id, seen) for check in checks)),
    )


def failed_try(exercise, apprentice, number, now) -> Submission:
    submission = SubmissionFactory(apprentice=apprentice, exercise=exercise, number=number)
    run = claim_submission(submission=submission, worker="test", now=now)
    assert run is not None
    record_verdict(run=run, verdict=verdict_on(exercise), now=now)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.FAILED
    return submission


def test_the_page_is_kept_where_it_differs(exercise, apprentice, now):
    submission = failed_try(exercise, apprentice, 1, now)

    result = submission.current_run.results.get(check_id="telephone")
    assert "pixels en partant du haut" in result.found
    with Image.open(io.BytesIO(bytes(result.picture.png))) as kept:
        assert kept.size == (360, 400)


def test_the_pictures_of_old_tries_are_forgotten_and_their_words_stay(exercise, apprentice, now):
    tries = [failed_try(exercise, apprentice, number, now) for number in (1, 2, 3, 4)]

    kept = PagePicture.objects.values_list("result__run__submission__number", flat=True)
    assert set(kept) == {2, 3, 4}
    assert tries[0].current_run.results.get(check_id="telephone").found


def test_another_ones_pictures_are_not_forgotten_for_mine(exercise, apprentice, peer, now):
    failed_try(exercise, peer, 1, now)
    for number in (1, 2, 3, 4):
        failed_try(exercise, apprentice, number, now)

    assert PagePicture.objects.filter(result__run__submission__apprentice=peer).exists()


def test_what_differs_stands_out(exercise, apprentice, client, now):
    result = failed_try(exercise, apprentice, 1, now).current_run.results.get(check_id="telephone")
    client.force_login(apprentice)

    answer = client.get(reverse("difference_picture", args=[result.pk]))

    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert (214, 0, 108) in {colour for _, colour in shown.convert("RGB").getcolors(1 << 20) or []}


def test_the_page_shows_the_model_before_and_the_curtain_after(exercise, apprentice, client, now):
    client.force_login(apprentice)
    address = reverse("exercise", args=[exercise.key])
    model = reverse("model_picture", args=[exercise.current_version_id, "telephone"])
    assert model in client.get(address).content.decode()
    assert client.get(model).content == grading.model_pictures(exercise.current_version)[0].png

    result = failed_try(exercise, apprentice, 1, now).current_run.results.get(check_id="telephone")

    shown = client.get(address).content.decode()
    assert reverse("page_picture", args=[result.pk]) in shown
    assert f'<img src="{model}" loading="lazy" alt="Le modèle">' in shown
    assert reverse("difference_picture", args=[result.pk]) in shown


def test_a_picture_is_for_those_who_may_see_the_try(exercise, apprentice, peer, trainer, client, now):
    result = failed_try(exercise, apprentice, 1, now).current_run.results.get(check_id="telephone")
    address = reverse("page_picture", args=[result.pk])

    statuses = {}
    for person in (apprentice, trainer, peer):
        client.force_login(person)
        statuses[person] = client.get(address).status_code

    assert statuses == {apprentice: 200, trainer: 200, peer: 404}


def test_an_authors_own_try_shows_the_same_curtain_to_her_alone(trainer, cast, browse, now, monkeypatch):
    files = grading.read_exercise_folder(FOLDER).files
    exercise = create_exercise(key=FOLDER.name, files=files, by=trainer, now=now)
    monkeypatch.setattr(
        grading, "_sandbox", lambda: FakeSandbox(look=lambda probe: {"picture": page("#ffffff")})
    )
    revision = exercise.revisions.get()
    asked = try_revision(revision=revision, files={}, by=trainer, now=now)
    try_author_work(try_id=asked.pk)
    author = browse(trainer)
    shown = author.get(reverse("author_preview", args=[exercise.key])).content.decode()
    assert "data-curtain" in shown
    addresses = {
        which: reverse("author_picture", args=[exercise.key, "telephone", which])
        for which in ("model", "page", "difference")
    }
    assert all(address in shown for address in addresses.values())
    pictures = {which: author.get(address) for which, address in addresses.items()}
    assert {answer["Content-Type"] for answer in pictures.values()} == {"image/png"}
    assert Image.open(io.BytesIO(pictures["page"].content)).size == (360, 400)
    assert len({answer.content for answer in pictures.values()}) == 3
    other = browse(cast["other_school_trainer"])
    assert other.get(addresses["page"]).status_code == 404
    assert author.get(addresses["page"].replace("telephone", "absente")).status_code == 404


def test_only_the_newest_try_of_an_author_keeps_its_pictures(trainer, now):
    files = grading.read_exercise_folder(FOLDER).files
    exercise = create_exercise(key=FOLDER.name, files=files, by=trainer, now=now)
    try_revision(revision=exercise.revisions.get(), files={}, by=trainer, now=now)
    newer = save_revision(exercise=exercise, files=files, on_top_of=1, by=trainer, now=now)
    try_revision(revision=newer, files={}, by=trainer, now=now)
    assert AuthorTry.objects.get().revision.number == newer.number

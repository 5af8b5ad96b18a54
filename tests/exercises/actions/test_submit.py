from datetime import timedelta

import pytest

from exercises.actions import submit as work
from exercises.models import Draft, Submission
from exercises.queries import queue_position
from exercises.states import PENDING_STATES, Lane, SubmissionState
from lms.core.permissions import Denied
from tests.factories.exercises import ExerciseFactory, ExerciseVersionFactory, SubmissionFactory

CODE = {"script.js": "function somme(a, b) { return a + b; }"}


@pytest.fixture
def exercise(db):
    return ExerciseFactory()


@pytest.fixture
def save(apprentice, exercise, now):
    def save_draft(files=CODE, revision=0, by=apprentice):
        return work.save_draft(apprentice=by, exercise=exercise, files=files, revision=revision, now=now)

    return save_draft


@pytest.fixture
def hand_in(apprentice, exercise, now):
    def submit(files=CODE, by=apprentice, at=now):
        return work.submit(apprentice=by, exercise=exercise, files=files, now=at)

    return submit


@pytest.fixture
def press(apprentice, exercise, now):
    """Return what « Vérifier » does: the draft is saved, and the work handed in."""

    def hand_in(files=CODE, revision=0, by=apprentice, at=now):
        return work.hand_in(apprentice=by, exercise=exercise, files=files, revision=revision, now=at)

    return hand_in


def judge_all(now):
    Submission.objects.filter(state__in=PENDING_STATES).update(state=SubmissionState.FAILED, graded_at=now)


def test_a_draft_grows_by_one_revision_each_time(save):
    first = save()
    second = save({"script.js": "// deux"}, revision=first.revision)
    assert (first.revision, second.revision) == (1, 2)
    assert Draft.objects.get().files == {"script.js": "// deux"}


def test_an_older_window_overwrites_nothing(save):
    save()
    save({"script.js": "// la plus récente"}, revision=1)
    with pytest.raises(work.DraftConflict) as conflict:
        save({"script.js": "// l'ancienne fenêtre"}, revision=1)
    assert conflict.value.draft.files == {"script.js": "// la plus récente"}
    assert Draft.objects.get().files == {"script.js": "// la plus récente"}


def test_saving_the_same_text_is_never_a_conflict(save):
    save()
    assert save(revision=0).revision == 1


@pytest.mark.parametrize(
    "files",
    [
        {"autre.js": "1"},
        {"../script.js": "1"},
        {"script.js": "\x00"},
        {"script.js": "\ud800"},
        {"script.js": 3},
        {"script.js": None},
        {"script.js": "x" * 2_000_000},
    ],
)
def test_files_that_cannot_be_kept_are_refused_with_a_sentence(save, hand_in, files):
    for attempt in (save, hand_in):
        with pytest.raises(work.WorkRefused) as refusal:
            attempt(files)
        assert len(str(refusal.value)) > 15
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()


def test_a_read_only_file_stays_as_the_author_wrote_it(hand_in):
    submission = hand_in({**CODE, "lisezmoi.txt": "changé"})
    assert [file.path for file in submission.files.all()] == ["script.js"]


def test_line_ends_of_a_browser_form_are_made_plain(hand_in):
    submission = hand_in({"script.js": "une\r\ndeux\r\n"})
    assert submission.files.get().content == "une\ndeux\n"


@pytest.mark.parametrize("who", ["coordinator", "adviser", "client", "other_client"])
def test_only_apprentices_and_trainers_write(who, cast, save, hand_in, press):
    for attempt in (save, hand_in, press):
        with pytest.raises(Denied):
            attempt(by=cast[who])


def test_an_apprentice_who_left_writes_no_more(apprentice, hand_in, now):
    apprentice.enrolments.update(left_on=now.date())
    with pytest.raises(Denied):
        hand_in()


def test_handing_in_keeps_the_files_and_queues_the_work(hand_in, now):
    submission = hand_in()
    assert (submission.state, submission.number, submission.submitted_at) == (SubmissionState.QUEUED, 1, now)
    assert {file.path: file.content for file in submission.files.all()} == CODE


def test_the_queue_is_woken_with_the_id_only(hand_in, monkeypatch, django_capture_on_commit_callbacks):
    woken = []

    class Queue:
        def get_job_position(self, key):
            return None

        def enqueue(self, job, *, job_id, kwargs, meta):
            woken.append((job, kwargs))
            assert set(meta) == {"request_id"}

    monkeypatch.setattr("lms.core.queue.django_rq.get_queue", lambda *args, **kwargs: Queue())
    with django_capture_on_commit_callbacks(execute=True):
        submission = hand_in()
    assert woken == [("exercises.jobs.grade_submission", {"submission_id": submission.pk})]


def test_a_second_click_answers_with_the_work_being_checked(hand_in):
    first = hand_in()
    with pytest.raises(work.AlreadyPending) as pending:
        hand_in()
    assert pending.value.submission == first
    assert Submission.objects.count() == 1


def test_other_work_waits_until_the_former_is_checked(hand_in, apprentice, now):
    hand_in()
    with pytest.raises(work.WorkRefused, match="essai 1"):
        hand_in({"script.js": "// autre chose"})
    with pytest.raises(work.WorkRefused, match="Additionner"):
        work.submit(apprentice=apprentice, exercise=ExerciseFactory(), files=CODE, now=now)
    assert Submission.objects.count() == 1


def test_tries_are_numbered_by_apprentice(hand_in, peer, now):
    first = hand_in()
    Submission.objects.filter(pk=first.pk).update(state=SubmissionState.FAILED, graded_at=now)
    assert hand_in(at=now + timedelta(minutes=1)).number == 2
    assert hand_in(by=peer).number == 1


def test_what_was_set_aside_does_not_block_the_next_try(apprentice, exercise, hand_in):
    SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.SET_ASIDE)
    assert hand_in().number == 2


def test_an_apprentice_keeps_the_version_she_started_with(save, hand_in, exercise):
    draft = save()
    newer = ExerciseVersionFactory(exercise=exercise, number=2)
    exercise.current_version = newer
    exercise.save()
    assert hand_in().version == draft.version


# --- « Vérifier » --------------------------------------------------------------------------------------------


def test_one_click_saves_the_draft_and_hands_it_in(press):
    done = press()
    assert (done.draft.revision, done.submission.number, done.refusal) == (1, 1, None)
    assert Draft.objects.get().files == CODE


def test_a_newer_draft_of_another_window_is_left_alone(save, press):
    save({"script.js": "// l'autre fenêtre"})
    done = press(revision=0)
    assert done.draft is None
    assert Draft.objects.get().files == {"script.js": "// l'autre fenêtre"}
    assert done.submission.files.get().content == CODE["script.js"]


def test_the_same_click_twice_is_one_check(press):
    assert press().submission == press(revision=1).submission
    assert Submission.objects.count() == 1


def test_what_is_refused_is_saved_as_a_draft_all_the_same(press):
    press()
    done = press({"script.js": "// la suite"}, revision=1)
    assert "essai 1" in str(done.refusal)
    assert done.submission is None
    assert Draft.objects.get().files == {"script.js": "// la suite"}


def test_files_that_cannot_be_kept_are_refused_whole(press):
    done = press({"autre.js": "1"})
    assert (done.draft, done.submission) == (None, None)
    assert "autre.js" in str(done.refusal)


# --- fairness ------------------------------------------------------------------------------------------------


def check_often(press, now, times=10):
    """Check `times` times within twenty seconds; return when the first was."""
    for number in range(times):
        done = press({"script.js": f"// {number}"}, revision=number, at=now + timedelta(seconds=2 * number))
        assert done.submission is not None
        judge_all(now)
    return now


def test_who_checks_too_often_is_told_how_long_to_wait_and_loses_nothing(press, now):
    check_often(press, now)
    done = press({"script.js": "// encore"}, revision=10, at=now + timedelta(seconds=35))
    assert isinstance(done.refusal, work.TooManyChecks)
    assert done.refusal.wait == 25
    assert "dans 25\xa0secondes" in str(done.refusal)
    assert Draft.objects.get().files == {"script.js": "// encore"}
    assert Submission.objects.count() == 10


def test_after_the_wait_she_may_check_again(press, now):
    check_often(press, now)
    assert (
        press({"script.js": "// encore"}, revision=10, at=now + timedelta(seconds=60)).submission is not None
    )


def test_what_was_checked_while_the_clock_was_ahead_holds_nobody_back(press, now):
    check_often(press, now + timedelta(hours=1))
    assert press({"script.js": "// encore"}, revision=10, at=now).submission is not None


def test_the_limit_counts_each_person_apart(press, peer, now):
    check_often(press, now)
    assert press(by=peer, at=now + timedelta(seconds=30)).submission is not None


def test_the_limit_is_a_setting(press, now, settings):
    settings.GRADER = {**settings.GRADER, "CHECKS_PER_MINUTE": 2}
    check_often(press, now, times=2)
    assert press({"script.js": "// encore"}, revision=2, at=now + timedelta(seconds=5)).submission is None


def test_a_flood_by_one_apprentice_delays_nobody_else(press, apprentice, peer, now):
    for number in range(50):
        press({"script.js": f"// {number}"}, revision=number, at=now)
    hers = Submission.objects.get()
    assert (hers.apprentice, queue_position(hers)) == (apprentice, 1)
    theirs = press(by=peer, at=now + timedelta(seconds=1)).submission
    assert queue_position(theirs) == 2


def test_a_flood_of_regrades_delays_nobody_who_waits(press, apprentice, now):
    for number in range(20):
        SubmissionFactory(
            apprentice=apprentice, number=number, lane=Lane.REGRADE, submitted_at=now - timedelta(days=1)
        )
    assert queue_position(press().submission) == 1

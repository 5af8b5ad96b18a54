from datetime import timedelta

import pytest

from exercises.actions.comment import (
    CommentRefused,
    answer_comment,
    change_comment,
    discard_comment,
    reopen_comment,
    send_comments,
    settle_comment,
    write_comment,
)
from exercises.actions.review import review_submission
from exercises.models import LineComment
from exercises.queries import (
    commented_tries_of,
    commented_work_of,
    comments_of,
    comments_visible_to,
    submissions_waiting_for,
)
from exercises.states import ReviewDecision, SubmissionState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people.models import StaffPost
from tests.factories.exercises import LineCommentFactory, SubmissionFactory

CODE = "function somme(a, b) {\n  return a - b;\n}\n"


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, content=CODE)


@pytest.fixture
def write(submission, trainer, now):
    def write_on(first=2, last=2, text="Le signe ?", by=trainer, path="script.js"):
        return write_comment(
            submission=submission, path=path, first_line=first, last_line=last, text=text, by=by, now=now
        )

    return write_on


@pytest.fixture
def comment(submission, trainer):
    return LineCommentFactory(submission=submission, author=trainer)


def review(submission, by, now, decision=ReviewDecision.ACCEPTED):
    return review_submission(submission=submission, decision=decision, comment="Bien.", by=by, now=now)


def test_a_comment_stays_with_its_author_until_the_review(write, submission, apprentice, trainer, now):
    comment = write()
    assert list(comments_of(submission, trainer)) == [comment]
    assert not comments_of(submission, apprentice).exists()
    assert not comments_visible_to(apprentice).exists()
    review(submission, trainer, now)
    assert list(comments_of(submission, apprentice)) == [comment]
    assert AuditEvent.objects.filter(action="line_comments_sent", subject_id=str(submission.pk)).exists()


def test_once_the_work_is_answered_a_comment_goes_at_once(write, submission, apprentice, trainer, now):
    review(submission, trainer, now)
    comment = write()
    assert list(comments_of(submission, apprentice)) == [comment]


@pytest.mark.parametrize(
    ("first", "last", "path", "text"),
    [
        (0, 1, "script.js", "Ici."),
        (3, 2, "script.js", "Ici."),
        (2, 4, "script.js", "Ici."),
        (1, 1, "autre.js", "Ici."),
        (1, 1, "script.js", "  "),
        (1, 1, "script.js", "x" * 2001),
    ],
)
def test_what_stands_on_no_line_or_says_nothing_is_refused(write, first, last, path, text):
    with pytest.raises(CommentRefused):
        write(first, last, text, path=path)


def test_signs_that_no_database_keeps_are_left_out(comment, apprentice, now):
    assert answer_comment(comment=comment, text="Ou\0i.", by=apprentice, now=now).text == "Oui."


def test_every_line_of_a_file_can_be_written_on(write):
    assert write(1, 3).last_line == 3


MAY_WRITE = {
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


@pytest.mark.parametrize(("who", "may"), MAY_WRITE.items())
def test_who_writes_beside_lines(who, may, cast, write):
    if may:
        assert write(by=cast[who])
    else:
        with pytest.raises(Denied):
            write(by=cast[who])


@pytest.mark.parametrize(("who", "may"), (MAY_WRITE | {"apprentice": True}).items())
def test_who_speaks_about_a_comment(who, may, cast, comment, now):
    acts = (
        lambda: answer_comment(comment=comment, text="Oui.", by=cast[who], now=now),
        lambda: settle_comment(comment=comment, by=cast[who], now=now),
        lambda: reopen_comment(comment=comment, by=cast[who], now=now),
    )
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(Denied):
                act()


@pytest.mark.parametrize(("who", "sees"), (MAY_WRITE | {"apprentice": True}).items())
def test_who_sees_a_comment(who, sees, cast, comment):
    assert comments_visible_to(cast[who]).filter(pk=comment.pk).exists() is sees


def test_a_former_trainer_sees_and_writes_nothing(trainer, comment, write, now):
    StaffPost.objects.filter(person=trainer).delete()
    assert not comments_visible_to(trainer).exists()
    for act in (write, lambda: settle_comment(comment=comment, by=trainer, now=now)):
        with pytest.raises(Denied):
            act()


def test_one_who_has_left_answers_no_more(apprentice, comment, now):
    apprentice.enrolments.update(left_on=now.date())
    with pytest.raises(Denied):
        answer_comment(comment=comment, text="Oui.", by=apprentice, now=now)


def test_only_its_author_changes_or_deletes_a_comment_and_only_before_it_is_sent(
    write, submission, cast, now
):
    comment = write()
    words = {"path": "script.js", "first_line": 1, "last_line": 3, "text": "Toute la fonction.", "now": now}
    for who in ("apprentice", "other_school_trainer", "coordinator"):
        with pytest.raises(Denied):
            change_comment(comment=comment, by=cast[who], **words)
    change_comment(comment=comment, by=cast["trainer"], **words)
    comment.refresh_from_db()
    assert (comment.first_line, comment.text) == (1, "Toute la fonction.")
    discard_comment(comment=write(), by=cast["trainer"])
    send_comments(submission=submission, by=cast["trainer"], now=now)
    comment.refresh_from_db()
    with pytest.raises(Denied):
        discard_comment(comment=comment, by=cast["trainer"])
    assert LineComment.objects.count() == 1


def test_an_answer_waits_for_the_trainers_and_theirs_for_the_apprentice(comment, apprentice, trainer, now):
    review(comment.submission, trainer, now)
    assert not submissions_waiting_for(trainer).exists()
    assert [one.open_count for one in commented_work_of(apprentice)] == [1]
    answer_comment(comment=comment, text="Pourquoi ?", by=apprentice, now=now)
    later = now + timedelta(hours=1)
    answer_comment(comment=comment, text="Et aussi ?", by=apprentice, now=later)
    assert [one.answered_since for one in submissions_waiting_for(trainer)] == [now]
    assert not commented_work_of(apprentice).exists()
    answer_comment(comment=comment, text="Parce que.", by=trainer, now=later)
    assert not submissions_waiting_for(trainer).exists()
    assert commented_work_of(apprentice).exists()


def test_what_is_dealt_with_waits_for_nobody_and_opens_again(comment, apprentice, trainer, now):
    answer_comment(comment=comment, text="C'est fait.", by=apprentice, now=now)
    settle_comment(comment=comment, by=apprentice, now=now)
    settle_comment(comment=comment, by=trainer, now=now)
    comment.refresh_from_db()
    assert (comment.settled_by, comment.awaiting_trainer_since) == (apprentice, None)
    assert not commented_work_of(apprentice).exists()
    reopen_comment(comment=comment, by=trainer, now=now)
    assert commented_work_of(apprentice).exists()
    settle_comment(comment=comment, by=trainer, now=now)
    answer_comment(comment=comment, text="Encore une question.", by=apprentice, now=now)
    comment.refresh_from_db()
    assert not comment.is_settled
    assert comment.awaiting_trainer_since == now


def test_answers_and_new_work_wait_together_the_oldest_first(comment, apprentice, peer, trainer, now):
    review(comment.submission, trainer, now)
    answer_comment(comment=comment, text="Pourquoi ?", by=apprentice, now=now)
    other = SubmissionFactory(
        apprentice=peer, state=SubmissionState.PASSED, submitted_at=now - timedelta(hours=2)
    )
    assert list(submissions_waiting_for(trainer)) == [other, comment.submission]


def test_comments_are_counted_by_try(comment, apprentice, trainer, now):
    LineCommentFactory(submission=comment.submission, author=trainer, settled_at=now, settled_by=trainer)
    LineCommentFactory(submission=comment.submission, author=trainer, sent_at=None)
    found = commented_tries_of(apprentice, comment.submission.exercise)
    assert [(one.comment_count, one.open_count) for one in found] == [(2, 1)]
    answer_comment(comment=comment, text="Oui.", by=apprentice, now=now)
    assert [(one.comment_count, one.open_count) for one in found.all()] == [(2, 0)]

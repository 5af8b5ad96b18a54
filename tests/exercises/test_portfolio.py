"""The portfolio: what she chose, as she ordered it, and nothing else of her."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exercises.actions import portfolio as actions
from exercises.models import PortfolioAddress, PortfolioPiece, SubmittedFile
from exercises.queries.portfolio import pieces_of, pieces_seen_by, portfolio_at, work_to_show
from exercises.states import SubmissionState
from lms.core.permissions import Denied
from lms.people.models import ExitKind
from tests.factories.exercises import ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import EnrolmentFactory

pytestmark = pytest.mark.django_db

QUARTER = timedelta(days=90)


def passed(person, **fields):
    work = judged(
        SubmissionFactory(apprentice=person, **{"number": 1, "state": SubmissionState.PASSED, **fields})
    )
    SubmittedFile.objects.get_or_create(
        submission=work, path="script.js", defaults={"content": "const salut = '<b>bonjour</b>';\n"}
    )
    return work


def show(person, work, now, words="Ma première fonction."):
    return actions.show_work(apprentice=person, submission=work, words=words, now=now)


# ---- choosing -----------------------------------------------------------------------------------------------


def test_only_ones_own_newest_passed_work_can_be_shown(apprentice, peer, now):
    first = passed(apprentice)
    newest = passed(apprentice, exercise=first.exercise, number=2)
    failed = judged(SubmissionFactory(apprentice=apprentice, number=1, state=SubmissionState.FAILED))
    assert list(work_to_show(apprentice)) == [newest]
    for work in (first, failed, passed(peer)):
        with pytest.raises(actions.PortfolioRefused):
            show(apprentice, work, now)
    show(apprentice, newest, now)
    with pytest.raises(actions.PortfolioRefused):
        show(apprentice, newest, now)  # twice
    assert not work_to_show(apprentice)


@pytest.mark.parametrize("who", ["trainer", "coordinator", "adviser", "client"])
def test_only_apprentices_keep_one(who, cast, now):
    with pytest.raises(Denied):
        actions.open_address(apprentice=cast[who], shown_name="X", lasts=QUARTER, now=now)


def test_there_are_twelve_at_the_most(apprentice, now):
    for _ in range(actions.MOST_PIECES):
        show(apprentice, passed(apprentice), now)
    with pytest.raises(actions.PortfolioRefused):
        show(apprentice, passed(apprentice), now)


def test_pieces_change_places_and_stay_at_the_ends(apprentice, now):
    one, two, three = [show(apprentice, passed(apprentice), now) for _ in range(3)]
    actions.move_piece(piece=three, earlier=True)
    assert list(pieces_of(apprentice)) == [one, three, two]
    actions.move_piece(piece=one, earlier=True)
    actions.move_piece(piece=two, earlier=False)
    assert list(pieces_of(apprentice)) == [one, three, two]


def test_work_that_no_longer_passes_is_not_shown(apprentice, now):
    work = passed(apprentice)
    show(apprentice, work, now)
    type(work).objects.filter(pk=work.pk).update(state=SubmissionState.FAILED)
    assert not pieces_of(apprentice)
    type(work).objects.filter(pk=work.pk).update(state=SubmissionState.PASSED)
    assert pieces_of(apprentice).count() == 1


def test_she_chooses_says_and_removes_on_her_page(apprentice, browse):
    work = passed(apprentice)
    page, browser = reverse("my_portfolio"), browse(apprentice)
    assert page in browser.get(reverse("my_competences")).content.decode()
    refused = browser.post(page, {"submission": work.pk, "words": "a" * 301})
    assert refused.status_code == 422
    assert "a" * 301 in refused.content.decode()  # nothing typed is lost
    browser.post(page, {"submission": work.pk, "words": "Ma <b>fonction</b>."})
    piece = PortfolioPiece.objects.get()
    shown = browser.get(reverse("apprentice_portfolio", args=[apprentice.pk])).content.decode()
    assert "Ma &lt;b&gt;fonction&lt;/b&gt;." in shown
    assert "<b>bonjour" not in shown
    browser.post(reverse("change_piece", args=[piece.pk]), {"words": "Autrement."})
    assert pieces_of(apprentice).get().words == "Autrement."
    browser.post(reverse("change_piece", args=[piece.pk]), {"remove": ""})
    assert "Rien n’est encore montré" in browser.get(page).content.decode()


# ---- who sees it --------------------------------------------------------------------------------------------


def test_those_who_follow_her_see_it_and_a_school_only_what_was_done_there(
    apprentice, trainer, other_cohort, other_school_trainer, browse, now
):
    here = passed(apprentice, submitted_at=now)
    piece = show(apprentice, here, now)
    assert list(pieces_seen_by(trainer, apprentice)) == [piece]
    apprentice.enrolments.update(left_on=now.date(), exit_kind=ExitKind.TRAINING)
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort, enrolled_on=now.date() + timedelta(days=3))
    later = show(apprentice, passed(apprentice, submitted_at=now + timedelta(days=9)), now)
    assert list(pieces_seen_by(trainer, apprentice)) == [piece]
    assert later in pieces_seen_by(other_school_trainer, apprentice)


# ---- the address --------------------------------------------------------------------------------------------


@pytest.fixture
def address(apprentice):
    show(apprentice, passed(apprentice), timezone.now())
    return actions.open_address(apprentice=apprentice, shown_name="Aïcha", lasts=QUARTER, now=timezone.now())


def test_whoever_has_it_sees_the_work_and_nothing_else_of_her(address, apprentice, cohort, browse):
    answer = browse(None).get(reverse("shared_portfolio", args=[address.token]))
    page = answer.content.decode()
    assert "Ma première fonction." in page
    assert "<h1>Aïcha</h1>" in page
    for secret in (
        apprentice.email,
        apprentice.last_name,
        cohort.name,
        cohort.school.name,
        "/rendus/",
        "/exercices/un",
    ):
        assert secret not in page
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_it_cannot_be_guessed_and_a_new_one_replaces_it(address, apprentice, browse):
    assert len(address.token) >= 40
    again = actions.open_address(apprentice=apprentice, shown_name="Aïcha", lasts=QUARTER, now=timezone.now())
    assert browse(None).get(reverse("shared_portfolio", args=[address.token])).status_code == 404
    assert browse(None).get(reverse("shared_portfolio", args=[again.token])).status_code == 200


def test_it_ends_by_itself_when_she_says_so_and_with_her_account(address, apprentice, browse):
    path = reverse("shared_portfolio", args=[address.token])
    assert portfolio_at(address.token, now=address.expires_at) is None
    apprentice.is_active = False
    apprentice.save()
    assert browse(None).get(path).status_code == 404
    apprentice.is_active = True
    apprentice.save()
    assert browse(None).get(path).status_code == 200
    browse(apprentice).post(reverse("share_portfolio"), {"close": ""})
    assert browse(None).get(path).status_code == 404
    assert not PortfolioAddress.objects.exists()


def test_she_opens_it_with_her_first_name_unless_she_says_otherwise(apprentice, browse):
    browser = browse(apprentice)
    assert f'value="{apprentice.first_name}"' in browser.get(reverse("my_portfolio")).content.decode()
    refused = browser.post(reverse("share_portfolio"), {"shown_name": "", "days": "90"})
    assert refused.status_code == 422
    browser.post(reverse("share_portfolio"), {"shown_name": "A. C.", "days": "30"})
    opened = PortfolioAddress.objects.get()
    assert opened.shown_name == "A. C."
    assert opened.expires_at - opened.made_at == timedelta(days=30)
    assert opened.token in browser.get(reverse("my_portfolio")).content.decode()


def test_the_page_costs_the_same_for_any_number_of_pieces(
    address, apprentice, browse, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(20) as counted:
            browse(None).get(reverse("shared_portfolio", args=[address.token]))
        return len(counted)

    cost()  # what an exercise asks is read once by each process, then kept
    before = cost()
    exercise = pieces_of(apprentice).get().submission.exercise
    for _ in range(3):
        other = ExerciseFactory()
        show(apprentice, passed(apprentice, exercise=other), timezone.now())
        assert other != exercise
    cost()
    assert cost() == before

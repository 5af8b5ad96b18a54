"""What becomes evidence besides tickets: parts in approved versions, and quotes while the client agrees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from client_projects import actions
from client_projects.actions import EvidenceRefused
from client_projects.models import VersionPart
from client_projects.queries import (
    parts_to_validate_by,
    quotes_visible_to,
    things_to_do_for_client,
    version_parts_visible_to,
)
from client_projects.states import DecisionKind, PartState
from lms.core.permissions import Denied
from lms.records.actions import validate
from lms.records.models import Competence, Evidence, Level
from tests.client_projects.test_visibility import EVERYBODY, INSIDE
from tests.factories.client_projects import (
    MOMENT,
    DecisionFactory,
    RemarkFactory,
    TeamMemberFactory,
    VersionFactory,
    part_of,
    quote_of,
)
from tests.factories.records import certify

SENTENCE = "J'ai dessiné la page d'accueil."


@pytest.fixture
def competences(cohort):
    certify(cohort)
    return list(Competence.objects.all()[:2])


@pytest.fixture
def approved(shared, client_person):
    DecisionFactory(version=shared, decided_by=client_person)
    return shared


@pytest.fixture
def part(shared, apprentice, competences, now):
    return actions.say_version_part(
        version=shared, sentence=SENTENCE, competences=competences, by=apprentice, now=now
    )


@pytest.fixture
def remark(project, client_person):
    return RemarkFactory(
        project=project, author=client_person, text="Bonjour. C'est exactement ce qu'il nous fallait. Merci."
    )


QUOTED = "C'est exactement ce qu'il nous fallait."


@pytest.fixture
def asked(project, remark, trainer, now):
    return actions.ask_for_quote(project=project, source=remark, text=QUOTED, by=trainer, now=now)


@pytest.fixture
def agreed(asked, client_person, now):
    return actions.answer_quote(quote=asked, agrees=True, by=client_person, now=now)


def newer_version(shared, apprentice, trainer, now):
    newer = VersionFactory(deliverable=shared.deliverable, number=2, handed_in_by=apprentice)
    return actions.share_version(version=newer, by=trainer, now=now)


# --- Parts


def test_a_part_is_evidence_once_the_client_approved_and_a_trainer_validated(
    part, approved, apprentice, peer, project, trainer, competences, now
):
    TeamMemberFactory(project=project, apprentice=peer)
    assert not Evidence.objects.exists()
    assert list(parts_to_validate_by(trainer)) == [part]
    actions.validate_part(
        part=part, seen_digest=part.digest, competences=competences[:1], by=trainer, now=now
    )
    line = Evidence.objects.get()
    assert (line.apprentice, line.competence) == (apprentice, competences[0])
    assert SENTENCE in line.source_title
    assert line.source_url == approved.decision_url
    assert not parts_to_validate_by(trainer).exists()


@pytest.mark.parametrize("kind", [None, DecisionKind.CHANGES_REQUESTED])
def test_a_part_in_what_the_client_did_not_approve_is_no_evidence(
    kind, part, shared, client_person, trainer, competences, now
):
    if kind is not None:
        DecisionFactory(version=shared, decided_by=client_person, kind=kind, reason="Trop sombre.")
    assert not parts_to_validate_by(trainer).exists()
    with pytest.raises(EvidenceRefused):
        actions.validate_part(
            part=part, seen_digest=part.digest, competences=competences, by=trainer, now=now
        )
    assert not Evidence.objects.exists()


def test_a_lapsed_approval_gives_no_new_evidence_and_what_it_gave_says_so(
    part, approved, apprentice, trainer, competences, now, browse
):
    actions.validate_part(part=part, seen_digest=part.digest, competences=competences, by=trainer, now=now)
    newer_version(approved, apprentice, trainer, now)
    assert Evidence.objects.count() == 2
    assert "ne tient plus" in browse(trainer).get(approved.decision_url).content.decode()
    actions.withdraw_part(
        part=part,
        seen_digest=part.digest,
        reason="La page a été refaite par une autre.",
        by=trainer,
        now=now,
    )
    assert not Evidence.objects.exists()
    assert "refaite par une autre" in browse(apprentice).get(approved.decision_url).content.decode()


def test_a_part_said_before_a_newer_version_is_not_validated_any_more(
    part, approved, apprentice, trainer, competences, now
):
    newer_version(approved, apprentice, trainer, now)
    assert not parts_to_validate_by(trainer).exists()
    with pytest.raises(EvidenceRefused):
        actions.validate_part(
            part=part, seen_digest=part.digest, competences=competences, by=trainer, now=now
        )
    with pytest.raises(EvidenceRefused):
        actions.say_version_part(version=approved, sentence="x", competences=[], by=apprentice, now=now)


def test_a_part_goes_back_and_comes_again_but_not_once_it_is_evidence(
    part, approved, apprentice, trainer, competences, now
):
    answer = {"seen_digest": part.digest, "by": trainer, "now": now}
    with pytest.raises(EvidenceRefused):
        actions.return_part(part=part, reason=" ", **answer)
    actions.return_part(part=part, reason="Quelle page ?", **answer)
    said = {"version": approved, "by": apprentice, "now": now}
    part = actions.say_version_part(sentence="La page d'accueil.", competences=competences, **said)
    actions.validate_part(part=part, seen_digest=part.digest, competences=competences, by=trainer, now=now)
    with pytest.raises(EvidenceRefused):
        actions.say_version_part(sentence="Toutes les pages.", competences=competences, **said)
    with pytest.raises(EvidenceRefused):
        actions.return_part(part=part, seen_digest=part.digest, reason="Encore ?", by=trainer, now=now)
    assert {line.source_title.rpartition(": ")[2] for line in Evidence.objects.all()} == {
        "La page d'accueil."
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reads_and_who_acts_on_a_part(who, cast, other_project, approved, part, competences, now):
    person = cast[who]
    assert version_parts_visible_to(person or AnonymousUser()).exists() == (who in INSIDE)
    if person is None:
        return
    tries = {
        "say": (
            lambda: actions.say_version_part(
                version=approved, sentence="x", competences=[], by=person, now=now
            ),
            {"apprentice"},
        ),
        "validate": (
            lambda: actions.validate_part(
                part=part, seen_digest=part.digest, competences=competences, by=person, now=now
            ),
            {"trainer"},
        ),
        "withdraw": (
            lambda: actions.withdraw_part(part=part, seen_digest=part.digest, reason="x", by=person, now=now),
            {"trainer"},
        ),
    }
    for name, (attempt, allowed) in tries.items():
        try:
            attempt()
        except Denied:
            assert who not in allowed, name
        else:
            assert who in allowed, name


def test_the_screen_proposes_and_validates_a_part(
    approved, apprentice, trainer, client_person, competences, browse
):
    address = reverse("version_part", args=["les-jardins", approved.pk])
    browse(apprentice).post(address, {"part-sentence": SENTENCE, "part-competences": [competences[0].pk]})
    part = approved.parts.get()
    assert SENTENCE not in browse(client_person).get(approved.decision_url).content.decode()
    assert f"{approved.decision_url}#part-{part.pk}" in browse(trainer).get("/").content.decode()
    review = reverse("part_review", args=["les-jardins", part.pk])
    refused = browse(trainer).post(review, {f"review-{part.pk}-verdict": "return"})
    assert "l’apprenti·e le lit" in refused.content.decode()
    key = f"review-{part.pk}"
    answer = {f"{key}-verdict": "validate", f"{key}-competences": [competences[0].pk]}
    browse(trainer).post(review, {**answer, f"{key}-seen_digest": part.digest})
    assert Evidence.objects.get().apprentice == apprentice


def test_a_sentence_that_changed_while_it_was_read_is_shown_before_it_is_validated(
    part, approved, apprentice, trainer, competences, now, browse
):
    key, page = f"review-{part.pk}", browse(trainer)
    review = reverse("part_review", args=["les-jardins", part.pk])
    shown = page.get(approved.decision_url).context["parts"][0][1].initial["seen_digest"]
    said = {"version": approved, "competences": competences, "by": apprentice, "now": now}
    actions.say_version_part(sentence="J'ai tout fait.", **said)
    answer = {f"{key}-verdict": "validate", f"{key}-competences": [competences[1].pk]}
    refused = page.post(review, {**answer, f"{key}-seen_digest": shown})
    text = refused.content.decode()
    assert not Evidence.objects.exists()
    assert "lisez d’abord la nouvelle" in text
    assert "J&#x27;ai tout fait." in text
    # What she chose is still there, and what is shown now can be validated.
    form = refused.context["parts"][0][1]
    assert form["competences"].value() == [str(competences[1].pk)]
    page.post(review, {**answer, f"{key}-seen_digest": form["seen_digest"].value()})
    assert Evidence.objects.get().competence == competences[1]


def test_a_part_said_again_does_not_go_back_unread(
    part, approved, apprentice, trainer, competences, now, browse
):
    """The trainer's page, and her object, are as old as the sentence that she read."""
    stale, read = VersionPart.objects.get(pk=part.pk), part.digest
    key, page = f"review-{part.pk}", browse(trainer)
    said = {"version": approved, "competences": competences, "by": apprentice, "now": now}
    actions.say_version_part(sentence="J'ai tout fait.", **said)
    with pytest.raises(EvidenceRefused, match="nouvelle"):
        actions.return_part(part=stale, seen_digest=read, reason="Quelle page ?", by=trainer, now=now)
    answer = {f"{key}-verdict": "return", f"{key}-reason": "Quelle page ?"}
    review = reverse("part_review", args=["les-jardins", part.pk])
    refused = page.post(review, {**answer, f"{key}-seen_digest": read})
    part.refresh_from_db()
    assert (part.state, part.answer) == (PartState.PROPOSED, "")
    text = refused.content.decode()
    assert "J&#x27;ai tout fait." in text
    assert "Quelle page ?" in text  # what she wrote is not lost
    # A form without any digest, as an old page or another program sends it, is no answer either.
    page.post(review, answer)
    part.refresh_from_db()
    assert part.state == PartState.PROPOSED
    form = refused.context["parts"][0][1]
    page.post(review, {**answer, f"{key}-seen_digest": form["seen_digest"].value()})
    part.refresh_from_db()
    assert (part.state, part.answer) == (PartState.RETURNED, "Quelle page ?")


def test_evidence_that_was_said_again_is_not_withdrawn_unread(
    part, approved, apprentice, trainer, competences, now
):
    """Another trainer has withdrawn it, had it said again and validated it while this page was open."""
    given = {"part": part, "by": trainer, "now": now}
    actions.validate_part(seen_digest=part.digest, competences=competences, **given)
    stale, read = VersionPart.objects.get(pk=part.pk), part.digest
    actions.withdraw_part(seen_digest=read, reason="Trop court.", **given)
    part = actions.say_version_part(
        version=approved, sentence="La page d'accueil.", competences=competences, by=apprentice, now=now
    )
    actions.validate_part(part=part, seen_digest=part.digest, competences=competences, by=trainer, now=now)
    with pytest.raises(EvidenceRefused, match="nouvelle"):
        actions.withdraw_part(part=stale, seen_digest=read, reason="Trop court.", by=trainer, now=now)
    assert Evidence.objects.count() == 2


def test_a_version_costs_the_same_with_more_parts(
    approved, project, apprentice, peer, trainer, competences, browse, django_assert_max_num_queries
):
    page = browse(trainer)
    part_of(approved, apprentice)
    page.get(approved.decision_url)  # what is looked up once in a process
    with django_assert_max_num_queries(40) as few:
        page.get(approved.decision_url)
    part_of(approved, peer)
    with django_assert_max_num_queries(40) as many:
        page.get(approved.decision_url)
    assert len(many) == len(few)


def test_the_quotes_cost_the_same_with_more_of_them(
    agreed, project, client_person, trainer, competences, browse, django_assert_max_num_queries
):
    page, address = browse(trainer), reverse("quotes", args=["les-jardins"])
    page.get(address)  # what is looked up once in a process
    with django_assert_max_num_queries(40) as few:
        page.get(address)
    quote_of(RemarkFactory(project=project, author=client_person), trainer, agreed_by=client_person)
    with django_assert_max_num_queries(40) as many:
        page.get(address)
    assert len(many) == len(few)


# --- Quotes


def test_a_quote_is_what_she_wrote_word_for_word(project, other_project, remark, trainer, now):
    ask = {"project": project, "by": trainer, "now": now}
    for text in ("C'est parfait.", "  "):
        with pytest.raises(EvidenceRefused):
            actions.ask_for_quote(source=remark, text=text, **ask)
    with pytest.raises(EvidenceRefused):
        actions.ask_for_quote(source=remark, text=QUOTED, **{**ask, "project": other_project})
    assert actions.ask_for_quote(source=remark, text=f" {QUOTED}\n", **ask).text == QUOTED
    with pytest.raises(EvidenceRefused):
        actions.ask_for_quote(source=remark, text=QUOTED, **ask)


def test_nothing_is_quoted_before_she_agrees(asked, project, apprentice, trainer, competences, now):
    assert any("citer" in thing.title for thing in things_to_do_for_client(project))
    assert not quotes_visible_to(apprentice).exists()
    with pytest.raises(EvidenceRefused):
        actions.attach_quote(quote=asked, apprentice=apprentice, competences=competences, by=trainer, now=now)


def test_a_quote_she_agreed_to_is_evidence_for_whom_the_trainer_says(
    agreed, apprentice, peer, trainer, competences, now
):
    attach = {"quote": agreed, "competences": competences[:1], "by": trainer, "now": now}
    with pytest.raises(EvidenceRefused):
        actions.attach_quote(apprentice=peer, **attach)  # of another team
    use = actions.attach_quote(apprentice=apprentice, **attach)
    line = Evidence.objects.get()
    assert line.apprentice == apprentice
    assert QUOTED in line.source_title
    with pytest.raises(EvidenceRefused):
        actions.attach_quote(apprentice=apprentice, **attach)
    actions.detach_quote(use=use, by=trainer, now=now)
    assert not Evidence.objects.exists()


def test_consent_taken_back_hides_the_sentence_wherever_it_was_shown(
    agreed, project, apprentice, trainer, client_person, competences, now, browse
):
    actions.attach_quote(quote=agreed, apprentice=apprentice, competences=competences, by=trainer, now=now)
    line = Evidence.objects.filter(competence=competences[0]).get()
    rests_on_it = validate(
        apprentice=apprentice,
        competence=competences[0],
        level=Level.ACQUIRED,
        met=[],
        evidence=[line],
        comment="",
        by=trainer,
        now=now,
    )
    address = reverse("quotes", args=["les-jardins"])
    shown = [(apprentice, address), (apprentice, reverse("my_competences")), (client_person, address)]
    for person, page in shown:
        assert "exactement ce qu" in browse(person).get(page).content.decode()
    browse(client_person).post(reverse("quote_answer", args=["les-jardins", agreed.pk]), {"answer": "revoke"})
    for person, page in shown:
        assert "exactement ce qu" not in browse(person).get(page).content.decode()
    assert not Evidence.objects.exists()
    agreed.refresh_from_db()
    assert agreed.text == ""
    assert QUOTED not in rests_on_it.pieces.get().title


def test_a_quote_she_declines_is_kept_nowhere(asked, client_person, trainer, now):
    actions.answer_quote(quote=asked, agrees=False, by=client_person, now=now)
    asked.refresh_from_db()
    assert asked.text == ""
    with pytest.raises(EvidenceRefused):
        actions.answer_quote(quote=asked, agrees=True, by=client_person, now=now)


@pytest.mark.parametrize("agrees_first", [False, True])
def test_a_sentence_she_does_not_let_us_quote_is_not_asked_for_again(
    agrees_first, asked, project, remark, trainer, client_person, now
):
    quote = actions.answer_quote(quote=asked, agrees=agrees_first, by=client_person, now=now)
    if agrees_first:
        actions.revoke_quote(quote=quote, by=client_person, now=now)
    ask = {"project": project, "source": remark, "by": trainer, "now": now}
    with pytest.raises(EvidenceRefused):
        actions.ask_for_quote(text=f"{QUOTED} ", **ask)
    assert actions.ask_for_quote(text="Bonjour.", **ask).text == "Bonjour."


@pytest.mark.parametrize("answer", ["", "maybe"])
@pytest.mark.parametrize("state", ["asked", "agreed"])
def test_an_answer_that_is_none_of_hers_changes_nothing(answer, state, asked, request, client_person, browse):
    quote = request.getfixturevalue(state)
    address = reverse("quote_answer", args=["les-jardins", quote.pk])
    said = browse(client_person).post(address, {"answer": answer}, follow=True).content.decode()
    assert "Rien n’a changé" in said
    quote.refresh_from_db()
    assert (quote.state, quote.text) == (state, QUOTED)


@pytest.mark.parametrize("who", [name for name in EVERYBODY if name != "anonymous"])
def test_who_asks_and_who_consents(who, cast, project, other_project, remark, trainer, now):
    person = cast[who]
    try:
        quote = quote_of(remark, person)
    except Denied:
        assert who != "trainer"
        quote = quote_of(remark, trainer)
    else:
        assert who == "trainer"
    assert quotes_visible_to(person).exists() == (who in {"trainer", "coordinator", "adviser", "client"})
    try:
        actions.answer_quote(quote=quote, agrees=True, by=person, now=MOMENT)
    except Denied:
        assert who != "client"
    else:
        assert who == "client"


def test_the_trainer_asks_and_attaches_on_the_screen(
    project, remark, trainer, client_person, apprentice, competences, browse
):
    page = browse(trainer)
    source = f"remark-{remark.pk}"
    refused = page.post(reverse("quote_ask", args=["les-jardins"]), {"source": source, "text": "Inventé."})
    assert "mot pour mot" in refused.content.decode()
    assert "Inventé." in refused.content.decode()
    page.post(reverse("quote_ask", args=["les-jardins"]), {"source": source, "text": QUOTED})
    quote = project.quotes.get()
    browse(client_person).post(reverse("quote_answer", args=["les-jardins", quote.pk]), {"answer": "yes"})
    key = f"quote-{quote.pk}"
    attach = reverse("quote_attach", args=["les-jardins", quote.pk])
    page.post(attach, {f"{key}-apprentice": apprentice.pk})
    assert not Evidence.objects.exists()
    page.post(attach, {f"{key}-apprentice": apprentice.pk, f"{key}-competences": [competences[0].pk]})
    assert Evidence.objects.get().competence == competences[0]

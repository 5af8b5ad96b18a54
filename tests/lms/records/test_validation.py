"""Validation: by a trainer, on evidence, criterion by criterion; nothing is rewritten."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.records import actions
from lms.records.actions import Source, ValidationRefused, record_evidence
from lms.records.models import Competence, Criterion, Evidence, Level, Validation
from lms.records.queries import history_of, record_of, requests_waiting, validated_competences
from tests.factories.records import certify

PDF = b"%PDF-1.7\n%a small one"


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version(cohort):
    found = certify(cohort)
    first = Competence.objects.get(code="T1-C11")
    for position, text in enumerate(("La page se lit", "La page se parcourt au clavier"), start=1):
        Criterion.objects.create(competence=first, text=text, position=position)
    return found


@pytest.fixture
def competence(version):
    return Competence.objects.get(code="T1-C11")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def line(apprentice, competence, now):
    return evidence(apprentice, now)


def evidence(apprentice, now, id="e1", **kwargs):
    source = Source(label="exercise", id=id, title="La carte de visite", url="/rendus/1/", **kwargs)
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now)
    return Evidence.objects.get(apprentice=apprentice, competence__code="T1-C11", source_id=id)


@pytest.fixture
def decide(apprentice, competence, trainer, now):
    def act(**changes):
        said = {
            "apprentice": apprentice,
            "competence": competence,
            "level": Level.ACQUIRED,
            "met": competence.criteria.all(),
            "evidence": Evidence.objects.filter(apprentice=apprentice),
            "comment": "",
            "by": trainer,
            "now": now,
        }
        return actions.validate(**{**said, **changes})

    return act


def state_of(apprentice):
    return record_of(apprentice)[0].blocks[0].competences[0].state


def test_a_competence_goes_from_evidence_to_validation(apprentice, trainer, competence, line, decide, now):
    assert state_of(apprentice) == "evidenced"
    actions.ask_validation(
        apprentice=apprentice, competence=competence, message="Voilà", by=apprentice, now=now
    )
    assert state_of(apprentice) == "asked"
    assert list(requests_waiting([apprentice])) == [(apprentice.pk, competence.pk)]
    decide(level=Level.NOT_YET, comment="Le clavier manque.", met=[], now=now + timedelta(hours=1))
    assert state_of(apprentice) == "not_yet"
    assert requests_waiting([apprentice]) == {}
    decide(now=now + timedelta(hours=2))
    assert state_of(apprentice) == "validated"
    assert validated_competences(apprentice, competence.block.version) == {competence.pk}
    assert [entry.kind for entry in history_of(apprentice, competence)] == [
        "validation",
        "validation",
        "request",
    ]
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {
        "validation_asked",
        "competence_validated",
    }


def test_a_competence_is_validated_on_evidence_only(apprentice, competence, decide, line):
    with pytest.raises(ValidationRefused, match=r"preuve"):
        decide(evidence=[])
    assert not Validation.objects.exists()


def test_formative_results_never_count_alone(apprentice, competence, decide, now):
    evidence(apprentice, now, is_formative=True)
    with pytest.raises(ValidationRefused, match=r"formatif"):
        decide()
    evidence(apprentice, now, id="e2")
    assert {piece.is_formative for piece in decide().pieces.all()} == {True, False}


def test_every_criterion_is_met_before_a_competence_is_validated(competence, decide, line):
    first = competence.criteria.first()
    with pytest.raises(ValidationRefused, match=r"critère"):
        decide(met=[first])
    findings = decide(met=[first], level=Level.NOT_YET, comment="Reste le clavier.").findings.all()
    assert [one.is_met for one in findings] == [True, False]


def test_not_yet_says_what_is_missing(decide, line):
    with pytest.raises(ValidationRefused, match=r"manque"):
        decide(level=Level.NOT_YET, met=[], comment=" ")


def test_pieces_of_somebody_else_are_left_out(apprentice, peer, decide, competence, now):
    other = evidence(peer, now)
    with pytest.raises(ValidationRefused):
        decide(evidence=[other])


def test_a_revoked_validation_stays_in_the_history(apprentice, trainer, competence, decide, line, now):
    first = decide(now=now - timedelta(days=2))
    second = decide(level=Level.INDEPENDENT, now=now - timedelta(days=1))
    with pytest.raises(ValidationRefused):
        actions.revoke(validation=second, reason=" ", by=trainer, now=now)
    actions.revoke(validation=second, reason="C'était le travail d'une autre.", by=trainer, now=now)
    assert record_of(apprentice)[0].blocks[0].competences[0].validation == first
    with pytest.raises(ValidationRefused):
        actions.revoke(validation=second, reason="Encore", by=trainer, now=now)
    kinds = [entry.kind for entry in history_of(apprentice, competence)]
    assert kinds == ["revocation", "validation", "validation"]


def test_what_was_decided_is_never_changed(decide, line):
    validation = decide()
    validation.comment = "Autre chose"
    with pytest.raises(TypeError):
        validation.save()


def test_a_piece_withdrawn_later_keeps_its_name(apprentice, decide, line):
    validation = decide()
    actions.withdraw_evidence(apprentice=apprentice, source_label="exercise", source_id="e1")
    (piece,) = validation.pieces.all()
    assert (piece.evidence_id, piece.title) == (None, "La carte de visite")


@pytest.mark.parametrize(
    "who", ["apprentice", "peer", "other_school_trainer", "coordinator", "adviser", "client"]
)
def test_only_those_who_teach_her_validate_and_revoke(who, cast, decide, line, now):
    with pytest.raises(Denied):
        decide(by=cast[who])
    held = decide()
    with pytest.raises(Denied):
        actions.revoke(validation=held, reason="Non", by=cast[who], now=now)


@pytest.mark.parametrize("who", ["peer", "trainer", "coordinator", "adviser", "client"])
def test_nobody_asks_in_her_place(who, cast, apprentice, competence, line, now):
    with pytest.raises(Denied):
        actions.ask_validation(
            apprentice=apprentice, competence=competence, message="", by=cast[who], now=now
        )


def test_one_asks_once_and_with_something_to_show(apprentice, competence, now):
    said = {"apprentice": apprentice, "competence": competence, "message": "", "by": apprentice, "now": now}
    with pytest.raises(ValidationRefused):
        actions.ask_validation(**said)
    evidence(apprentice, now)
    actions.ask_validation(**said)
    with pytest.raises(ValidationRefused):
        actions.ask_validation(**said)


def test_changing_the_version_of_a_cohort_rewrites_nothing(
    apprentice, coordinator, cohort, competence, decide, line, now, browse
):
    decide()
    other = certify(cohort, "T2")
    actions.change_versions(cohort=cohort, versions=[other], by=coordinator, now=now)
    assert [one.version for one in record_of(apprentice)] == [other]
    assert Validation.objects.filter(competence=competence, level=Level.ACQUIRED).exists()
    assert Evidence.objects.filter(competence=competence).exists()
    shown = browse(apprentice).get(reverse("my_competences")).content.decode()
    assert "Validées sous d’autres versions" in shown


def post(browser, apprentice, competence, **sent):
    return browser.post(reverse("competence", args=[apprentice.pk, competence.pk]), sent)


def test_on_screen_she_asks_a_trainer_answers_and_revokes(apprentice, trainer, competence, line, browse):
    answer = post(browse(apprentice), apprentice, competence, do="ask", message="Regardez la carte")
    assert answer.status_code == 302
    shown = browse(trainer).get(reverse("competence", args=[apprentice.pk, competence.pk])).content.decode()
    assert "Regardez la carte" in shown
    sent = {
        "do": "validate",
        "level": "acquired",
        "met": list(competence.criteria.values_list("pk", flat=True)),
    }
    refused = post(browse(trainer), apprentice, competence, **sent, comment="Du beau travail")
    assert refused.status_code == 422
    assert "Du beau travail" in refused.content.decode()
    assert post(browse(trainer), apprentice, competence, **sent, evidence=[line.pk]).status_code == 302
    held = Validation.objects.get()
    answer = post(browse(trainer), apprentice, competence, do="revoke", validation=held.pk, reason="Erreur")
    assert answer.status_code == 302
    assert (
        "Erreur"
        in browse(apprentice).get(reverse("competence", args=[apprentice.pk, competence.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "do", "status"),
    [
        ("coordinator", "validate", 403),
        ("adviser", "validate", 403),
        ("apprentice", "validate", 403),
        ("trainer", "ask", 403),
        ("other_school_trainer", "validate", 404),
        ("client", "validate", 404),
        ("peer", "ask", 404),
        ("trainer", "other", 404),
    ],
)
def test_who_may_do_what_on_the_page(who, do, status, cast, browse, apprentice, competence, line):
    assert post(browse(cast[who]), apprentice, competence, do=do, level="acquired").status_code == status
    assert not Validation.objects.exists()


def test_the_page_costs_the_same_with_much_history(
    apprentice, trainer, competence, line, decide, browse, now
):
    browser, url = browse(trainer), reverse("competence", args=[apprentice.pk, competence.pk])
    decide()
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for days in range(5):
        decide(now=now + timedelta(days=days))
        evidence(apprentice, now, id=f"more{days}")
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few)


# --- pieces added by hand ---


def piece_sent(competence, **changes):
    sent = {
        "title": "Affiche de la fête",
        "happened_on": "2026-01-12",
        "own_part": "La mise en page",
        "competences": [competence.pk],
        "file": ContentFile(PDF, name="Affiche été.pdf"),
    }
    return {**sent, **changes}


def test_an_apprentice_adds_a_file_and_her_trainer_opens_it(apprentice, trainer, competence, browse):
    url = reverse("add_piece", args=[apprentice.pk])
    assert browse(apprentice).post(url, piece_sent(competence)).status_code == 302
    line = Evidence.objects.get()
    assert (line.source_label, line.kind, line.is_formative) == ("file", "Fichier déposé", False)
    assert browse(trainer).get(line.source_url).status_code == 200
    file = browse(trainer).get(line.source_url + "fichier/")
    assert b"".join(file.streaming_content) == PDF
    assert "attachment" in file["Content-Disposition"]


def test_a_file_that_is_no_picture_is_refused_and_nothing_typed_is_lost(apprentice, competence, browse):
    sent = piece_sent(competence, file=ContentFile(b"<script>", name="a.pdf"))
    answer = browse(apprentice).post(reverse("add_piece", args=[apprentice.pk]), sent)
    assert answer.status_code == 422
    assert "Affiche de la fête" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_trainer_notes_what_she_saw_and_an_apprentice_cannot(apprentice, trainer, competence, browse):
    sent = piece_sent(competence)
    del sent["file"]
    url = reverse("add_piece", args=[apprentice.pk])
    assert browse(apprentice).post(url, sent).status_code == 422
    assert browse(trainer).post(url, sent).status_code == 302
    line = Evidence.objects.get()
    assert line.source_label == "observation"
    assert "La mise en page" in browse(apprentice).get(line.source_url).content.decode()


def test_no_piece_from_tomorrow(apprentice, competence, browse):
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    sent = piece_sent(competence, happened_on=tomorrow)
    assert browse(apprentice).post(reverse("add_piece", args=[apprentice.pk]), sent).status_code == 422

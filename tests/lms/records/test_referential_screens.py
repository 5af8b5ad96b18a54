"""Certifications travel as YAML; what a cohort uses never changes."""

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse

from lms.core.permissions import Denied
from lms.dossiers.models import ProfessionalFile
from lms.records import actions
from lms.records.models import Certification, Competence, Criterion
from lms.records.queries import referential_of, transversal_of, version_whole
from lms.records.referential import (
    REFERENTIALS,
    ReferentialError,
    parse_referential,
    read_referential,
    written,
)
from tests.factories.records import certify

OWN = """
certification: {code: ECOLE, sigle: AE, title: Attestation, kind: school_certificate, certifier: "L'école"}
versions:
  - id: ecole-1
    millesime: "1"
    effective_on: 2026-01-01
    transversal: [{n: 1, title: Communiquer, short: Communiquer}]
    blocks:
      - code: A
        title: Un bloc
        short: Bloc
        competences:
          - {code: EC-1, title: Publier une page, short: Publier, criteria: [
            "La page est en ligne", {text: "Elle est présentée", transversal: 1}]}
"""


@pytest.mark.parametrize("name", ["dwwm.yaml", "qualite-web.yaml"])
def test_what_is_shipped_is_an_example_with_criteria_and_travels_unchanged(db, name):
    data = read_referential(REFERENTIALS / name)
    assert data.is_example
    assert "xemple" in data.notice
    competences = [c for version in data.versions for block in version.blocks for c in block.competences]
    assert all(len(competence.criteria) >= 3 for competence in competences)
    certification = actions.load_referential(data=data)
    again = parse_referential(written(referential_of(certification)), name="x")
    assert [version.digest for version in again.versions] == [version.digest for version in data.versions]


def test_transversal_competences_are_shown_by_professional_ones(db):
    actions.load_referential(data=read_referential(REFERENTIALS / "dwwm.yaml"))
    for key in ("dwwm-v03", "dwwm-v04"):
        found = transversal_of(version_whole(key))
        assert found
        assert all(one.shown_by for one in found)


def test_a_coordinator_takes_one_in_and_away(coordinator, browse):
    answer = browse(coordinator).post(reverse("import_certification"), {"text": OWN})
    assert answer.status_code == 302
    certification = Certification.objects.get(code="ECOLE")
    assert Criterion.objects.count() == 2
    away = browse(coordinator).get(reverse("export_certification", args=[certification.pk])).content.decode()
    assert yaml.safe_load(away)["versions"][0]["blocks"][0]["competences"][0]["code"] == "EC-1"
    assert (
        "Publier une page"
        in browse(coordinator).get(reverse("certification_version", args=["ecole-1"])).content.decode()
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("kind: school_certificate", "kind: licence"),
            "ligne 2\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}kind\N{NO-BREAK SPACE}»",
        ),
        (('millesime: "1"', "millesime: 1"), "ligne 5"),
        (("effective_on: 2026-01-01", "effective_on: bientôt"), "ligne 6"),
        (("transversal: 1}]", "transversal: 9}]"), "ligne 14"),
        (("code: EC-1, ", ""), "ligne 13"),
        (("short: Bloc", "short: [Bloc"), "ligne"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_text_stays(change, said, coordinator, browse):
    text = OWN.replace(*change)
    assert text != OWN
    answer = browse(coordinator).post(reverse("import_certification"), {"text": text}).content.decode()
    assert said in answer
    assert "Publier une page" in answer
    assert not Certification.objects.exists()


def test_a_version_that_a_cohort_uses_is_refused_on_screen(cohort, coordinator, now):
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    version = version_whole("ecole-1")
    actions.change_versions(cohort=cohort, versions=[version], by=coordinator, now=now)
    with pytest.raises(actions.ReferentialRefused, match=r"ecole-1"):
        actions.import_referential(text=OWN.replace("en ligne", "publiée"), name="x", by=coordinator, now=now)
    assert Criterion.objects.filter(text="La page est en ligne").exists()


def test_a_used_version_without_criteria_may_receive_them_once(cohort, coordinator, now):
    bare = OWN[: OWN.index(", criteria: [")] + "}"
    actions.import_referential(text=bare, name="x", by=coordinator, now=now)
    kept = Competence.objects.get(code="EC-1")
    actions.change_versions(cohort=cohort, versions=[version_whole("ecole-1")], by=coordinator, now=now)
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    assert kept.criteria.count() == 2
    with pytest.raises(actions.ReferentialRefused):
        actions.import_referential(text=bare, name="x", by=coordinator, now=now)


@pytest.mark.parametrize("change", [("title: Attestation", "title: Diplôme"), ("L'école", "L'État")])
def test_what_a_cohort_prepares_stays_the_same_certification(change, cohort, coordinator, now):
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    actions.import_referential(text=OWN.replace(*change), name="x", by=coordinator, now=now)
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    actions.change_versions(cohort=cohort, versions=[version_whole("ecole-1")], by=coordinator, now=now)
    with pytest.raises(actions.ReferentialRefused, match="Une promotion prépare"):
        actions.import_referential(text=OWN.replace(*change), name="x", by=coordinator, now=now)
    assert Certification.objects.get(code="ECOLE").title == "Attestation"


def test_a_version_number_is_there_once_in_a_certification(coordinator, now):
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    renamed = OWN.replace("id: ecole-1", "id: ecole-2").replace("EC-1", "EC-2")
    with pytest.raises(actions.ReferentialRefused, match=r"version «.1.»"):
        actions.import_referential(text=renamed, name="x", by=coordinator, now=now)


def test_a_version_that_something_else_names_is_refused(cohort, apprentice, coordinator, now):
    actions.import_referential(text=OWN, name="x", by=coordinator, now=now)
    ProfessionalFile.objects.create(apprentice=apprentice, version=version_whole("ecole-1"), opened_at=now)
    with pytest.raises(actions.ReferentialRefused, match=r"ecole-1"):
        actions.import_referential(text=OWN.replace("en ligne", "publiée"), name="x", by=coordinator, now=now)


@pytest.mark.parametrize(
    "change",
    [
        ("n: 1,", "n: 99999999999,"),
        ("n: 1,", "n: -1,"),
        ("Un bloc", r'"Un\0bloc"'),
        ("Un bloc", r'"Un\uD800bloc"'),
        ("title: Un bloc", "title: Un bloc\n        weight: .nan"),
        ("title: Un bloc", "title: Un bloc\n        weight: [-.inf]"),
        ("    blocks:", "    exam: null\n    blocks:"),
        ("    blocks:", "    exam: {working_days_before_exam: {project_file: 61}}\n    blocks:"),
        ("    blocks:", "    exam: {working_days_before_exam: {project_file: null}}\n    blocks:"),
        ("    blocks:", "    exam: {project_file: {pages_min: many}}\n    blocks:"),
        ("    blocks:", "    exam: {project_file: {summary_words: [200]}}\n    blocks:"),
        ("    blocks:", "    exam: {max_candidates_per_jury_per_day: four}\n    blocks:"),
        ("2026-01-01", "!!timestamp x"),
        ("Un bloc", "!!bool x"),
    ],
)
def test_crafted_values_are_refused_with_a_sentence(change):
    text = OWN.replace(*change)
    assert text != OWN
    with pytest.raises(ReferentialError, match=r"^x\b"):
        parse_referential(text, name="x")


def test_codes_of_another_version_are_not_taken(cohort, coordinator, now):
    certify(cohort)
    with pytest.raises(actions.ReferentialRefused, match=r"T1-C11"):
        actions.import_referential(text=OWN.replace("EC-1", "T1-C11"), name="x", by=coordinator, now=now)
    assert not Certification.objects.filter(code="ECOLE").exists()


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "client"])
def test_only_coordinators_take_one_in(who, cast, now):
    with pytest.raises(Denied):
        actions.import_referential(text=OWN, name="x", by=cast[who], now=now)


@pytest.mark.parametrize("who", ["trainer", "adviser", "other_school_trainer"])
def test_only_those_who_coordinate_the_school_change_versions(who, cast, cohort, now):
    with pytest.raises(Denied):
        actions.change_versions(cohort=cohort, versions=[], by=cast[who], now=now)


def test_one_version_of_each_certification(cohort, coordinator, browse, db):
    certification = actions.load_referential(data=read_referential(REFERENTIALS / "dwwm.yaml"))
    versions = list(certification.versions.values_list("pk", flat=True))
    url = reverse("cohort_versions", args=[cohort.pk])
    answer = browse(coordinator).post(url, {"versions": versions})
    assert "une seule version" in answer.content.decode()
    assert browse(coordinator).post(url, {"versions": versions[:1]}).status_code == 302
    assert cohort.certifications.count() == 1


def test_the_command_writes_what_can_be_loaded(db, capsys):
    actions.load_referential(data=parse_referential(OWN, name="x"))
    call_command("export_referential", "ECOLE")
    assert parse_referential(capsys.readouterr().out, name="x").code == "ECOLE"

"""What stands in lms/demo/content, held against the exercises and referentials it names."""

import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "lms/demo/content"
CATALOGUE = ROOT / "exercises/catalogue"
REFERENTIALS = sorted((ROOT / "lms/records/referentials").glob("*.yaml"))


@pytest.fixture(scope="module")
def school():
    return tomllib.loads((CONTENT / "school.toml").read_text(encoding="utf-8"))


def referential_versions():
    return [v for path in REFERENTIALS for v in yaml.safe_load(path.read_text(encoding="utf-8"))["versions"]]


def competence_codes():
    return [c["code"] for v in referential_versions() for block in v["blocks"] for c in block["competences"]]


def everyone(school):
    in_schools = [p for s in school["schools"] for p in [*s["trainers"], *s["cohort"]["apprentices"]]]
    return [*in_schools, school["coordinator"], school["adviser"], *(c["contact"] for c in school["clients"])]


def test_exercises_name_competences_of_the_referentials():
    manifests = [tomllib.loads(p.read_text(encoding="utf-8")) for p in CATALOGUE.glob("*/exercise.toml")]

    assert {code for m in manifests for code in m["competences"]} <= set(competence_codes())


def test_competence_codes_are_unique_over_all_referentials():
    codes = competence_codes()

    assert len(codes) == len(set(codes))


def test_score_levels_of_a_scored_certificate_rise_within_its_scale():
    for path in REFERENTIALS:
        certification = yaml.safe_load(path.read_text(encoding="utf-8"))["certification"]
        score = certification["score"]
        assert (score is not None) == (certification["kind"] == "scored_certificate")
        if score:
            thresholds = [level["from"] for level in score["levels"]]
            assert thresholds == sorted(set(thresholds))
            assert score["min"] < thresholds[0] <= score["passed_from"]
            assert thresholds[-1] < score["max"]


def test_programme_follows_versions_that_exist(school):
    assert set(school["programme"]["certifications"]) <= {v["id"] for v in referential_versions()}


def test_two_schools_of_twelve_on_the_reserved_domain(school):
    addresses = [person["email"] for person in everyone(school)]

    assert [len(s["cohort"]["apprentices"]) for s in school["schools"]] == [12, 12]
    assert len(addresses) == len(set(addresses)) == 32
    assert all(address.endswith("@demo.example") for address in addresses)


def test_sign_in_of_each_role_belongs_to_somebody(school):
    assert set(school["sign_ins"]) == {"apprentice", "trainer", "coordinator", "adviser", "client"}
    assert set(school["sign_ins"].values()) <= {person["email"] for person in everyone(school)}


def test_project_team_and_trainer_come_from_its_school(school):
    schools = {s["slug"]: s for s in school["schools"]}
    for project in school["projects"]:
        place = schools[project["school"]]
        assert {m["email"] for m in project["team"]} <= {p["email"] for p in place["cohort"]["apprentices"]}
        assert project["trainer"] in {p["email"] for p in place["trainers"]}
        assert project["client"] in {c["slug"] for c in school["clients"]}


def test_project_story_runs_forward(school):
    for project in school["projects"]:
        # Pages may be begun while the client still decides about a mock-up: stages begin in order, and may overlap.
        begun = [project["started_days_ago"], *(stage["started_days_ago"] for stage in project["stages"])]
        assert begun == sorted(begun, reverse=True)
        for stage in project["stages"]:
            assert stage["started_days_ago"] > stage.get("finished_days_ago", -1)


def test_versions_and_decisions_fall_within_their_stage(school):
    for project in school["projects"]:
        stages = {stage["code"]: stage for stage in project["stages"]}
        for deliverable in project.get("deliverables", []):
            stage = stages[deliverable["stage"]]
            days = [stage["started_days_ago"]]
            for version in deliverable["versions"]:
                days += [version["handed_in_days_ago"]]
                days += [version["decision"]["decided_days_ago"]] if "decision" in version else []
            days += [stage.get("finished_days_ago", 0)]
            assert days == sorted(days, reverse=True)


def test_versions_come_from_the_team_with_a_file_that_exists(school):
    for project in school["projects"]:
        for version in (v for d in project.get("deliverables", []) for v in d["versions"]):
            if "site" in version:
                assert version["site"] in range(1, len(project["sites"]) + 1)
            else:
                assert (CONTENT / project["files"] / version["file"]).is_file()
            assert version["by"] in {m["email"] for m in project["team"]}

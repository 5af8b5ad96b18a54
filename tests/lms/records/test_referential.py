import pytest

from lms.records.actions import load_referential
from lms.records.queries import referential_of
from lms.records.referential import (
    REFERENTIALS,
    ReferentialError,
    parse_referential,
    read_referential,
    written,
)


def test_the_professional_title_has_two_incompatible_versions():
    data = read_referential(REFERENTIALS / "dwwm.yaml")
    versions = {version.number: version for version in data.versions}
    assert set(versions) == {"03", "04"}
    for version in versions.values():
        assert [len(block.competences) for block in version.blocks] == [4, 4]
    titles = {c.title for block in versions["04"].blocks for c in block.competences}
    assert "Documenter le déploiement d'une application dynamique web ou web mobile" in titles
    assert not any("gestion de contenu" in title for title in titles)


def test_the_second_certificate_is_scored_and_says_it_is_an_example():
    data = read_referential(REFERENTIALS / "qualite-web.yaml")
    assert data.kind == "scored_certificate"
    assert "exemple" in data.notice.lower()
    assert data.versions[0].settings["score"]["max"] == 1000


def test_competence_codes_are_unique_across_all_referentials():
    codes = [
        c.code
        for path in REFERENTIALS.glob("*.yaml")
        for version in read_referential(path).versions
        for block in version.blocks
        for c in block.competences
    ]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("text", ["certification: {code: X}", "- a\n- b", "a: [", "versions: 3"])
def test_a_broken_file_is_named(text, tmp_path):
    path = tmp_path / "casse.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReferentialError, match=r"casse\.yaml"):
        read_referential(path)


# --- blocks that count for blocks of another version ---

EQUIVALENCE = "  - {from: [dwwm-v03, CCP1], to: [dwwm-v04, CCP1]}"


def test_blocks_that_count_for_another_version_are_read_and_written_again():
    data = read_referential(REFERENTIALS / "dwwm.yaml")
    assert data.block_equivalences == (
        (("dwwm-v03", "CCP1"), ("dwwm-v04", "CCP1")),
        (("dwwm-v03", "CCP2"), ("dwwm-v04", "CCP2")),
    )
    again = parse_referential(written(data), name="encore.yaml")
    assert again.block_equivalences == data.block_equivalences
    assert "block_equivalences" not in written(read_referential(REFERENTIALS / "qualite-web.yaml"))


@pytest.mark.django_db
def test_stored_equivalences_are_those_of_the_file_and_change_no_version():
    data = read_referential(REFERENTIALS / "dwwm.yaml")
    certification = load_referential(data=data)
    assert referential_of(certification).block_equivalences == data.block_equivalences
    digests = list(certification.versions.values_list("source_digest", flat=True))
    certification.block_equivalences = []
    certification.save()
    certification = load_referential(data=data)
    assert referential_of(certification).block_equivalences == data.block_equivalences
    assert list(certification.versions.values_list("source_digest", flat=True)) == digests


@pytest.mark.parametrize(
    "wrong",
    [
        "  - {from: [dwwm-v03, CCP9], to: [dwwm-v04, CCP1]}",
        "  - {from: [dwwm-v02, CCP1], to: [dwwm-v04, CCP1]}",
        "  - {from: dwwm-v03, to: [dwwm-v04, CCP1]}",
        "  - {from: [dwwm-v03, CCP1]}",
        "  - {from: [dwwm-v03, CCP1], to: [dwwm-v03, CCP2]}",
        "  - [dwwm-v03, CCP1]",
    ],
)
def test_an_equivalence_names_blocks_of_two_versions_of_its_file(wrong):
    text = (REFERENTIALS / "dwwm.yaml").read_text(encoding="utf-8")
    assert EQUIVALENCE in text
    with pytest.raises(ReferentialError, match=r"faux\.yaml, ligne 20[23]"):
        parse_referential(text.replace(EQUIVALENCE, wrong), name="faux.yaml")

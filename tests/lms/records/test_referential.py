import pytest

from lms.records.referential import REFERENTIALS, ReferentialError, read_referential


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

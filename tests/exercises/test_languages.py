import pytest

from exercises.languages import Language


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (Language("javascript", "javascript"), "JavaScript"),
        (Language("web", "web"), "HTML et CSS"),
        (Language("sql", "mariadb"), "SQL (MariaDB)"),
        (Language("cobol", "85"), "cobol (85)"),
    ],
)
def test_a_language_has_a_name_for_people(language, name):
    assert language.name == name

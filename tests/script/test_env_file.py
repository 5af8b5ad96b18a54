"""The .env of a server: asked, drawn, never overwritten."""

import stat
from email.utils import getaddresses

import pytest

from script.steps.env_file import (
    checked_address,
    complete,
    password_on_paper,
    read_settings,
    sender,
    with_settings,
    write_settings,
)
from script.steps.places import ROOT
from script.steps.progress import Stop

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
TOLD = {
    "PUBLIC_URL": "ecole.test.example/",
    "ORGANISATION_NAME": "Association d'essai",
    "CONTACT_EMAIL": "contact@demo.example",
}


def test_everything_that_the_services_require_is_there_after_the_questions():
    whole = read_settings(
        with_settings(EXAMPLE, complete(read_settings(EXAMPLE), TOLD, ask=None, docker_group=998))
    )

    required = (ROOT / "docker-compose.yml").read_text(encoding="utf-8").split(":?see .env.example}")[:-1]
    for name in (text.rsplit("${", 1)[1] for text in required):
        assert whole[name], name
    assert whole["PUBLIC_URL"] == "https://ecole.test.example"
    assert whole["ALLOWED_HOSTS"] == "ecole.test.example"
    assert whole["MAIL_FROM"] == "Association d'essai <contact@demo.example>"
    assert whole["DOCKER_GROUP_ID"] == "998"


def test_what_is_there_is_never_drawn_again():
    once = with_settings(EXAMPLE, complete(read_settings(EXAMPLE), TOLD, ask=None, docker_group=998))

    assert complete(read_settings(once), {}, ask=None, docker_group=4) == {}


def test_two_servers_share_no_secret():
    one, other = (complete(read_settings(EXAMPLE), TOLD, ask=None, docker_group=998) for _ in range(2))

    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "BACKUP_PASSWORD"):
        assert one[name] != other[name]
        assert len(one[name]) >= 35


def test_questions_are_asked_again_until_the_answer_is_right(capsys):
    answers = iter(
        [
            "http://",
            "ecole.test.example/cours",
            "ecole.test.example",
            " ",
            "Association",
            "non",
            "a@b.example",
        ]
    )

    news = complete(read_settings(EXAMPLE), {}, ask=lambda question: next(answers), docker_group=998)

    assert news["PUBLIC_URL"] == "https://ecole.test.example"
    assert news["ORGANISATION_NAME"] == "Association"
    assert news["CONTACT_EMAIL"] == "a@b.example"
    assert capsys.readouterr().out.count("il faut") == 4


def test_without_anybody_to_ask_the_missing_answer_is_named():
    with pytest.raises(Stop, match="ORGANISATION_NAME"):
        complete(read_settings(EXAMPLE), {"PUBLIC_URL": "ecole.test.example"}, ask=None, docker_group=998)


def test_a_wrong_answer_given_beforehand_is_named():
    with pytest.raises(Stop, match="CONTACT_EMAIL"):
        complete(read_settings(EXAMPLE), {**TOLD, "CONTACT_EMAIL": "personne"}, ask=None, docker_group=998)


@pytest.mark.parametrize(
    "told", ["", "https://", "ftp://ecole.example", "https://ecole.example/cours", "ecole?x"]
)
def test_what_is_no_address_of_a_site_is_refused(told):
    with pytest.raises(ValueError, match="adresse"):
        checked_address(told)


def test_a_variable_is_written_on_the_line_that_explains_it():
    text = with_settings("# Why.\nONE=\n\nTWO=kept\n", {"ONE": "1", "THREE": "3"})

    assert text == "# Why.\nONE=1\n\nTWO=kept\nTHREE=3\n"


# The lines as docker compose 2.26 read them back unchanged (« docker compose config »); not every machine that runs
# these tests has it.
@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("L'école", "L'école"),
        ("L'école # 1", r"'L\'école # 1'"),
        ("a$b", "'a$b'"),
        ('"Les amis, du web" <a@b.example>', "'\"Les amis, du web\" <a@b.example>'"),
        ("'x'", r"'\'x\''"),
        ("a#b $c 'd'", r"'a#b $c \'d\''"),
    ],
)
def test_what_docker_compose_would_change_is_quoted(value, written):
    text = with_settings("", {"ONE": value})

    assert text == f"ONE={written}\n"
    assert read_settings(text) == {"ONE": value}


def test_who_signs_the_mails_stays_when_the_address_changes():
    once = complete(read_settings(EXAMPLE), TOLD, ask=None, docker_group=998)
    mine = {**read_settings(EXAMPLE), **once, "MAIL_FROM": "Nous <nous@demo.example>"}

    again = complete(mine, {"PUBLIC_URL": "autre.test.example"}, ask=None, docker_group=998)

    assert again == {"PUBLIC_URL": "https://autre.test.example", "ALLOWED_HOSTS": "autre.test.example"}


@pytest.mark.parametrize("name", ["Les amis, du web", 'Le "web"', "Web \\ (92)", "L'école du web"])
def test_a_name_with_signs_in_it_makes_one_sender(name):
    assert getaddresses([sender(name, "a@demo.example")]) == [(name, "a@demo.example")]


def test_nobody_else_on_the_server_reads_it(tmp_path):
    path = tmp_path / ".env"
    path.write_text("OLD=")

    write_settings(path, "SECRET_KEY=x\n")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "SECRET_KEY=x\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_password_of_the_backups_can_be_copied_by_hand():
    groups = password_on_paper().split("-")

    assert [len(group) for group in groups] == [5] * 6
    assert not set("".join(groups)) & set("il1o0")

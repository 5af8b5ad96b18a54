"""The first account of a server is asked for in plain words, until each answer is right."""

import io

import pytest
from django.core.management import CommandError, call_command

from lms.people.management.commands import create_coordinator
from lms.people.models import User
from lms.people.roles import COORDINATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """Type these lines, then these passwords; return what was shown, and what was said of wrong answers."""

    def run(lines, passwords):
        answers, secrets = iter(lines), iter(passwords)
        asked, told, wrong = [], io.StringIO(), io.StringIO()

        def ask(question, given):
            asked.append(question)
            return next(given)

        monkeypatch.setattr("builtins.input", lambda question: ask(question, answers))
        monkeypatch.setattr(create_coordinator, "getpass", lambda question: ask(question, secrets))
        call_command("create_coordinator", stdout=told, stderr=wrong)
        return asked, told.getvalue(), wrong.getvalue()

    return run


def test_right_answers_make_a_coordinator_who_may_do_everything(typed):
    asked, told, wrong = typed(["ines@ecole.example", "Inès"], ["un-cheval-bleu-49"] * 2)

    person = User.objects.get()
    assert (person.email, person.first_name, person.role) == ("ines@ecole.example", "Inès", COORDINATOR)
    assert person.is_superuser
    assert person.check_password("un-cheval-bleu-49")
    assert asked[0] == "Adresse e-mail\N{NO-BREAK SPACE}: "
    assert "ines@ecole.example" in told
    assert wrong == ""


def test_each_wrong_answer_is_said_and_asked_again(typed):
    User.objects.create_user("la@ecole.example", "un-cheval-bleu-49", first_name="La")

    _, _, wrong = typed(
        ["", "ines", "La@ecole.example", "ines@ecole.example", "", "Inès"],
        ["azerty", "un-cheval-bleu-49", "un-cheval-vert-49", "un-cheval-bleu-49", "un-cheval-bleu-49"],
    )

    assert [line.strip() for line in wrong.splitlines()] == [
        "Il faut une adresse.",
        "Saisissez une adresse de courriel valide.",
        "Un compte a déjà cette adresse.",
        "Il faut un prénom.",
        "Ce mot de passe est trop court. Il doit contenir au minimum 10 caractères.",
        "Ce mot de passe est trop courant.",
        "Ce sont deux mots de passe différents.",
    ]
    assert User.objects.count() == 2


def test_whoever_leaves_in_the_middle_makes_no_account(monkeypatch):
    def leave(question):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", leave)

    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("create_coordinator", stdout=io.StringIO())
    assert not User.objects.exists()

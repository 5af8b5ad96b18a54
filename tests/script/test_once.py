import pytest

from script.steps import once
from script.steps.browsing import read_page

ACCOUNTS = """\
  apprenti·e     alix@demo.example     mot-de-passe-a
  formateur·ice  sam@demo.example      mot-de-passe-b
"""


def test_solution_and_mistake_that_are_sent_exist():
    assert once.files_of(once.CATALOGUE / once.KEY / "solution")
    assert once.files_of(once.CATALOGUE / once.KEY / "mistakes" / once.MISTAKE)


def test_account_is_the_one_of_the_apprentice(tmp_path, monkeypatch):
    school = tmp_path / "school.toml"
    school.write_text('[sign_ins]\napprentice = "alix@demo.example"\n')
    monkeypatch.setattr(once, "SCHOOL", school)

    assert once.apprentice_account(ACCOUNTS) == ("alix@demo.example", "mot-de-passe-a")


@pytest.mark.parametrize("state", [once.PASSED, once.FAILED])
def test_verdict_is_read_from_the_panel(state):
    panel = f'<div class="report {state}"><p class="report__sentence">Voilà.</p></div>'

    verdict = once.read_verdict(read_page("http://localhost/", panel), 1.5)

    assert (verdict.state, verdict.sentence) == (state, "Voilà.")


def test_panel_without_a_verdict_is_neither_passed_nor_failed():
    verdict = once.read_verdict(read_page("http://localhost/", '<div class="report">Panne.</div>'), 1.5)

    assert verdict.state == ""

"""An apprentice is stuck, asks beside her code, and is answered on a line, without leaving the page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_from_lesson_to_certification import write

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

QUESTION = "Le prix est toujours zéro."


def test_a_question_is_answered_on_a_line(platform, open_as):
    page = open_as("apprentice")
    page.goto(f"{platform.url}/exercices/js-panier-de-legumes/")
    page.wait_for_load_state("networkidle")
    write(page, "script.js", "function prixDuPanier() {\n  return 0;\n}\n")
    page.get_by_role("link", name="Je suis bloqué·e").click()
    question = page.get_by_label("Qu’avez-vous essayé ? Que se passe-t-il ?")
    expect(question).to_be_focused()
    page.get_by_role("button", name="Demander à l’équipe").click()
    expect(page.locator("#help-refusal")).to_contain_text("Écrivez d’abord une phrase")
    question.fill(QUESTION)
    page.get_by_role("button", name="Demander à l’équipe").click()
    expect(page.locator("#help-conversation")).to_contain_text("L’équipe de formation est prévenue")
    expect(question).to_have_value("")

    trainer = open_as("trainer", viewport=PHONE)
    trainer.goto(platform.url)
    trainer.locator("a[href^='/aide/']", has_text="Le panier de légumes").first.click()
    expect(trainer.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(trainer.locator(".highlight")).to_contain_text("return 0;")
    assert trainer.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    trainer.get_by_role("textbox", name="Votre réponse").fill("Que devrait rendre cette ligne ?")
    trainer.get_by_role("spinbutton", name="Ligne").fill("2")
    trainer.get_by_role("button", name="Répondre").click()

    expect(page.locator("#help-conversation")).to_contain_text("Que devrait rendre", timeout=60_000)
    page.get_by_role("button", name="script.js, ligne 2").click()
    chosen = page.evaluate("getSelection().toString()")
    assert "return 0" in chosen
    page.get_by_role("button", name="J’ai trouvé").click()
    expect(page.locator("#help-conversation")).to_contain_text("Cette question est fermée")
    # A refusal is said in the console too.
    assert [line for line in page.complaints if "status of 422" not in line] == []

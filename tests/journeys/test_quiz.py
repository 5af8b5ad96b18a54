"""A quiz by keyboard alone, then without any script."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

ADDRESS = "/exercices/quiz-html-le-bon-element/"
SAVED = re.compile(r"Enregistré à \d{1,2}\s?h\s?\d\d")


def put_in_order(page, question, names):
    """Move each item to its place with the keyboard, the first one first."""
    for place, name in enumerate(names):
        item = question.locator("li", has=page.locator("[data-name]", has_text=re.compile(f"^{name}$")))
        item.locator("[data-move=up]").focus()
        while question.locator("[data-name]").all_inner_texts().index(name) > place:
            page.keyboard.press("Enter")


def test_a_quiz_is_answered_by_keyboard_and_kept_without_a_connection(platform, open_as):
    page = open_as("apprentice")
    page.goto(platform.url + ADDRESS)
    page.locator("[data-question=titre] input").first.focus()
    while page.locator("[data-question=titre] :checked + span").all_inner_texts() != [
        "<h2>Nos ateliers</h2>"
    ]:
        page.keyboard.press("ArrowDown")
    expect(page.locator("#draft-status")).to_have_text(SAVED)
    page.context.set_offline(True)
    put_in_order(page, page.locator("[data-question=plan]"), ["html", "body", "main", "ul", "li"])
    expect(page.locator("#announcer")).to_contain_text("/ 5")
    expect(page.locator("#draft-status")).to_contain_text("Pas de connexion")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-question=plan] [data-name]")).to_have_text(
        ["html", "body", "main", "ul", "li"]
    )
    page.keyboard.press("Control+Enter")
    results = page.locator("#results")
    expect(results.locator(".answer--passed")).to_have_count(2)
    expect(results).to_contain_text("2 bonnes réponses sur 5.")
    page.get_by_role("link", name="Revenir à la question 2").click()
    expect(page.locator("#question-bouton")).to_be_focused()
    assert page.complaints == [] or all("ERR_INTERNET_DISCONNECTED" in line for line in page.complaints)


def test_a_quiz_needs_no_script(platform, open_as):
    page = open_as("apprentice", java_script_enabled=False)
    page.goto(platform.url + ADDRESS)
    question = page.locator("[data-question=plan]")
    for place, name in enumerate(["html", "body", "main", "ul", "li"], start=1):
        question.get_by_label(re.compile(f"Place de {name}$")).select_option(str(place))
    page.get_by_label("Votre réponse").fill("NAV")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#results")).to_contain_text("nav devient un repère")
    expect(page.get_by_label("Votre réponse")).to_have_value("NAV")
    expect(page.locator("#question-plan select").first).to_have_value("1")

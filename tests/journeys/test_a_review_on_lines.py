"""Work is answered on a line, discussed, reworked, validated; an answer given too quickly is taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CARD, PHONE
from tests.journeys.test_from_lesson_to_certification import check, write

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

SOLUTION = (CARD / "solution/index.html").read_text()
EXERCISE = "/exercices/html-carte-de-visite/"
REMARK = "Cette phrase est longue : et en moins de mots ?"
QUESTION = "« À tout le quartier », c’est mieux ?"


def hand_in(page, platform, text, *, number):
    page.goto(platform.url + EXERCISE)
    page.wait_for_load_state("networkidle")
    write(page, "index.html", text)
    check(page, "passed")
    expect(page.locator("#results .report__head")).to_contain_text(f"essai n°\u00a0{number}", timeout=180_000)
    expect(page.locator("#results .report--passed")).to_be_visible(timeout=180_000)


def open_work(trainer, platform):
    trainer.goto(platform.url)
    trainer.get_by_role("link", name=re.compile("Aïcha Clairlune · La carte de visite")).click()
    expect(trainer.get_by_role("heading", level=1, name="La carte de visite")).to_be_visible()
    trainer.wait_for_load_state("networkidle")


def answer_of(trainer):
    return trainer.get_by_role("textbox", name="Votre réponse")


def write_on_a_line_by_keyboard(trainer):
    """Tab stops once in a file; arrows go through its lines."""
    trainer.locator("button.source__number").first.focus()
    for _line in range(9):
        trainer.keyboard.press("ArrowDown")
    trainer.keyboard.press("Enter")
    expect(trainer.get_by_label("Votre remarque")).to_be_focused()
    trainer.keyboard.insert_text(REMARK)
    trainer.get_by_label("La garder pour la réutiliser").check()
    trainer.get_by_role("button", name="Ajouter cette remarque").click()
    expect(trainer.locator(".remark", has_text=REMARK)).to_contain_text("Pas encore envoyée")
    trainer.wait_for_load_state("networkidle")


def type_an_answer_that_is_kept(trainer):
    """« r » leads to the answer; there, letters are letters."""
    trainer.keyboard.press("r")
    expect(answer_of(trainer)).to_be_focused()
    with trainer.expect_response(lambda answer: answer.url.endswith("/brouillon/")):
        trainer.keyboard.type("jolie page, courte.")
    trainer.reload()
    expect(answer_of(trainer)).to_have_value("jolie page, courte.")


def return_it(trainer):
    trainer.get_by_role("button", name="Demander à retravailler").click()
    expect(trainer.get_by_text("Dites en une phrase ce qui est à retravailler.")).to_be_visible()
    trainer.get_by_label("Prochaine étape").fill("Raccourcissez la phrase.")
    trainer.get_by_role("button", name="Demander à retravailler").click()
    expect(trainer.get_by_text("Votre réponse est envoyée.")).to_be_visible()


def ask_back(page, platform):
    page.goto(platform.url)
    expect(page.get_by_text("Raccourcissez la phrase.")).to_be_visible()
    page.goto(platform.url + EXERCISE)
    page.get_by_role("link", name=re.compile("1 remarque sur vos lignes")).click()
    remark = page.locator(".remark", has_text=REMARK)
    remark.get_by_text("Répondre").click()
    remark.get_by_label("Votre réponse").fill(QUESTION)
    remark.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("L’équipe de formation est prévenue de votre réponse.")).to_be_visible()


def deal_with_it_on_the_phone(phone, platform):
    expect(phone.get_by_text("A répondu à une remarque")).to_be_visible()
    open_work(phone, platform)
    expect(phone.locator(".remark", has_text=REMARK)).to_contain_text(QUESTION)
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.get_by_role("button", name="Marquer comme traitée").click()
    expect(phone.get_by_role("button", name="Rouvrir")).to_be_visible()


def validate_too_quickly_and_again(trainer):
    trainer.locator("[data-saved-for='id_comment']").click()
    trainer.get_by_role("searchbox", name="Chercher").fill("MOINS de mots")
    trainer.keyboard.press("Enter")
    expect(answer_of(trainer)).to_have_value(REMARK)
    answer_of(trainer).fill("Trop vite.")
    trainer.get_by_role("button", name="Valider").click()
    trainer.get_by_role("button", name="Reprendre mon avis").click()
    expect(answer_of(trainer)).to_have_value("Trop vite.")
    answer_of(trainer).fill("C’est clair maintenant.")
    trainer.get_by_text("Ce que montre le travail").click()
    trainer.locator("select[name^='level:']").first.select_option("seen")
    trainer.get_by_role("button", name="Valider").click()
    expect(trainer.get_by_text("Votre réponse est envoyée.")).to_be_visible()


def test_work_is_discussed_on_a_line_and_validated(platform, open_as):
    page, trainer = open_as("apprentice"), open_as("trainer")
    hand_in(page, platform, SOLUTION, number=1)
    open_work(trainer, platform)
    write_on_a_line_by_keyboard(trainer)
    type_an_answer_that_is_kept(trainer)
    return_it(trainer)

    ask_back(page, platform)
    phone = open_as("trainer", viewport=PHONE)
    deal_with_it_on_the_phone(phone, platform)

    hand_in(page, platform, SOLUTION.replace("aux habitants du quartier", "à tout le quartier"), number=2)
    open_work(trainer, platform)
    validate_too_quickly_and_again(trainer)

    page.goto(platform.url + EXERCISE)
    expect(page.get_by_text("C’est clair maintenant.")).to_be_visible()
    expect(page.get_by_text("Vue dans ce travail")).to_be_visible()
    page.goto(f"{platform.url}/mes-competences/")
    expect(
        page.get_by_role("link", name="La carte de visite, validé par l’équipe de formation")
    ).to_be_visible()
    # A refusal is said in the console too.
    assert [line for line in trainer.complaints if "status of 422" not in line] == []
    assert page.complaints == []
    assert phone.complaints == []

"""The slice of the platform, walked by everybody in turn: lesson, code, sandbox, evidence, trainer, client."""

import re

import pytest
from playwright.sync_api import Page, expect

from script.steps.places import ROOT
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

OWN_PAGE = ROOT / "exercises/catalogue/html-ma-premiere-page"


def write(page: Page, path: str, text: str) -> None:
    """Replace the content of a file as a person would: click into the editor, select all, paste."""
    editor = page.locator(f"section[data-tab='{path}'] .cm-content")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def check(page: Page, state: str) -> None:
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(f"#results .report--{state}")).to_be_visible(timeout=180_000)


def test_an_apprentice_learns_and_her_trainer_and_client_see_it(platform, open_as):
    page = open_as("apprentice")
    expect(page.get_by_text("1 compétence sur 8 a une preuve")).to_be_visible()
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", level=1, name="Un premier jour")).to_be_visible()
    page.get_by_role("button", name="J’ai lu cette leçon").click()

    # Reading leads straight to the exercise: a wrong answer, its sentence, then the right one.
    expect(page.get_by_role("heading", level=1, name="Ma première page")).to_be_visible()
    write(page, "index.html", (OWN_PAGE / "mistakes/deuxieme-paragraphe-oublie/index.html").read_text())
    check(page, "failed")
    expect(page.locator("#results .report__sentence")).to_contain_text("deux paragraphes")
    write(page, "index.html", (OWN_PAGE / "solution/index.html").read_text())
    check(page, "passed")
    expect(page.get_by_role("link", name=re.compile("^Suite"))).to_be_visible()
    assert page.complaints == []

    page.goto(platform.url)
    expect(page.get_by_text("2 compétences sur 8 ont une preuve")).to_be_visible()

    trainer = open_as("trainer")
    trainer.get_by_role("link", name=re.compile("Aïcha Clairlune · Ma première page")).click()
    expect(trainer.locator(".source")).to_be_visible()
    trainer.get_by_role("textbox", name="Votre réponse").fill("Page claire, bien structurée.")
    trainer.get_by_role("button", name="Valider").click()
    expect(trainer.get_by_text("Votre réponse est envoyée.")).to_be_visible()

    page.goto(f"{platform.url}/exercices/html-ma-premiere-page/")
    expect(page.get_by_text("Page claire, bien structurée.")).to_be_visible()


def test_a_client_sees_where_her_site_is_and_decides_on_her_phone(platform, open_as):
    client = open_as("client", viewport=PHONE, is_mobile=True, has_touch=True)
    expect(
        client.get_by_role("heading", level=1, name="Refonte du site des Jardins de la Brume")
    ).to_be_visible()
    expect(client.get_by_text("Étape 8 sur 12")).to_be_visible()
    client.get_by_role("link", name="Regarder et décider").tap()
    client.get_by_role("radio", name="Je valide", exact=True).check()
    client.get_by_role("button", name="Confirmer ma décision").tap()
    expect(client.locator("main")).to_contain_text("Mireille Belarose")
    assert client.complaints == []

    trainer = open_as("trainer")
    expect(trainer.get_by_text("Mireille Belarose a répondu")).to_be_visible()


def test_somebody_without_a_password_signs_in_with_a_mailed_code(platform, open_as):
    page = open_as(None)
    page.goto(f"{platform.url}/connexion/")
    page.get_by_role("link", name="Recevoir un code").click()
    page.get_by_label("E-mail").fill("octave.grandevoile@demo.example")
    page.get_by_role("button", name="M’envoyer le code").click()
    mail = platform.last_mail_to("octave.grandevoile@demo.example")
    code = re.search(r"^    (\S+)$", mail, re.MULTILINE)
    assert code, mail
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Se connecter").click()
    expect(
        page.get_by_role("heading", level=1, name="Refonte du site de la Compagnie du Phare")
    ).to_be_visible()


def test_an_invited_apprentice_joins_and_a_scanner_burns_nothing(platform, open_as):
    trainer = open_as("trainer")
    trainer.get_by_role("link", name="Invitations").click()
    trainer.get_by_label("Prénom").fill("Zélie")
    trainer.get_by_label("Adresse e-mail").fill("zelie@demo.example")
    trainer.get_by_role("button", name="Envoyer l’invitation").click()
    expect(trainer.get_by_text("zelie@demo.example est en route")).to_be_visible()

    link = re.search(r"http\S+/invitation/\S+/", platform.last_mail_to("zelie@demo.example"))
    assert link
    for _ in range(2):
        open_as(None).goto(link[0])  # what a mail scanner does
    page = open_as(None)
    page.goto(link[0])
    page.get_by_role("button", name="Rejoindre").click()
    expect(page.get_by_role("heading", level=1, name="Bonjour Zélie")).to_be_visible()
    page.goto(link[0])
    expect(page.get_by_text("Cette invitation a déjà servi")).to_be_visible()

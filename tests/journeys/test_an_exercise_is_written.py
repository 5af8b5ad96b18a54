"""An exercise is written, told what is wrong, proved, published, changed; an apprentice moves along."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

EXERCISES = "/edition/exercices/"
SAVE, PROVE, PUBLISH = "Enregistrer", "Vérifier l’exercice", "Publier"


def add_on_top(page: Page, path: str, text: str) -> None:
    page.get_by_role("tab", name=path, exact=True).click()
    page.locator(f"section[data-tab='{path}'] .cm-content").click()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text(text)
    page.get_by_role("button", name=SAVE, exact=True).click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()


def prove_and_publish(page: Page) -> None:
    page.get_by_role("button", name=PROVE).click()
    expect(page.get_by_text("Cet exercice tient debout")).to_be_visible(timeout=180_000)
    page.get_by_role("button", name=PUBLISH, exact=True).click()
    page.wait_for_url(re.compile("/versions/"))


def test_from_an_example_to_a_second_version(platform, open_as):
    trainer = open_as("trainer")
    trainer.goto(f"{platform.url}{EXERCISES}nouveau/")
    trainer.get_by_label("Nom du dossier").fill("ma-page")
    trainer.get_by_label("Titre").fill("Ma page")
    trainer.get_by_label("Partir d’un exemple en").select_option("web")
    trainer.get_by_role("button", name="Commencer").click()

    add_on_top(trainer, "exercise.toml", "pas du toml\n")
    expect(trainer.locator("#problems")).to_contain_text("exercise.toml, ligne 1")
    trainer.goto(f"{platform.url}{EXERCISES}ma-page/versions/")
    trainer.get_by_role("button", name="Reprendre ces fichiers").last.click()

    trainer.get_by_role("link", name="Voir comme un·e apprenti·e").click()
    trainer.get_by_role("button", name="Vérifier", exact=True).click()
    expect(trainer.locator("#results .report--failed")).to_be_visible(timeout=180_000)
    trainer.goto(f"{platform.url}{EXERCISES}ma-page/modifier/")
    prove_and_publish(trainer)

    page = open_as("apprentice")
    page.goto(f"{platform.url}/exercices/ma-page/")
    page.locator(".cm-content").first.click()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text("<!-- à moi -->")
    expect(page.locator("#draft-status[data-state=saved]")).to_be_visible()
    page.get_by_role("button", name="Vérifier", exact=True).click()
    expect(page.locator("#results .report--failed")).to_be_visible(timeout=180_000)

    trainer.goto(f"{platform.url}{EXERCISES}ma-page/modifier/")
    add_on_top(trainer, "statement.md", "Une nouvelle consigne.\n\n")
    prove_and_publish(trainer)

    page.reload()
    page.get_by_role("button", name="Passer à la nouvelle version").click()
    expect(page.get_by_text("Une nouvelle consigne.")).to_be_visible()
    expect(page.locator(".cm-content").first).to_contain_text("<!-- à moi -->")

    regrade(trainer, f"{platform.url}/exercices/ma-page/sante/")
    send_and_take_in(
        trainer, f"{platform.url}{EXERCISES}ma-page/modifier/", f"{platform.url}/edition/echanges/"
    )
    assert trainer.complaints == []
    assert page.complaints == []


def regrade(trainer: Page, health: str) -> None:
    """The new version is tried on the work that the first one judged, then applied."""
    trainer.goto(health)
    trainer.get_by_role("button", name="Voir ce qui changerait").click()
    ready = trainer.get_by_role("button", name="Appliquer")
    for _ in range(60):
        if ready.is_visible():
            break
        trainer.wait_for_timeout(1000)
        trainer.reload()
    expect(trainer.get_by_text("1 résultat reste comme il est")).to_be_visible()
    ready.click()
    expect(trainer.get_by_role("heading", level=1)).to_be_visible()


def send_and_take_in(trainer: Page, exercise: str, exchange: str) -> None:
    """What was sent comes back as the exercise it is, not as another one."""
    trainer.goto(exercise)
    with trainer.expect_download() as sent:
        trainer.get_by_role("link", name="Télécharger en zip").click()
    trainer.goto(exchange)
    trainer.get_by_label("Fichier d’une autre école").set_input_files(sent.value.path())
    trainer.get_by_role("button", name="Importer").click()
    came = trainer.get_by_role("region", name="Ce qui est arrivé")
    expect(came).to_contain_text("Ma page")
    expect(came).to_contain_text("Inchangé")

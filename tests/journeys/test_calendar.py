"""A module is closed, its page says until when; a trainer opens it, and « Continuer » goes on from there."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

APPRENTICE, TRAINER = "xuan.jardinclair@demo.example", "yara.longuerive@demo.example"
LESSON = "/cours/ecole-du-web/publier-un-site/mettre-en-ligne/"


def test_a_closed_module_is_opened_by_a_trainer(platform, open_as):
    page = open_as("apprentice", email=APPRENTICE)
    page.get_by_role("link", name="Mon parcours").first.click()
    module = page.locator("details.path", has_text="Publier un site")
    expect(module).to_contain_text("Ouvre le")
    module.locator("summary").click()
    expect(module).to_contain_text("Mettre en ligne")
    expect(module.get_by_role("link", name="Mettre en ligne")).to_have_count(0)
    page.goto(platform.url + LESSON)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas encore ouvert")
    expect(page.locator("main")).to_contain_text("Yara Longuerive")

    trainer = open_as("trainer", email=TRAINER)
    trainer.get_by_role("link", name="Calendrier de la promotion").click()
    trainer.get_by_role("link", name="Publier un site").click()
    trainer.get_by_role("button", name="Ouvrir aujourd’hui").click()
    expect(trainer.locator("main")).to_contain_text("Ouvert")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mettre en ligne")
    # Said by the first, refused page.
    assert [line for line in page.complaints if "status of 403" not in line] == []

    page.goto(f"{platform.url}/mon-calendrier/")
    page.get_by_role("button", name="Créer mon adresse").click()
    address = page.get_by_label("Adresse à copier").input_value()
    feed = page.request.get(address).text()
    assert feed.startswith("BEGIN:VCALENDAR")
    assert "Publier un site" in feed.replace("\r\n ", "")

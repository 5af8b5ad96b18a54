"""What an apprentice's page tries from the preview: the page around it stays, knows nothing and goes on working."""

import re

import pytest
from playwright.sync_api import expect

from tests.attacks.corpus import Attack, attacks
from tests.journeys.conftest import chromium, grader_images, open_as, platform
from tests.journeys.test_from_lesson_to_certification import write

__all__ = ["chromium", "grader_images", "open_as", "platform"]

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

EXERCISE = "/exercices/html-carte-de-visite/"


@pytest.mark.parametrize("attack", attacks(way="preview"), ids=lambda attack: attack.name)
def test_preview(attack: Attack, platform, open_as) -> None:
    page = open_as("apprentice")
    page.goto(platform.url + EXERCISE)
    page.wait_for_load_state("networkidle")
    write(page, "index.html", attack.files["index.html"])
    expect(page.locator("#draft-status")).to_contain_text(re.compile("Enregistré à"))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))

    page.get_by_role("button", name="Exécuter la page").click()
    page.wait_for_timeout(1500)

    assert_untouched(page, platform)
    told = page.locator("[data-lines]").inner_text()
    assert attack.expect["never_shows"] not in told
    assert page.locator("[data-lines] img").count() == 0
    # Opened again, nothing runs by itself and the work is there.
    page.reload()
    page.wait_for_load_state("networkidle")
    assert_untouched(page, platform)
    expect(page.get_by_role("textbox", name=re.compile("index.html"))).to_be_visible()


def assert_untouched(page, platform) -> None:
    assert page.url == platform.url + EXERCISE
    assert len(page.context.pages) == 1
    assert any(cookie["name"] == "sessionid" for cookie in page.context.cookies())
    expect(page.get_by_role("button", name="Vérifier")).to_be_enabled()

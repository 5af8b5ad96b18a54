"""An apprentice runs her code without handing it in, and goes on with the page that it makes."""

import re

import pytest
from playwright.sync_api import expect

from script.steps.places import ROOT
from tests.journeys.test_from_lesson_to_certification import write

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

BOOK = "php-livre-d-or"
PAGE = (ROOT / f"exercises/catalogue/{BOOK}/solution/index.php").read_text(encoding="utf-8")


def test_a_page_of_php_is_visited_form_and_all_and_nothing_is_handed_in(platform, open_as):
    page = open_as("apprentice")
    page.goto(f"{platform.url}/exercices/{BOOK}/")
    page.wait_for_load_state("networkidle")
    write(page, "index.php", PAGE)
    page.get_by_role("button", name="Essayer").click()
    made = page.frame_locator("#dry-run iframe")
    expect(made.locator("article")).to_have_count(2, timeout=180_000)
    made.get_by_label("Prénom").fill("Zoé")
    made.get_by_label("Message").fill("<b>Bravo</b>")
    made.get_by_role("button").click()
    expect(made.locator("article").first).to_contain_text("<b>Bravo</b>", timeout=180_000)
    expect(page.locator("#results")).to_contain_text("autant de fois qu")
    expect(page.locator("#draft-status")).to_have_attribute("data-state", "saved")

    write(page, "index.php", "<?php\n\necho inconnue();\n")
    page.get_by_role("button", name="Essayer").click()
    expect(page.locator("#dry-run")).to_contain_text(re.compile("la fonction .+inconnue"), timeout=180_000)
    page.reload()
    expect(page.locator("textarea[data-path='index.php']")).to_have_value(re.compile("inconnue"))
    assert page.complaints == []

"""A client visits a site that her team made with PHP: its pages come out of a box, with a database behind them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_every_page_is_accessible import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

CLIENT = "octave.grandevoile@demo.example"
# The first visit starts the box and fills its database; meanwhile the page asks again by itself.
FIRST_VISIT = 120_000


def findings(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    return list(page.evaluate(FINDINGS))


def test_the_client_visits_the_site_and_its_form_writes_in_its_database(platform, open_as):
    platform.wait_for_log("previews", "ready")
    page = open_as("client", email=CLIENT, viewport=PHONE, bypass_csp=True)
    page.locator(".thing").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prototype de la réservation")
    assert findings(page) == []

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Visiter le site").click()
    site = opened.value
    dates = site.get_by_role("listitem").filter(has_text="samedi 12 décembre")
    expect(dates).to_contain_text("60 places libres", timeout=FIRST_VISIT)
    assert not site.url.startswith(platform.url)  # none of our cookies go there
    assert findings(site) == []

    site.get_by_role("link", name="Réserver des places").click()
    site.get_by_label("Combien de places").fill("3")
    site.get_by_role("button", name="Réserver").click()
    expect(site.get_by_role("alert")).to_contain_text("Écrivez votre nom")
    assert findings(site) == []
    site.get_by_label("Votre nom").fill("<b>Octave</b>")
    site.get_by_role("button", name="Réserver").click()
    expect(site.get_by_role("heading", level=1)).to_have_text("C’est réservé")
    expect(site.get_by_text("Merci <b>Octave</b> : 3 places")).to_be_visible()
    site.get_by_role("link", name="Revoir les dates").click()
    expect(dates).to_contain_text("57 places libres")

"""One machine, several people, and a connection that comes and goes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.platform import sign_in_of

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

COMFORT = "/confort/"


def sign_out(page):
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/")


def test_who_asked_for_it_is_offered_by_name(platform, open_as):
    page = open_as("apprentice")
    email, _password = sign_in_of("apprentice")
    page.goto(platform.url + COMFORT)
    offered = page.get_by_label("Proposer mon nom sur la page de connexion")
    offered.check()
    sign_out(page)
    page.get_by_role("heading", name="Qui êtes-vous ?").wait_for()
    page.locator("[data-known-people] button").click()
    expect(page.get_by_label("E-mail")).to_have_value(email)
    expect(page.locator("input[name=password]")).to_be_focused()
    assert page.complaints == []


def test_nobody_inherits_the_comfort_of_another(platform, open_as):
    page = open_as("apprentice")
    page.goto(platform.url + COMFORT)
    page.get_by_label("Très grande").check()
    assert page.locator("html").get_attribute("data-text") == "larger"
    page.get_by_role("button", name="Garder ces choix").click()
    page.get_by_text("Vos choix sont gardés").wait_for()
    sign_out(page)
    assert page.locator("html").get_attribute("data-text") is None
    again = open_as("apprentice")
    assert again.locator("html").get_attribute("data-text") == "larger"
    again.goto(platform.url + COMFORT)
    again.get_by_label("Habituelle").check()
    again.get_by_role("button", name="Garder ces choix").click()
    again.get_by_text("Vos choix sont gardés").wait_for()


def test_without_a_connection_a_page_says_so_and_names_nobody(platform, open_as):
    page = open_as("apprentice")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    name = page.locator(".user-menu__name").inner_text()
    page.context.set_offline(True)
    page.goto(f"{platform.url}/mes-competences/")
    expect(page.get_by_role("heading", name="Pas de connexion")).to_be_visible()
    assert name not in page.content()
    kept = page.evaluate("""async () => {
        const [name] = await caches.keys();
        return (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname);
    }""")
    assert not any(
        path.startswith(("/mes-competences", "/exercices", "/rendus")) or path == "/" for path in kept
    )
    page.context.set_offline(False)
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("compétences")

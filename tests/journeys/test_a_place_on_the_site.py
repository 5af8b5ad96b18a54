"""A client shows a place on the new site with a finger, a trainer sees it, and it is found again or said lost."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.platform import Platform, sign_in_of

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

PROJECT = "/projets/refonte-du-site-des-jardins-de-la-brume/"
TITLE = "Le nouveau site"
# Hands in a version of the site made of what is given, and shows it to the client.
HAND_IN = """
import json
from django.utils import timezone
from client_projects import actions
from client_projects.models import ClientProject, Deliverable
from client_projects.sites import checked_site
from lms.people.models import User
files = {{name: text.encode() for name, text in json.loads({files!r}).items()}}
project = ClientProject.objects.get(slug="refonte-du-site-des-jardins-de-la-brume")
trainer = User.objects.get(email={trainer!r})
given = dict(by=trainer, now=timezone.now())
site = actions.hand_in_site(project=project, content=checked_site(files), source="zip", note="", **given)
deliverable = Deliverable.objects.get(milestone__project=project, title="Le nouveau site")
version = actions.hand_in_version(deliverable=deliverable, site=site, note="", **given)
print(actions.share_version(version=version, **given).pk)
"""
HEAD = """<!doctype html><html lang="fr"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">"""
FIRST = {
    "index.html": f"""{HEAD}<title>Accueil</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'"></head><body><main>
<h1>Les Jardins</h1><p>Une parcelle par famille.</p><a href="horaires/">Horaires</a></main></body></html>""",
    "horaires/index.html": f"""{HEAD}<title>Horaires</title></head><body><main>
<h1>Horaires</h1><p style="height: 60rem">Haut</p><p>Ouvert le mercredi</p><p>Fermé le lundi</p>
<button disabled>Réserver</button></main></body></html>""",
}
# One sentence went further down, another is gone, and so is the home page's first sentence with its element.
SECOND = {
    "index.html": f"{HEAD}<title>Accueil</title></head><body><main><h1>Les Jardins</h1></main></body></html>",
    "horaires/index.html": f"""{HEAD}<title>Horaires</title></head><body><main>
<h1>Horaires</h1><p style="height: 60rem">Haut</p>
<section><h2>Nos jours</h2><p>Ouvert le mercredi</p></section></main></body></html>""",
}
# A site that lies: it says at once, and again when asked, what no honest page would say.
LIAR = {
    "index.html": f"""{HEAD}<title>Menteur</title></head><body><h1>Menteur</h1><script>
const lies = [
  {{spot: "picked", path: "../../connexion/", selector: "<script>", words: "<b>gras</b>", x: 1, y: 1, width: 390}},
  {{spot: "picked", path: "", selector: "body", words: "x".repeat(5000), x: 1, y: 1, width: 390}},
  {{spot: "picked", path: "", selector: "body", words: "x", x: 1e9, y: "1", width: 390}},
  {{spot: "__proto__"}}, {{spot: "constructor"}}, null, "picked", 7];
const lie = () => {{ for (const one of lies) parent.postMessage(one, "*"); }};
lie(); setInterval(lie, 300);
</script></body></html>"""
}


def hand_in(platform: Platform, files: dict[str, str]) -> str:
    """Return where remarks about the new version are written."""
    code = HAND_IN.format(files=json.dumps(files), trainer=sign_in_of("trainer")[0])
    return f"{platform.url}{PROJECT}remarques/versions/{platform.run(code).splitlines()[-1]}/"


def site_in(page: Page):
    return page.frame_locator(".visit__frame")


def said(page: Page):
    return page.locator("[data-said]")


def test_a_place_shown_by_finger_is_seen_and_found_again_or_said_lost(platform, open_as):
    address = hand_in(platform, FIRST)
    client = open_as("client", viewport=PHONE, has_touch=True)
    client.goto(address)
    site_in(client).get_by_role("link", name="Horaires").tap()
    expect(site_in(client).get_by_role("heading", name="Horaires")).to_be_visible()
    for sentence, words in (
        ("Ouvert le mercredi", "Dites plutôt : « le mercredi matin »"),
        ("Fermé le lundi", "Et le mardi ?"),
    ):
        client.get_by_role("button", name="Montrer un endroit").tap()
        expect(said(client)).to_have_text("Touchez l’endroit sur la page.")
        place = site_in(client).get_by_text(sentence)
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        client.touchscreen.tap(box["x"] + 40, box["y"] + box["height"] / 2)
        expect(said(client)).to_contain_text(sentence)
        expect(client.get_by_label("Votre remarque")).to_be_focused()
        client.get_by_label("Votre remarque").fill(words)
        client.get_by_role("button", name="Envoyer").tap()
        expect(client.locator("#said + ol")).to_contain_text(words)
        site_in(client).get_by_role("link", name="Horaires").tap()
        expect(site_in(client).get_by_role("heading", name="Horaires")).to_be_visible()
    expect(client.locator("#said + ol")).to_contain_text(
        re.compile("«\\s*Ouvert le mercredi\\s*», page horaires/")
    )
    assert client.complaints == []

    trainer = open_as("trainer")
    trainer.goto(address)
    trainer.get_by_role("link", name=re.compile("Voir l’endroit.*le mercredi matin")).click()
    expect(said(trainer)).to_have_text("L’endroit est marqué sur la page.")
    assert site_in(trainer).get_by_text("Ouvert le mercredi").evaluate("() => innerWidth") == 390
    assert (
        site_in(trainer)
        .get_by_text("Ouvert le mercredi")
        .evaluate("one => one.getBoundingClientRect().top < innerHeight")
    )
    found = trainer.url

    hand_in(platform, SECOND)
    trainer.goto(found)
    versions = trainer.get_by_role("navigation", name="Versions du site")
    versions.get_by_role("link").last.click()
    expect(said(trainer)).to_have_text("L’endroit est marqué sur la page.")
    trainer.goto(address)
    trainer.get_by_role("link", name=re.compile("Voir l’endroit.*Et le mardi")).click()
    expect(said(trainer)).to_have_text("L’endroit est marqué sur la page.")
    trainer.get_by_role("navigation", name="Versions du site").get_by_role("link").last.click()
    expect(said(trainer)).to_contain_text("n’existe plus dans cette version")
    assert trainer.complaints == []


def test_a_place_is_shown_with_the_keyboard_alone(platform, open_as):
    page = open_as("apprentice")
    page.goto(hand_in(platform, FIRST))
    expect(site_in(page).get_by_role("heading", name="Les Jardins")).to_be_visible()
    show = page.get_by_role("button", name="Montrer un endroit")
    show.focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Touchez l’endroit sur la page.")
    page.keyboard.press("ArrowDown")
    expect(said(page)).to_contain_text("Les Jardins")
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("Aucun endroit n’est montré.")
    expect(show).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Touchez l’endroit sur la page.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(said(page)).to_contain_text("Une parcelle par famille.")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("L’épingle est ici")
    page.keyboard.type("Combien de personnes ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#inside + ol")).to_contain_text("Combien de personnes ?")
    expect(page.locator("#inside + ol")).to_contain_text("Une parcelle par famille.")


def test_a_site_that_lies_puts_no_pin_and_writes_nothing_in_the_page(platform, open_as):
    page = open_as("client", viewport=PHONE, has_touch=True)
    page.goto(hand_in(platform, LIAR))
    expect(site_in(page).get_by_role("heading", name="Menteur")).to_be_visible()
    page.wait_for_timeout(800)
    assert page.locator("input[name=selector]").input_value() == ""
    page.get_by_role("button", name="Montrer un endroit").tap()
    page.wait_for_timeout(800)
    page.get_by_label("Votre remarque").fill("Bizarre")
    # A lie of the right shape is text: the server refuses the path and the selector, and keeps the words.
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.get_by_text("Montrez de nouveau l’endroit.").first).to_be_visible()
    expect(page.get_by_label("Votre remarque")).to_have_value("Bizarre")
    assert page.locator("main b").count() == 0
    page.get_by_role("button", name="Retirer l’épingle").tap()
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.locator("#said + ol")).to_contain_text("Bizarre")


def test_a_message_from_elsewhere_is_not_heard(platform, open_as):
    page = open_as("client", viewport=PHONE, has_touch=True)
    page.goto(hand_in(platform, FIRST))
    expect(site_in(page).get_by_role("heading", name="Les Jardins")).to_be_visible()
    page.get_by_role("button", name="Montrer un endroit").tap()
    pick = {"spot": "picked", "path": "", "selector": "body", "words": "faux", "x": 1, "y": 1, "width": 390}
    page.evaluate("pick => { window.postMessage(pick, '*'); }", pick)
    page.evaluate(
        """([data, origin]) => window.dispatchEvent(
            new MessageEvent("message", {data, origin, source: window}))""",
        [pick, platform.url.replace("localhost", "127.0.0.1")],
    )
    page.evaluate(
        """pick => window.dispatchEvent(new MessageEvent("message",
            {data: pick, origin: "http://mal.example", source: document.querySelector("iframe").contentWindow}))""",
        pick,
    )
    page.wait_for_timeout(300)
    assert page.locator("input[name=selector]").input_value() == ""
    # And the other way: a page of the site itself orders nothing.
    frame = next(one for one in page.frames if "/apercu-site/" in one.url)
    page.get_by_role("button", name="Arrêter").tap()
    frame.evaluate("() => { window.postMessage({spot: 'point'}, '*'); }")
    page.wait_for_timeout(300)
    site_in(page).get_by_role("link", name="Horaires").tap()
    expect(site_in(page).get_by_role("heading", name="Horaires")).to_be_visible()

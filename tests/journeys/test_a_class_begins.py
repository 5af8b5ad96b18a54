"""A coordinator opens a cohort and invites its class from a list; one of them comes in, and is helped from afar."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

LIST = "Prénom;Nom;Adresse e-mail\nNour;Clairval;nour@demo.example\nSans;Adresse;\n"


def test_from_an_empty_cohort_to_seeing_what_an_apprentice_sees(platform, open_as):
    page = open_as("coordinator")
    _open_a_cohort(platform, page)
    _invite_its_class(platform, page)
    mail = platform.last_mail_to("nour@demo.example")
    _come_in(open_as, re.search(r"http\S+/invitation/\S+/", mail).group())
    page.goto(platform.url)
    page.get_by_role("link", name="Promotion Hedy", exact=True).click()
    page.get_by_role("link", name="Nour Clairval").click()
    page.get_by_role("button", name="Voir comme Nour").click()
    expect(page.get_by_text("Vous voyez ce que voit Nour Clairval.")).to_be_visible()
    page.goto(f"{platform.url}/confort/")
    page.get_by_role("button", name="Garder ces choix").click()
    expect(page.get_by_role("heading", name="Vous regardez, sans rien changer")).to_be_visible()
    page.get_by_role("button", name="Revenir à mon compte").click()
    expect(page.get_by_role("heading", name="Nour Clairval", exact=True)).to_be_visible()
    # Refused once, as it should be; the browser says so in its console.
    assert [line for line in page.complaints if "403" not in line] == []


def _open_a_cohort(platform, page):
    page.goto(platform.url)
    page.get_by_role("link", name="Ouvrir une promotion").first.click()
    page.get_by_label("Nom de la promotion").fill("Promotion Hedy")
    today = datetime.now(tz=UTC).date()
    page.get_by_label("Premier jour").fill(str(today - timedelta(days=30)))
    page.get_by_label("Dernier jour").fill(str(today + timedelta(days=300)))
    page.get_by_label("Développeur web et web mobile (04)").check()
    page.get_by_role("button", name="Ouvrir la promotion").click()
    expect(page.get_by_text("Promotion Hedy est ouverte.")).to_be_visible()


def _invite_its_class(platform, page):
    page.goto(f"{platform.url}/invitations/")
    page.get_by_role("link", name="Inviter toute une classe").click()
    _choose(page.get_by_label("Promotion"), "Promotion Hedy")
    page.get_by_label("Ou la liste elle-même").fill(LIST)
    page.get_by_role("button", name="Regarder la liste").click()
    expect(page.get_by_text("L’adresse e-mail manque.")).to_be_visible()
    page.get_by_role("button", name="Inviter 1 personne").click()
    expect(page.get_by_text("1 invitation est en route.")).to_be_visible()
    # What is wrong stayed; corrected, it goes too.
    text = page.get_by_label("Ou la liste elle-même")
    expect(text).to_have_value(re.compile("Sans;Adresse;"))
    text.fill("Sans;Adresse;sans@demo.example")
    page.get_by_role("button", name="Regarder de nouveau").click()
    page.get_by_role("button", name="Inviter 1 personne").click()
    expect(page.get_by_text("sans@demo.example").first).to_be_visible()


def _choose(select, name):
    label = select.locator("option", has_text=name).inner_text()
    select.select_option(label=label)


def _come_in(open_as, link):
    page = open_as(None)
    page.goto(link)
    page.get_by_role("button", name="Rejoindre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nour")

"""The last screens of a project, on a phone in the dark and at a desk: report, its PDF, proof, opinion."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_every_page_is_accessible import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

PROJECT = "/projets/refonte-du-site-de-la-compagnie-du-phare/"
CLIENT, TRAINER = "octave.grandevoile@demo.example", "yara.longuerive@demo.example"
# The client has tried the one point of the book; a trainer asked her to sign, and the opening has its paper.
TRIED = """
from django.utils import timezone
from client_projects import actions
from client_projects.models import ClientProject
from lms.people.models import User
project = ClientProject.objects.get(slug="refonte-du-site-de-la-compagnie-du-phare")
trainer, client = (User.objects.get(email=email) for email in ({trainer!r}, {client!r}))
given = dict(by=trainer, now=timezone.now())
actions.start_stage(milestone=project.milestones.get(code="acceptance"), **given)
item = actions.add_test_item(project=project, area="Accueil", to_do="Lisez les dates.", expected="Justes.", **given)
run = actions.open_test_run(project=project, site_version=project.site_versions.get(), **given)
actions.answer_test(run=run, item=item, works=True, by=client, now=timezone.now())
actions.ask_for_signature(run=run, **given)
actions.start_checklist(project=project, kind="go_live", **given)
for line in project.checklist_items.all():
    actions.tick_checklist(item=line, is_done=True, note="Chez l'hébergeur", **given)
"""


def look(page: Page) -> None:
    """Hold that axe finds nothing on this page and that nothing of it goes over the edge."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    assert page.evaluate(FINDINGS) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )


def press(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).click()


def sign(page: Page, name: str) -> None:
    page.get_by_label("Vos prénom et nom").fill(name)
    page.get_by_label("J’ai lu et je signe").check()
    press(page, "Signer")


def test_the_client_signs_keeps_the_report_and_says_what_she_thinks(platform, open_as):
    platform.run(TRIED.format(trainer=TRAINER, client=CLIENT))
    client = open_as("client", email=CLIENT, viewport=PHONE, color_scheme="dark", bypass_csp=True)
    trainer = open_as("trainer", email=TRAINER, bypass_csp=True)
    home = platform.url + PROJECT

    client.goto(f"{home}recette/")
    look(client)
    client.get_by_role("link", name="Lire le procès-verbal et signer").click()
    look(client)
    client.get_by_label("Acceptée sans réserve").check()
    sign(client, "Octave Grandevoile")
    look(client)
    with client.expect_download() as given:
        client.get_by_role("link", name="Télécharger en PDF").click()
    assert Path(given.value.path()).read_bytes().startswith(b"%PDF-")
    client.goto(f"{home}listes/go_live/")
    look(client)

    trainer.goto(client.url.replace("listes/go_live/", "recette/"))
    trainer.get_by_role("link", name="Procès-verbal de recette").click()
    sign(trainer, "Yara Longuerive")
    look(trainer)
    trainer.goto(home)
    press(trainer, re.compile(r"^Terminer\s*,\s*Recette"))
    trainer.goto(f"{home}satisfaction/")
    press(trainer, "Demander l’avis du client")
    look(trainer)

    client.goto(f"{home}satisfaction/")
    look(client)
    for answer in client.get_by_label("Plutôt oui").all():
        answer.check()
    client.get_by_label("En quelques mots").fill("Ils ont compris notre troupe.")
    press(client, "Envoyer mon avis")
    look(client)
    expect(client.locator("main")).to_contain_text("Ils ont compris notre troupe.")
    client.goto(home)
    look(client)
    trainer.goto(f"{home}satisfaction/")
    look(trainer)
    expect(trainer.locator("main")).to_contain_text("Plutôt oui")

    client.locator(".thing").get_by_role("link").click()
    client.get_by_label("Je valide", exact=True).check()
    press(client, "Confirmer ma décision")
    client.get_by_role("link", name="La preuve, à imprimer").click()
    look(client)
    trainer.goto(client.url)
    look(trainer)

"""A redesign from the client's invitation to the handover: a browser for each person, a real Git, real boxes."""

import functools
import http.server
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from lms.demo.people import CONTENT
from tests.journeys.conftest import PHONE
from tests.journeys.platform import Platform, demo_platform

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

NAME, CLIENT = "Le nouveau site de la fanfare", "La fanfare du vallon"
CONTACT, CONTACT_EMAIL = "Odile Vallonchant", "odile.vallonchant@demo.example"
DRAWER, BUILDER = "Aïcha Clairlune", "Bastien Boisvallon"  # she draws the pages, he builds them
DRAWER_EMAIL, BUILDER_EMAIL = "aicha.clairlune@demo.example", "bastien.boisvallon@demo.example"
CLASSMATE_EMAIL = "djibril.rocheverte@demo.example"
PAPERS = CONTENT / "client-project"
SITES = PAPERS / "site"
# Boxes and workers share the processors with whatever else runs.
SOON, IN_ITS_TIME = 60_000, 300_000


@pytest.fixture(scope="module")
def old_site() -> Iterator[str]:
    """A small real site, served on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=CONTENT / "old-site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def platform(grader_images, old_site, tmp_path_factory) -> Iterator[Platform]:
    port = old_site.rstrip("/").rpartition(":")[2]
    with demo_platform(tmp_path_factory.mktemp("platform"), INVENTORY_LOCAL_PORTS=port) as running:
        yield running


def press(page: Page, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
    """Press a button that leads to a page, and wait for that page."""
    button = (within or page).get_by_role("button", name=name)
    with page.expect_navigation(wait_until="load"):
        button.click()


def named(action: str, about: str) -> re.Pattern[str]:
    """Match a button or a link whose subject is said to those who do not see where it stands."""
    return re.compile(rf"^{re.escape(action)}\s*,\s*{re.escape(about)}")


def sees(page: Page, words: str | re.Pattern[str], *, timeout: int = SOON) -> None:
    expect(page.locator("main")).to_contain_text(words, timeout=timeout)


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")


def reload_until(page: Page, found: Locator) -> None:
    """Look again, as one does who waits for a machine elsewhere."""
    for _attempt in range(IN_ITS_TIME // 3_000):
        if found.count():
            return
        page.wait_for_timeout(3_000)
        page.reload()
    expect(found).not_to_have_count(0)


class Redesign:
    """One project, and what each person does in it."""

    def __init__(self, platform: Platform, open_as, old_site: str) -> None:
        self.platform, self.old_site = platform, old_site
        self.trainer: Page = open_as("trainer")
        self.drawer: Page = open_as("apprentice", email=DRAWER_EMAIL)
        self.builder: Page = open_as("apprentice", email=BUILDER_EMAIL)
        self.client: Page = open_as(None, viewport=PHONE, has_touch=True)
        for page in (self.trainer, self.drawer, self.builder, self.client):
            page.set_default_timeout(SOON)
        self.address = ""

    def go(self, page: Page, path: str = "") -> None:
        page.goto(self.address + path)

    # ---- opening ---------------------------------------------------------------------------------------------
    def open(self) -> None:
        page = self.trainer
        page.goto(f"{self.platform.url}/projets/")
        page.get_by_role("link", name="Ouvrir un projet").click()
        page.get_by_label("Ou le nom du nouveau client").fill(CLIENT)
        first_name, last_name = CONTACT.split()
        page.get_by_label("Prénom du contact").fill(first_name)
        page.locator("input[name=last_name]").fill(last_name)
        page.get_by_label("Adresse e-mail").fill(CONTACT_EMAIL)
        page.get_by_label("Nom du projet").fill(NAME)
        page.get_by_label("Adresse du site actuel").fill(self.old_site)
        press(page, "Ouvrir le projet")
        press(page, "Enregistrer les dates")
        self.address = page.url
        self.go(page, "reglages/")
        unfold(page)
        for person, part in ((DRAWER, "maquettes"), (BUILDER, "intégration")):
            page.get_by_label("Apprenti·e").select_option(label=person)
            page.get_by_label("Rôle dans l’équipe").fill(part)
            press(page, "Ajouter à l’équipe")
            unfold(page)
            sees(page, person)

    def client_comes_in(self) -> None:
        mail = self.platform.last_mail_to(CONTACT_EMAIL, seconds=120)
        link = re.search(r"http\S+/entree/lien/\S+", mail)
        assert link is not None, mail
        self.client.goto(link[0])
        press(self.client, "Ouvrir mon projet")
        expect(self.client.get_by_role("heading", level=1)).to_have_text(NAME)
        assert self.client.url == self.address

    # ---- the old site ----------------------------------------------------------------------------------------
    def take_inventory(self) -> None:
        page = self.trainer
        self.go(page, "site-actuel/")
        press(page, "Lire le site")
        reload_until(page, page.get_by_text("Toutes les pages trouvées ont été regardées."))
        sees(page, "/parcelles.html")
        page.get_by_label("Ce que devient /livre-or.html").select_option(label="Supprimer")
        page.get_by_label("Ce que devient /parcelles.html").select_option(label="Réécrire")
        page.get_by_label("Nouvelle adresse de /parcelles.html").fill("/parcelles/")
        press(page, "Enregistrer les décisions")
        with page.expect_download() as given:
            page.get_by_role("link", name="Redirections pour nginx").click()
        assert "/parcelles.html" in Path(given.value.path()).read_text()
        press(page, "Le montrer au client")
        self.go(self.client, "site-actuel/")
        sees(self.client, "Réécrire → /parcelles/")

    # ---- what is shown and decided -----------------------------------------------------------------------------
    def change_stage(self, verb: str, stage: str) -> None:
        self.go(self.trainer)
        unfold(self.trainer)
        press(self.trainer, named(verb, stage))
        unfold(self.trainer)
        other = "Terminer" if verb == "Commencer" else "Reprendre"
        expect(self.trainer.get_by_role("button", name=named(other, stage))).to_be_visible()

    def add_deliverable(self, stage: str, title: str) -> None:
        self.go(self.trainer, "livrables/ajouter/")
        self.trainer.get_by_label("Étape").select_option(label=stage)
        self.trainer.get_by_label("Titre").fill(title)
        press(self.trainer, "Ajouter")

    def hand_in(self, page: Page, title: str, *, file: Path | None = None, site: str = "") -> None:
        self.go(page)
        page.get_by_role("link", name=named("Déposer une version", title)).click()
        if file is not None:
            page.get_by_label("Ou un fichier").set_input_files(file)
        if site:
            page.get_by_label("Ou une version du nouveau site").select_option(label=site)
        page.get_by_label("Note pour le client").fill("À regarder sur votre téléphone.")
        press(page, "Déposer")
        expect(page.get_by_text("L’équipe de formation la montrera au client")).to_be_visible()
        self.go(self.trainer)
        press(self.trainer, named("Montrer au client", title))

    def client_opens(self, title: str) -> None:
        """She takes the one thing to do, or the list of what she was shown."""
        self.go(self.client)
        self.client.locator("a[href*='/a-decider/']", has_text=title).last.click()
        expect(self.client.get_by_role("heading", level=1)).to_contain_text(title)

    def client_approves(self, title: str) -> None:
        self.client_opens(title)
        self.client.get_by_label("Je valide", exact=True).check()
        press(self.client, "Confirmer ma décision")
        expect(self.client.get_by_role("heading", name="Votre décision")).to_be_visible()

    def sign_stage(self, stage: str, title: str, file: Path) -> None:
        name = stage.partition(". ")[2]
        self.change_stage("Commencer", name)
        self.add_deliverable(stage, title)
        self.hand_in(self.drawer, title, file=file)
        self.client_approves(title)
        self.change_stage("Terminer", name)

    # ---- remarks -----------------------------------------------------------------------------------------------
    def client_shows_a_place(self, title: str, words: str) -> None:
        page = self.client
        self.client_opens(title)
        page.get_by_role("link", name="Montrer et dire").click()
        page.get_by_role("button", name="Poser l’épingle").click()
        page.keyboard.press("Shift+ArrowUp")
        expect(page.locator("[data-said]")).to_contain_text("L’épingle est ici")
        page.get_by_label("Votre remarque").fill(words)
        press(page, "Envoyer")
        sees(page, words)

    def sort_remark(self, words: str, choice: str, answer: str) -> None:
        page = self.trainer
        self.go(page, "remarques/")
        page.get_by_role("link", name=words).click()
        page.get_by_label(choice).check()
        page.get_by_label("Ce que le client lira").fill(answer)
        press(page, "Valider ce choix")

    def do_ticket(self, words: str, page: Page, person: str, sentence: str) -> None:
        """The trainer shares a ticket out, its apprentice does it, the trainer validates it."""
        self.go(self.trainer, "tableau/")
        self.trainer.get_by_role("link", name=re.compile(words)).first.click()
        address = self.trainer.url
        self.trainer.get_by_role("link", name="Modifier le ticket").click()
        self.trainer.get_by_label(person).check()
        self.trainer.locator("input[name=competences]").first.check()
        press(self.trainer, "Enregistrer")
        page.goto(address)
        press(page, "Commencer")
        page.get_by_label("Ce que j’ai fait moi-même").fill(sentence)
        press(page, "J’ai fini ma part")
        self.trainer.goto(address)
        self.trainer.get_by_label("Je valide").check()
        press(self.trainer, "Répondre à l’équipe")
        sees(self.trainer, "Validé")

    def prove_part(self, title: str, page: Page, sentence: str) -> None:
        """An apprentice says her part in what the client approved, the trainer makes evidence of it."""
        self.go(page)
        page.locator("a[href*='/a-decider/']", has_text=title).first.click()
        page.get_by_label("Ce que j’ai fait moi-même").fill(sentence)
        page.locator("input[name=part-competences]").first.check()
        press(page, "Proposer ma part")
        self.trainer.goto(page.url)
        unfold(self.trainer)
        self.trainer.get_by_label("Je valide").check()
        press(self.trainer, "Enregistrer")
        sees(self.trainer, "Validée : c’est une preuve".replace(" :", "\u00a0:"))

    # ---- the new site ------------------------------------------------------------------------------------------
    def make_git_key(self) -> str:
        self.go(self.builder, "site/")
        press(self.builder, "Créer ma clé")
        return self.builder.locator("code").first.inner_text().strip()

    def push(self, folder: Path, version: Path, key: str, number: int) -> None:
        """Commit what `version` holds and push it with the real Git."""
        remote = self.address.replace("://", f"://{BUILDER_EMAIL.replace('@', '%40')}:{key}@") + "depot.git"

        def git(*words: str) -> str:
            done = subprocess.run(
                ["git", "-C", str(folder), "-c", "user.name=B", "-c", "user.email=b@demo.example", *words],
                env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stderr

        if not (folder / ".git").exists():
            git("init", "--quiet", "--initial-branch=main")
        for path in version.rglob("*"):
            if path.is_file():
                kept = folder / path.relative_to(version)
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(path.read_bytes())
        git("add", "--all")
        git("commit", "--quiet", "--message", version.name)
        assert f"La version {number} du site est arrivée." in git("push", remote, "main")

    def client_visits(self) -> None:
        with self.client.expect_popup() as opened:
            self.client.get_by_role("link", name=re.compile("^Visiter le site")).click()
        expect(opened.value.locator("body")).to_contain_text("Jardins")
        assert not opened.value.url.startswith(self.platform.url)
        opened.value.close()

    def client_compares(self, title: str) -> None:
        self.client_opens(title)
        self.client.get_by_role("link", name="Avant et après").click()
        figures = self.client.get_by_role("heading", name="La page d’accueil, avant et après")
        reload_until(self.client, figures)
        table = self.client.get_by_role("region", name="En chiffres")
        expect(table.get_by_role("columnheader", name="Version 1")).to_be_visible()
        expect(table.get_by_role("columnheader", name="Version 2")).to_be_visible()

    def client_says(self, words: str) -> None:
        self.client.get_by_role("link", name="Montrer et dire").click()
        self.client.get_by_label("Votre remarque").fill(words)
        press(self.client, "Envoyer")
        sees(self.client, words)

    # ---- acceptance --------------------------------------------------------------------------------------------
    def write_test_book(self) -> None:
        for to_do, expected in (
            ("Ouvrez l’accueil.", "La page se lit sans zoomer."),
            ("Cherchez les horaires.", "Ils sont justes."),
        ):
            self.go(self.builder, "recette/")
            unfold(self.builder)
            self.builder.get_by_label("Page ou parcours").fill("Accueil")
            self.builder.get_by_label("Ce qu’il faut faire").fill(to_do)
            self.builder.get_by_label("Ce qui doit se passer").fill(expected)
            press(self.builder, "Ajouter")
            sees(self.builder, to_do)
        self.go(self.trainer, "recette/")
        self.trainer.get_by_label("Version du site").select_option(label="Version 2 du site")
        press(self.trainer, "Ouvrir la campagne")

    def client_tests(self) -> None:
        self.go(self.client, "recette/")
        press(self.client, named("Ça marche", "Ouvrez l’accueil."))
        point = self.client.get_by_role("article").filter(has_text="Cherchez les horaires.")
        point.get_by_text("Ça ne marche pas").click()
        point.get_by_label("Qu’avez-vous vu").fill("Le samedi manque.")
        press(self.client, "Envoyer", within=point)
        sees(self.client, "Le samedi manque.")

    def weigh_reservation(self) -> None:
        page = self.trainer
        self.go(page, "reserves/")
        unfold(page)
        page.get_by_label("Gravité").select_option(label="Mineure")
        page.get_by_label("Qui corrige").select_option(label=BUILDER)
        page.get_by_label("Pour quand").fill((timezone.localdate() + timedelta(days=7)).isoformat())
        press(page, "Enregistrer")
        self.go(page, "recette/")
        press(page, "Demander la signature du client")

    def sign(self, page: Page, name: str) -> None:
        page.get_by_label("Vos prénom et nom").fill(name)
        page.get_by_label("J’ai lu et je signe").check()
        press(page, "Signer")

    def client_accepts(self) -> None:
        self.go(self.client, "recette/")
        self.client.get_by_role("link", name="Lire le procès-verbal et signer").click()
        sees(self.client, "Le samedi manque.")
        self.client.get_by_label("Acceptée avec réserves").check()
        self.sign(self.client, CONTACT)
        self.both_sign("Procès-verbal de recette", by_client=False)

    def both_sign(self, paper: str, *, by_client: bool = True) -> None:
        for page, name in ((self.trainer, "Solène Largeval"), (self.client, CONTACT)):
            if page is self.client and not by_client:
                continue
            self.go(page, "recette/")
            page.get_by_role("link", name=re.compile(f"^{paper}")).first.click()
            self.sign(page, name)
            sees(page, name)
        self.go(self.trainer, "recette/")
        line = self.trainer.get_by_role("listitem").filter(has_text=paper)
        expect(line).to_contain_text("signé par les deux parties")

    def lift_reservation(self) -> None:
        self.go(self.builder, "reserves/")
        press(self.builder, re.compile("^C’est corrigé"))
        self.go(self.client, "reserves/")
        press(self.client, re.compile("^C’est bon"))
        expect(self.client.get_by_role("heading", name="Levées")).to_be_visible()
        self.go(self.trainer, "recette/")
        press(self.trainer, "Rédiger le procès-verbal de levée des réserves")
        self.both_sign("Procès-verbal de levée des réserves")

    def go_through_list(self, kind: str, paper: str) -> None:
        self.go(self.builder, f"listes/{kind}/")
        press(self.builder, "Commencer avec les lignes habituelles")
        lines = self.builder.get_by_role("article")
        for number in range(lines.count()):
            press(self.builder, re.compile("^C’est fait"), within=lines.nth(number))
            expect(lines.nth(number).get_by_text("Fait", exact=True)).to_be_visible()
        self.go(self.trainer, f"listes/{kind}/")
        press(self.trainer, "Rédiger le document à signer")
        self.both_sign(paper)

    def evidence_of(self, page: Page, *sentences: str) -> None:
        page.goto(f"{self.platform.url}/mes-competences/")
        unfold(page)
        for sentence in sentences:
            sees(page, sentence)


PART = "J’ai dessiné toute la page d’accueil."
DRAWN = "J’ai agrandi le titre de la maquette."
BUILT = "J’ai écrit la page de contact."
MOCKUP, SITE = "La maquette de l’accueil", "Le nouveau site"


def agree_on_paper(project: Redesign) -> None:
    project.sign_stage("1. Cadrage", "La fiche du projet", PAPERS / "fiche-projet.pdf")
    project.sign_stage("4. Plan du site", "Le plan du nouveau site", PAPERS / "plan-du-site.png")
    project.change_stage("Commencer", "Maquettes")
    project.add_deliverable("6. Maquettes", MOCKUP)
    project.hand_in(project.drawer, MOCKUP, file=PAPERS / "maquette-accueil-1.png")
    project.client_shows_a_place(MOCKUP, "Le titre est trop petit.")
    project.sort_remark("Le titre est trop petit.", "En faire un ticket", "Nous l’agrandissons.")
    project.do_ticket("Le titre est trop petit", project.drawer, DRAWER, DRAWN)
    project.client_approves(MOCKUP)
    project.prove_part(MOCKUP, project.drawer, PART)
    project.change_stage("Terminer", "Maquettes")


def make_the_site(project: Redesign, folder: Path) -> None:
    project.change_stage("Commencer", "Fabrication du site")
    project.add_deliverable("8. Fabrication du site", SITE)
    key = project.make_git_key()
    project.push(folder, SITES / "version-1", key, 1)
    project.hand_in(project.builder, SITE, site="Version 1 du site")
    project.client_opens(SITE)
    project.client_visits()
    project.client_says("Il manque une page de contact.")
    project.sort_remark("Il manque une page de contact.", "En faire un ticket", "Elle arrive.")
    project.do_ticket("Il manque une page de contact", project.builder, BUILDER, BUILT)
    project.push(folder, SITES / "version-2", key, 2)
    project.hand_in(project.builder, SITE, site="Version 2 du site")
    project.client_compares(SITE)
    project.change_stage("Terminer", "Fabrication du site")


def accept_and_hand_over(project: Redesign) -> None:
    project.change_stage("Commencer", "Recette")
    project.write_test_book()
    project.client_tests()
    project.weigh_reservation()
    project.client_accepts()
    project.lift_reservation()
    project.change_stage("Terminer", "Recette")
    project.change_stage("Commencer", "Mise en ligne")
    project.go_through_list("go_live", "Procès-verbal de mise en ligne")
    project.change_stage("Terminer", "Mise en ligne")
    project.change_stage("Commencer", "Transfert")
    project.go_through_list("handover", "Attestation de transfert")
    project.change_stage("Terminer", "Transfert")


def test_a_redesign_from_the_invitation_to_the_handover(platform, open_as, old_site, tmp_path):
    project = Redesign(platform, open_as, old_site)
    project.open()
    project.client_comes_in()
    project.take_inventory()
    agree_on_paper(project)
    make_the_site(project, tmp_path)
    accept_and_hand_over(project)

    project.evidence_of(project.drawer, NAME, DRAWN, PART)
    expect(project.drawer.locator("main")).not_to_contain_text(BUILT)
    project.evidence_of(project.builder, NAME, BUILT)
    expect(project.builder.locator("main")).not_to_contain_text(DRAWN)
    classmate = open_as("apprentice", email=CLASSMATE_EMAIL)
    project.evidence_of(classmate)
    expect(classmate.locator("main")).not_to_contain_text(NAME)
    for page in (project.trainer, project.drawer, project.builder, project.client):
        assert page.complaints == []

"""Every kind of page, as its role sees it: valid, silent, nothing for axe to find, nothing that scrolls sideways."""

import subprocess
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from lms.core.working_days import WorkingDays
from script.steps.node import NODE
from script.steps.places import ROOT
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
FINDINGS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .map(found => `${found.id} (${found.impact}): ${found.nodes.map(node => node.target).slice(0, 3)}`)"""
COURSE = "/cours/ecole-du-web/"
PROJECT = "/projets/refonte-du-site-des-jardins-de-la-brume/"

# Read by the school and by the client, each in her own way.
SCREENS_OF_A_PROJECT = [
    "site-actuel/",
    "site/",
    "site/2/",
    "avant-apres/",
    "reserves/",
    "recette/",
    "citations/",
    "listes/go_live/",
    "listes/handover/",
    "contenus/",
    "reunions/",
    "remise/",
    "satisfaction/",
]

# The site in a frame: a place marked on it, and the same with a form to show another one.
SITE_REMARKS = [
    f"from:{PROJECT}remarques/>/endroit/",
    f"from:{PROJECT}remarques/>/endroit/>/remarques/versions/",
]

# The attendance of the last day with class, which the demo school has marked; today may be a Saturday.
SHEET = "first:/presence/|sheet"

PAGES = {
    None: [
        "/connexion/",
        "/connexion/code/",
        "/mot-de-passe/oublie/",
        "/composants/",
        "/entree/",
        "/entree/code/",
        "/inscription/",
        "/invitation/x/",
        "/hors-ligne/",
        "/signer-ici/",
        "/accessibilite/",
        "/accessibilite/signaler/",
        "/mentions-legales/",
        "/guides/",
        "/guides/apprentice/",
        "/guides/coordinator/",
        "/suites/reponse/x/",
    ],
    "apprentice": [
        "/",
        "/mes-competences/",
        "/mon-dossier-professionnel/",
        "/mon-dossier-de-projet/",
        "/mes-examens/",
        # One that is over and explained, one that may be begun.
        "/mes-examens/blancs/1/",
        "/mes-examens/blancs/2/",
        "/ma-presence/",
        "/mon-parcours/",
        "/mots-du-web/",
        "/mon-calendrier/",
        f"{COURSE}publier-un-site/",
        f"{COURSE}publier-un-site/mettre-en-ligne/",
        "first:/mes-competences/>/apprentis/",
        "first:/mes-competences/>/competences/",
        "first:/mes-competences/>/competences/>/preuves/",
        "/mon-livret/",
        "first:/annonces/",
        "/portfolio/",
        COURSE,
        f"{COURSE}bienvenue-a-l-ecole/",
        f"{COURSE}bienvenue-a-l-ecole/un-premier-jour/",
        f"{COURSE}projet-client/rencontrer-le-client/",
        f"{COURSE}html-ecrire-une-page/",
        f"{COURSE}html-ecrire-une-page/votre-premiere-page/",
        "/exercices/html-carte-de-visite/",
        "/exercices/css-affiche-du-marche/",
        "/exercices/js-panier-de-legumes/",
        "/exercices/php-livre-d-or/",
        "/exercices/quiz-html-le-bon-element/",
        "/projets/",
        PROJECT,
        *(f"{PROJECT}{page}" for page in SCREENS_OF_A_PROJECT),
        f"{PROJECT}tableau/",
        f"{PROJECT}tableau/4/",
        f"{PROJECT}tableau/ajouter/",
        f"{PROJECT}contenus/ajouter/",
        f"{PROJECT}reunions/ajouter/",
        "/qui-peut-faire-quoi/",
        "/mot-de-passe/",
        "/confort/",
        "/courriels/",
        "/mes-donnees/",
        "/cette-page-n-existe-pas/",
        "/invitations/",
    ],
    "trainer": [
        "/",
        "first:/relire/",
        "first:/relire/>/code/",
        "/exercices/html-carte-de-visite/solutions/",
        "first:/apprentis/",
        "first:/apprentis/>/competences/",
        "first:/apprentis/>/competences/>/competences/",
        "/certifications/",
        "/certifications/versions/dwwm-v04/",
        "first:/validations/",
        "first:/evaluations/",
        "first:/evaluations/>/livret/",
        "first:/evaluations/>/livret/>/imprimer/",
        "first:/evaluations/>/livret/>/3/",
        "first:/grille/",
        "first:/apprentis/>/promotions/>/dossiers/",
        "first:/annonces/",
        "first:/blocages/",
        "first:/apprentis/>/promotions/>/examens-blancs/",
        "first:/apprentis/>/promotions/>/examens-blancs/>/preparer/",
        "first:/apprentis/>/promotions/>/examens-blancs/>/temps-supplementaire/",
        "/examens-blancs/1/",
        "first:/passage/",
        "first:/presence/",
        SHEET,
        "first:/presence/>/semaine/",
        "/immersions/1/",
        "first:/presence/>/absences/",
        "first:/calendrier/",
        "first:/calendrier/>/modules/",
        "first:/calendrier/>/periodes/",
        "first:/calendrier/>/preparer/",
        "/invitations/",
        "/projets/",
        PROJECT,
        f"{PROJECT}tableau/",
        f"{PROJECT}tableau/3/",
        f"{PROJECT}remarques/",
        *SITE_REMARKS,
        *(f"{PROJECT}{page}" for page in SCREENS_OF_A_PROJECT),
        f"{PROJECT}reglages/",
        f"{PROJECT}dates/",
        f"{PROJECT}transmettre/",
        f"{PROJECT}livrables/ajouter/",
        f"from:{PROJECT}>/a-decider/",
        "/projets/ouvrir/",
        "/guide-client/",
        "first:/remarques/",
        "/correction/",
        "/etat/",
        "first:/aide/",
        "/remarques-gardees/",
        "/exercices-a-revoir/",
        "/exercices/html-carte-de-visite/sante/",
        "/exercices/html-carte-de-visite/ressemblances/",
        "/edition/exercices/",
        "/edition/exercices/nouveau/",
        "/edition/exercices/importer/",
        "/edition/echanges/",
        "/edition/exercices/html-carte-de-visite/modifier/",
        "/edition/exercices/html-carte-de-visite/essais/",
        "/edition/exercices/html-carte-de-visite/usage/",
        "/edition/exercices/html-carte-de-visite/versions/",
        "/edition/exercices/html-carte-de-visite/essayer/",
    ],
    "coordinator": [
        "/",
        "/accessibilite/signalements/",
        "/donnees-personnelles/registre/",
        "/donnees-personnelles/demandes/",
        "first:/sorties/",
        "/classes/1/temps-supplementaire/",
        "/examens/",
        "/examens/1/",
        "/examens/2/",
        "/examens/candidats/1/resultat/",
        "/apprentis/34/scores/",
        "first:/promotions/1>/apprentis/>/suites/",
        "first:/promotions/1>/apprentis/>/immersions/",
        "first:/promotions/1",
        "first:/promotions/1>/apprentis/",
        "first:/promotions/1>/apprentis/>/depart/",
        "/invitations/",
        "/invitations/liste/",
        "/ecoles/ouvrir/",
        "/comptes/",
        "/journal/",
        "/securite/",
        "/securite/appareils/",
        "/securite/cles/",
        "/promotions/ouvrir/",
        "first:/promotions/1>/certifications/",
        "first:/promotions/1>/horaires/",
        "/certifications/importer/",
        "/suivi-des-certifications/",
        "/certifications/versions/qualite-web-v01/",
        "/projets/",
        "/projets/satisfaction/",
        "/correction/",
    ],
    "adviser": ["/", "first:/apprentis/", "first:/apprentis/>/noter/", "first:/apprentis/>/competences/"],
    "client": [
        PROJECT,
        *(f"{PROJECT}{page}" for page in SCREENS_OF_A_PROJECT),
        f"{PROJECT}remarques/ajouter/",
        f"from:{PROJECT}contenus/>/contenus/",
        f"from:{PROJECT}reunions/>/reunions/",
        "/guide-client/",
        "first:/a-decider/",
        f"{PROJECT}remarques/",
        *SITE_REMARKS,
        "first:/a-decider/>/remarques/versions/",
    ],
}
# A page that does not exist, or is refused, says so in the console: that is what its status is for.
EXPECTED_COMPLAINT = "Failed to load resource: the server responded with a status of"


# A viewport, its colours, and whether what the server sent is looked at too: it is the same whatever the screen.
VIEWS = [
    pytest.param(DESK, "light", True, id="desk in the light"),
    pytest.param(PHONE, "dark", False, id="phone in the dark"),
]


@pytest.mark.parametrize(("size", "scheme", "as_sent"), VIEWS)
@pytest.mark.parametrize("role", PAGES, ids=str)
def test_every_page_is_valid_silent_and_accessible(platform, open_as, role, size, scheme, as_sent, tmp_path):
    page = open_as(role, viewport=size, color_scheme=scheme, bypass_csp=True)
    problems = []
    for number, path in enumerate(PAGES[role]):
        answer = page.goto(platform.url + _address(platform, page, path))
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        found = page.evaluate(FINDINGS)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        if as_sent:
            found += refused_by_the_policy(answer)
            (tmp_path / f"{number}-{path.strip('/').replace('/', '-')[:60]}.html").write_text(answer.text())
        problems += [f"{path}: {one}" for one in found]
    assert problems == []
    assert [line for line in page.complaints if not line.startswith(EXPECTED_COMPLAINT)] == []
    assert html_complaints(tmp_path) == ""


def _address(platform, page, path):
    """Return `path`, or where `first:` leads: to the first link of the role's first screen that contains the rest,
    then, after `>`, to the first such link of that page; `from:` begins at a page instead of the first screen."""
    if not path.startswith(("first:", "from:")):
        return path
    path, _, sheet = path.partition("|")
    address = "/"
    if path.startswith("from:"):
        address, _, path = path.removeprefix("from:").partition(">")
    for part in path.removeprefix("first:").split(">"):
        page.goto(platform.url + address)
        address = page.locator(f"a[href*='{part}']").first.get_attribute("href")
    return f"{address}{last_working_day()}/matin/" if sheet else address


def last_working_day():
    days = (timezone.localdate() - timedelta(days=back) for back in range(7))
    return next(day for day in days if WorkingDays().includes(day))


# Its own style of writing (capitals, slashes, spaces) is left out: only what a browser could misread counts.
VALIDATOR = [
    str(NODE),
    str(ROOT / "node_modules/html-validate/bin/html-validate.mjs"),
    "--config",
    str(ROOT / "tests/journeys/htmlvalidate.json"),
]


def html_complaints(folder):
    """Return what the validator says of the pages kept in `folder`, "" when nothing."""
    pages = sorted(map(str, folder.glob("*.html")))
    if not pages:
        return ""
    done = subprocess.run([*VALIDATOR, *pages], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


class InlineCode(HTMLParser):
    """Collects what a page as delivered carries of scripts and styles of its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        data = names.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in names and not data):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]


def refused_by_the_policy(answer):
    """Return the scripts and styles that a page carries in itself, and what weakens the policy it was sent with."""
    policy = answer.headers["content-security-policy"]
    strict = "unsafe" not in policy and "script-src 'self';" in policy
    return InlineCode(answer.text()).found + ([] if strict else [f"policy: {policy}"])

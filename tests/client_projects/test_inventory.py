"""A real small site, served on this machine: walked, stopped, taken up again, decided on, exported."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from client_projects import actions, jobs
from client_projects.actions.inventory import Limits
from client_projects.models import ClientProject, OldPage, SiteInventory
from client_projects.queries import found_in, inventory_of, redirects_of
from client_projects.redirects import MapRefused, Move, checked, for_apache, for_nginx, new_path
from client_projects.states import InventoryState, Outcome, PageKind
from lms.core.permissions import Denied
from tests.client_projects.test_crawling import answer, serving, zipped
from tests.factories.people import CohortFactory

PAGES = {
    "/": "<html lang=fr><title>Accueil</title><meta name=description content=Bonjour><h1>Bonjour</h1>"
    "<img src=/photo.jpg><img src=/logo.png alt=Logo>"
    "<a href=/contact.html>Contact</a><a href=/perdue.html>Perdue</a><a href=/vieille>Vieille</a>"
    "<a href=/plan.pdf>Plan</a><a href=/prive/x.html>Privé</a><a href=https://autre.example/>Ailleurs</a>",
    "/contact.html": "<title>Accueil</title><a href=/>Retour</a><a href='/page.php?id=3'>Trois</a>",
    "/page.php?id=3": "<title>=cmd|' /C calc'!A0</title>",
    "/cachee.html": "<title>Par le plan du site</title>",
}


def old_site(handler):
    path = handler.path
    if path == "/robots.txt":
        answer(handler, b"User-agent: *\nDisallow: /prive/", kind="text/plain")
    elif path == "/sitemap.xml":
        port = handler.server.server_address[1]
        answer(handler, f"<loc>http://127.0.0.1:{port}/cachee.html</loc>".encode(), kind="text/xml")
    elif path in PAGES:
        answer(handler, PAGES[path].encode())
    elif path == "/vieille":
        answer(handler, status=301, Location="/contact.html")
    elif path == "/plan.pdf":
        answer(handler, b"%PDF-", kind="application/pdf")
    elif path == "/photo.jpg":
        answer(handler, b"x" * 5000, kind="image/jpeg")
    else:
        answer(handler, b"perdu", status=404)


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    for module in ("client_projects.actions.inventory", "client_projects.jobs"):
        monkeypatch.setattr(
            f"{module}.enqueue_after_commit", lambda queue, job, **arguments: calls.append((job, arguments))
        )
    return calls


@pytest.fixture
def served(project, settings):
    with serving(old_site) as port:
        settings.INVENTORY_LOCAL_PORTS = [port]
        project.old_site_url = f"http://127.0.0.1:{port}/"
        project.save()
        yield project


def walked(project, trainer, *, limits=None, upload=None):
    inventory = actions.begin_inventory(project=project, upload=upload, by=trainer, now=timezone.now())
    while actions.walk_on(inventory_id=inventory.pk, limits=limits or Limits(), sleep=lambda seconds: None):
        pass
    inventory.refresh_from_db()
    return inventory


def page(inventory, place):
    return next(page for page in inventory.pages.all() if page.place == place)


def test_a_real_small_site_is_walked_through(served, trainer):
    inventory = walked(served, trainer)
    assert (inventory.state, inventory.outcome) == (InventoryState.DONE, Outcome.WHOLE)
    kinds = {page.place: page.kind for page in inventory.pages.all()}
    assert kinds == {
        "/": PageKind.PAGE,
        "/cachee.html": PageKind.PAGE,
        "/contact.html": PageKind.PAGE,
        "/page.php?id=3": PageKind.PAGE,
        "/perdue.html": PageKind.BROKEN,
        "/plan.pdf": PageKind.DOCUMENT,
        "/prive/x.html": PageKind.LEFT_OUT,
        "/vieille": PageKind.REDIRECT,
    }
    home = page(inventory, "/")
    assert (home.title, home.heading, home.language, home.description) == (
        "Accueil",
        "Bonjour",
        "fr",
        "Bonjour",
    )
    assert (home.images, home.images_without_alternative) == (2, 1)
    assert home.weight == home.size + 5000
    assert [status for _url, status in home.broken_links] == [404]
    sentences = found_in(inventory).sentences
    assert "4 pages" in sentences
    assert "1 image sans texte de remplacement" in sentences
    assert not any("conforme" in sentence for sentence in sentences)


def test_a_site_that_leads_into_a_private_network_is_not_followed(project, trainer, settings):
    def site(handler):
        answer(handler, status=302, Location="http://10.0.0.1/secret")

    with serving(site) as port:
        settings.INVENTORY_LOCAL_PORTS = [port]
        project.old_site_url = f"http://127.0.0.1:{port}/"
        project.save()
        inventory = walked(project, trainer)
    assert (inventory.state, inventory.outcome) == (InventoryState.FAILED, Outcome.ELSEWHERE)
    assert not inventory.pages.exists()


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("http://127.0.0.1/", Outcome.FORBIDDEN),
        ("http://169.254.169.254/latest/", Outcome.FORBIDDEN),
        ("http://0x7f.1/", Outcome.FORBIDDEN),
        ("http://nulle-part.invalid/", Outcome.UNREACHABLE),
    ],
)
def test_an_address_we_do_not_go_to_says_so(project, trainer, address, outcome):
    project.old_site_url = address
    project.save()
    inventory = walked(project, trainer)
    assert (inventory.state, inventory.outcome) == (InventoryState.FAILED, outcome)


@pytest.mark.parametrize(
    ("limits", "outcome"),
    [
        (Limits(pages=3), Outcome.PAGES),
        (Limits(total_bytes=10), Outcome.BYTES),
        (Limits(seconds=0), Outcome.TIME),
    ],
)
def test_a_walk_ends_at_its_limits_and_says_which(served, trainer, limits, outcome):
    inventory = walked(served, trainer, limits=limits)
    assert inventory.outcome == outcome
    assert inventory.pages.count() <= limits.pages
    assert not inventory.pages.filter(kind=PageKind.WAITING).exists()


def test_pages_without_end_do_not_make_a_walk_without_end(project, trainer, settings):
    def site(handler):
        number = (
            int(handler.path.strip("/") or 0)
            if handler.path.strip("/").isdigit() or handler.path == "/"
            else -1
        )
        answer(handler, f"<title>{number}</title><a href=/{number + 1}>suite</a>".encode(), status=200)

    with serving(site) as port:
        settings.INVENTORY_LOCAL_PORTS = [port]
        project.old_site_url = f"http://127.0.0.1:{port}/"
        project.save()
        inventory = walked(project, trainer, limits=Limits(depth=5))
    assert inventory.outcome == Outcome.WHOLE
    assert max(inventory.pages.values_list("depth", flat=True)) == 5


def test_a_walk_stops_when_asked_and_keeps_what_was_read(served, trainer):
    inventory = actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    actions.stop_inventory(inventory=inventory, by=trainer, now=timezone.now())
    assert not actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None)
    inventory.refresh_from_db()
    assert inventory.outcome == Outcome.STOPPED


def test_a_walk_whose_worker_died_is_taken_up_where_it_was(served, trainer, woken, monkeypatch):
    inventory = actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    read = []
    real = actions.inventory._Turn._read_page

    def dying(turn, one):
        if len(read) == 2:
            raise SystemExit
        read.append(one.url)
        real(turn, one)

    monkeypatch.setattr(actions.inventory._Turn, "_read_page", dying)
    with pytest.raises(SystemExit):
        actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None)
    monkeypatch.undo()
    woken.clear()
    # Its lease holds: nobody doubles it.
    assert not actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None)
    SiteInventory.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(
        "client_projects.jobs.enqueue_after_commit", lambda queue, job, **arguments: woken.append(job)
    )
    jobs.take_up_forgotten_walks()
    assert woken == ["client_projects.jobs.walk"]


def test_a_worker_that_was_given_up_does_not_end_the_walk_of_another(served, trainer, monkeypatch):
    inventory = actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    real = actions.inventory._Turn.take

    def overtaken(turn):
        ended = real(turn)
        SiteInventory.objects.update(turn=F("turn") + 1)
        return ended

    monkeypatch.setattr(actions.inventory._Turn, "take", overtaken)
    actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None)
    inventory.refresh_from_db()
    assert (inventory.state, inventory.finished_at) == (InventoryState.RUNNING, None)


def test_a_second_walk_at_the_same_time_is_refused(served, trainer):
    actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    with pytest.raises(actions.InventoryRefused):
        actions.begin_inventory(project=served, by=trainer, now=timezone.now())


def test_a_zip_of_the_site_is_read_without_asking_anybody(project, trainer, apprentice):
    files = {
        "site/index.html": b"<html lang=fr><title>Accueil</title><a href=caf\xc3\xa9.html>Cafe</a><img src=a.png>",
        "site/caf\u00e9.html": b"<title>Cafe</title><a href=rien.html>Rien</a>",
        "site/a.png": b"x" * 300,
    }
    upload = SimpleUploadedFile("site.zip", zipped(files).getvalue())
    with pytest.raises(Denied):
        actions.begin_inventory(project=project, upload=upload, by=apprentice, now=timezone.now())
    inventory = walked(project, trainer, upload=upload)
    assert (inventory.outcome, page(inventory, "/index.html").weight) == (
        Outcome.WHOLE,
        page(inventory, "/index.html").size + 300,
    )
    assert page(inventory, "/rien.html").kind == PageKind.BROKEN
    broken = SimpleUploadedFile("site.zip", b"PK not a zip")
    assert walked(project, trainer, upload=broken).outcome == Outcome.NO_SITE


# --- Who sees it ---


@pytest.fixture
def inventory(project, trainer):
    now = timezone.now()
    inventory = SiteInventory.objects.create(
        project=project,
        start_url="https://ancien.example/",
        state=InventoryState.DONE,
        outcome=Outcome.WHOLE,
        asked_by=trainer,
        asked_at=now,
        finished_at=now,
    )
    for place in ("/", "/contact.html", "/page.php?id=3", "/perdue.html"):
        kind = PageKind.BROKEN if "perdue" in place else PageKind.PAGE
        OldPage.objects.create(
            inventory=inventory, url=f"https://ancien.example{place}", kind=kind, title="=1+1"
        )
    return inventory


@pytest.mark.parametrize("shared", [True, False])
def test_who_sees_the_inventory(
    shared, inventory, project, trainer, apprentice, peer, client_person, other_client_person, other_project,
    other_school_trainer, coordinator, browse,
):  # fmt: skip
    actions.share_inventory(inventory=inventory, shared=shared, by=trainer, now=timezone.now())
    expected = {
        trainer: 200,
        coordinator: 200,
        apprentice: 200,
        peer: 404,
        client_person: 200 if shared else 404,
        other_client_person: 404,
        other_school_trainer: 404,
    }
    for name, arguments in (
        ("inventory", []),
        ("inventory_export", ["inventaire.csv"]),
        ("inventory_progress", []),
    ):
        address = reverse(name, args=[project.slug, *arguments])
        assert {who: browse(who).get(address).status_code for who in expected} == expected


def test_who_decides_about_pages(inventory, trainer, apprentice, peer, client_person, coordinator):
    for person in (peer, client_person, coordinator):
        with pytest.raises(Denied):
            actions.decide_pages(inventory=inventory, decisions={}, by=person, now=timezone.now())
    for person in (trainer, apprentice):
        actions.decide_pages(inventory=inventory, decisions={}, by=person, now=timezone.now())


def test_the_list_of_pages_asks_a_constant_number_of_questions(
    inventory, project, trainer, browse, django_assert_max_num_queries
):
    for number in range(60):
        OldPage.objects.create(
            inventory=inventory, url=f"https://ancien.example/{number}", kind=PageKind.PAGE
        )
    with django_assert_max_num_queries(30):
        browse(trainer).get(reverse("inventory", args=[project.slug]))


# --- Deciding ---


def test_pages_are_decided_on_screen_one_by_one_or_together(inventory, project, apprentice, browse):
    address = reverse("inventory_decide", args=[project.slug])
    home, contact, third, _lost = inventory.pages.order_by("pk")
    sent = {
        "page": [home.pk, contact.pk],
        f"fate-{home.pk}": "keep",
        f"address-{home.pk}": "/",
        f"fate-{contact.pk}": "merge",
        f"address-{contact.pk}": "",
    }
    browser = browse(apprentice)
    answered = browser.post(address, sent)
    home.refresh_from_db()
    contact.refresh_from_db()
    assert (answered.status_code, home.fate, contact.fate) == (422, "keep", "")
    assert "Dites dans quelle page" in answered.content.decode()
    assert [(line["page"], line["fate"]) for line in answered.context["lines"]] == [
        (home, "keep"),
        (contact, "merge"),
    ]
    browser.post(address, {"bulk": "1", "ticked": [contact.pk, third.pk], "bulk_fate": "drop"})
    assert set(inventory.pages.filter(fate="drop")) == {contact, third}
    filtered = browser.get(reverse("inventory", args=[project.slug]), {"voir": "drop"})
    assert set(filtered.context["pages"]) == {contact, third}


def test_what_is_typed_beside_a_decision_for_the_ticked_ones_counts_too(
    inventory, project, apprentice, browse
):
    home, contact, third, _lost = inventory.pages.order_by("pk")
    sent = {
        "page": [home.pk, contact.pk, third.pk],
        f"fate-{home.pk}": "keep",
        f"address-{home.pk}": "/",
        f"address-{contact.pk}": "/nous-ecrire/",
        f"address-{third.pk}": "sans-barre",
        "ticked": [contact.pk, third.pk],
        "bulk": "1",
        "bulk_fate": "rewrite",
        "bulk_address": "/commun/",
        "query": "voir=undecided",
    }
    browser = browse(apprentice)
    answered = browser.post(reverse("inventory_decide", args=[project.slug]), sent)
    said = answered.content.decode()
    decided = {page.pk: (page.fate, page.new_address) for page in inventory.pages.all()}
    assert decided[home.pk] == ("keep", "/")
    assert decided[contact.pk] == ("rewrite", "/nous-ecrire/")
    assert decided[third.pk] == ("", "")
    assert "2 pages enregistrées" in said
    assert 'value="sans-barre" aria-invalid="true"' in said
    assert answered.context["chosen"] == "undecided"
    sent[f"address-{third.pk}"] = "/commun/"
    again = browser.post(reverse("inventory_decide", args=[project.slug]), sent, follow=True)
    assert "1 page enregistrée" in again.content.decode()


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/contact/", "/contact/"),
        (" /l'été ", "/l'%C3%A9t%C3%A9"),
        ("/a?b=c d", "/a?b=c%20d"),
        ("contact", None),
        ("//evil.example/", None),
        ("https://evil.example/", None),
        ("/../x", None),
        ("/a\nb", None),
        ("/a\\b", None),
        ("", None),
        ("/" + "a" * 600, None),
    ],
)
def test_new_addresses_stay_inside_the_new_site(written, path):
    assert new_path(written) == path


def test_decisions_survive_a_second_walk_and_the_next_cohort(served, trainer, school):
    first = walked(served, trainer)
    contact = page(first, "/contact.html")
    actions.decide_pages(
        inventory=first, decisions={contact.pk: ("keep", "/contact/")}, by=trainer, now=timezone.now()
    )
    second = walked(served, trainer)
    assert page(second, "/contact.html").new_address == "/contact/"
    following = CohortFactory(school=school, name="Promotion Hedy")
    served = ClientProject.objects.get(pk=served.pk)
    successor = actions.hand_on(
        project=served,
        cohort=following,
        name="Suite",
        starts_on=following.starts_on,
        by=trainer,
        now=timezone.now(),
    )
    copied = inventory_of(successor, trainer)
    assert copied is not None
    assert page(copied, "/contact.html").new_address == "/contact/"
    assert copied.pages.count() == second.pages.count() == inventory_of(served, trainer).pages.count()


def test_a_walk_that_fails_hides_and_loses_nothing(served, trainer, browse):
    first = walked(served, trainer)
    contact = page(first, "/contact.html")
    actions.decide_pages(
        inventory=first, decisions={contact.pk: ("keep", "/contact/")}, by=trainer, now=timezone.now()
    )
    address = served.old_site_url
    ClientProject.objects.filter(pk=served.pk).update(old_site_url="http://nulle-part.invalid/")
    served.refresh_from_db()
    second = walked(served, trainer)
    assert second.state == InventoryState.FAILED
    assert inventory_of(served, trainer) == first
    seen = browse(trainer).get(reverse("inventory", args=[served.slug]))
    assert seen.context["failed_since"] == second
    assert "/contact/" in seen.content.decode()
    ClientProject.objects.filter(pk=served.pk).update(old_site_url=address)
    served.refresh_from_db()
    third = walked(served, trainer)
    assert page(third, "/contact.html").new_address == "/contact/"
    assert inventory_of(served, trainer) == third
    assert browse(trainer).get(reverse("inventory", args=[served.slug])).context["failed_since"] is None


def test_a_page_that_breaks_us_does_not_stop_the_walk(served, trainer, monkeypatch):
    real = actions.inventory.read_page

    def breaking(text, address, site):
        if address.endswith("/contact.html"):
            raise RecursionError
        return real(text, address, site)

    monkeypatch.setattr(actions.inventory, "read_page", breaking)
    inventory = walked(served, trainer)
    assert inventory.outcome == Outcome.WHOLE
    assert (page(inventory, "/contact.html").kind, page(inventory, "/contact.html").problem) == (
        PageKind.BROKEN,
        "unreadable",
    )
    assert page(inventory, "/cachee.html").kind == PageKind.PAGE


def test_a_walk_whose_turns_all_die_comes_to_an_end(served, trainer):
    inventory = actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    SiteInventory.objects.filter(pk=inventory.pk).update(turn=Limits().turns)
    assert not actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None)
    inventory.refresh_from_db()
    assert (inventory.state, inventory.outcome) == (InventoryState.DONE, Outcome.TIME)


def test_a_walk_that_ends_takes_nothing_from_the_screen(served, trainer, browse):
    inventory = actions.begin_inventory(project=served, by=trainer, now=timezone.now())
    address = reverse("inventory_progress", args=[served.slug])
    assert "hx-get" in browse(trainer).get(address).content.decode()
    while actions.walk_on(inventory_id=inventory.pk, sleep=lambda seconds: None):
        pass
    ended = browse(trainer).get(address)
    assert "afficher la page" in ended.content.decode()
    assert "hx-get" not in ended.content.decode()
    assert "HX-Refresh" not in ended.headers


# --- Redirects ---


def test_old_addresses_lead_straight_to_their_end():
    moves = [Move("/a", "/b"), Move("/b", "/c"), Move("/c", "/c"), Move("/d", ""), Move("/e", "/d")]
    assert checked(moves) == [Move("/a", "/c"), Move("/b", "/c"), Move("/d", ""), Move("/e", "")]


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([Move("/a", "/b"), Move("/b", "/a")], "tourne en rond"),
        ([Move("/a", "/b"), Move("/b", "/c"), Move("/c", "/A")], "tourne en rond"),
        ([Move("/Contact", "/x"), Move("/contact", "/y")], "une seule adresse"),
        ([Move("/a%0d%0aX", "/x")], "caractère"),
    ],
)
def test_circles_and_doubles_are_refused_with_a_sentence(moves, said):
    with pytest.raises(MapRefused, match=said):
        checked(moves)


HOSTILE = [
    Move('/a%22;} return 200 "x', "/b"),
    Move("/page.php?id=3", "/trois"),
    Move("/$uri%5C", "/c?x=$1%201"),
    Move("/été.html", ""),
]


def test_rules_for_nginx_hold_whatever_an_address_holds():
    rules = for_nginx(checked(HOSTILE))
    assert '"/a%22;} return 200 \\"x" "/b";' in rules
    assert '"/page.php?id=3" "/trois";' in rules
    assert '"/$uri%5C" "/c?x=%241%201";' in rules
    assert '"/été.html" "1";' in rules


def test_rules_for_apache_hold_whatever_an_address_holds():
    rules = for_apache(checked(HOSTILE))
    assert (
        'RewriteCond %{QUERY_STRING} "^id=3$"\nRewriteRule "^/?page\\.php$" "/trois" [R=301,L,NE,QSD]'
        in rules
    )
    assert '"/c?x=\\$1\\%201" [R=301,L,NE]' in rules
    assert "\\x22" in rules
    assert 'RewriteRule "^/?été\\.html$" - [G,L]' in rules
    for line in rules.splitlines():
        assert line.count('"') % 2 == 0


def test_a_circle_between_decisions_is_said_on_screen(inventory, project, trainer, browse):
    inventory.pages.filter(url__endswith="/contact.html").update(fate="keep", new_address="/page.php?id=3")
    inventory.pages.filter(url__endswith="id=3").update(fate="keep", new_address="/contact.html")
    answered = browse(trainer).get(
        reverse("inventory_export", args=[project.slug, "redirections.nginx.conf"]), follow=True
    )
    assert "tourne en rond" in answered.content.decode()


def test_an_old_redirect_leads_where_its_target_does(inventory):
    inventory.pages.filter(url__endswith="/contact.html").update(fate="merge", new_address="/contact/")
    OldPage.objects.create(
        inventory=inventory,
        url="https://ancien.example/vieille",
        kind=PageKind.REDIRECT,
        redirected_to="https://ancien.example/contact.html",
    )
    assert Move("/vieille", "/contact/") in redirects_of(inventory)


def test_nothing_in_a_table_computes(inventory, project, trainer, browse):
    browser = browse(trainer)
    sent = browser.get(reverse("inventory_export", args=[project.slug, "inventaire.csv"]))
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig")), delimiter=";"))
    assert {row[3] for row in rows[1:]} == {"'=1+1"}
    sent = browser.get(reverse("inventory_export", args=[project.slug, "inventaire.xlsx"]))
    sheet = load_workbook(io.BytesIO(sent.content)).worksheets[0]
    assert {sheet.cell(number, 4).data_type for number in range(2, 6)} == {"s"}

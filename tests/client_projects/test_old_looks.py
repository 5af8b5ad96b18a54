"""The present site as a browser shows it: copies kept for a while, looked at in boxes, put beside the new one."""

import base64
import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from client_projects import actions, inspecting, jobs
from client_projects.crawling.addresses import site_of
from client_projects.crawling.reading import addresses_in_styles
from client_projects.models import (
    OldCopy,
    OldLook,
    OldPage,
    OldPicture,
    SiteCheck,
    SiteInventory,
    SitePicture,
    SiteVersion,
)
from client_projects.queries import old_facts, pairs_of
from client_projects.states import CheckState, Fate, InventoryState
from grader.inspection import inspect_site
from grader.sandbox.fake import FakeSandbox
from tests.client_projects.test_crawling import answer, serving, zipped
from tests.client_projects.test_inventory import page, walked
from tests.factories.client_projects import MOMENT, ProjectFactory, SiteVersionFactory

PAGES = {
    "/": "<html lang=fr><title>Accueil</title><link rel=stylesheet href=/style.css><h1>Bonjour</h1>"
    "<img src=/photo.jpg><a href=/contact.html>Contact</a><a href=/perdue.html>Perdue</a>",
    "/contact.html": "<title>Contact</title><style>body { background: url('fond.png') }</style>",
}


def old_site(handler):
    if handler.path in PAGES:
        answer(handler, PAGES[handler.path].encode())
    elif handler.path == "/style.css":
        answer(handler, b'@import "autre.css"; h1 { background: url(titre.png) }', kind="text/css")
    elif handler.path == "/autre.css":
        answer(handler, b"p { color: red }", kind="text/css")
    elif handler.path.endswith((".png", ".jpg")):
        answer(handler, b"x" * 500, kind="image/png")
    else:
        answer(handler, b"perdu", status=404)


def jpeg():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def look(probe):
    if probe.kind == "survey":
        return {"title": "Ancien", "images": 1, "withoutAlternative": 1, "links": []}
    if probe.kind == "axe":
        return {"violations": [{"rule": "image-alt", "impact": "critical", "count": 3, "targets": ["img"]}]}
    if probe.kind == "requests":
        asked = [{"address": "style.css"}, {"address": "lourd.jpg"}]
        return {"count": 2, "requests": asked}
    return {"picture": jpeg()} if probe.kind == "picture" else None


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    for module in ("client_projects.actions.inventory", "client_projects.actions.old_looks"):
        monkeypatch.setattr(
            f"{module}.enqueue_after_commit", lambda queue, job, **arguments: calls.append((queue, job))
        )
    return calls


@pytest.fixture
def boxes(monkeypatch):
    sandbox = FakeSandbox(look=look)
    monkeypatch.setattr(
        inspecting,
        "inspect_site",
        lambda site, pages, **named: inspect_site(site, pages, sandbox, **named),
    )
    return sandbox


@pytest.fixture
def served(project, settings):
    with serving(old_site) as port:
        settings.INVENTORY_LOCAL_PORTS = [port]
        project.old_site_url = f"http://127.0.0.1:{port}/"
        project.save()
        yield project


@pytest.fixture
def inventory(served, trainer):
    return walked(served, trainer)


@pytest.fixture
def looked(inventory, boxes):
    actions.look_at_old_site(inventory=inventory, now=MOMENT)
    return inventory


def main_of(page):
    """Return what is said of this site: below it the platform speaks of itself."""
    return page.partition("<main")[2].partition("</main>")[0]


def places(inventory):
    return {str(copy): copy.is_page for copy in inventory.copies.all()}


# ---- what is kept ----------------------------------------------------------------------------------------
def test_a_walk_keeps_pages_with_what_they_load_and_has_them_looked_at(inventory, woken):
    assert places(inventory) == {
        "/": True,
        "/contact.html": True,
        "/style.css": False,
        "/autre.css": False,
        "/titre.png": False,
        "/fond.png": False,
        "/photo.jpg": False,
    }
    assert ("grading-author", "client_projects.jobs.look_at_old_site") in woken
    assert OldLook.objects.get(inventory=inventory).pages == 2


def test_only_the_first_pages_are_kept_and_no_more_bytes_than_a_box_takes(served, trainer, settings, browse):
    settings.INVENTORY_PAGES_LOOKED_AT = 1
    few = walked(served, trainer)
    assert [place for place, is_page in places(few).items() if is_page] == ["/"]
    said = browse(trainer).get(reverse("inventory", args=[served.slug])).content.decode()
    assert "1 autre page n’est pas regardée" in said
    settings.INVENTORY_PAGES_LOOKED_AT = 30
    light = walked(served, trainer, limits=actions.inventory.Limits(kept_bytes=600))
    assert sum(copy.size for copy in light.copies.all()) <= 600


def test_a_zip_is_looked_at_like_a_site(project, trainer, boxes):
    files = {"index.html": b"<title>Zip</title><img src=a.png>", "a.png": b"x" * 30}
    inventory = walked(project, trainer, upload=SimpleUploadedFile("site.zip", zipped(files).getvalue()))
    assert places(inventory) == {"/index.html": True, "/a.png": False}
    actions.look_at_old_site(inventory=inventory, now=MOMENT)
    assert OldPicture.objects.filter(page__inventory=inventory).count() == 2


def test_styles_name_own_files_only():
    site = site_of("https://ancien.example/")
    text = (
        "@import 'b.css'; a { background: url( \"img/c.png\" ) } i { src: url(https://autre.example/d.woff) }"
    )
    assert addresses_in_styles(text, "https://ancien.example/css/a.css", site) == [
        "https://ancien.example/css/b.css",
        "https://ancien.example/css/img/c.png",
    ]


# ---- looking ---------------------------------------------------------------------------------------------
def test_pages_are_looked_at_and_the_copies_go(inventory, boxes, django_capture_on_commit_callbacks):
    names = [copy.file.name for copy in inventory.copies.all()]
    with django_capture_on_commit_callbacks(execute=True):
        done = actions.look_at_old_site(inventory=inventory, now=MOMENT)
    assert done.state == CheckState.DONE
    assert actions.look_at_old_site(inventory=inventory, now=MOMENT) is None
    home = page(inventory, "/")
    assert sorted(home.pictures.values_list("width", flat=True)) == [390, 1280]
    assert home.findings["path"] == "/"
    assert [link["address"] for link in home.findings["broken_links"]] == ["/perdue.html"]
    assert home.findings["barriers"][0]["count"] == 3
    # What nobody asked the site for is not called missing.
    assert home.findings["missing_files"] == []
    assert not OldCopy.objects.exists()
    assert not any(default_storage.exists(name) for name in names)


def test_an_engine_that_fails_loses_nothing_of_the_rest(inventory, boxes, monkeypatch, trainer, browse):
    seen = inspecting.inspect_site
    monkeypatch.setattr(inspecting, "PAGES_PER_BOX", 1)

    def once(site, pages, **named):
        if pages != ["index.html"]:
            raise inspecting.NoInspection("no engine")
        return seen(site, pages, **named)

    monkeypatch.setattr(inspecting, "inspect_site", once)
    states = [actions.look_at_old_site(inventory=inventory, now=MOMENT).state for _attempt in range(3)]
    assert states == [CheckState.WAITING, CheckState.WAITING, CheckState.FAILED]
    assert page(inventory, "/").pictures.count() == 2
    inventory.refresh_from_db()
    assert inventory.state == InventoryState.DONE
    said = browse(trainer).get(reverse("inventory", args=[inventory.project.slug])).content.decode()
    assert "1 sur 2" in said
    assert "conforme" not in main_of(said)


def test_a_worker_that_was_given_up_writes_nothing(inventory, boxes, monkeypatch):
    seen = inspecting.inspect_site

    def overtaken(site, pages, **named):
        OldLook.objects.update(attempts=2)
        return seen(site, pages, **named)

    monkeypatch.setattr(inspecting, "inspect_site", overtaken)
    assert actions.look_at_old_site(inventory=inventory, now=MOMENT) is None
    assert not OldPicture.objects.exists()
    assert OldCopy.objects.exists()


def test_a_look_whose_worker_died_is_taken_up_again(inventory, woken):
    long_ago = MOMENT - timedelta(days=1)
    OldLook.objects.update(state=CheckState.RUNNING, attempts=1, started_at=long_ago)
    jobs.wake_forgotten_site_checks()
    assert OldLook.objects.get().state == CheckState.WAITING
    OldLook.objects.update(asked_at=long_ago)
    woken.clear()
    jobs.wake_forgotten_site_checks()
    assert woken == [("grading-author", "client_projects.jobs.look_at_old_site")]


# ---- who sees it, and what it says -----------------------------------------------------------------------
@pytest.mark.parametrize("shared", [True, False])
def test_who_sees_the_pictures(
    shared,
    looked,
    trainer,
    apprentice,
    peer,
    client_person,
    other_client_person,
    other_school_trainer,
    browse,
):
    if shared:
        actions.share_inventory(inventory=looked, shared=True, by=trainer, now=MOMENT)
    expected = {
        trainer: 200,
        apprentice: 200,
        peer: 404,
        client_person: 200 if shared else 404,
        other_client_person: 404,
        other_school_trainer: 404,
    }
    home = page(looked, "/")
    for address in (
        reverse("old_page", args=[looked.project.slug, home.pk]),
        reverse("old_picture", args=[home.pictures.first().pk]),
    ):
        assert {who: browse(who).get(address).status_code for who in expected} == expected


def test_a_page_says_what_a_program_found_and_never_a_verdict(looked, trainer, browse):
    said = browse(trainer).get(reverse("old_page", args=[looked.project.slug, page(looked, "/").pk]))
    words = said.content.decode()
    assert "texte de remplacement" in words
    assert "/perdue.html" in words
    assert "ce qui a pu être récupéré" in words
    assert "conforme" not in main_of(words)


# ---- before and after ------------------------------------------------------------------------------------
def version_of(project, apprentice, pages, number=1):
    version = SiteVersionFactory(project=project, handed_in_by=apprentice, number=number)
    found = inspecting.SiteInspection(
        tuple(
            inspecting.PageInspection(path, seen=True, title=path, weight=100, requests=1) for path in pages
        )
    )
    SiteCheck.objects.filter(version=version).update(state=CheckState.DONE, findings=found.to_dict())
    for path in pages:
        for width in (390, 1280):
            SitePicture.objects.create(check_of=version.looked_at, page=path, width=width, image="x.jpg")
    return SiteVersion.objects.get(pk=version.pk)


def test_pages_are_paired_as_they_were_decided(looked, apprentice):
    OldPage.objects.filter(url__endswith="/contact.html").update(
        fate=Fate.REWRITE, new_address="/nous-ecrire/"
    )
    version = version_of(looked.project, apprentice, ["index.html", "nous-ecrire/index.html"])
    paired = {pair.old.place: pair.after and pair.after.path for pair in pairs_of(looked, version)}
    assert paired == {"/": "index.html", "/contact.html": "nous-ecrire/index.html"}
    contact = next(pair for pair in pairs_of(looked, version) if pair.old.place == "/contact.html")
    assert contact.lines[0].name == "Poids de la page"
    assert not any("accueil" in line.name for line in contact.lines)


@pytest.mark.parametrize(
    ("fate", "address", "said"),
    [
        (Fate.DROP, "", "pas de place"),
        ("", "", "n’est pas encore décidé"),
        (Fate.MERGE, "/ailleurs/", "pas encore dans cette version"),
        (Fate.KEEP, "", "pas encore dans cette version"),
    ],
)
def test_a_page_without_its_new_one_says_why(fate, address, said, looked, apprentice, browse):
    OldPage.objects.filter(url__endswith="/contact.html").update(fate=fate, new_address=address)
    version_of(looked.project, apprentice, ["index.html"])
    contact = page(looked, "/contact.html")
    shown = browse(apprentice).get(reverse("before_after", args=[looked.project.slug]), {"page": contact.pk})
    assert shown.context["chosen"].old == contact
    assert said in shown.content.decode()


def test_before_and_after_stand_beside_each_other_in_plain_words(looked, apprentice, browse):
    version_of(looked.project, apprentice, ["index.html"])
    newest = version_of(looked.project, apprentice, ["index.html"], number=2)
    shown = browse(apprentice).get(reverse("before_after", args=[looked.project.slug]))
    words = shown.content.decode()
    assert shown.context["version"] == newest
    assert [one.width for one in shown.context["looks"] if one.before and one.after] == [390, 1280]
    assert words.count("data-curtain-stage") == 2
    assert "6 sur l’ancien site" in words
    assert [one.number for one in shown.context["trend"].versions] == [1, 2]
    assert "conforme" not in main_of(words)
    first = browse(apprentice).get(reverse("before_after", args=[looked.project.slug]), {"version": "1"})
    assert first.context["version"].number == 1


def test_nothing_to_compare_is_said(project, looked, apprentice, trainer, client_person, browse):
    address = reverse("before_after", args=[project.slug])
    assert "Pas encore de version" in browse(apprentice).get(address).content.decode()
    assert "pas encore été lu" in browse(client_person).get(address).content.decode()
    OldPage.objects.update(findings={})
    assert "Pas encore d’image" in browse(trainer).get(address).content.decode()


def test_the_client_sees_only_the_versions_she_was_shown(looked, apprentice, trainer, client_person, browse):
    version_of(looked.project, apprentice, ["index.html"])
    actions.share_inventory(inventory=looked, shared=True, by=trainer, now=MOMENT)
    shown = browse(client_person).get(reverse("before_after", args=[looked.project.slug]), {"version": "1"})
    assert shown.context["version"] is None


def test_the_comparison_asks_a_constant_number_of_questions(
    looked, apprentice, browse, django_assert_max_num_queries
):
    home = page(looked, "/")
    for number in range(20):
        OldPage.objects.create(
            inventory=looked, url=f"https://a.example/{number}", kind="page", findings=home.findings
        )
    version_of(looked.project, apprentice, ["index.html"])
    with django_assert_max_num_queries(30):
        browse(apprentice).get(reverse("before_after", args=[looked.project.slug]))


def test_the_next_cohort_finds_the_pictures_again(looked):
    following = ProjectFactory(cohort=looked.project.cohort, name="Suite", slug="suite")
    copied = actions.inventory.copy_inventory(of=looked.project, to=following)
    assert SiteInventory.objects.get(pk=copied.pk).look.state == CheckState.DONE
    assert OldPicture.objects.filter(page__inventory=copied).count() == 4
    assert OldPicture.objects.filter(page__inventory=looked).count() == 4
    assert old_facts(copied) == old_facts(looked)


def test_a_page_over_which_we_stumble_takes_no_other_with_it(inventory, boxes, monkeypatch):
    seen = inspecting.inspect_site

    def stumbling(site, pages, **named):
        if "contact.html" in pages:
            raise RecursionError
        return seen(site, pages, **named)

    monkeypatch.setattr(inspecting, "inspect_site", stumbling)
    assert actions.look_at_old_site(inventory=inventory, now=MOMENT).state == CheckState.DONE
    assert page(inventory, "/").findings["seen"]
    contact = page(inventory, "/contact.html")
    assert (contact.findings["seen"], contact.findings["problem"]) == (
        False,
        "Cette page n’a pas pu être regardée\u00a0: la faute vient de nous.",
    )

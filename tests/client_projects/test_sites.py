"""Versions of the new site: what is refused, who visits which, and where."""

import io
import stat
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from client_projects import actions, inspecting
from client_projects.models import ClientProject, Deliverable, SiteCheck, SiteVersion
from client_projects.previewing import LASTS, preview_address
from client_projects.queries import facts_of, measured, site_versions_visible_to
from client_projects.sites import MAX_FILES, SiteRefused, checked_site, read_site_zip, stored_files
from client_projects.states import CheckState, SiteSource
from grader.contract import Json, Probe
from grader.inspection import inspect_site
from grader.sandbox.fake import FakeSandbox
from lms.core.permissions import Denied
from lms.people.models import User
from tests.client_projects.test_crawling import BROKEN_ZIPS
from tests.factories.client_projects import (
    MOMENT,
    SITE,
    SiteVersionFactory,
    site_zip,
)

PREVIEWS = "127.0.0.1:8000"
HOME = SITE["index.html"]


@pytest.fixture
def site(project: ClientProject, apprentice: User) -> SiteVersion:
    return SiteVersionFactory(project=project, handed_in_by=apprentice)


@pytest.fixture
def shown(site: SiteVersion, deliverable: Deliverable, trainer: User) -> SiteVersion:
    version = actions.hand_in_version(deliverable=deliverable, site=site, by=site.handed_in_by, now=MOMENT)
    actions.share_version(version=version, by=trainer, now=MOMENT)
    return site


# ---- what may be handed in ------------------------------------------------------------------------------
def read(data: bytes) -> object:
    return read_site_zip(io.BytesIO(data), len(data))


def test_a_site_is_read_without_the_folder_around_it() -> None:
    around = {f"mon-site/{path}": content for path, content in SITE.items()}
    around["mon-site/.DS_Store"] = b"x"

    found = read_site_zip(io.BytesIO(site_zip(around)), 100)

    assert found.files == SITE
    assert found.digest == checked_site(SITE).digest


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../mal.html", "commencent par un point"),
        ("/etc/passwd.html", "dans une adresse"),
        ("a\\b.html", "dans une adresse"),
        ("C:/a.html", "dans une adresse"),
        ("a//b.html", "dans une adresse"),
        (".git/config", "dossier «\u00a0.git\u00a0»"),
        ("x/.GIT/hooks/a.html", "dossier «\u00a0.git\u00a0»"),
        (".htaccess", "commencent par un point"),
        ("node_modules/a.js", "node_modules"),
        ("con.html", "gardent ce nom"),
        ("a/LPT1.css", "gardent ce nom"),
        ("a\u202egnp.html", "dans une adresse"),
        ("a .html ", "dans une adresse"),
        ("page.py", "rien d’autre"),
        ("inside.zip", "archive dans une archive"),
        ("virus.exe", "partie d’un site"),
        ("x/" * 12 + "a.html", "trop de dossiers"),
        ("a" * 150 + ".html", "trop long"),
        ("INDEX.html", "majuscules"),
        ("index.html/x.html", "fichier et un dossier"),
    ],
)
def test_hostile_names_and_kinds_are_refused_with_a_sentence(path: str, words: str) -> None:
    with pytest.raises(SiteRefused, match=words):
        read(site_zip({"index.html": HOME, path: b"x"}))


def test_hostile_archives_are_refused_with_a_sentence() -> None:
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        archive.writestr("index.html", HOME)
        entry = zipfile.ZipInfo("lien.html")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("index.html", HOME)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("index.html", b"another")
    liar = site_zip({"index.html": HOME, "a.txt": b"y" * 9000}).replace(
        (9000).to_bytes(4, "little"), (9).to_bytes(4, "little")
    )

    for data, words in [
        (b"no zip at all", "zip lisible"),
        (link.getvalue(), "liens et fichiers spéciaux"),
        (twice.getvalue(), "deux fichiers du même nom"),
        (site_zip({"index.html": HOME, "bomb.txt": b"\0" * 9_000_000}), "se déplie"),
        (site_zip({"index.html": HOME, **{f"{n}.txt": b"" for n in range(MAX_FILES)}}), "plus de"),
        (site_zip({"accueil.html": HOME}), "index.html"),
        (site_zip({}), "vide"),
        *((archive, "zip lisible") for archive in BROKEN_ZIPS),
        (liar, "zip lisible"),
    ]:
        with pytest.raises(SiteRefused, match=words):
            read(data)


# ---- versions -------------------------------------------------------------------------------------------
def test_a_version_is_kept_as_it_was_handed_in_and_waits_to_be_looked_at(
    project: ClientProject, apprentice: User
) -> None:
    version = actions.hand_in_site(
        project=project, content=checked_site(SITE), source=SiteSource.ZIP, by=apprentice, now=MOMENT
    )

    with version.archive.open("rb") as archive:
        assert stored_files(archive) == SITE
    assert version.stored_digest() == version.content_hash
    assert version.looked_at.state == CheckState.WAITING
    with pytest.raises(actions.SiteVersionRefused, match="exactement ceux de la version 1"):
        actions.hand_in_site(
            project=project, content=checked_site(SITE), source=SiteSource.ZIP, by=apprentice, now=MOMENT
        )


def test_only_the_team_and_the_trainers_hand_in(
    project: ClientProject, peer: User, client_person: User, other_school_trainer: User
) -> None:
    for person in (peer, client_person, other_school_trainer):
        with pytest.raises(Denied):
            actions.hand_in_site(
                project=project, content=checked_site(SITE), source=SiteSource.ZIP, by=person, now=MOMENT
            )


def test_the_client_decides_on_exactly_the_site_she_visited(
    shown: SiteVersion, deliverable: Deliverable, client_person: User
) -> None:
    version = deliverable.versions.get()
    assert version.is_intact()

    with shown.archive.open("rb") as archive:
        files = stored_files(archive)
    Path(shown.archive.path).write_bytes(
        site_zip({**files, "index.html": HOME.replace(b"Jardins", b"Ruines")})
    )

    version.refresh_from_db()
    assert not version.is_intact()
    with pytest.raises(actions.DecisionRefused):
        actions.decide(
            version=version, kind="approved", seen_hash=version.content_hash, by=client_person, now=MOMENT
        )


def test_a_deliverable_takes_no_site_of_another_project(
    other_project: ClientProject, deliverable: Deliverable, trainer: User
) -> None:
    stranger = SiteVersionFactory(project=other_project, handed_in_by=trainer)

    with pytest.raises(actions.VersionRefused, match="autre projet"):
        actions.hand_in_version(deliverable=deliverable, site=stranger, by=trainer, now=MOMENT)
    with pytest.raises(actions.VersionRefused, match="une seule chose"):
        actions.hand_in_version(
            deliverable=deliverable, site=stranger, link="https://a.example/", by=trainer, now=MOMENT
        )


# ---- who sees what --------------------------------------------------------------------------------------
INSIDE = {"apprentice", "trainer", "coordinator", "adviser"}


def test_who_sees_a_version_before_and_after_it_is_shown(
    site: SiteVersion, deliverable: Deliverable, trainer: User, cast: dict[str, User | None]
) -> None:
    def seen_by() -> set[str]:
        return {
            name
            for name, person in cast.items()
            if person is not None and site_versions_visible_to(person).filter(pk=site.pk).exists()
        }

    assert seen_by() == INSIDE
    version = actions.hand_in_version(deliverable=deliverable, site=site, by=trainer, now=MOMENT)
    assert seen_by() == INSIDE
    actions.share_version(version=version, by=trainer, now=MOMENT)
    assert seen_by() == {*INSIDE, "client"}


def preview(address: str, **headers: str) -> object:
    parts = urlsplit(address)
    assert parts.netloc == PREVIEWS
    return Browser().get(parts.path, headers={"host": PREVIEWS, **headers})


def test_an_address_opens_for_those_who_still_may_see_the_version(
    shown: SiteVersion, cast: dict[str, User | None]
) -> None:
    answers = {
        name: preview(preview_address(shown, person)).status_code
        for name, person in cast.items()
        if person is not None
    }

    assert {name for name, status in answers.items() if status == 200} == {*INSIDE, "client"}
    assert set(answers.values()) == {200, 404}


def test_the_way_to_a_preview_is_refused_to_strangers(
    shown: SiteVersion, cast: dict[str, User | None], browse: object
) -> None:
    way = reverse("site_open", args=[shown.project.slug, shown.number])

    allowed = {name for name, person in cast.items() if browse(person).get(way).status_code == 302}

    assert allowed == {*INSIDE, "client", "anonymous"}  # she is led to the sign-in
    assert browse(None).get(way)["Location"].startswith("/connexion/")
    assert browse(cast["client"]).get(way)["Location"].startswith(f"http://{PREVIEWS}/apercu-site/")


def test_a_preview_is_a_site_under_another_name_without_cookies(site: SiteVersion, apprentice: User) -> None:
    address = preview_address(site, apprentice)

    home = preview(address)

    assert home.content == HOME
    assert home["Content-Type"] == "text/html; charset=utf-8"
    policy = home["Content-Security-Policy"]
    assert "worker-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "allow-same-origin" in policy
    assert "frame-ancestors 'self' http://localhost:8000" in policy
    assert home["X-Content-Type-Options"] == "nosniff"
    assert home["X-Robots-Tag"] == "noindex, nofollow"
    assert home["Referrer-Policy"] == "same-origin"
    assert "X-Frame-Options" not in home
    assert not home.cookies
    assert preview(f"{address}css/site.css")["Content-Type"] == "text/css; charset=utf-8"
    assert preview(address, **{"if-none-match": home["ETag"]}).status_code == 304
    assert urlsplit(preview(f"{address}contact")["Location"]).path.endswith("/contact/")
    assert b"Contact" in preview(f"{address}contact/").content
    assert preview(f"{address}rien.html").status_code == 404
    assert preview(f"{address}../../connexion/").status_code in (302, 404)


def test_a_site_may_ask_for_its_files_from_the_top(site: SiteVersion, apprentice: User) -> None:
    address = preview_address(site, apprentice)

    led = Browser().get("/css/site.css", headers={"host": PREVIEWS, "referer": f"{address}contact/"})
    stranger = Browser().get(
        "/css/site.css", headers={"host": PREVIEWS, "referer": "http://mal.example/apercu-site/x/"}
    )

    assert led["Location"] == f"{urlsplit(address).path}css/site.css"
    assert stranger["Location"] == "http://localhost:8000/css/site.css"


def test_nothing_is_served_under_the_platforms_own_name(
    site: SiteVersion, apprentice: User, browse: object
) -> None:
    path = urlsplit(preview_address(site, apprentice)).path

    assert browse(apprentice).get(path, headers={"host": "localhost:8000"}).status_code == 404


def test_without_a_name_of_its_own_a_preview_has_no_origin(
    site: SiteVersion, apprentice: User, settings: object
) -> None:
    settings.PREVIEW_URL = ""

    answer = Browser().get(urlsplit(preview_address(site, apprentice)).path)

    assert answer.status_code == 200
    assert "sandbox allow-scripts" in answer["Content-Security-Policy"]
    assert "allow-same-origin" not in answer["Content-Security-Policy"]


def test_no_service_worker_is_served(site: SiteVersion, apprentice: User) -> None:
    address = preview_address(site, apprentice)

    assert preview(f"{address}index.html", **{"service-worker": "script"}).status_code == 403


def test_an_address_is_over_after_some_hours_and_cannot_be_made_up(
    site: SiteVersion, apprentice: User, peer: User
) -> None:
    address = preview_address(site, apprentice)
    forged = address.replace("/apercu-site/", "/apercu-site/x")

    with time_machine.travel(timezone.now() + LASTS + timedelta(minutes=1), tick=False):
        over = preview(address)

    assert over.status_code == 404
    assert over["Cache-Control"] == "no-store"
    assert preview(forged).status_code == 404
    apprentice.is_active = False
    apprentice.save()
    assert preview(address).status_code == 404


# ---- screens --------------------------------------------------------------------------------------------
def test_the_team_hands_in_an_archive_and_is_told_what_is_wrong_with_it(
    project: ClientProject, apprentice: User, browse: object
) -> None:
    page = reverse("site_versions", args=[project.slug])
    browser = browse(apprentice)
    bad = SimpleUploadedFile("site.zip", site_zip({"index.py": b"print()"}))
    good = SimpleUploadedFile("site.zip", site_zip())

    refused = browser.post(page, {"archive": bad, "note": "Premier essai"})
    taken = browser.post(page, {"archive": good, "note": "Premier essai"})

    assert "Premier essai" in refused.content.decode()
    assert "index.py" in refused.content.decode()
    version = project.site_versions.get()
    assert taken["Location"] == version.get_absolute_url()
    assert "Premier essai" in browser.get(page).content.decode()
    assert browser.get(version.get_absolute_url()).status_code == 200


def test_the_client_finds_only_what_was_shown_to_her(
    shown: SiteVersion, apprentice: User, client_person: User, browse: object
) -> None:
    hidden = SiteVersionFactory(project=shown.project, number=2, handed_in_by=apprentice, note="Brouillon")
    browser = browse(client_person)

    page = browser.get(reverse("site_versions", args=[shown.project.slug])).content.decode()

    assert shown.get_absolute_url() in page
    assert "Brouillon" not in page
    assert "depot.git" not in page
    assert browser.get(hidden.get_absolute_url()).status_code == 404
    assert browser.post(reverse("site_versions", args=[shown.project.slug])).status_code == 403


def test_the_list_of_versions_costs_the_same_however_many_there_are(
    site: SiteVersion, apprentice: User, browse: object, django_assert_max_num_queries: object
) -> None:
    browser = browse(apprentice)
    page = reverse("site_versions", args=[site.project.slug])
    browser.get(page)
    for number in range(2, 8):
        SiteVersionFactory(project=site.project, number=number, handed_in_by=apprentice)

    with django_assert_max_num_queries(25):
        browser.get(page)


# ---- looking at a version -------------------------------------------------------------------------------
def look(probe: Probe) -> dict[str, Json] | None:
    if probe.kind == "survey":
        return {"title": "Les Jardins", "links": [{"address": "https://site.test/rien.html", "text": "Rien"}]}
    if probe.kind == "axe":
        return {"violations": [{"rule": "image-alt", "impact": "critical", "count": 2, "targets": ["img"]}]}
    if probe.kind == "requests":
        return {"count": 2, "requests": [{"address": "index.html"}, {"address": "css/site.css"}]}
    return None


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    sandbox = FakeSandbox(look=look)
    monkeypatch.setattr(
        inspecting,
        "inspect_site",
        lambda site, pages, run_id: inspect_site(site, pages, sandbox, run_id=run_id),
    )
    return sandbox


def test_a_version_is_looked_at_once_and_what_was_found_is_shown(
    site: SiteVersion, apprentice: User, boxes: FakeSandbox, browse: object
) -> None:
    check = actions.look_at_site(version=site, now=MOMENT)

    assert check is not None
    assert check.state == CheckState.DONE
    assert actions.look_at_site(version=site, now=MOMENT) is None
    page = browse(apprentice).get(site.get_absolute_url()).content.decode()
    assert "/rien.html" in page
    assert "texte de remplacement" in page
    assert "conforme" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_box_that_cannot_be_had_is_ours_and_tried_again(
    site: SiteVersion, apprentice: User, monkeypatch: pytest.MonkeyPatch, browse: object
) -> None:
    def none(*_given: object, **_named: object) -> None:
        raise inspecting.NoInspection("no engine")

    monkeypatch.setattr(inspecting, "inspect_site", none)
    states = []
    for _attempt in range(3):
        check = actions.look_at_site(version=site, now=MOMENT)
        assert check is not None
        states.append(check.state)

    assert states == [CheckState.WAITING, CheckState.WAITING, CheckState.FAILED]
    assert actions.look_at_site(version=site, now=MOMENT) is None
    assert "faute vient de nous" in browse(apprentice).get(site.get_absolute_url()).content.decode()


def test_a_worker_that_was_given_up_writes_nothing(site: SiteVersion, boxes: FakeSandbox) -> None:
    late = SiteCheck.objects.get(version=site)
    SiteCheck.objects.filter(pk=late.pk).update(state=CheckState.RUNNING, attempts=2)
    late.attempts = 1

    assert actions.set_back(check=late, detail="late", now=MOMENT) is None


def test_before_and_after_is_told_in_words(site: SiteVersion, boxes: FakeSandbox) -> None:
    check = actions.look_at_site(version=site, now=MOMENT)
    assert check is not None
    after = facts_of(inspecting.SiteInspection.from_dict(check.findings))
    before = type(after)(**{**after.__dict__, "home_weight": after.home_weight * 10, "barriers": 9})

    lines = {line.name: line.change for line in measured(before, after)}

    assert next(iter(lines.values())) == "10 fois plus légère"
    assert "5 de moins" in lines.values()

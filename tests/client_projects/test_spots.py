"""Places shown on a page of the new site: what a hostile page may say of them, who shows and sees them, and where."""

import json
import re
import subprocess
import time
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from client_projects import actions, pointing
from client_projects.actions import Place, RemarkRefused
from client_projects.models import Deliverable, Remark, TeamRemark, Version
from client_projects.pointing import with_pointing
from client_projects.previewing import preview_address, read_token
from client_projects.queries import versions_to_find_spot_in
from client_projects.spots import Spot, SpotRefused, checked_spot
from lms.core.permissions import Denied
from lms.people.models import User
from script.steps.node import NODE
from tests.factories.client_projects import (
    MOMENT,
    ON_TITLE,
    SITE,
    DeliverableFactory,
    RemarkFactory,
    TeamRemarkFactory,
    picture,
    site_shown,
)

PREVIEWS = "127.0.0.1:8000"
INSIDE = {"apprentice", "trainer", "coordinator", "adviser"}
SHOWN = {
    "path": "contact/?sujet=1",
    "selector": "#formulaire > p:nth-of-type(2)",
    "words": "Écrivez-nous",
    "width": 390,
}
POSTED = {"x": "12.5", "y": "80", **SHOWN, "text": "Trop petit"}


@pytest.fixture
def version(deliverable: Deliverable, apprentice: User) -> Version:
    """The site as the client was shown it."""
    return site_shown(deliverable, apprentice)


@pytest.fixture
def remark(version: Version, client_person: User) -> Remark:
    return RemarkFactory(
        project=version.deliverable.project, version=version, author=client_person, **ON_TITLE
    )


def page_of(version: Version) -> str:
    return reverse("version_remarks", args=[version.deliverable.project.slug, version.pk])


def preview(address: str, **headers: str) -> object:
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return Browser().get(parts.path + query, headers={"host": PREVIEWS, **headers})


# ---- what a page says, read as text of a known shape ----------------------------------------------------
def test_a_place_is_kept_as_it_was_shown() -> None:
    assert checked_spot(**SHOWN) == Spot(**SHOWN)
    assert checked_spot(**{**SHOWN, "path": "l%27%C3%A9quipe.html"}).page == "l'équipe.html"
    assert checked_spot(**{**SHOWN, "path": "a b"}).path == "a%20b"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "//mal.example/",
        "../../connexion/",
        "contact/../../x",
        "%2e%2e/%2e%2e/connexion/",
        "contact/%2E%2e/x",
        "..%2fx",
        "%2Fmal.example",
        "./x",
        "a\\..\\b",
        "a%5C..%5Cb",
        "javascript:alert(1)",
        "https://mal.example/",
        "a\nb",
        "a%0d%0ab",
        "a%00",
        "a%ff",
        "contact/#x".replace("#", "?<script>"),
        'a?x="onload=alert(1)',
        "a?#x",
        "x" * 501,
        "é" * 100,
    ],
)
def test_a_path_that_may_leave_the_version_is_refused(path: str) -> None:
    with pytest.raises(SpotRefused):
        checked_spot(**{**SHOWN, "path": path})


@pytest.mark.parametrize(
    "path", ["liste.php?type[]=a&q={x}|y", "", "contact/", "a/b.html", "%252e%252e/x", "a?b=../../c", "..."]
)
def test_an_address_made_of_a_path_stays_below_its_token(
    path: str, version: Version, apprentice: User
) -> None:
    spot = checked_spot(**{**SHOWN, "path": path})
    top = preview_address(version.site, apprentice, pointing=True)
    address = preview_address(version.site, apprentice, pointing=True, spot=spot)
    assert urlsplit(address).netloc == PREVIEWS
    below = urlsplit(address).path.split("/", 3)[3]
    assert top.startswith(f"http://{PREVIEWS}/apercu-site/")
    assert not {"..", "."} & set(unquote(below).split("/"))


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "h1",
        "body, html",
        "body > script",
        "*",
        "#a#b",
        "#1",
        "body > h1:nth-of-type(0)",
        "body > h1:nth-of-type(1);",
        "body > h1:nth-of-type(1)\n",
        '#a > p:nth-of-type(1)"><script>alert(1)</script>',
        "<img src=x onerror=alert(1)>",
        "body > a[href^=x]:nth-of-type(1)",
        "body:has(input[value^=a])",
        "body" + " > p:nth-of-type(1)" * 60,
    ],
)
def test_a_selector_of_another_shape_is_refused(selector: str) -> None:
    with pytest.raises(SpotRefused):
        checked_spot(**{**SHOWN, "selector": selector})


@pytest.mark.parametrize(
    ("field", "value"), [("words", "x" * 121), ("width", 0), ("width", 10_001), ("width", -5)]
)
def test_what_is_too_long_or_too_wide_is_refused(field: str, value: object) -> None:
    with pytest.raises(SpotRefused):
        checked_spot(**{**SHOWN, field: value})


def test_the_page_and_the_server_read_the_same_words() -> None:
    """Else a place would be said changed although nothing did."""
    given = [
        "Nos \u200b jours",
        " \u00ad\ufeff Ouvert\u2028\x85le\x1cmercredi\t",
        "\U0001f469\u200d\U0001f33e \ue000 potager",
        "a" * 79 + "\U0001f33e",
        "a" * 79 + " b",
        *(f"a{chr(code)}b {chr(code)} c" for code in range(0x10000) if not 0xD800 <= code < 0xE000),
    ]
    source = (Path(pointing.__file__).parent / "pointing.js").read_text("ascii")
    found = re.search(r"const INVISIBLE = .*?;\n.*?const plain = .*?;\n", source, re.DOTALL)
    assert found is not None
    script = (
        f"{found[0]} const given = JSON.parse(require('fs').readFileSync(0, 'utf-8'));"
        "console.log(JSON.stringify(given.map(plain)));"
    )
    ran = subprocess.run(
        [NODE, "-e", script], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    kept = json.loads(ran.stdout)
    assert kept[:5] == ["Nos jours", "Ouvert lemercredi", "\U0001f469\U0001f33e potager", "a" * 79, "a" * 79]
    assert [checked_spot(**{**SHOWN, "words": words}).words for words in kept] == kept
    cut = (3, 4)  # the page says less of what is long, the server as much as it is told
    whole = [(words, said) for at, (words, said) in enumerate(zip(given, kept, strict=True)) if at not in cut]
    assert [checked_spot(**{**SHOWN, "words": words}).words for words, _said in whole] == [
        said for _words, said in whole
    ]


def test_words_stay_on_one_line_and_turn_nothing_around() -> None:
    assert checked_spot(**{**SHOWN, "words": " Nos\n\tjours \u202egnp.\u2066 \x00"}).words == "Nos jours gnp."


# ---- writing it down ---------------------------------------------------------------------------------------
def test_a_client_and_the_team_show_a_place_each_in_her_conversation(
    browse: object, version: Version, client_person: User, apprentice: User
) -> None:
    for person in (client_person, apprentice):
        assert browse(person).post(page_of(version), POSTED).status_code == 302
    for kind, author in ((Remark, client_person), (TeamRemark, apprentice)):
        said = kind.objects.get()
        assert (said.author, said.pin_x, said.pin_y, said.spot) == (
            author,
            Decimal("12.5"),
            80,
            Spot(**SHOWN),
        )


def test_without_the_script_or_by_choice_a_remark_has_no_pin(
    browse: object, version: Version, client_person: User
) -> None:
    empty = dict.fromkeys(("x", "y", "path", "selector", "words", "width"), "")
    for given in ({"text": "Joli"}, {**empty, "text": "Très joli"}):
        assert browse(client_person).post(page_of(version), given).status_code == 302
    assert [said.spot for said in Remark.objects.all()] == [None, None]


@pytest.mark.parametrize(
    "changed",
    [
        {"path": "../../connexion/"},
        {"path": "x" * 501},
        {"selector": "<script>alert(1)</script>"},
        {"selector": ""},
        {"words": "x" * 121},
        {"width": "large"},
        {"width": "²"},
        {"width": "9" * 400},
        {"width": ""},
        {"x": ""},
        {"x": "101"},
        {"y": "-1"},
        {"x": "NaN"},
        {"x": "1e400"},
        {"x": "", "y": ""},
    ],
)
def test_a_lie_is_refused_with_a_sentence_and_the_words_are_kept(
    changed: dict[str, str], browse: object, version: Version, client_person: User
) -> None:
    answer = browse(client_person).post(page_of(version), {**POSTED, **changed})
    page = answer.content.decode()
    assert "Montrez de nouveau l’endroit" in page
    assert "Trop petit" in page
    assert "<script>alert(1)" not in page
    assert not Remark.objects.exists()


def test_a_place_of_a_site_is_shown_on_a_site_only(
    version: Version, drawn_picture: Version, client_person: User
) -> None:
    project = version.deliverable.project
    spot = Spot(**SHOWN)
    one = Decimal(1)
    for on, place in (
        (drawn_picture, Place(one, one, spot=spot)),
        (version, Place(one, one)),
        (version, Place(spot=spot)),
        (None, Place(one, one, spot=spot)),
    ):
        with pytest.raises(RemarkRefused):
            actions.write_remark(
                project=project, version=on, place=place, text="x", by=client_person, now=MOMENT
            )


@pytest.fixture
def drawn_picture(mockups: object, apprentice: User, trainer: User) -> Version:
    deliverable = DeliverableFactory(milestone=mockups, title="Dessin")
    version = actions.hand_in_version(deliverable=deliverable, upload=picture(), by=apprentice, now=MOMENT)
    return actions.share_version(version=version, by=trainer, now=MOMENT)


@pytest.mark.parametrize("missing", ["spot_selector", "spot_width", "pin_x"])
def test_the_database_keeps_no_half_place(missing: str, version: Version, client_person: User) -> None:
    given = {**ON_TITLE, "spot_path": "x", missing: "" if missing == "spot_selector" else None}
    if missing == "pin_x":
        given["pin_y"] = None
    with pytest.raises(IntegrityError), transaction.atomic():
        RemarkFactory(project=version.deliverable.project, version=version, author=client_person, **given)


def test_who_shows_a_place(
    version: Version, cast: dict[str, User | None], project: object, other_project: object
) -> None:
    place = Place(Decimal(1), Decimal(1), spot=Spot(**SHOWN))
    said = {"version": version, "place": place, "text": "x", "now": MOMENT}
    wrote: dict[str, set[str]] = {"client": set(), "inside": set()}
    for name, person in cast.items():
        if person is None:
            continue
        for conversation, write in (
            ("client", lambda by: actions.write_remark(project=project, by=by, **said)),
            ("inside", lambda by: actions.write_team_remark(by=by, **said)),
        ):
            try:
                write(person)
            except Denied:
                continue
            wrote[conversation].add(name)
    assert wrote == {"client": {"client"}, "inside": {"apprentice", "trainer"}}


# ---- seeing it ---------------------------------------------------------------------------------------------
def test_who_sees_a_place_before_and_after_it_is_sorted(
    remark: Remark, cast: dict[str, User | None], browse: object, trainer: User
) -> None:
    def seen_by(address: str) -> set[str]:
        return {name for name, person in cast.items() if browse(person).get(address).status_code == 200}

    inside = TeamRemarkFactory(project=remark.project, version=remark.version, author=trainer, **ON_TITLE)
    assert seen_by(remark.spot_url) == INSIDE - {"apprentice"} | {"client"}
    assert seen_by(inside.spot_url) == INSIDE
    Remark.objects.update(state="considered")
    assert seen_by(remark.spot_url) == INSIDE | {"client"}


def test_a_place_is_looked_for_in_the_versions_its_reader_was_shown(
    remark: Remark,
    deliverable: Deliverable,
    apprentice: User,
    client_person: User,
    trainer: User,
    browse: object,
) -> None:
    kept = site_shown(deliverable, apprentice, number=2, shown=False)
    assert versions_to_find_spot_in(remark, client_person) == [remark.version]
    assert versions_to_find_spot_in(remark, trainer) == [remark.version, kept]
    assert browse(client_person).get(f"{remark.spot_url}?version=2").status_code == 404
    assert browse(trainer).get(f"{remark.spot_url}?version=2").status_code == 200
    for tried in ("0", "x", "2'", ""):
        assert browse(trainer).get(f"{remark.spot_url}?version={tried}").status_code == 404
    said_later = RemarkFactory(project=remark.project, version=kept, author=client_person, **ON_TITLE)
    assert versions_to_find_spot_in(said_later, trainer) == [kept]


def test_a_page_costs_the_same_however_many_places_were_shown(
    remark: Remark, browse: object, trainer: User, client_person: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browse(trainer).get(page_of(remark.version)).status_code == 200
        return len(asked)

    one = cost()
    for author, factory in ((client_person, RemarkFactory), (trainer, TeamRemarkFactory)):
        factory.create_batch(3, project=remark.project, version=remark.version, author=author, **ON_TITLE)
    assert cost() == one


def test_the_page_hands_the_place_to_the_script_as_data(
    remark: Remark, browse: object, client_person: User
) -> None:
    Remark.objects.update(spot_words="</script><img src=x onerror=alert(1)>")
    page = browse(client_person).get(remark.spot_url).content.decode()
    assert "<img src=x" not in page
    data = re.search(r'<script id="mark" type="application/json">(.*?)</script>', page)
    assert data is not None
    mark = json.loads(data[1])
    assert mark == {
        "selector": "body > main:nth-of-type(1) > h1:nth-of-type(1)",
        "words": "</script><img src=x onerror=alert(1)>",
        "x": 50.0,
        "y": 25.0,
        "width": 390,
    }
    assert f'data-origin="http://{PREVIEWS}"' in page
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in page
    assert "<bdi>&lt;/script&gt;" in browse(client_person).get(remark.get_absolute_url()).content.decode()


def test_the_frame_has_an_address_of_her_own_that_is_kept_nowhere(
    version: Version, browse: object, client_person: User
) -> None:
    answer = browse(client_person).get(page_of(version))
    found = re.search(r'data-address="([^"]+)"', answer.content.decode())
    assert found is not None
    asked = read_token(urlsplit(found[1]).path.split("/")[2])
    assert (asked.version_id, asked.person_id, asked.pointing) == (version.site_id, client_person.pk, True)
    assert "no-store" in answer["Cache-Control"]
    assert f"frame-src 'self' http://{PREVIEWS}" in answer["Content-Security-Policy"]


def test_without_a_name_of_its_own_nothing_is_shown_in_a_frame(
    remark: Remark, browse: object, client_person: User, settings: object
) -> None:
    settings.PREVIEW_URL = ""
    browser = browse(client_person)
    assert "data-visit" not in browser.get(page_of(remark.version)).content.decode()
    assert browser.post(page_of(remark.version), POSTED).status_code == 302
    assert [said.spot for said in Remark.objects.filter(text="Trop petit")] == [None]
    page = browser.get(remark.spot_url)
    assert page.status_code == 200
    assert "data-visit" not in page.content.decode()
    address = preview_address(remark.version.site, client_person, pointing=True)
    assert Browser().get(address).content == SITE["index.html"]


def test_who_only_reads_gets_no_frame_to_show_in(version: Version, browse: object, coordinator: User) -> None:
    assert "data-visit" not in browse(coordinator).get(page_of(version)).content.decode()


# ---- the script in the page ----------------------------------------------------------------------------------
def test_only_an_address_made_for_it_carries_the_script(version: Version, apprentice: User) -> None:
    plain = preview(preview_address(version.site, apprentice))
    pointing = preview(preview_address(version.site, apprentice, pointing=True))
    asked = preview(preview_address(version.site, apprentice) + "?pointing=1")
    assert plain.content == asked.content == SITE["index.html"]
    assert b'<script data-platform="http://localhost:8000" data-page="there">' in pointing.content
    assert plain["ETag"] != pointing["ETag"]
    assert pointing["Content-Security-Policy"] == plain["Content-Security-Policy"]
    assert "frame-ancestors 'self' http://localhost:8000" in pointing["Content-Security-Policy"]


def test_what_is_no_page_is_served_as_it_is_and_what_is_missing_says_so(
    version: Version, apprentice: User
) -> None:
    address = preview_address(version.site, apprentice, pointing=True)
    assert preview(f"{address}css/site.css").content == SITE["css/site.css"]
    missing = preview(f"{address}rien.html")
    assert missing.status_code == 404
    assert b'data-page="missing"' in missing.content


def test_what_a_script_of_the_site_asks_for_comes_as_it_is(version: Version, apprentice: User) -> None:
    """Data that PHP calls a page would be broken by ours in front of it."""
    address = preview_address(version.site, apprentice, pointing=True)
    asked = preview(address, **{"Sec-Fetch-Dest": "empty"})
    shown = preview(address, **{"Sec-Fetch-Dest": "iframe"})
    assert asked.content == SITE["index.html"]
    assert b"data-platform" in shown.content
    assert asked["ETag"] != shown["ETag"]
    assert "Sec-Fetch-Dest" in asked["Vary"]
    assert "Sec-Fetch-Dest" in shown["Vary"]


def test_an_address_in_which_one_shows_holds_for_no_stranger(
    version: Version, cast: dict[str, User | None]
) -> None:
    opened = {
        name
        for name, person in cast.items()
        if person is not None
        and preview(preview_address(version.site, person, pointing=True)).status_code == 200
    }
    assert opened == INSIDE | {"client"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!DOCTYPE html>\n<html lang='fr'>\n<head>", b"\n<title>T</title>"),
        (b'<!doctype html><!-- <head> --><html data-a="a>b"><HEAD class=x>', b"<meta>"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><html>", b"<title>T</title>"),
        (b"", b"<header>Bonjour</header>"),
        (b"", b"<!-- never closed <head>"),
        (b"<!--><!---><!-- a --!><head>", b"<script>1</script> -->"),
        (b"", b""),
    ],
)
def test_the_script_comes_before_all_that_the_page_holds(before: bytes, after: bytes) -> None:
    shown = with_pointing(before + after, status=200)
    assert shown.startswith(before + b"<script data-platform=")
    assert shown.endswith(b"</script>" + after)


def test_a_page_of_two_bytes_a_letter_is_left_alone() -> None:
    page = "<html>".encode("utf-16")
    assert with_pointing(page, status=200) == page


def test_a_page_made_to_keep_us_busy_is_read_at_once() -> None:
    begun = time.process_time()
    for many in (b"<!-- ", b"<!--x>", b"<!x>", b"<?x", b"<!---->", b"<html '\""):
        assert b"data-platform" in with_pointing(b"<!doctype html>" + many * 50_000, status=200)
    assert time.process_time() - begun < 2

"""Whole sites looked at: what is found in each page, and that nothing a page does harms another page or us."""

import base64
import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from grader.contract import Json, Outcome, Probe
from grader.inspection import (
    DESKTOP,
    MOST_PAGES,
    PHONE,
    Link,
    NoInspection,
    PageInspection,
    Site,
    SiteInspection,
    inspect_site,
    pages_of,
)
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene


def page(body: str, head: str = "") -> bytes:
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Le fournil</title>'
        f'<meta name="description" content="Du pain au levain">{head}</head><body><main>{body}</main></body></html>'
    ).encode()


def photo(width: int = 1200, height: int = 700, form: str = "JPEG") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), "tomato").save(packed, form)
    return packed.getvalue()


FILES = {
    "index.html": page(
        '<h1>Le fournil</h1><h3>Nos pains</h3><img src="img/four à pain.jpg"><a href="contact/">Contact</a>'
        '<a href="rien.html#haut">Nulle part</a><a href="http://www.fournil.example/boutique/">Boutique</a>'
        '<img src="https://ailleurs.example/a.png" alt=""><p style="width:600px">Très large</p>',
        '<link rel="stylesheet" href="/css/site.css">',
    ),
    "contact/index.html": page(
        '<h1>Contact</h1><a href="../">Accueil</a><img src="/absente.png" alt="Le four">'
    ),
    "endless.html": page("<h1>Sans fin</h1><script>while (true) {}</script>"),
    "away.html": page(
        "<h1>Ailleurs</h1><script>window.close(); location.href = 'https://mal.example/'</script>"
    ),
    "worker.html": page(
        "<h1>Ouvrier</h1><script>navigator.serviceWorker?.register('/sw.js'); fetch('http://127.0.0.1/')</script>"
    ),
    "fiche.php?id=3": (
        '<html><head><title>Fiche été</title><meta http-equiv="content-type" '
        'content="text/html; charset=iso-8859-1"></head><body><font>été</font></body></html>'
    ).encode("latin-1"),
    "css/site.css": b"h1 { colour: red }",
    "img/four à pain.jpg": photo(),
}
SITE = Site(
    FILES,
    types={"fiche.php?id=3": "text/html"},
    addresses=("http://fournil.example", "http://www.fournil.example"),
    elsewhere=frozenset({"boutique/"}),
)


@pytest.fixture(scope="module")
def inspected(grader_images: None) -> dict[str, PageInspection]:
    with DockerSandbox(owner="test-inspection") as sandbox:
        found = inspect_site(SITE, [*pages_of(FILES), "fiche.php?id=3", "absente.html"], sandbox)
    assert (found.css_faults, found.css_faults_listed[0].rule) == (1, "property-no-unknown")
    assert SiteInspection.from_dict(json.loads(json.dumps(found.to_dict()))) == replace(
        found, pages=tuple(replace(one, pictures={}) for one in found.pages)
    )
    return {one.path: one for one in found.pages}


def test_a_page_says_what_it_holds_and_what_is_wrong(inspected: dict[str, PageInspection]) -> None:
    home = inspected["index.html"]

    assert (home.title, home.description, home.language) == ("Le fournil", "Du pain au levain", "fr")
    assert [(one.level, one.text) for one in home.headings] == [(1, "Le fournil"), (3, "Nos pains")]
    assert (home.images, home.images_without_alternative) == (2, 1)
    assert home.named_without_alternative == ("/img/four à pain.jpg",)
    assert home.broken_links == (Link("/rien.html", "Nulle part"),)
    assert (home.requests, home.outside_requests, home.outside_hosts) == (4, 1, ("ailleurs.example",))
    assert home.weight == sum(
        len(FILES[name]) for name in ("index.html", "css/site.css", "img/four à pain.jpg")
    )
    assert home.too_wide_for_a_phone
    assert {one.rule: one.impact for one in home.barriers}["image-alt"] == "critical"
    assert home.html_faults >= 1
    assert home.html_faults_listed[0].file == "index.html"
    for width in (PHONE, DESKTOP):
        assert Image.open(io.BytesIO(home.pictures[width])).width == width


def test_files_that_are_missing_are_named_and_folders_have_their_page(
    inspected: dict[str, PageInspection],
) -> None:
    contact = inspected["contact/index.html"]

    assert contact.missing_files == ("absente.png",)
    assert contact.broken_links == ()
    assert not contact.too_wide_for_a_phone


def test_an_old_page_is_read_in_its_own_signs(inspected: dict[str, PageInspection]) -> None:
    sheet = inspected["fiche.php?id=3"]

    assert sheet.title == "Fiche été"
    assert "missing-doctype" in {one.rule for one in sheet.html_faults_listed}


def test_a_page_that_breaks_takes_no_other_with_it(inspected: dict[str, PageInspection]) -> None:
    assert not inspected["endless.html"].seen
    assert "sans fin" in inspected["endless.html"].problem
    assert not inspected["absente.html"].seen
    for path in ("away.html", "worker.html"):
        assert inspected[path].seen
        assert set(inspected[path].pictures) == {PHONE, DESKTOP}
    assert inspected["away.html"].outside_hosts == ("mal.example",)


# ---- on paper -----------------------------------------------------------------------------------------
def looked(picture: str) -> FakeSandbox:
    def look(probe: Probe) -> dict[str, Json] | None:
        if probe.kind == "survey":
            return {
                "title": 3,
                "links": [7, {"address": "http://[oups", "text": None}],
                "images": -4,
                "withoutAlternative": "x",
            }
        return {"picture": picture} if probe.kind == "picture" else {"count": True}

    return FakeSandbox(look=look)


@pytest.mark.parametrize(
    "picture",
    [
        "",
        "not base64",
        base64.b64encode(b"\xff\xd8\xff not a picture").decode(),
        base64.b64encode(photo(20, 20, "PNG")).decode(),
        base64.b64encode(photo(3000, 3000)).decode(),
    ],
)
def test_what_a_box_says_is_not_believed(picture: str) -> None:
    (found,) = inspect_site(Site({"index.html": b""}), ["index.html"], looked(picture)).pages

    assert (found.title, found.images, found.images_without_alternative) == ("", 0, 0)
    assert found.links == (Link("http://[oups", ""),)
    assert found.pictures == {}
    assert not found.barriers_known


def test_a_text_is_as_a_database_takes_it() -> None:
    def look(probe: Probe) -> dict[str, Json] | None:
        return {"title": "a\0b\ud800"} if probe.kind == "survey" else None

    (found,) = inspect_site(Site({"index.html": b""}), ["index.html"], FakeSandbox(look=look)).pages

    # Zeros and halves of characters are spelled out.
    assert found.title == r"a\x00b\ud800"


def test_no_box_is_our_fault_and_is_said_as_such() -> None:
    with pytest.raises(NoInspection):
        inspect_site(Site({"index.html": b""}), ["index.html"], FakeSandbox(scenes=[Scene(starts=False)]))


def test_a_site_is_looked_at_within_bounds() -> None:
    files = {f"{number}.html": b"" for number in range(MOST_PAGES + 5)}
    sandbox = looked("")

    found = inspect_site(Site(files), list(files), sandbox)

    assert len(found.pages) == MOST_PAGES
    assert len(found.left_out) == 5


def test_the_largest_files_stay_out_of_the_box_and_are_weighed() -> None:
    files = {"index.html": b"<img src=a.jpg>", "a.jpg": b"\0" * 30_000_000}

    def look(probe: Probe) -> dict[str, Json] | None:
        if probe.kind == "survey":
            return {"title": "x"}
        if probe.kind == "requests":
            return {"count": 2, "requests": [{"address": "index.html"}, {"address": "a.jpg"}]}
        return None

    sandbox = FakeSandbox(look=look)
    (found,) = inspect_site(Site(files), ["index.html"], sandbox).pages

    assert found.weight == sum(map(len, files.values()))
    assert found.missing_files == ()
    assert all(len(job.request) < 1_000_000 for job in sandbox.jobs)


def test_pages_come_home_first() -> None:
    assert pages_of(["z/a.html", "b.htm", "index.html", "a.css"]) == ["index.html", "b.htm", "z/a.html"]


def test_an_outcome_is_said_in_words_for_the_team() -> None:
    sandbox = FakeSandbox(scenes=[Scene(needs_mb=5000)])

    (found,) = inspect_site(Site({"index.html": b""}), ["index.html"], sandbox).pages

    assert "mémoire" in found.problem
    assert Outcome.OUT_OF_MEMORY not in found.problem

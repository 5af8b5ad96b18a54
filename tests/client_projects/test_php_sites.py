"""Versions made with PHP: what is taken, what goes in to them, and what may come out."""

import io
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from client_projects import actions, hosting, running
from client_projects.management.commands import site_previews
from client_projects.models import ClientProject, SiteVersion
from client_projects.previewing import preview_address
from client_projects.running import (
    SiteAnswer,
    SiteDoesNotAnswer,
    Trouble,
    add_to_log,
    answer_of,
    log_of,
)
from client_projects.sites import (
    SiteRefused,
    checked_site,
    database_scripts,
    file_beside_php,
    folder_served,
    stored_files,
    write_site_zip,
)
from grader.hosting import Host
from grader.sandbox.docker import DockerSandbox
from lms.people.models import User
from tests.factories.client_projects import MOMENT, SiteVersionFactory, site_zip
from tests.grader.boxes import grader_images, left_of

__all__ = ["grader_images"]

PREVIEWS = "127.0.0.1:8000"
PHP_SITE = {
    "index.php": b"<?php session_start(); $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;"
    b" setcookie('trace', 'x', ['domain' => 'localhost']); header('X-Mal: 1'); echo 'vu ', $_SESSION['n'];",
    "contact.php": b"<?php header('Location: /merci.php?nom=' . rawurlencode($_POST['nom']), true, 303);",
    "merci.php": b"<?php echo htmlspecialchars($_GET['nom']), json_encode($_COOKIE), $_SERVER['HTTP_REFERER'] ?? '';",
    "ailleurs.php": b"<?php header('Location: https://mal.example/?a=1');",
    "panne.php": b"<?php nulle_part();",
    "includes/base.inc": b"<?php",
    "database/1.sql": b"CREATE TABLE t (n INTEGER);",
    "css/site.css": b"h1 { color: green }",
}


@pytest.fixture(autouse=True)
def _log_in_memory(settings: Any) -> None:
    """The log is written by another thread than the test's, which has no part in its transaction."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": uuid4().hex}}


# ---- what is taken ----------------------------------------------------------------------------------------
def test_a_site_made_with_php_is_taken_with_what_it_leans_on() -> None:
    site = checked_site(PHP_SITE)

    assert site.runs_php
    assert database_scripts({"database/2.sql", "base.sql", "database/1.sql", "x/database/3.sql"}) == [
        "base.sql",
        "database/1.sql",
        "database/2.sql",
    ]
    assert folder_served({"index.php", "public/index.php"}) == ""
    assert folder_served({"src/a.php", "public/index.php"}) == "public"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"page.php": b""}, "Il manque « index.php »".replace(" »", "\u00a0»").replace("« ", "«\u00a0")),
        ({"index.php": b"", "a.py": b""}, "rien d’autre"),
        ({"index.php": b"", "a.exe": b""}, "partie d’un site"),
        ({"index.html": b"", "base.sql": b""}, "partie d’un site"),
        ({"index.php": b"", ".htaccess": b""}, "commencent par un point"),
        ({"index.php": b"x" * (10 * 1024 * 1024 + 1)}, "trop lourd|trop gros|trop grand"),
    ],
)
def test_what_no_site_holds_is_refused_with_a_sentence(files: dict[str, bytes], words: str) -> None:
    with pytest.raises(SiteRefused, match=words):
        checked_site(files)


@pytest.mark.parametrize(
    ("path", "is_sent"),
    [
        ("css/site.css", True),
        ("index.php", False),
        ("includes/base.inc", False),
        ("database/1.sql", False),
        ("", False),
        ("css/", False),
        ("../index.php", False),
    ],
)
def test_only_what_browsers_read_is_sent_as_it_is(path: str, is_sent: bool) -> None:
    found = file_beside_php(io.BytesIO(write_site_zip(PHP_SITE)), path)

    assert (found is not None) is is_sent


# ---- what may come out ------------------------------------------------------------------------------------
def told(*headers: tuple[str, str], **more: Any) -> SiteAnswer:
    return answer_of({"status": 200, "headers": [list(one) for one in headers], **more}, b"x", PREVIEWS)


def test_of_what_a_site_says_only_harmless_headers_are_kept() -> None:
    answer = told(
        ("Set-Cookie", "sessionid=mine; Domain=localhost"),
        ("Service-Worker-Allowed", "/"),
        ("Content-Security-Policy", "default-src *"),
        ("Access-Control-Allow-Origin", "*"),
        ("Clear-Site-Data", '"cookies"'),
        ("WWW-Authenticate", "Basic"),
        ("Refresh", "0; url=https://mal.example"),
        ("Content-Disposition", "attachment"),
        ("Content-Language", "fr\r\nSet-Cookie: a=b"),
        ("Content-Type", "text/html; <script>"),
    )

    assert answer.headers == {"Content-Disposition": "attachment"}
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("kind", ["multipart/x-mixed-replace", "Multipart/related", "message/rfc822"])
def test_what_holds_other_pages_is_sent_as_text(kind: str) -> None:
    assert told(("Content-Type", kind)).content_type == "text/plain; charset=utf-8"


def test_sites_never_hold_every_thread_of_the_web(monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[Trouble] = []

    def ask() -> None:
        running.ask_site(version_id=1, project_id=1, request={"host": PREVIEWS})

    def converse(*_: Any) -> tuple[dict[str, Any], bytes]:
        """Asks again while it is being asked, as a page does that others wait for."""
        try:
            ask()
        except SiteDoesNotAnswer as refused:
            depths.append(refused.trouble)
        return {"answer": {"status": 200}}, b""

    monkeypatch.setattr(running, "_converse", converse)
    for _ in range(2):
        ask()

    assert depths == [Trouble.BUSY, Trouble.BUSY]


@pytest.mark.parametrize("status", [99, 100, 600, "200", True, None, 10**9])
def test_a_status_that_is_none_is_the_sites_fault(status: Any) -> None:
    assert answer_of({"status": status}, b"", PREVIEWS).status == 502


@pytest.mark.parametrize("said", [None, [], "x", {"headers": {"a": 1}}, {"headers": [[1, 2], "x", ["a"]]}])
def test_whatever_a_box_says_is_an_answer(said: Any) -> None:
    assert answer_of(said, b"", PREVIEWS).status == 502


@pytest.mark.parametrize(
    ("place", "inside", "outside"),
    [
        ("/a.php?b=1", "/a.php?b=1", ""),
        ("a.php", "a.php", ""),
        (f"https://{PREVIEWS}/a.php", "/a.php", ""),
        (f"http://{PREVIEWS}//mal.example/", "/mal.example/", ""),
        ("https://mal.example/x", "", "https://mal.example/x"),
        ("//mal.example/x", "", "https://mal.example/x"),
        ("javascript:alert(1)", "", ""),
        ("data:text/html,x", "", ""),
        ("\\\\mal.example/x", "", ""),
        ("/\\mal.example/x", "", ""),
        ("http://[", "", ""),
    ],
)
def test_a_redirection_stays_in_the_site_or_is_shown(place: str, inside: str, outside: str) -> None:
    answer = told(("Location", place), status=302)

    assert (answer.location, answer.elsewhere) == (inside, outside)


def test_the_log_keeps_the_newest_lines_and_does_not_repeat_itself() -> None:
    version_id = 7_000_000
    add_to_log(version_id, [{"at": "1", "message": "a"}])
    add_to_log(version_id, [{"at": "2", "message": "a"}])
    add_to_log(version_id, [{"at": "3", "message": "b"}])

    assert log_of(version_id) == [{"at": "3", "message": "b"}, {"at": "2", "message": "a"}]
    for count in range(150):
        add_to_log(version_id, [{"at": "", "message": str(count)}])
    assert [line["message"] for line in log_of(version_id)][:2] == ["149", "148"]
    assert len(log_of(version_id)) == 100


# ---- what goes in -----------------------------------------------------------------------------------------
@pytest.fixture
def php_version(project: ClientProject, apprentice: User) -> SiteVersion:
    return SiteVersionFactory(
        project=project,
        handed_in_by=apprentice,
        runs_php=True,
        archive=ContentFile(write_site_zip(PHP_SITE), name="site.zip"),
    )


class Asked:
    """Stands where the site would be asked, and keeps what it is asked."""

    def __init__(self) -> None:
        self.answer: SiteAnswer | Trouble = answer_of({"status": 200}, b"bonjour", PREVIEWS)
        self.requests: list[tuple[Mapping[str, Any], bytes]] = []

    def __call__(
        self, *, version_id: int, project_id: int, request: Mapping[str, Any], body: bytes = b""
    ) -> SiteAnswer:
        self.requests.append((request, body))
        if isinstance(self.answer, Trouble):
            raise SiteDoesNotAnswer(self.answer)
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    monkeypatch.setattr("client_projects.views.previews.ask_site", asked)
    return asked


def visit(address: str, method: str = "get", data: Any = None, **headers: str) -> Any:
    parts = urlsplit(address)
    where = parts.path + (f"?{parts.query}" if parts.query else "")
    return getattr(Browser(enforce_csrf_checks=True), method)(
        where, data, headers={"host": PREVIEWS, **headers}
    )


def test_nothing_of_ours_goes_in_and_nothing_but_the_page_comes_out(
    php_version: SiteVersion, apprentice: User, asked: Asked
) -> None:
    address = preview_address(php_version, apprentice)
    answer = visit(
        f"{address}contact.php?a=1",
        "post",
        {"nom": "Zoé"},
        cookie="sessionid=secret; csrftoken=x",
        authorization="Basic x",
        referer=f"{address}page.php",
        **{"x-forwarded-for": "1.2.3.4", "user-agent": "Essai"},
    )

    request, body = asked.requests[0]
    assert answer.content == b"bonjour"
    assert answer["Cache-Control"] == "no-store"
    assert "worker-src 'none'" in answer["Content-Security-Policy"]
    assert not any(morsel.value for morsel in answer.cookies.values())
    assert request["path"] == "/contact.php"
    assert request["query"] == "a=1"
    assert request["headers"].keys() == {"Content-Type", "User-Agent", "Referer", "Origin"}
    assert request["headers"]["Referer"] == f"http://{PREVIEWS}/page.php"
    assert "Zo\u00e9".encode() in body
    assert urlsplit(address).path.split("/")[2] not in str(request)
    assert visit(f"{address}css/site.css").content == PHP_SITE["css/site.css"]
    assert visit(f"{address}index.php", **{"service-worker": "script"}).status_code == 403
    assert visit(address, "put").status_code == 405
    assert len(asked.requests) == 1


def test_a_page_in_which_one_shows_a_place_carries_our_script_and_leads_to_others_that_do(
    php_version: SiteVersion, apprentice: User, asked: Asked
) -> None:
    address = preview_address(php_version, apprentice, pointing=True)
    asked.answer = answer_of({"status": 200}, b"<html><p>bonjour", PREVIEWS)

    assert b"data-platform" not in visit(preview_address(php_version, apprentice)).content
    shown = visit(address).content
    assert shown.startswith(b'<html><script data-platform="http://localhost:8000" data-page="there">')
    assert shown.endswith(b"</script><p>bonjour")
    assert b"data-platform" in visit(address, "post", {"a": "b"}).content
    asked.answer = Trouble.STARTING
    assert b'data-page="waiting"' in visit(address).content
    asked.answer = answer_of({"status": 200, "headers": [["Content-Type", "text/plain"]]}, b"<p>", PREVIEWS)
    assert visit(address).content == b"<p>"
    asked.answer = answer_of({"status": 302, "headers": [["Location", "/suite.php"]]}, b"", PREVIEWS)
    assert visit(address)["Location"] == f"{urlsplit(address).path}suite.php"


def test_a_form_sent_to_the_top_is_led_into_its_site(php_version: SiteVersion, apprentice: User) -> None:
    address = preview_address(php_version, apprentice)

    led = visit(f"http://{PREVIEWS}/contact.php", "post", {"nom": "x"}, referer=f"{address}page.php")
    stranger = visit(f"http://{PREVIEWS}/contact.php", "post", {"nom": "x"})

    assert led.status_code == 307
    assert led["Location"] == f"{urlsplit(address).path}contact.php"
    assert stranger.status_code == 404


def test_what_is_too_large_is_not_sent_on(
    php_version: SiteVersion, apprentice: User, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_projects.views.previews.LARGEST_BODY", 10)

    assert visit(preview_address(php_version, apprentice), "post", {"a": "x" * 100}).status_code == 413
    assert asked.requests == []


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_site_that_does_not_answer_is_said_in_french(
    trouble: Trouble, php_version: SiteVersion, apprentice: User, asked: Asked
) -> None:
    asked.answer = trouble
    address = preview_address(php_version, apprentice)

    page, form = visit(address), visit(address, "post", {"a": "b"})

    asks_again = trouble in (Trouble.STARTING, Trouble.BUSY)
    assert page.status_code == form.status_code == 503
    assert ('http-equiv="refresh"' in page.content.decode()) is asks_again
    assert 'http-equiv="refresh"' not in form.content.decode()
    assert ("Rien n’a été envoyé" in form.content.decode()) is asks_again


def test_without_a_keeper_the_fault_is_ours(
    php_version: SiteVersion, apprentice: User, settings: Any, tmp_path: Path
) -> None:
    for address in ("", str(tmp_path / "nobody.sock")):
        settings.PREVIEWS = {**settings.PREVIEWS, "SOCKET": address}
        answer = visit(preview_address(php_version, apprentice))

        assert answer.status_code == 503
        assert "pas celle de l’équipe" in answer.content.decode()


def test_a_page_that_broke_tells_the_team_why_and_the_client_only_that(
    php_version: SiteVersion, apprentice: User, client_person: User, asked: Asked, shown: None
) -> None:
    stopped = {"name": "Error", "message": "Call to undefined <b>", "file": "panne.php", "line": 3}
    asked.answer = answer_of({"status": 500, "stopped": stopped}, b"", PREVIEWS)

    team = visit(preview_address(php_version, apprentice)).content.decode()
    client = visit(preview_address(php_version, client_person)).content.decode()

    assert "Call to undefined &lt;b&gt;" in team
    assert "panne.php:3" in team
    assert php_version.log_url in team
    assert "undefined" not in client
    assert "journal/" not in client
    assert "s’est arrêtée avant la fin" in client


@pytest.fixture
def shown(php_version: SiteVersion, deliverable: Any, trainer: User) -> None:
    version = actions.hand_in_version(
        deliverable=deliverable, site=php_version, by=php_version.handed_in_by, now=MOMENT
    )
    actions.share_version(version=version, by=trainer, now=MOMENT)


# ---- screens ----------------------------------------------------------------------------------------------
def test_the_team_hands_in_a_site_made_with_php(
    project: ClientProject, apprentice: User, browse: Any
) -> None:
    upload = SimpleUploadedFile("site.zip", site_zip(PHP_SITE))

    browse(apprentice).post(reverse("site_versions", args=[project.slug]), {"archive": upload, "note": ""})

    version = project.site_versions.get()
    assert version.runs_php
    assert version.stored_digest() == version.content_hash
    assert version.log_url in browse(apprentice).get(version.get_absolute_url()).content.decode()


def test_the_team_reads_the_log_and_begins_afresh(
    php_version: SiteVersion,
    apprentice: User,
    client_person: User,
    shown: None,
    browse: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(running, "end_site", lambda *, version_id: ended.append(version_id))
    assert "Rien dans le journal" in browse(apprentice).get(php_version.log_url).content.decode()
    hosting._log_beginning(
        php_version.pk, {"message": "You have an <error>", "file": "base.sql", "line": None}
    )

    page = browse(apprentice).get(php_version.log_url).content.decode()
    browse(apprentice).post(php_version.log_url)

    assert "You have an &lt;error&gt;" in page
    assert ended == [php_version.pk]
    assert browse(client_person).get(php_version.get_absolute_url()).status_code == 200
    assert browse(client_person).get(php_version.log_url).status_code == 403


def test_a_keeper_that_does_not_answer_is_said_on_the_log(
    php_version: SiteVersion, apprentice: User, browse: Any, settings: Any
) -> None:
    settings.PREVIEWS = {**settings.PREVIEWS, "SOCKET": ""}

    page = browse(apprentice).post(php_version.log_url, follow=True).content.decode()

    assert "ne peuvent pas être visités" in page


# ---- the whole way ----------------------------------------------------------------------------------------
@pytest.fixture
def keeper(grader_images: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Who keeps the boxes, in a thread; the files come from here rather than from another connection."""
    owner = f"test-{uuid4().hex[:12]}"
    monkeypatch.setattr(
        hosting,
        "_load",
        lambda version_id: hosting.hosted_site(stored_files(io.BytesIO(write_site_zip(PHP_SITE)))),
    )
    monkeypatch.setattr(hosting, "PATIENCE", 60.0)
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        settings.PREVIEWS = {**settings.PREVIEWS, "SOCKET": f"{folder}/previews.sock"}
        host = Host(DockerSandbox(owner=owner), most=2, idle_seconds=600)
        served = threading.Thread(target=hosting.serve, args=(host, f"{folder}/previews.sock", stop))
        served.start()
        yield host
        stop.set()
        served.join()
        host.close()
    assert left_of(owner) == []


@pytest.mark.docker
def test_a_site_made_with_php_is_visited(
    php_version: SiteVersion, apprentice: User, trainer: User, keeper: Host
) -> None:
    hers, other = preview_address(php_version, apprentice), preview_address(php_version, trainer)
    while not Path(running.settings.PREVIEWS["SOCKET"]).exists():
        pass

    assert [visit(hers).content for _ in range(2)] == [b"vu 1", b"vu 2"]
    first = visit(other)
    assert first.content == b"vu 1"
    assert "X-Mal" not in first
    assert not first.cookies
    led = visit(f"{hers}contact.php", "post", {"nom": "<Zoé>"})
    assert led["Location"] == f"{urlsplit(hers).path}merci.php?nom=%3CZo%C3%A9%3E"
    thanks = visit(f"http://{PREVIEWS}{led['Location']}", cookie="sessionid=secret").content.decode()
    assert thanks.startswith("&lt;Zoé&gt;{")
    assert "secret" not in thanks
    assert "https://mal.example/?a=1" in visit(f"{hers}ailleurs.php").content.decode()
    assert "panne.php" in visit(f"{hers}panne.php").content.decode()
    assert "nulle_part" in log_of(php_version.pk)[0]["message"]
    running.end_site(version_id=php_version.pk)
    assert visit(hers).content == b"vu 1"


@pytest.mark.docker
def test_a_site_made_with_php_is_looked_at_as_a_stranger_finds_it(
    project: ClientProject, apprentice: User, grader_images: None, settings: Any
) -> None:
    settings.GRADER = {**settings.GRADER, "OWNER": f"test-{uuid4().hex[:12]}"}
    files = {
        "public/index.php": b"<a href='/page.php?n=1'>1</a> <a href='/page.php?n=2'>2</a> <a href=/bureau>x</a>"
        b"<a href='/rien.php'>rien</a> <a href='/vieux.php'>vieux</a> <a href='https://ailleurs.example/'>x</a>",
        "public/page.php": b"<h1><?= $_GET['n'] ?></h1><img src='/image.php' alt=''><link href='/a.css'>",
        "public/image.php": b"<?php header('Content-Type: image/svg+xml'); echo '<svg/>';",
        "public/vieux.php": b"<?php header('Location: /page.php?n=3'); ",
        "public/bureau/index.html": b"<h1>Bureau</h1>",
        "public/a.css": b"a {}",
        "secret.txt": b"x",
    }
    version = SiteVersionFactory(
        project=project,
        handed_in_by=apprentice,
        runs_php=True,
        archive=ContentFile(write_site_zip(files), name="site.zip"),
    )

    shown = hosting.site_as_shown(version, most_pages=20)

    assert shown.pages[0] == "index.html"
    assert set(shown.pages[1:]) == {"page.php?n=1", "page.php?n=2", "page.php?n=3", "bureau/index.html"}
    assert shown.site.files["page.php?n=2"].startswith(b"<h1>2</h1>")
    assert shown.site.types["image.php"] == "image/svg+xml"
    assert "secret.txt" not in shown.site.files
    assert shown.site.exists("vieux.php")
    assert shown.site.exists("bureau")
    assert not shown.site.exists("rien.php")
    assert hosting.site_as_shown(version, most_pages=1).site.exists("page.php", "n=1")
    assert left_of(settings.GRADER["OWNER"]) == []


def test_the_keeper_says_that_it_is_ready_and_ends_what_it_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path
) -> None:
    ended: list[str] = []

    class Nobody:
        def close(self) -> None:
            ended.append("closed")

    monkeypatch.setattr(site_previews.signal, "signal", lambda *_: None)
    monkeypatch.setattr(hosting, "open_host", Nobody)
    monkeypatch.setattr(hosting, "serve", lambda host, address, stop: ended.append(address))
    settings.PREVIEWS = {**settings.PREVIEWS, "SOCKET": str(tmp_path / "run" / "previews.sock")}

    call_command("site_previews")

    assert ended == [settings.PREVIEWS["SOCKET"], "closed"]
    assert "ready" in capsys.readouterr().out


def test_without_an_address_the_keeper_stays_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    waited: list[bool] = []
    monkeypatch.setattr(site_previews.threading.Event, "wait", lambda *_: waited.append(True))
    monkeypatch.setattr(site_previews.signal, "signal", lambda *_: None)
    settings.PREVIEWS = {**settings.PREVIEWS, "SOCKET": ""}

    call_command("site_previews")

    assert waited == [True]
    assert "are not shown" in capsys.readouterr().out

"""Asking a stranger's server: where we never go, what a hostile one cannot do to us, what robots may read."""

import gzip
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from client_projects.crawling import fetching
from client_projects.crawling.addresses import Site, normal, site_of
from client_projects.crawling.fetching import Manners, NotFetched, get, is_public
from client_projects.crawling.reading import decoded, read_page, sitemap_addresses
from client_projects.crawling.robots import read_robots
from client_projects.crawling.zips import NoSite, ZippedSite

FORBIDDEN = [
    "127.0.0.1",
    "127.1",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "localhost",
]


@pytest.mark.parametrize("host", FORBIDDEN)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_way_to_write_a_private_address_leads_there(host, scheme):
    with pytest.raises(NotFetched) as refused:
        get(f"{scheme}://{host}/", Manners())
    assert refused.value.code in {"forbidden", "unknown_name"}


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://exemple.fr/",
        "file:///etc/passwd",
        "gopher://exemple.fr/",
        "javascript:alert(1)",
        "http://user:secret@exemple.fr/",
        "http://93.184.215.14:8080/",
        "http://93.184.215.14:22/",
        "https://93.184.215.14:80/",
        "http:///x",
    ],
)
def test_other_schemes_ports_and_names_with_passwords_are_refused_before_any_connection(address, monkeypatch):
    def never(*_args, **_kwargs):
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(NotFetched):
        get(address, Manners())


def test_a_name_that_leads_half_into_a_private_network_is_refused(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(NotFetched, match="forbidden"):
        get("http://moitie.example/", Manners())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.site(self)  # type: ignore[attr-defined]

    def log_message(self, *args: object) -> None:
        return


@contextmanager
def serving(site) -> Iterator[int]:
    """Serve `site(handler)` on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler, body=b"", *, status=200, kind="text/html; charset=utf-8", **headers):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def asked(port, path="/", **manners):
    return get(f"http://127.0.0.1:{port}{path}", Manners(local_ports=frozenset({port}), **manners))


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    """The name changes its mind after the look: the second answer is never asked for."""
    with serving(lambda handler: answer(handler, b"<title>ici</title>")) as port:
        real, questions = socket.getaddrinfo, []

        def changing(host, *args, **kwargs):
            questions.append(host)
            assert len(questions) == 1
            return real("127.0.0.1", *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", changing)
        found = get(f"http://change.example:{port}/", Manners(local_ports=frozenset({port})))
    assert found.body == b"<title>ici</title>"


def test_a_local_port_opens_loopback_only(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 8099))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(NotFetched, match="forbidden"):
        get("http://interne.example:8099/", Manners(local_ports=frozenset({8099})))


def test_we_say_who_we_are_and_send_nothing_else(monkeypatch):
    seen = {}
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(lambda handler: (seen.update(handler.headers), answer(handler))) as port:
        asked(port)
    assert seen["User-Agent"] == fetching.USER_AGENT
    assert not {"Cookie", "Authorization", "Referer"} & set(seen)


def test_redirects_are_told_and_not_followed():
    with serving(lambda handler: answer(handler, status=302, Location="http://169.254.169.254/")) as port:
        found = asked(port)
    assert found.is_redirect
    assert found.location == "http://169.254.169.254/"


def test_a_compressed_bomb_unfolds_no_further_than_allowed():
    bomb = gzip.compress(b"\0" * 50_000_000)
    with serving(lambda handler: answer(handler, bomb, Content_Encoding="gzip")) as port:
        found = asked(port, bytes_per_answer=100_000)
    assert found.size <= 100_000
    assert found.cut


def test_a_page_without_end_is_cut():
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"<p>encore</p>" * 1000)
        except OSError:
            return

    with serving(endless) as port:
        found = asked(port, bytes_per_answer=200_000)
    assert found.cut
    assert len(found.body) == 200_000


@pytest.mark.parametrize("where", ["headers", "body"])
def test_what_drips_is_given_up(where):
    gone = threading.Event()

    def dripping(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        if where == "body":
            handler.wfile.write(b"\r\n")
        while not gone.wait(0.05):
            try:
                handler.wfile.write(b"X")
                handler.wfile.flush()
            except OSError:
                return

    with serving(dripping) as port:
        with pytest.raises(NotFetched, match="slow"):
            asked(port, seconds_per_answer=1.0)
        gone.set()


def test_a_declared_size_is_believed_for_what_is_not_read():
    with serving(
        lambda handler: answer(handler, b"%PDF-", kind="application/pdf", Content_Length="7000000")
    ) as port:
        found = asked(port, "/plan.pdf")
    assert (found.size, found.body) == (7_000_000, b"")


# --- Addresses ---

SITE = Site("https", "www.jardins.example", 443)


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("contact.html", "https://www.jardins.example/contact.html"),
        ("/a/../b.html#bas", "https://www.jardins.example/b.html"),
        ("http://jardins.example/x?id=3", "https://www.jardins.example/x?id=3"),
        ("//jardins.example", "https://www.jardins.example/"),
        ("HTTPS://WWW.Jardins.Example:443/X", "https://www.jardins.example/X"),
        ('/l\'été "photo".jpg', "https://www.jardins.example/l'%C3%A9t%C3%A9%20%22photo%22.jpg"),
        ("https://jardins.example.evil.example/", None),
        ("https://autre.example/", None),
        ("https://blog.jardins.example/", None),
        ("https://www.jardins.example:8443/", None),
        ("mailto:a@jardins.example", None),
        ("javascript:void(0)", None),
        ("https://a@www.jardins.example/", None),
        ("https://[::1/", None),
        ("/" + "a" * 2000, None),
    ],
)
def test_links_are_written_in_one_way_and_only_own_ones_count(link, own):
    assert SITE.own(link) == own


def test_what_normal_returns_is_normal():
    for link in ("/a b", "/%41", "/é?q=à", "/a//b", "/.."):
        once = normal(link, SITE.root)
        assert normal(once or "", SITE.root) == once


# --- robots.txt ---

ROBOTS = """
User-agent: autre
Disallow: /

User-agent: *
Disallow: /prive/
Allow: /prive/ouvert.html
Disallow: /*?s=
Disallow: /*.pdf$
Crawl-delay: 3
Sitemap: https://www.jardins.example/plan.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/prive/", False),
        ("/prive/ouvert.html", True),
        ("/prive", True),
        ("/chercher?s=rose", False),
        ("/plan.pdf", False),
        ("/plan.pdf?x", True),
        ("/%70rive/a", False),
    ],
)
def test_robots_are_read_as_they_are_meant(path, allowed):
    robots = read_robots(ROBOTS, "EcoleDuWeb-inventaire")
    assert robots.allows(f"https://www.jardins.example{path}") is allowed
    assert (robots.delay, robots.sitemaps) == (3.0, ["https://www.jardins.example/plan.xml"])


def test_our_own_group_counts_more_than_that_of_everybody():
    robots = read_robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: ecoleduweb-inventaire\nAllow: /", "EcoleDuWeb-inventaire"
    )
    assert robots.allows("https://www.jardins.example/a")


def test_a_pattern_holds_nothing_that_a_database_refuses():
    robots = read_robots(
        f"User-agent: *\nDisallow: /a%00b\x00c\nDisallow: %00\nDisallow: /{'x' * 9000}", "Nous"
    )
    assert robots.rules == [("/abc", False), (f"/{'x' * 499}", False)]
    assert robots.allows("https://www.jardins.example/b")


def test_no_pattern_keeps_us_busy():
    robots = read_robots("User-agent: *\nDisallow: /" + "*a" * 200 + "b$", "x")
    assert robots.allows("https://www.jardins.example/" + "a" * 900)


# --- Pages ---


def test_the_facts_of_a_page():
    text = """<!doctype html><html lang=fr><head><title> Les
        Jardins </title><meta name=Description content="Un jardin"><base href="/vieux/">
        <link rel="StyleSheet" href=style.css></head><body><h1>Bienvenue</h1>
        <a href=contact.html>Contact</a><a href=contact.html#bas>Bas</a><a href=https://autre.example>Ailleurs</a>
        <img src=a.jpg><img src=b.jpg alt=""><script src=/menu.js></script></body></html>"""
    facts = read_page(text, "https://www.jardins.example/index.html", SITE)
    assert (facts.title, facts.description, facts.heading) == ("Les Jardins", "Un jardin", "Bienvenue")
    assert (facts.language, facts.images, facts.images_without_alternative) == ("fr", 2, 1)
    assert facts.links == ["https://www.jardins.example/vieux/contact.html"]
    assert [file.rsplit("/", 1)[1] for file in facts.files] == ["a.jpg", "b.jpg", "menu.js", "style.css"]


@pytest.mark.parametrize("text", ["", "\x00", "<", "<html" * 1000, "<div>" * 20_000, "<a href=" * 5000])
def test_no_page_breaks_the_reader(text):
    read_page(text, "https://www.jardins.example/", SITE)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("été".encode("cp1252"), ""),
        ("été".encode("cp1252"), "iso-8859-1"),
        (b'<meta charset="windows-1252">' + "été".encode("cp1252"), ""),
        ("été".encode(), "no-such-charset"),
        ("été".encode(), ""),
    ],
)
def test_old_pages_are_decoded_whatever_they_say(body, charset):
    assert decoded(body, charset).endswith("été")


@pytest.mark.parametrize(
    "charset", ["undefined", "utf-7", "punycode", "idna", "unicode_escape", "rot13", "\x00", "é", "utf-16"]
)
def test_a_page_does_not_choose_how_we_spend_our_time(charset):
    body = b"+2AA-" + b"\xc3\xa9 \x00\xd8" * 100 + b"."
    for declared in (b"", f'<meta charset="{charset}">'.encode()):
        text = decoded(declared + body, charset)
        text.encode()  # no half of a character, which no database takes
        assert "Ã©" in text


def test_sitemaps_are_read_without_unfolding_anything():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><loc> https://x.example/?a=1&amp;b=2 </loc>'
    assert sitemap_addresses(bomb) == ["https://x.example/?a=1&b=2"]


# --- Zips ---


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out


def test_a_zip_answers_like_a_server():
    site = ZippedSite(
        zipped({"site/index.html": b"<title>A</title>", "site/b/plan.pdf": b"%PDF", "site/../x.html": b""})
    )
    assert site.pages() == ["index.html"]
    assert site.get("https://x.example/", most=1000).body == b"<title>A</title>"
    assert site.get("https://x.example/b/plan.pdf", most=1000).size == 4
    assert site.get("https://x.example/rien.html", most=1000).status == 404


def test_a_bomb_in_a_zip_is_read_no_further_than_allowed():
    site = ZippedSite(zipped({"index.html": b"\0" * 30_000_000}))
    found = site.get("https://x.example/", most=100_000)
    assert len(found.body) == 100_000
    assert found.cut


def damaged(archive: bytes) -> bytes:
    """Return an archive of one file whose compressed bytes are not any more."""
    start = 30 + len("index.html")
    return archive[:start] + b"\xff" * 8 + archive[start + 8 :]


def squeezed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("index.html", b"<title>A</title>" * 50)
    return out.getvalue()


BROKEN_ZIPS = [
    damaged(squeezed(zipfile.ZIP_DEFLATED)),
    squeezed(zipfile.ZIP_LZMA),
    damaged(squeezed(zipfile.ZIP_LZMA)),
    squeezed(zipfile.ZIP_BZIP2),
]


@pytest.mark.parametrize("content", BROKEN_ZIPS)
def test_a_page_of_a_zip_that_cannot_be_unfolded_is_unreadable(content):
    site = ZippedSite(io.BytesIO(content))
    with pytest.raises(NotFetched, match="unreadable"):
        site.get("https://x.example/", most=100_000)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", zipped({"a.txt": b"x"}).getvalue()])
def test_what_holds_no_site_is_refused(content):
    with pytest.raises(NoSite):
        ZippedSite(io.BytesIO(content))


def test_a_site_needs_a_host():
    assert site_of("https:///x") is None
    assert site_of("http://exemple.fr:99999/") is None

"""Sites made with PHP in real boxes: what they can do, what they cannot, and that nothing stays."""

import threading
from collections.abc import Callable, Iterator

import pytest

from grader.hosting import CannotHost, Full, Gone, Host, HostedAnswer, HostedSite, SiteBox, Starting
from grader.sandbox.docker import DockerSandbox
from tests.grader.boxes import containers_of

pytestmark = pytest.mark.docker

BASE = """CREATE TABLE messages (id INTEGER PRIMARY KEY AUTO_INCREMENT, texte TEXT NOT NULL);
INSERT INTO messages (texte) VALUES ('Premier;
message');
"""
ACCESS = "new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole')"
SITE = {
    "index.php": b"<?php session_start(); $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1; echo 'vu ', $_SESSION['n'];",
    "livre.php": f"""<?php $base = {ACCESS};
if ($_SERVER['REQUEST_METHOD'] === 'POST') {{
    $base->prepare('INSERT INTO messages (texte) VALUES (?)')->execute([$_POST['texte']]);
    header('Location: /livre.php', true, 303); exit;
}}
foreach ($base->query('SELECT texte FROM messages ORDER BY id') as $row) echo $row['texte'], '|';""".encode(),
    "config.ini": b"secret = 1",
    "base.sql": BASE.encode(),
    "blog/index.php": b"<?php echo 'blog ', $_SERVER['REQUEST_URI'], ' ', $_SERVER['HTTP_HOST'];",
    "style.css": b"h1 { color: green }",
}


def asked(
    path: str, method: str = "GET", query: str = "", visitor: str = "a", **headers: str
) -> dict[str, object]:
    return {
        "method": method,
        "path": path,
        "query": query,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "host": "previews.test",
        "secure": True,
        "visitor": visitor,
    }


def page(program: str, **files: bytes) -> HostedSite:
    return HostedSite({"index.php": b"<?php " + program.encode(), **files})


@pytest.fixture
def hosted(docker_sandbox: DockerSandbox) -> Iterator[Callable[[HostedSite], SiteBox]]:
    boxes: list[SiteBox] = []

    def begin(site: HostedSite) -> SiteBox:
        boxes.append(SiteBox(docker_sandbox, site, name="test"))
        return boxes[-1]

    yield begin
    for box in boxes:
        box.close()


def test_a_site_answers_with_its_database_its_sessions_and_its_forms(
    hosted: Callable[[HostedSite], SiteBox],
) -> None:
    box = hosted(HostedSite(SITE, scripts=("base.sql",)))

    assert box.problem is None
    assert [box.ask(asked("/")).body for _ in range(2)] == [b"vu 1", b"vu 2"]
    assert box.ask(asked("/", visitor="b")).body == b"vu 1"
    sent = box.ask(
        asked("/livre.php", "POST", Content_Type="application/x-www-form-urlencoded"), b"texte=Bonjour+%C3%A9"
    )
    assert sent.told["status"] == 303
    assert box.ask(asked("/livre.php")).body.decode() == "Premier;\nmessage|Bonjour é|"
    assert box.ask(asked("/blog")).told["headers"] == [["Location", "/blog/"]]
    assert box.ask(asked("/blog/un-article", query="a=1")).body == b"blog /blog/un-article?a=1 previews.test"
    assert box.ask(asked("/style.css")).body == SITE["style.css"]
    for path in (
        "/config.ini",
        "/base.sql",
        "/rien.txt",
        "/../../etc/passwd",
        "/..",
        "/blog/../../x",
        "/a\0b",
    ):
        assert box.ask(asked(path)).told["status"] == 404, path


def test_what_goes_wrong_is_told(hosted: Callable[[HostedSite], SiteBox]) -> None:
    box = hosted(
        HostedSite(
            {
                "index.php": b"<?php echo $rien; mail('a@b.example', 'Sujet', 'Texte'); nulle_part();",
                "base.sql": b"CREATE TABEL x;",
            },
            scripts=("base.sql",),
        )
    )

    told = box.ask(asked("/")).told

    assert "TABEL" in str(box.problem)
    assert told["status"] == 500
    assert told["stopped"]["file"] == "index.php"
    assert "nulle_part" in told["stopped"]["message"]
    assert [one["message"] for one in told["warnings"]] == ["Undefined variable $rien"]
    assert told["letters"] == [["a@b.example", "Sujet"]]


HOSTILE = {
    "network": "echo (int) (bool) @file_get_contents('http://1.1.1.1/'), (int) function_exists('fsockopen'),"
    " (int) function_exists('stream_socket_client'), (int) function_exists('curl_init');",
    "environment": "echo json_encode([getenv('SECRET_KEY'), getenv('DATABASE_URL'), $_ENV]);",
    "files": "echo json_encode([@file_get_contents('/etc/passwd'), @file_get_contents('/proc/1/environ'),"
    " @scandir('/opt/observer'), @file_put_contents('/opt/x', 'x'), @file_put_contents('/tmp/x', 'x')]);",
    "programs": "foreach (['exec', 'system', 'proc_open', 'popen', 'pcntl_exec', 'posix_kill', 'dl', 'link'] as $f)"
    " echo (int) function_exists($f);",
    "base": f"try {{ {ACCESS}->query(\"SELECT LOAD_FILE('/etc/passwd')\")->fetchColumn() === null and print('rien');"
    f" {ACCESS}->query('SELECT * FROM mysql.global_priv'); }} catch (PDOException) {{ echo ' refusé'; }}",
}
HARMLESS = {
    "network": b"0000",
    "environment": b"[false,false,[]]",
    "files": b"[false,false,false,false,false]",
    "programs": b"00000000",
    "base": b"rien refus\xc3\xa9",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_site_reaches_nothing_around_it(what: str, hosted: Callable[[HostedSite], SiteBox]) -> None:
    box = hosted(page(HOSTILE[what]))

    assert box.ask(asked("/")).body == HARMLESS[what]


def test_a_site_that_fills_its_memory_or_its_disk_harms_itself_alone(
    hosted: Callable[[HostedSite], SiteBox],
) -> None:
    box = hosted(
        page(
            "$a = str_repeat('x', 1 << 20); while (true) $a .= $a;",
            **{"disque.php": b"<?php for ($i = 0; $i < 900; $i++) if (!@file_put_contents(__DIR__ . \"/$i\","
            b" str_repeat('x', 1 << 20))) break; echo $i < 300 ? 'plein' : 'sans fin';",
               "simple.php": b"<?php echo 'encore ', 'l\xc3\xa0';"},
        )
    )  # fmt: skip

    assert "Allowed memory size" in str(box.ask(asked("/")).told["stopped"])
    assert box.ask(asked("/disque.php")).body == b"plein"
    assert box.ask(asked("/simple.php")).body == "encore là".encode()


def test_an_endless_page_and_an_endless_answer_are_stopped(
    hosted: Callable[[HostedSite], SiteBox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.hosting.PAGE_SECONDS", 2)
    box = hosted(
        page("while (true) {}", **{"long.php": b"<?php while (true) echo str_repeat('x', 100000);",
                                   "apres.php": b"<?php echo 'apres';",
                                   "gros.php": b"<?php echo str_repeat('x', 9 << 20);"})
    )  # fmt: skip

    assert box.ask(asked("/")).told["late"] is True
    assert box.ask(asked("/long.php")).told["late"] is True
    assert box.ask(asked("/gros.php")).told["cut"] is True
    assert box.ask(asked("/apres.php")).body == b"apres"


def test_a_box_that_is_gone_is_told_and_asked_no_more(
    hosted: Callable[[HostedSite], SiteBox], docker_sandbox: DockerSandbox
) -> None:
    box = hosted(page("echo 1;"))
    for container in containers_of(docker_sandbox.owner):
        docker_sandbox.remove(container)

    for _ in range(2):
        with pytest.raises(Gone):
            box.ask(asked("/"))


# ---- who keeps them ---------------------------------------------------------------------------------------
@pytest.fixture
def host(docker_sandbox: DockerSandbox) -> Iterator[Host]:
    host = Host(docker_sandbox, most=1, idle_seconds=600)
    yield host
    host.close()
    assert containers_of(docker_sandbox.owner) == []


def answered(host: Host, key: str, site: HostedSite, *, owner: str = "") -> HostedAnswer:
    """Whose site it is matters to one test only: each is its own owner's."""
    return host.ask(key, lambda: site, asked("/"), owner=owner or key, patience=60)


def test_a_site_is_kept_while_it_is_visited_and_ended_afterwards(
    host: Host, docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = HostedSite(SITE)

    assert [answered(host, "one", site).body for _ in range(2)] == [b"vu 1", b"vu 2"]
    host.sweep()
    assert host.visited() == ["one"]
    with pytest.raises(Full):
        answered(host, "two", site)
    monkeypatch.setattr("grader.hosting.GRACE_SECONDS", 0)
    assert answered(host, "two", site).body == b"vu 1"
    assert host.visited() == ["two"]
    host.end("two")
    assert answered(host, "two", site).body == b"vu 1"
    monkeypatch.setattr(host, "_idle", 0)
    host.sweep()
    assert host.visited() == []


def test_one_owner_does_not_keep_the_sites_of_others_out(docker_sandbox: DockerSandbox) -> None:
    host, site = Host(docker_sandbox, most=3, idle_seconds=600), HostedSite(SITE)
    try:
        for key in ("first", "second", "third"):
            answered(host, key, site, owner="one team")
        assert host.visited() == ["second", "third"]
        answered(host, "fourth", site, owner="another team")
        assert host.visited() == ["fourth", "second", "third"]
    finally:
        host.close()
    assert containers_of(docker_sandbox.owner) == []


def test_what_a_former_process_left_is_removed_by_its_name(docker_sandbox: DockerSandbox) -> None:
    kept, left = (SiteBox(docker_sandbox, HostedSite(SITE), name=name) for name in ("site-1", "preview-1"))
    assert docker_sandbox.reap_named("preview-") == 1
    assert kept.ask(asked("/")).body == b"vu 1"
    with pytest.raises(Gone):
        left.ask(asked("/"))
    kept.close()


def test_whoever_comes_first_hears_that_the_site_is_starting(host: Host) -> None:
    loaded = threading.Event()

    def load() -> HostedSite:
        loaded.wait(60)
        return HostedSite(SITE)

    with pytest.raises(Starting):
        host.ask("one", load, asked("/"), owner="one", patience=0)
    loaded.set()

    assert host.ask("one", load, asked("/"), owner="one", patience=60).body == b"vu 1"


def test_a_site_that_cannot_be_had_is_refused_and_may_be_asked_again(host: Host) -> None:
    def broken() -> HostedSite:
        raise FileNotFoundError("the archive is gone")

    with pytest.raises(CannotHost, match="the archive is gone"):
        host.ask("one", broken, asked("/"), owner="one", patience=60)

    assert answered(host, "one", HostedSite(SITE)).body == b"vu 1"


def test_without_an_engine_a_site_is_refused() -> None:
    with DockerSandbox(owner="test-none", base_url="unix:///nowhere/docker.sock") as sandbox:
        host = Host(sandbox, most=1, idle_seconds=1)
        with pytest.raises(CannotHost):
            answered(host, "one", HostedSite(SITE))
        host.close()

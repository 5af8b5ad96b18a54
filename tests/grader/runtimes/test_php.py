"""The PHP runtime: what its observer sees of honest and of hostile programs."""

from typing import Any

import pytest

from grader.contract import BoxReport, Check, Fault, GradingRequest, Json, Limits, Outcome, Probe, Verdict
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

PHP = RUNTIMES["php"]
QUICK = PHP.default_limits().adjusted(probe_seconds=1, wall_seconds=12)
SUM = "function somme($a, $b) { return $a + $b; }"


def value(expression: str) -> Probe:
    return PHP.validated(Probe("value", {"expression": expression}))


def output(**params: Any) -> Probe:
    return PHP.validated(Probe("output", params))


def visit(*steps: dict[str, Any], **params: Any) -> Probe:
    return PHP.validated(Probe("visit", {"steps": list(steps), **params}))


def rows(query: str, *steps: dict[str, Any]) -> Probe:
    return PHP.validated(Probe("rows", {"query": query, "steps": list(steps)}))


def request(
    files: dict[str, str], *probes: Probe, limits: Limits = QUICK, variant: str = ""
) -> GradingRequest:
    return GradingRequest("php", files, next(iter(files)), probes, limits, variant)


def see(sandbox: DockerSandbox, files: dict[str, str], *probes: Probe, limits: Limits = QUICK) -> list[Any]:
    report = observe(request(files, *probes, limits=limits), sandbox)
    return [report.seen_by(probe) for probe in probes]


def main(source: str) -> dict[str, str]:
    return {"main.php": f"<?php\n{source}"}


def body(step: dict[str, Any]) -> str:
    return "".join(step["body"])


def steps_of(
    sandbox: DockerSandbox, files: dict[str, str], *steps: dict[str, Any], **params: Any
) -> list[Any]:
    (seen,) = see(sandbox, files, visit(*steps, **params))
    assert "steps" in seen, seen
    return list(seen["steps"])


# ---- what an author may ask -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "params", "words"),
    [
        ("value", {}, "expression"),
        ("value", {"expression": "f();"}, "point-virgule"),
        ("value", {"expression": "a", "width": 3}, "width"),
        ("output", {"after": ""}, "after"),
        ("output", {"stdin": ["a\nb"]}, "stdin"),
        ("visit", {}, "steps"),
        ("visit", {"steps": []}, "steps"),
        ("visit", {"steps": [{"path": "/"}] * 13}, "steps"),
        ("visit", {"steps": [{"path": "index.php"}]}, "étape 1 : « path »"),
        ("visit", {"steps": [{"path": "//autre.exemple/"}]}, "path"),
        ("visit", {"steps": [{"path": "/é"}]}, "%C3%A9"),
        ("visit", {"steps": [{"path": "/", "method": "VOIR"}]}, "method"),
        ("visit", {"steps": [{"path": "/", "form": "a=b"}]}, "form"),
        ("visit", {"steps": [{"path": "/", "form": {"a": {"b": 1}}}]}, "form.a"),
        ("visit", {"steps": [{"path": "/", "form": {}, "json": 1}]}, "choisissez"),
        ("visit", {"steps": [{"path": "/", "follow": "oui"}]}, "follow"),
        ("visit", {"steps": [{"path": "/", "headers": {"X-A": "a\nb"}}]}, "headers.X-A"),
        ("visit", {"steps": [{"path": "/", "cookies": {}}]}, "cookies"),
        ("visit", {"steps": [{"submit": 1}]}, "une étape avant"),
        ("visit", {"steps": [{"path": "/"}, {"submit": 0}]}, "étape 2 : « submit »"),
        ("visit", {"steps": [{"path": "/"}, {"submit": 1, "path": "/b"}]}, "path"),
        ("visit", {"steps": [{"path": "/", "uploads": [{"field": "a", "name": "b"}]}]}, "content"),
        (
            "visit",
            {"steps": [{"path": "/", "uploads": [{"field": "a", "name": "b", "base64": "é"}]}]},
            "base64",
        ),
        ("visit", {"steps": [{"path": "/"}], "root": "../"}, "root"),
        ("rows", {"query": "DROP TABLE a"}, "SELECT"),
        ("elements", {"selector": "h1"}, "inconnue"),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(kind: str, params: dict[str, Any], words: str) -> None:
    with pytest.raises(BadProbe, match=words):
        PHP.validated(Probe(kind, params))


def test_a_step_is_completed_with_what_a_browser_would_do() -> None:
    steps: Json = PHP.validated(
        Probe(
            "visit", {"steps": [{"path": "/a b#c"}, {"path": "/", "form": {"n": 3}, "headers": {"x-a": "b"}}]}
        )
    ).params["steps"]

    assert steps == [
        {"path": "/a%20b", "method": "GET", "follow": False, "headers": {}, "uploads": []},
        {
            "path": "/",
            "method": "POST",
            "follow": False,
            "headers": {"X-A": "b"},
            "uploads": [],
            "form": {"n": "3"},
        },
    ]


@pytest.mark.docker
class TestPrograms:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(PHP, docker_sandbox).detail == ""

    @pytest.mark.parametrize(
        ("expression", "seen"),
        [
            ("1 + 1", {"type": "number", "value": 2}),
            ("0.1 + 0.2", {"type": "number", "value": 0.30000000000000004}),
            ("PHP_INT_MAX", {"type": "number", "value": 9223372036854775807}),
            ("NAN", {"type": "NaN"}),
            ("-INF", {"type": "number", "text": "-Infinity"}),
            ("'é😀'", {"type": "string", "value": "é😀", "length": 3}),
            ('"a\\xff"', {"type": "string", "value": "a\ufffd", "length": 2}),
            ("null", {"type": "null"}),
            ("3 > 2", {"type": "boolean", "value": True}),
            ("fn() => 1", {"type": "function", "name": ""}),
            ("new DateTime('2026-01-01 12:00')", {"type": "date", "value": "2026-01-01T11:00:00.000Z"}),
            ("[]", {"type": "array", "length": 0, "items": []}),
            ("new DomainException('non')", {"type": "error", "name": "DomainException", "message": "non"}),
            ("PHP_SAPI", {"type": "string", "value": "cli", "length": 3}),
        ],
    )
    def test_values_keep_their_type(
        self, docker_sandbox: DockerSandbox, expression: str, seen: dict[str, Any]
    ) -> None:
        assert see(docker_sandbox, main(""), value(expression)) == [{"value": seen, "warnings": []}]

    def test_collections_and_objects_show_what_everybody_may_see(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "enum Couleur: string { case Rouge = 'r'; }"
            "class Pain { public $nom = 'bis'; private $prix = 2; protected $x = 3; }"
        )
        seen = see(docker_sandbox, main(source), value("[1, 2]"), value("['a' => 1]"), value("new Pain"),
                   value("Couleur::Rouge"))  # fmt: skip
        shown = [one["value"] for one in seen]

        assert [(one["type"], one["length"]) for one in shown] == [
            ("array", 2), ("object", 1), ("object", 1), ("object", 2)
        ]  # fmt: skip
        assert shown[2]["name"] == "Pain"
        assert shown[2]["entries"] == [["nom", {"type": "string", "value": "bis", "length": 3}]]
        assert shown[3]["entries"][1] == ["value", {"type": "string", "value": "r", "length": 1}]

    def test_a_circular_or_endless_value_is_cut(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "$a = new stdClass; $a->a = $a; $d = []; for ($i = 0; $i < 50; $i += 1) $d = [$d];"
            "class Lazy { public $x { get { throw new Exception; } } }"
        )
        seen = see(docker_sandbox, main(source), value("$a"), value("$d"), value("range(1, 100000)"),
                   value("new Lazy"))  # fmt: skip

        assert seen[0]["value"]["entries"] == [["a", {"type": "circular"}]]
        assert seen[1]["value"]["type"] == "array"
        assert (seen[2]["value"]["length"], len(seen[2]["value"]["items"])) == (100_000, 200)
        assert seen[3]["value"] == {"type": "cut"}

    def test_more_text_than_a_line_holds_is_cut(self, docker_sandbox: DockerSandbox) -> None:
        source = "$t = array_fill(0, 200, str_repeat('é', 4000)); $n = str_repeat(\"\\0\", 100000);"
        texts, printed = see(docker_sandbox, main(source), value("$t"), output(after="print($n)"))

        assert [len(item["value"]) for item in texts["value"]["items"][:11]] == [4000] * 10 + [0]
        assert printed["count"] == 1

    def test_an_exception_comes_with_name_message_and_line(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "namespace App;\nfunction f() {\n  throw new \\DomainException('non');\n}\nfunction g() { f(); }"
        )
        seen = see(
            docker_sandbox, main(source), value("App\\f()"), value("App\\g()"), value("1 +"), value("1 / 0")
        )
        thrown = [(one["thrown"]["name"], one["thrown"]["file"], one["thrown"]["line"]) for one in seen]

        assert seen[0]["thrown"]["language"] == "php"
        assert seen[0]["thrown"]["message"] == "non"
        assert thrown == [
            ("DomainException", "main.php", 4),
            ("DomainException", "main.php", 4),
            ("ParseError", None, None),
            ("DivisionByZeroError", None, None),
        ]

    def test_each_probe_has_a_program_of_its_own(self, docker_sandbox: DockerSandbox) -> None:
        source = "function next_one() { file_put_contents('n', '1', FILE_APPEND); return filesize('n'); }"
        seen = see(docker_sandbox, main(source), value("next_one()"), value("next_one() "))

        assert [one["value"]["value"] for one in seen] == [1, 1]

    def test_other_files_are_included_by_the_program(self, docker_sandbox: DockerSandbox) -> None:
        files = {"main.php": "<?php require 'lib/aide.php';", "lib/aide.php": f"<?php {SUM}"}

        assert see(docker_sandbox, files, value("somme(2, 3)"))[0]["value"]["value"] == 5

    def test_what_is_printed_is_seen_at_load_and_after_a_call(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "ob_start(); echo 'a', PHP_EOL; fwrite(STDOUT, \"b\\n\");"
            "register_shutdown_function(fn() => print('fin')); function f() { echo 'd'; }"
        )
        seen = see(docker_sandbox, main(source), output(), output(after="f()"))

        assert seen[0]["lines"] == ["b", "a", "fin"]
        assert seen[1]["lines"] == ["dfin"]

    def test_a_program_reads_what_is_typed_and_its_arguments(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "$nom = readline('Nom ? '); $age = trim(fgets(STDIN)); echo $nom, ' ', $age, ' ', $argv[1], PHP_EOL;"
            "var_dump(readline());"
        )
        (seen,) = see(docker_sandbox, main(source), output(stdin=["Zoé", "36"], arguments=["-v"]))

        assert seen["lines"] == ["Nom ? Zoé 36 -v", "bool(false)"]

    def test_a_flood_of_lines_keeps_head_and_tail(self, docker_sandbox: DockerSandbox) -> None:
        (seen,) = see(
            docker_sandbox, main('for ($i = 0; $i < 200000; $i += 1) { echo $i, "\\n"; }'), output()
        )

        assert (seen["lines"][0], seen["tail"][-1], seen["count"]) == ("0", "199999", 200_000)
        assert len(seen["lines"]) + seen["skipped"] + len(seen["tail"]) == 200_000

    def test_a_mistake_of_syntax_is_a_note_with_its_line(self, docker_sandbox: DockerSandbox) -> None:
        note = observe(request(main("$a = 1;\n$b = ;\n"), value("1")), docker_sandbox).note("load_error")

        assert note is not None
        assert (note["name"], note["file"], note["line"]) == ("ParseError", "main.php", 3)

    def test_declarations_made_before_an_error_stay_usable(self, docker_sandbox: DockerSandbox) -> None:
        report = observe(request(main(f"{SUM}\nencore();"), value("somme(2, 3)")), docker_sandbox)

        assert (report.note("load_error") or {})["message"] == "Call to undefined function encore()"
        assert (report.seen_by(value("somme(2, 3)")) or {})["value"] == {"type": "number", "value": 5}

    def test_what_php_complains_of_is_told_with_its_line(self, docker_sandbox: DockerSandbox) -> None:
        source = "echo 'total ', $totl;\nfunction f() { return $b; }\necho @$c;"
        printed, called = see(docker_sandbox, main(source), output(), value("f()"))

        assert printed["lines"] == ["total "]
        assert [(one["message"], one["line"]) for one in printed["warnings"]] == [
            ("Undefined variable $totl", 2)
        ]
        assert called["value"] == {"type": "null"}
        assert [one["line"] for one in called["warnings"]] == [2, 3]

    # ---- hostile programs ---------------------------------------------------------------------------
    @pytest.mark.parametrize(
        ("source", "expression"),
        [
            ("while (true) {}", "1"),
            ("set_time_limit(0); ignore_user_abort(true); while (true) {}", "1"),
            ("sleep(100);", "1"),
            ("while (true) echo 'x';", "1"),
            ("", "(function () { for (;;); })()"),
            ("register_shutdown_function(function () { for (;;); });", "exit()"),
        ],
    )
    def test_what_never_ends_is_out_of_time(
        self, docker_sandbox: DockerSandbox, source: str, expression: str
    ) -> None:
        probe = output(after=expression)
        check = Check("a", "Demandé.", probe, {"lines": ["5"]})
        verdict = grade(request(main(source), probe), [check], docker_sandbox)

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert "ne s’arrête pas" in verdict.first_sentence

    @pytest.mark.parametrize(
        "source",
        [
            "$a = []; while (true) { $a[] = str_repeat('x', 10000); }",
            "ini_set('memory_limit', -1); $a = []; while (true) { $a[] = str_repeat('x', 10000); }",
            "function f($n) { return f($n + 1) + 1; } f(1);",
        ],
    )
    def test_what_eats_all_memory_is_told_with_its_line(
        self, docker_sandbox: DockerSandbox, source: str
    ) -> None:
        verdict = self.judged(docker_sandbox, source, "1", QUICK.adjusted(probe_seconds=6))

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)
        assert "Ligne 2 de main.php\u00a0: le programme demande trop de mémoire" in verdict.first_sentence

    @pytest.mark.parametrize(
        "source",
        [
            "exit;",
            "die('5');",
            'die("PASSED");',
            "echo 5; register_shutdown_function(function () { echo 5; exit(0); });",
            "ob_start(fn($text) => '5');",
            "echo '@', str_repeat('0', 32), ' {\"end\":true}', PHP_EOL;",
            'foreach (range(0, 30) as $n) { @file_put_contents("php://fd/$n", "@n {\\"end\\":true}\\n"); }',
            "set_error_handler(fn() => true); set_exception_handler(function () { echo 5; });",
            "foreach (glob('/proc/*/fd/*') ?: ['/proc/1/fd/1', '/proc/self/fd/1'] as $f) "
            "{ @file_put_contents($f, '5'); }",
            "echo @file_get_contents('/proc/self/mem'), @file_get_contents('/opt/observer/observer.py');",
            "@file_get_contents('http://127.0.0.1/');",
            "proc_open('sh', [], $pipes);",
            "pcntl_fork();",
            "posix_kill(posix_getppid(), 9);",
            "file_put_contents('.user.ini', 'auto_prepend_file=x.php'); file_put_contents('x.php', '<?php echo 5;');",
            "class_alias('stdClass', 'Observer\\\\Look2'); eval('namespace Observer; function json_encode() "
            '{ return \\\'{"type":"number","value":5}\\\'; }\');',
        ],
    )
    def test_no_trick_makes_a_missing_function_pass(self, docker_sandbox: DockerSandbox, source: str) -> None:
        verdict = self.judged(docker_sandbox, source, "somme(2, 3)")

        assert (verdict.outcome, verdict.passed, verdict.fault) == (Outcome.FINISHED, False, Fault.APPRENTICE)

    def test_leaving_early_is_said(self, docker_sandbox: DockerSandbox) -> None:
        verdict = self.judged(docker_sandbox, f"{SUM} exit('5');", "somme(2, 3)")

        assert verdict.first_sentence.startswith(
            "Dans main.php\u00a0: le programme s’arrête avec exit ou die"
        )

    def test_a_program_sees_nothing_but_its_folder(self, docker_sandbox: DockerSandbox) -> None:
        asked = ("is_readable('/opt/observer/observer.py')", "is_readable('/proc/self/environ')",
                 "@scandir('/')", "(bool) glob('/proc/*')", "ini_set('open_basedir', '/')")  # fmt: skip
        seen = see(docker_sandbox, main(""), *(value(expression) for expression in asked))

        assert [one["value"].get("value") for one in seen] == [False] * 5

    def test_a_php_that_breaks_is_told(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "class N { public $n; } function f() { $a = null; for ($i = 0; $i < 300000; $i += 1)"
            " { $m = new N; $m->n = $a; $a = $m; } return 5; }"
        )
        (seen,) = see(docker_sandbox, main(source), value("f()"), limits=QUICK.adjusted(probe_seconds=4))

        assert seen["thrown"]["message"] == "Signal 11"

    def test_a_message_without_end_hides_nothing(self, docker_sandbox: DockerSandbox) -> None:
        source = "trigger_error(str_repeat('x', 3000000)); mail('a', 'b', str_repeat('x', 3000000));"
        (seen,) = see(docker_sandbox, main(source + SUM), value("somme(2, 3)"))

        assert seen["value"]["value"] == 5
        assert len(seen["warnings"][0]["message"]) < 1000

    def test_a_good_program_passes_after_a_hostile_one(self, docker_sandbox: DockerSandbox) -> None:
        self.judged(docker_sandbox, "while (true) {}", "1")

        assert self.judged(docker_sandbox, SUM, "somme(2, 3)").passed

    def judged(self, sandbox: DockerSandbox, source: str, expression: str, limits: Limits = QUICK) -> Verdict:
        check = Check("a", "Demandé.", value(expression), {"equals": 5})
        return grade(request(main(source), check.probe, limits=limits), [check], sandbox)


@pytest.mark.docker
class TestVisits:
    def test_a_page_answers_with_status_headers_and_body(self, docker_sandbox: DockerSandbox) -> None:
        page = "<?php http_response_code(418); header('X-The: vert'); echo 'é', $_GET['q'], $_SERVER['REQUEST_URI'];"
        (step,) = steps_of(docker_sandbox, {"index.php": page}, {"path": "/?q=a%20b"})

        assert (step["status"], step["method"], step["address"]) == (418, "GET", "/?q=a%20b")
        assert body(step) == "éa b/?q=a%20b"
        assert step["length"] == 14
        assert ["X-The", "vert"] in step["headers"]
        assert ["Content-type", "text/html; charset=UTF-8"] in step["headers"]

    def test_what_is_sent_arrives(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php echo json_encode([$_SERVER['REQUEST_METHOD'], $_POST, file_get_contents('php://input'),"
            " getallheaders()['X-Jeton'] ?? null, $_SERVER['HTTP_X_JETON'] ?? null, $_SERVER['CONTENT_TYPE'] ?? '']);"
        )
        form, sent, raw = steps_of(
            docker_sandbox,
            {"index.php": page},
            {"path": "/", "form": {"nom": "Zoé & co", "gouts[]": ["a", "b"]}},
            {"path": "/", "method": "PUT", "json": {"é": [1]}, "headers": {"x-jeton": "abc"}},
            {"path": "/", "method": "DELETE", "body": "xyz"},
        )

        assert body(form).startswith('["POST",{"nom":"Zo\\u00e9 & co","gouts":["a","b"]},"nom=Zo')
        assert body(sent) == '["PUT",[],"{\\"\\u00e9\\": [1]}","abc","abc","application\\/json"]'
        assert body(raw) == '["DELETE",[],"xyz",null,null,""]'

    def test_the_visitor_keeps_cookies_and_the_session(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php session_start(); $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1; echo $_SESSION['n'];"
            "setcookie('gout', 'thé vert', ['httponly' => true, 'samesite' => 'Lax', 'expires' => time() + 3600]);"
            "if (isset($_GET['fin'])) { session_regenerate_id(); setcookie('gout', '', 1); }"
        )
        first, second, last, after = steps_of(
            docker_sandbox,
            {"index.php": f"{page} echo $_COOKIE['gout'] ?? '-';".replace("echo $_SESSION", "$n = $_SESSION")
             + " echo $n;"},
            {"path": "/"}, {"path": "/"}, {"path": "/?fin=1"}, {"path": "/"},
        )  # fmt: skip

        assert [body(step) for step in (first, second, last, after)] == ["-1", "thé vert2", "thé vert3", "-4"]
        session, taste = first["cookies"]
        assert (session["name"], session["was"], session["seconds"]) == ("PHPSESSID", None, None)
        assert (taste["value"], taste["http_only"], taste["same_site"]) == ("thé vert", True, "Lax")
        assert 3590 < taste["seconds"] <= 3600
        renewed = next(one for one in last["cookies"] if one["name"] == "PHPSESSID")
        assert renewed["was"] == session["value"] != renewed["value"]
        assert last["cookies"][-1]["seconds"] <= 0

    def test_redirections_are_shown_and_followed_when_asked(self, docker_sandbox: DockerSandbox) -> None:
        page = "<?php if ($_POST) { header('Location: merci.php?n=1'); exit; } echo 'accueil';"
        files = {"index.php": page, "merci.php": "<?php echo $_SERVER['REQUEST_METHOD'], $_GET['n'];"}
        stay, go = steps_of(
            docker_sandbox,
            files,
            {"path": "/", "form": {"a": 1}},
            {"path": "/", "form": {"a": 1}, "follow": True},
        )

        assert (stay["status"], body(stay), ["Location", "merci.php?n=1"] in stay["headers"]) == (
            302,
            "",
            True,
        )
        assert (go["status"], go["address"], body(go)) == (200, "/merci.php?n=1", "GET1")

    def test_letters_are_told_and_go_nowhere(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php $sujet = \"Un\\r\\nBcc: x@y.z\"; $from = ['From' => 'c@d.fr', 'Y' => 'z'];"
            "var_dump(mail('a@b.fr', $sujet, \"Bonjour\\né\", $from));"
            "mail('e@f.fr', 's', 'm', 'From: ' . $_GET['de']);"
        )
        (step,) = steps_of(docker_sandbox, {"index.php": page}, {"path": "/?de=g%40h.fr%0D%0ABcc:%20x@y.z"})

        assert body(step) == "bool(true)\n"
        assert step["mails"] == [
            {
                "to": "a@b.fr",
                "subject": "Un  Bcc: x@y.z",
                "headers": "From: c@d.fr\nY: z",
                "message": "Bonjour\né",
            },
            {"to": "e@f.fr", "subject": "s", "headers": "From: g@h.fr\nBcc: x@y.z", "message": "m"},
        ]

    def test_a_name_and_a_word_arrive_with_the_request(self, docker_sandbox: DockerSandbox) -> None:
        page = "<?php echo $_SERVER['PHP_AUTH_USER'] ?? '-', $_SERVER['PHP_AUTH_PW'] ?? '-';"
        seen = steps_of(
            docker_sandbox,
            {"index.php": page},
            {"path": "/", "headers": {"authorization": "Basic YWRhOm1vdA=="}},
            {"path": "/"},
        )

        assert [body(step) for step in seen] == ["adamot", "--"]

    def test_what_no_server_would_take_is_refused(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php for ($i = 0; $i < 60; $i += 1) { setcookie(\"c$i\", str_repeat('x', 3000)); }"
            " if (isset($_GET['loin'])) { header('Location: /?' . str_repeat('a', 100000)); }"
            " echo count($_COOKIE), '<form><input name=a value=\"', str_repeat('b', 50000), '\"></form>';"
        )
        first, second, far, long = steps_of(
            docker_sandbox,
            {"index.php": page},
            {"path": "/"},
            {"path": "/"},
            {"path": "/?loin=1", "follow": True},
            {"submit": 1},
        )

        assert first["status"] == second["status"] == 200
        assert body(second).startswith("3<")  # 8,000 signs of cookies are sent
        assert (far["status"], long["status"]) == (200, 414)

    @pytest.mark.parametrize(
        "place", ["http://[", "https://localhost/", "//autre.example/", "http://localhost.example"]
    )
    def test_a_redirection_elsewhere_is_not_followed(self, docker_sandbox: DockerSandbox, place: str) -> None:
        page = f"<?php if ($_POST) {{ header('Location: {place}'); }} ?><form method=post action='{place}'>"
        redirected, sent = steps_of(
            docker_sandbox,
            {"index.php": page},
            {"path": "/", "form": {"a": 1}, "follow": True},
            {"submit": 1},
        )

        assert redirected["status"] == 302
        assert sent == {"impossible": "outside", "name": place}

    def test_a_redirection_in_circles_ends(self, docker_sandbox: DockerSandbox) -> None:
        (step,) = steps_of(
            docker_sandbox, {"index.php": "<?php header('Location: /');"}, {"path": "/", "follow": True}
        )

        assert step["status"] == 302

    def test_files_are_sent_and_kept(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php mkdir('photos'); $f = $_FILES['photo']; $ok = $f['error'] === UPLOAD_ERR_OK"
            " && move_uploaded_file($f['tmp_name'], 'photos/chat.png');"
            " echo json_encode([$f['name'], $f['type'], $f['size'], $f['error'], $ok, $_POST]);"
        )
        files = {"index.php": page}
        upload = {"field": "photo", "name": "mon chat.png", "type": "image/png", "base64": "iVBORw=="}
        sent, there = steps_of(
            docker_sandbox,
            files,
            {"path": "/", "uploads": [upload], "form": {"a": "é"}},
            {"path": "/photos/chat.png"},
        )
        (big,) = steps_of(docker_sandbox, files, {"path": "/", "uploads": [{**upload, "size": 5_000_000}]})

        assert body(sent) == '["mon chat.png","image\\/png",4,0,true,{"a":"\\u00e9"}]'
        assert (there["status"], there["body"], there["length"]) == (200, None, 4)
        assert '"",0,1,false' in body(big)

    def test_a_form_is_filled_in_as_the_page_wrote_it(self, docker_sandbox: DockerSandbox) -> None:
        page = """<?php session_start(); $_SESSION['jeton'] ??= bin2hex(random_bytes(8)); ?>
<form action="autre.php"><input name="q" value="x"></form>
<form id="ajout" method="post" action="ajout.php?n=1"><!-- <input name="faux"> -->
<input type="hidden" name="jeton" value="<?= $_SESSION['jeton'] ?>">
<input name="nom" value="&eacute;"> <input type="checkbox" name="ok" value="1" checked>
<input type="radio" name="choix" value="a"><input type="radio" name="choix" value="b" checked>
<select name="ville"><option>Nice<option value="L" selected>Lyon</select>
<textarea name="mot">
bonjour</textarea><input name="ferme" disabled><button name="action" value="garder">Garder</button></form>"""
        answer = "<?php session_start(); echo json_encode([$_POST['jeton'] === $_SESSION['jeton'], $_GET, $_POST]);"
        files = {"index.php": page, "ajout.php": answer, "autre.php": "<?php echo json_encode($_GET);"}
        filled, searched = (
            steps_of(docker_sandbox, files, {"path": "/"}, step)[1]
            for step in ({"submit": "ajout", "form": {"nom": "Zoé"}}, {"submit": 1, "form": {"q": "a b"}})
        )

        assert (filled["method"], filled["address"]) == ("POST", "/ajout.php?n=1")
        assert body(filled).startswith('[true,{"n":"1"},{"jeton":"')
        assert body(filled).endswith(
            '"ok":"1","choix":"b","ville":"L","mot":"bonjour","nom":"Zo\\u00e9","action":"garder"}]'
        )
        assert (searched["address"], body(searched)) == ("/autre.php?q=a+b", '{"q":"a b"}')

    @pytest.mark.parametrize(
        ("step", "told"),
        [
            ({"submit": 2}, {"impossible": "form", "name": "2"}),
            ({"submit": "x"}, {"impossible": "form", "name": "x"}),
            ({"submit": 1, "form": {"age": "3"}}, {"impossible": "field", "name": "age"}),
        ],
    )
    def test_what_no_browser_could_send_ends_the_visit(
        self, docker_sandbox: DockerSandbox, step: dict[str, Any], told: dict[str, Any]
    ) -> None:
        files = {"index.php": "<form method=post><input name=nom></form>"}

        assert steps_of(docker_sandbox, files, {"path": "/"}, step, {"path": "/"})[1:] == [told]

    def test_a_file_sent_by_a_form_without_its_type_is_only_a_name(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        page = "<form method=post {}><input type=file name=f></form><?php echo count($_FILES), $_POST['f'] ?? '';"
        upload = {"submit": 1, "uploads": [{"field": "f", "name": "a.txt", "content": "abc"}]}
        forgotten, right = (
            steps_of(docker_sandbox, {"index.php": page.format(kind)}, {"path": "/"}, upload)[1]
            for kind in ("", "enctype=multipart/form-data")
        )

        assert body(forgotten).endswith("0a.txt")
        assert body(right).endswith("1")

    def test_addresses_are_found_as_by_the_server_of_php(self, docker_sandbox: DockerSandbox) -> None:
        files = {
            "index.php": "<?php echo 'racine', $_SERVER['PATH_INFO'] ?? '';",
            "style.css": "a {}",
            "admin/index.html": "admin",
            "page.php": "<?php echo $_SERVER['SCRIPT_NAME'], $_SERVER['PATH_INFO'] ?? '', basename(getcwd());",
        }
        paths = (
            "/",
            "/articles/3",
            "/admin",
            "/style.css",
            "/page.php/x/y",
            "/rien.php",
            "/../main.php",
            "/%2e%2e/a.b",
        )
        seen = steps_of(docker_sandbox, files, *({"path": path} for path in paths))

        assert [(step["status"], body(step)) for step in seen[:5]] == [
            (200, "racine"), (200, "racine/articles/3"), (200, "admin"), (200, "a {}"), (200, "/page.php/x/ysite"),
        ]  # fmt: skip
        assert [step["status"] for step in seen[5:]] == [404, 404, 404]
        assert ["Content-Type", "text/css; charset=UTF-8"] in seen[3]["headers"]

    def test_a_folder_can_be_served_alone(self, docker_sandbox: DockerSandbox) -> None:
        files = {"public/index.php": "<?php require '../src/a.php';", "src/a.php": "<?php echo 'a';"}
        seen = steps_of(docker_sandbox, files, {"path": "/"}, {"path": "/src/a.php"}, root="public")

        assert [(step["status"], body(step)) for step in seen] == [(200, "a"), (404, "<h1>Not Found</h1>")]

    def test_what_php_complains_of_comes_with_file_and_line(self, docker_sandbox: DockerSandbox) -> None:
        files = {
            "index.php": "<p>\n<?php\nheader('X: 1'); echo $a; include 'b.php';",
            "b.php": "<?php\n$t = []; $t['x'];",
        }
        (step,) = steps_of(docker_sandbox, files, {"path": "/"})

        assert [(one["name"], one["message"], one["file"], one["line"]) for one in step["warnings"]] == [
            (
                "Warning",
                "Cannot modify header information - headers already sent by (output started at index.php:1)",
                "index.php",
                3,
            ),
            ("Warning", "Undefined variable $a", "index.php", 3),
            ("Warning", 'Undefined array key "x"', "b.php", 2),
        ]
        assert (step["status"], body(step)) == (200, "<p>\n")

    @pytest.mark.parametrize(
        ("page", "name", "line"),
        [
            ("<?php\nthrow new LogicException('non');", "LogicException", 2),
            ("<?php\necho 'a'\necho 'b';", "ParseError", 3),
            ("<?php\n\nnon();", "Error", 3),
            ("<?php\nfunction f() {}\nfunction f() {}", "Fatal error", 3),
            ("<?php\n$a = str_repeat('x', 200000000);", "Fatal error", 2),
        ],
    )
    def test_what_stops_a_page_is_an_error_of_the_server(
        self, docker_sandbox: DockerSandbox, page: str, name: str, line: int
    ) -> None:
        (step,) = steps_of(docker_sandbox, {"index.php": page}, {"path": "/"})

        assert step["status"] == 500
        assert (step["stopped"]["name"], step["stopped"]["line"]) == (name, line)

    def test_errors_that_the_page_handles_are_its_own_matter(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php set_error_handler(function ($n, $text) { echo 'W:', $text; return true; });"
            "set_exception_handler(function ($e) { echo 'E:', $e->getMessage(); });"
            "echo $a; throw new Exception('non');"
        )
        (step,) = steps_of(docker_sandbox, {"index.php": page}, {"path": "/"})

        assert (step["warnings"], step["stopped"]) == ([], None)
        assert body(step) == "W:Undefined variable $aE:non"

    def test_each_probe_visits_a_fresh_project(self, docker_sandbox: DockerSandbox) -> None:
        page = (
            "<?php session_id('abc123abc123abc123abc123'); session_start(); echo json_encode([$_SESSION['n'] ?? 0,"
            " file_exists('trace'), count(glob(sys_get_temp_dir() . '/*'))]);"
            " $_SESSION['n'] = 1; touch('trace'); tempnam(sys_get_temp_dir(), 'a');"
        )
        seen = see(docker_sandbox, {"index.php": page}, visit({"path": "/"}), visit({"path": "/?"}))

        assert [body(one["steps"][0]) for one in seen] == ["[0,false,0]", "[0,false,0]"]

    def test_a_huge_page_is_cut(self, docker_sandbox: DockerSandbox) -> None:
        page = "<?php for ($i = 0; $i < 300000; $i += 1) { echo 'é', $i; }"
        report = observe(
            request({"index.php": page}, visit({"path": "/"}), visit(*[{"path": "/"}] * 4)), docker_sandbox
        )

        for probe, count in ((visit({"path": "/"}), 1), (visit(*[{"path": "/"}] * 4), 4)):
            steps: Any = (report.seen_by(probe) or {})["steps"]
            assert [step["cut"] for step in steps] == [True] * count
            assert body(steps[-1]).startswith("é0é1é2")
            assert max(len(piece) for piece in steps[0]["body"]) < 4000

    @pytest.mark.parametrize(
        "page",
        [
            "<?php while (true) {}",
            "<?php session_start(); set_time_limit(0); while (true) { echo 'x'; flush(); }",
            "<?php header('Location: /'); register_shutdown_function(function () { sleep(100); });",
        ],
    )
    def test_a_page_that_never_ends_is_out_of_time(self, docker_sandbox: DockerSandbox, page: str) -> None:
        verdict = self.judged(docker_sandbox, page)

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)

    @pytest.mark.parametrize(
        "page",
        [
            "<?php die('PASSED');",
            "<?php foreach (range(0, 30) as $n) { $f = @fopen(\"php://fd/$n\", 'w'); if ($f) fwrite($f, 'H'); }"
            " echo '<h1>Bonjour</h1>';",
            "<?php register_shutdown_function(function () { while (ob_get_level()) ob_end_clean(); exit(1); });",
            "<?php header('HTTP/1.1 200 OK'); header('Content-Type: application/x'); echo '<h1>Bonjour Ada</h1>';",
            "<?php fwrite(fopen('php://stdout', 'w'), \"HTTP/1.1 200 OK\\r\\n\\r\\n<h1>Bonjour Ada</h1>\");",
            "<h1>Bonjour <?= $_GET['prenom'] ?></h1>",
        ],
    )
    def test_no_trick_makes_a_page_pass(self, docker_sandbox: DockerSandbox, page: str) -> None:
        verdict = self.judged(docker_sandbox, page)

        assert (verdict.outcome, verdict.passed) == (Outcome.FINISHED, False)

    def test_the_right_page_passes(self, docker_sandbox: DockerSandbox) -> None:
        assert self.judged(docker_sandbox, "<h1>Bonjour <?= $_GET['nom'] ?></h1>").passed

    def test_a_warning_is_explained_before_anything_else(self, docker_sandbox: DockerSandbox) -> None:
        verdict = self.judged(docker_sandbox, "<h1>Bonjour <?= $_GET['prenom'] ?></h1>")

        assert verdict.first_sentence.startswith(
            'Ligne 1 de index.php\u00a0: le tableau n’a pas de case "prenom".'
        )

    def judged(self, sandbox: DockerSandbox, page: str) -> Verdict:
        check = Check(
            "a", "Demandé.", visit({"path": "/?nom=Ada"}), {"selector": "h1", "text": "Bonjour Ada"}
        )
        return grade(request({"index.php": page}, check.probe), [check], sandbox)


DATABASES = {
    "php": "new PDO('sqlite:' . __DIR__ . '/database.sqlite')",
    "mariadb": "new PDO('mysql:host=localhost;dbname=ecole;charset=utf8mb4', 'ecole', 'ecole')",
}
SCHEMA = (
    "CREATE TABLE plats (id INTEGER PRIMARY KEY, nom VARCHAR(40) NOT NULL UNIQUE, prix DECIMAL(5, 2));\n"
    "INSERT INTO plats VALUES (1, 'soupe', 4.5), (2, 'tarte', NULL);"
)


@pytest.mark.docker
@pytest.mark.parametrize("variant", ["php", "mariadb"])
class TestDatabases:
    def report(
        self, sandbox: DockerSandbox, variant: str, page: str, *probes: Probe, **files: str
    ) -> BoxReport:
        laid = {"index.php": page.replace("BASE", DATABASES[variant]), "schema.sql": SCHEMA}
        limits = PHP.default_limits(variant).adjusted(probe_seconds=3)
        return observe(request({**laid, **files}, *probes, limits=limits, variant=variant), sandbox)

    def test_the_canary_lives(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        assert canary(PHP, docker_sandbox, variant).detail == ""

    def test_pages_read_what_the_exercise_prepared(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        page = "<?php foreach (BASE->query('SELECT nom FROM plats') as $p) { echo $p['nom'], ' '; }"
        probe = visit({"path": "/"})
        seen: Any = self.report(docker_sandbox, variant, page, probe).seen_by(probe)

        assert body(seen["steps"][0]) == "soupe tarte "

    def test_what_pages_wrote_is_looked_at_from_outside(
        self, docker_sandbox: DockerSandbox, variant: str
    ) -> None:
        page = "<?php BASE->prepare('INSERT INTO plats VALUES (3, ?, 7)')->execute([$_POST['nom']]);"
        query = "SELECT id, nom, prix FROM plats ORDER BY id"
        after, before = rows(query, {"path": "/", "form": {"nom": "crêpe"}}), rows(query)
        report = self.report(docker_sandbox, variant, page, after, before)
        written: Any = report.seen_by(after)

        assert [column["name"] for column in written["columns"]] == ["id", "nom", "prix"]
        assert written["rows"][0][:2] == [1, "soupe"]
        assert written["rows"][1] == [2, "tarte", None]
        assert written["rows"][2][:2] == [3, "crêpe"]
        assert (written["width"], written["count"]) == (3, 3)
        # The second probe finds a base that nobody touched.
        assert (report.seen_by(before) or {})["count"] == 2

    def test_numbers_keep_their_digits(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        probe = rows("SELECT prix, 1, 'a' FROM plats WHERE id = 1")
        seen: Any = self.report(docker_sandbox, variant, "", probe).seen_by(probe)

        assert seen["rows"] == [[{"number": "4.50" if variant == "mariadb" else "4.5"}, 1, "a"]]
        assert [column["type"] for column in seen["columns"]] == ["decimal", "integer", "text"]

    def test_what_the_database_refuses_is_told(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        page = "<?php\nBASE->exec(\"INSERT INTO plats VALUES (9, 'soupe', 1)\");"
        probe = visit({"path": "/"})
        seen: Any = self.report(docker_sandbox, variant, page, probe).seen_by(probe)
        stopped = seen["steps"][0]["stopped"]

        assert (stopped["name"], stopped["file"], stopped["line"]) == ("PDOException", "index.php", 2)
        assert stopped["message"].startswith("SQLSTATE[23000]: Integrity constraint violation")

    def test_a_fixture_that_is_refused_is_told(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        probe = visit({"path": "/"})
        seen: Any = self.report(
            docker_sandbox, variant, "", probe, **{"data.sql": "INSERT INTO plats VALUES (4, 'a', 1);\nOUPS;"}
        ).seen_by(probe)

        assert (seen["thrown"]["language"], seen["thrown"]["file"]) == ("sql", "data.sql")
        assert "OUPS" in seen["thrown"]["message"]

    def test_a_query_that_cannot_be_answered_is_told(
        self, docker_sandbox: DockerSandbox, variant: str
    ) -> None:
        page = "<?php BASE->exec('DROP TABLE plats');"
        probe = rows("SELECT * FROM plats", {"path": "/"})
        seen: Any = self.report(docker_sandbox, variant, page, probe).seen_by(probe)

        assert seen["thrown"]["language"] == "sql"
        assert "plats" in seen["thrown"]["message"]

    def test_an_endless_query_is_out_of_time(self, docker_sandbox: DockerSandbox, variant: str) -> None:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n"
        page = f"<?php BASE->query('{endless}');"
        if variant == "mariadb":
            page = "<?php BASE->query('SELECT SLEEP(100)');"
        probe = visit({"path": "/"})

        assert self.report(docker_sandbox, variant, page, probe).outcome is Outcome.OUT_OF_TIME


@pytest.mark.docker
def test_the_server_knows_its_own_account_alone(docker_sandbox: DockerSandbox) -> None:
    page = (
        "<?php $seen = []; foreach ([['root', ''], ['observer', ''], ['observer', 'ecole']] as [$who, $word]) {"
        " try { new mysqli('localhost', $who, $word); $seen[] = $who; } catch (mysqli_sql_exception $e) {} }"
        " $base = new mysqli('127.0.0.1', 'ecole', 'ecole', 'ecole');"
        " foreach (['SELECT * FROM mysql.user', \"SELECT 1 INTO OUTFILE '/tmp/a'\", 'CREATE DATABASE b'] as $q) {"
        " try { $base->query($q); $seen[] = $q; } catch (mysqli_sql_exception $e) {} }"
        " echo json_encode($seen);"
    )
    probe = visit({"path": "/"})
    limits = PHP.default_limits("mariadb").adjusted(probe_seconds=3)
    seen: Any = observe(
        request({"index.php": page}, probe, limits=limits, variant="mariadb"), docker_sandbox
    ).seen_by(probe)

    assert body(seen["steps"][0]) == "[]"

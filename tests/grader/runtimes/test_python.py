"""The Python runtime: what its observer sees of honest and of hostile programs."""

from typing import Any

import pytest

from grader.contract import BoxReport, Check, Fault, GradingRequest, Json, Limits, Outcome, Probe, Verdict
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

PYTHON = RUNTIMES["python"]
QUICK = PYTHON.default_limits().adjusted(probe_seconds=1, wall_seconds=8)
OUTPUT = Probe("output", {})


def value(expression: str, *stdin: str) -> Probe:
    return PYTHON.validated(Probe("value", {"expression": expression, "stdin": list(stdin)}))


def output(after: str = "", *stdin: str) -> Probe:
    params: dict[str, Json] = {"after": after} if after else {}
    return PYTHON.validated(Probe("output", {**params, "stdin": list(stdin)}))


def report_on(
    sandbox: DockerSandbox, source: str, *probes: Probe, limits: Limits = QUICK, **files: str
) -> BoxReport:
    named = {f"{name}.py": text for name, text in files.items()}
    return observe(GradingRequest("python", {"main.py": source, **named}, "main.py", probes, limits), sandbox)


def see(sandbox: DockerSandbox, source: str, *expressions: str, **files: str) -> list[Any]:
    probes = tuple(value(expression) for expression in expressions)
    report = report_on(sandbox, source, *probes, **files)
    return [report.seen_by(probe) for probe in probes]


def judged(
    sandbox: DockerSandbox, source: str, probe: Probe, limits: Limits = QUICK, **expect: Json
) -> Verdict:
    check = Check("a", "Demandé.", probe, expect or {"equals": 5})
    return grade(GradingRequest("python", {"main.py": source}, "main.py", (probe,), limits), [check], sandbox)


def plain(seen: Any) -> Any:
    return seen["value"].get("value", seen["value"].get("text", seen["value"]["type"]))


@pytest.mark.parametrize(
    "probe",
    [
        Probe("value", {}),
        Probe("value", {"expression": 3}),
        Probe("value", {"expression": "a = 1"}),
        Probe("value", {"expression": "f("}),
        Probe("value", {"expression": "a\0"}),
        Probe("value", {"expression": "a", "width": 3}),
        Probe("output", {"after": ""}),
        Probe("output", {"after": "for"}),
        Probe("output", {"stdin": "Ada"}),
        Probe("output", {"stdin": ["deux\nlignes"]}),
        Probe("output", {"stdin": ["x"] * 41}),
        Probe("elements", {"selector": "h1"}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(probe: Probe) -> None:
    with pytest.raises(BadProbe):
        PYTHON.validated(probe)


def test_lines_that_are_not_given_are_the_same_as_none() -> None:
    assert output() == OUTPUT == PYTHON.validated(OUTPUT)


@pytest.mark.docker
class TestHonestPrograms:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(PYTHON, docker_sandbox).alive

    def test_values_keep_their_type(self, docker_sandbox: DockerSandbox) -> None:
        wanted: dict[str, Any] = {
            "1 + 1": {"type": "number", "value": 2},
            "6 / 2": {"type": "number", "value": 3.0},
            "2 ** 100": {"type": "number", "text": str(2**100)},
            "-0.0": {"type": "number", "text": "-0"},
            "1e999": {"type": "number", "text": "Infinity"},
            "float('nan')": {"type": "NaN"},
            "None": {"type": "none"},
            "1 == 1": {"type": "boolean", "value": True},
            "'é😀'": {"type": "string", "value": "é😀", "length": 3},
            "b'a'": {"type": "bytes", "value": "b'a'", "length": 1},
            "len": {"type": "function", "name": "len"},
            "int": {"type": "class", "name": "int"},
            "ValueError('non')": {"type": "error", "name": "ValueError", "message": "non"},
        }
        seen = see(docker_sandbox, "", *wanted)

        assert [one["value"] for one in seen] == list(wanted.values())
        assert type(seen[1]["value"]["value"]) is float

    def test_collections_are_told_apart(self, docker_sandbox: DockerSandbox) -> None:
        source = "from collections import Counter, namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        expressions = (
            "[1]",
            "(1,)",
            "{'a': 1, 2: None}",
            "{1}",
            "frozenset()",
            "Counter('aa')",
            "Point(1, 2)",
        )
        seen = [one["value"] for one in see(docker_sandbox, source, *expressions)]

        assert [one["type"] for one in seen] == [
            "array",
            "tuple",
            "dict",
            "set",
            "frozenset",
            "dict",
            "tuple",
        ]
        assert seen[2]["entries"][1] == [{"type": "number", "value": 2}, {"type": "none"}]

    def test_an_object_is_shown_as_it_writes_itself_or_by_its_attributes(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = (
            "from dataclasses import dataclass\n"
            "@dataclass\nclass Plant:\n    name: str\n"
            "class Pot:\n    def __init__(self):\n        self.size = 3\n"
        )
        plant, pot, nothing = see(docker_sandbox, source, "Plant('thym')", "Pot()", "zip()")

        assert plant["value"] == {"type": "instance", "name": "Plant", "text": "Plant(name='thym')"}
        assert (pot["value"]["name"], pot["value"]["entries"][0][1]["value"]) == ("Pot", 3)
        assert nothing["value"] == {"type": "instance", "name": "zip"}

    def test_a_circular_or_endless_value_is_cut(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "a = []\na.append(a)\ntop = deep = []\n"
            "for _ in range(10000):\n    deep.append([])\n    deep = deep[0]\n"
        )
        seen = see(docker_sandbox, source, "a", "top", "[1] * 1000000", "'x' * 1000000", "10 ** 100000")

        assert seen[0]["value"]["items"] == [{"type": "circular"}]
        assert seen[1]["value"]["type"] == "array"
        assert (seen[2]["value"]["length"], len(seen[2]["value"]["items"])) == (1_000_000, 200)
        assert (seen[3]["value"]["length"], len(seen[3]["value"]["value"])) == (1_000_000, 4_000)
        assert seen[4]["value"] == {"type": "cut"}

    def test_many_long_texts_are_cut_rather_than_lost(self, docker_sandbox: DockerSandbox) -> None:
        (seen,) = see(docker_sandbox, "", "['\\x01' * 4000] * 200")

        assert seen["value"]["length"] == 200

    def test_an_exception_comes_with_name_message_and_line(self, docker_sandbox: DockerSandbox) -> None:
        source = "class Fermee(Exception):\n    pass\ndef f():\n    raise Fermee('trop tard')\n"
        (seen,) = see(docker_sandbox, source, "f()")

        assert seen["thrown"] == {
            "language": "python",
            "name": "Fermee",
            "message": "trop tard",
            "file": "main.py",
            "line": 4,
        }

    @pytest.mark.parametrize(
        ("expression", "advice"),
        [
            ("prnt", "Did you mean: 'print'?"),
            ("'a'.uper()", "Did you mean: 'upper'?"),
            ("math.pi", "Did you forget to import 'math'?"),
        ],
    )
    def test_the_name_that_was_meant_is_told(
        self, docker_sandbox: DockerSandbox, expression: str, advice: str
    ) -> None:
        (seen,) = see(docker_sandbox, "", expression)

        assert seen["thrown"]["message"].endswith(advice)

    @pytest.mark.parametrize(
        "source",
        [
            "n = 0\ndef step():\n    global n\n    n += 1\n    return n\n",
            "def step(seen=[]):\n    seen.append(1)\n    return len(seen)\n",
            "kept = {'n': 0}\ndef step():\n    kept['n'] += 1\n    return kept['n']\n",
            "def step():\n    step.n += 1\n    return step.n\nstep.n = 0\n",
            "def made():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n        return n\n"
            "    return inner\nstep = made()\n",
            "class C:\n    n = 0\ndef step():\n    C.n += 1\n    return C.n\n",
            "def step():\n    globals()['n'] = globals().get('n', 0) + 1\n    return globals()['n']\n",
            "def step():\n    import sys\n    sys.n = getattr(sys, 'n', 0) + 1\n    return sys.n\n",
            "numbers = iter([1, 2])\ndef step():\n    return next(numbers)\n",
            "def step():\n    with open('n', 'a') as file:\n        file.write('x')\n"
            "    return len(open('n').read())\n",
        ],
        ids=[
            "global",
            "default",
            "dict",
            "attribute",
            "closure",
            "class",
            "globals",
            "import",
            "iterator",
            "file",
        ],
    )
    def test_no_question_notices_another(self, docker_sandbox: DockerSandbox, source: str) -> None:
        seen = see(docker_sandbox, source, "step()", "step() ", "(step(), step())[1]")

        assert [plain(one) for one in seen] == [1, 1, 2]

    def test_a_name_given_in_a_question_is_gone_in_the_next(self, docker_sandbox: DockerSandbox) -> None:
        kept, asked = see(docker_sandbox, "def f(): return 1", "(n := 2)", "n")

        assert (plain(kept), asked["thrown"]["name"]) == (2, "NameError")

    def test_what_loading_wrote_is_there_for_each_question(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "with open('notes.txt', 'w') as file:\n    file.write('a')\n"
            "def erase():\n    import os\n    os.remove('notes.txt')\n"
        )
        seen = see(docker_sandbox, source, "erase()", "open('notes.txt').read()")

        assert plain(seen[1]) == "a"

    def test_the_program_is_loaded_once_for_all_questions(self, docker_sandbox: DockerSandbox) -> None:
        source = "import time\ntime.sleep(0.4)\nnames = []\nprint('chargé')\n"
        report = report_on(docker_sandbox, source, OUTPUT, *(value(f"{n}") for n in range(8)))

        assert (report.seen_by(OUTPUT) or {})["lines"] == ["chargé"]
        assert plain(report.seen_by(value("7"))) == 7
        assert report.outcome is Outcome.FINISHED

    def test_files_import_each_other_even_under_the_name_of_a_usual_module(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = "from aide import double\nimport random\n"
        helper = "def double(x):\n    return 2 * x\n"
        seen = see(docker_sandbox, source, "double(4)", "random.seven", aide=helper, random="seven = 7\n")

        assert [plain(one) for one in seen] == [8, 7]

    def test_an_error_in_another_file_is_placed_there(self, docker_sandbox: DockerSandbox) -> None:
        note = report_on(docker_sandbox, "import aide\n", OUTPUT, aide="x = 1\ny = x +\n").note("load_error")

        assert note is not None
        assert (note["name"], note["file"], note["line"]) == ("SyntaxError", "aide.py", 2)

    def test_the_program_is_the_one_that_is_run(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "import sys\nif __name__ == '__main__':\n    print(sys.argv, __file__, len(sys.modules) > 20)\n"
        )
        report = report_on(docker_sandbox, source, OUTPUT)

        assert (report.seen_by(OUTPUT) or {})["lines"] == ["['main.py'] /tmp/program/main.py True"]

    def test_what_is_printed_is_seen_at_load_and_after_a_call(self, docker_sandbox: DockerSandbox) -> None:
        source = "print('a', end='!')\nprint(['é'])\nprint()\nprint('z')\ndef f():\n    print('d')\n"
        report = report_on(docker_sandbox, source, OUTPUT, output("f()\nprint('e')"))

        assert (report.seen_by(OUTPUT) or {})["lines"] == ["a!['é']", "", "z"]
        assert (report.seen_by(output("f()\nprint('e')")) or {})["lines"] == ["d", "e"]
        assert (report.note("printed") or {})["count"] == 3

    def test_a_thread_is_waited_for(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "import threading, time\ndef late():\n    time.sleep(0.1)\n    print('tard')\n"
            "threading.Thread(target=late).start()\n"
        )

        assert (report_on(docker_sandbox, source, OUTPUT).seen_by(OUTPUT) or {})["lines"] == ["tard"]

    def test_lines_are_given_to_input_and_questions_are_not_counted(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = "name = input('Votre nom ? ')\nprint('Bonjour', name)\ndef twice():\n    return int(input()) * 2\n"
        hello, other, number = output("", "Ada"), output("", "Léa"), value("twice()", "Ada", "4")
        report = report_on(docker_sandbox, source, hello, other, number, value("name", "Ada", "4"))

        assert (report.seen_by(hello) or {})["lines"] == ["Bonjour Ada"]
        assert (report.seen_by(other) or {})["lines"] == ["Bonjour Léa"]
        assert plain(report.seen_by(number)) == 8
        assert plain(report.seen_by(value("name", "Ada", "4"))) == "Ada"
        assert report.note("load_error") is None

    def test_a_question_too_many_is_told(self, docker_sandbox: DockerSandbox) -> None:
        verdict = judged(docker_sandbox, "a = input()\nb = input()\n", output("", "1"), lines=["x"])

        assert verdict.first_sentence == (
            "Ligne 2 de main.py\u00a0: le programme pose une question de plus avec input()\u00a0: "
            "aucune réponse ne l’attend."
        )

    def test_a_flood_of_lines_keeps_head_and_tail(self, docker_sandbox: DockerSandbox) -> None:
        seen: Any = report_on(docker_sandbox, "for i in range(50000):\n    print(i)\n", OUTPUT).seen_by(
            OUTPUT
        )

        assert (seen["lines"][0], seen["tail"][-1], seen["count"]) == ("0", "49999", 50_000)
        assert len(seen["lines"]) + seen["skipped"] + len(seen["tail"]) == 50_000

    @pytest.mark.parametrize("written", ["'\\x00' * 10**6", "'a' * 10**6", "'é\\n' * 10**6"])
    def test_floods_of_any_kind_are_seen(self, docker_sandbox: DockerSandbox, written: str) -> None:
        assert report_on(docker_sandbox, f"print({written})", OUTPUT).seen_by(OUTPUT) is not None

    def test_binary_output_is_made_readable(self, docker_sandbox: DockerSandbox) -> None:
        source = "import sys\nsys.stdout.buffer.write(b'\\xff\\x00a\\x1b[2J')"

        assert (report_on(docker_sandbox, source, OUTPUT).seen_by(OUTPUT) or {})["lines"] == [
            "\ufffd\\x00a\\x1b[2J"
        ]

    def test_a_mistake_of_syntax_is_a_note_with_its_line(self, docker_sandbox: DockerSandbox) -> None:
        verdict = judged(docker_sandbox, "x = 1\nif x == 1\n    print(x)\n", value("x"))

        assert verdict.first_sentence == (
            "Ligne 2 de main.py\u00a0: il manque deux-points «\u00a0:\u00a0» à la fin de cette ligne."
        )

    def test_what_was_declared_before_an_error_stays_usable(self, docker_sandbox: DockerSandbox) -> None:
        report = report_on(docker_sandbox, "a = 5\nb = 1 / 0\n", value("a"), value("b"), OUTPUT)

        assert plain(report.seen_by(value("a"))) == 5
        assert (report.seen_by(value("b")) or {})["thrown"]["name"] == "ZeroDivisionError"  # type: ignore[index,call-overload]
        assert (report.seen_by(OUTPUT) or {})["thrown"]["line"] == 2  # type: ignore[index,call-overload]

    def test_the_program_may_choose_to_stop(self, docker_sandbox: DockerSandbox) -> None:
        report = report_on(docker_sandbox, "a = 5\nprint('fin')\nexit()\na = 6\n", value("a"), OUTPUT)

        assert plain(report.seen_by(value("a"))) == 5
        assert (report.seen_by(OUTPUT) or {})["lines"] == ["fin"]
        assert report.note("load_error") is None

    def test_luck_is_the_programs_own(self, docker_sandbox: DockerSandbox) -> None:
        source = "import random\nrandom.seed(7)\ndef draw():\n    return random.random()\n"
        one, other, expected = see(
            docker_sandbox, source, "draw()", "draw() ", "__import__('random').Random(7).random()"
        )

        assert plain(one) == plain(other) == plain(expected)


LIES = """
    __eq__ = lambda *a: True
    __repr__ = __str__ = lambda s: '5'
    __int__ = __index__ = lambda s: 5
"""
HUNT = """
import gc, os, re, sys
found = set()
def look(one):
    if isinstance(one, (str, bytes, bytearray)):
        text = one if isinstance(one, str) else bytes(one).decode("latin-1")
        found.update(re.findall("[0-9a-f]{32}", text))
frame = sys._getframe()
while frame:
    for names in (frame.f_locals, frame.f_globals):
        for one in list(names.values()):
            look(one)
    frame = frame.f_back
for one in gc.get_objects():
    for inner in gc.get_referents(one):
        look(inner)
for process in os.listdir("/proc"):
    if process.isdigit():
        for name in ("cmdline", "environ", "maps"):
            try:
                look(open(f"/proc/{process}/{name}", "rb").read())
            except OSError:
                pass
look(open("/proc/self/maps").read())
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        try:
            memory.seek(start)
            look(memory.read(end - start))
        except (OSError, ValueError, OverflowError):
            pass
"""


@pytest.mark.docker
class TestHostilePrograms:
    @pytest.mark.parametrize(
        ("source", "expression"),
        [
            ("while True:\n    pass\n", "1"),
            ("while True:\n    print('x')\n", "1"),
            ("import time\ntime.sleep(60)\n", "1"),
            ("", "sum(0 for _ in iter(int, 1))"),
            ("class E:\n    def __repr__(self):\n        while True: pass\n", "E()"),
            (
                "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(): raise E\n",
                "f()",
            ),
            ("class E:\n    def __dir__(self):\n        while True: pass\n", "E().a"),
            (
                "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n"
                "    except OSError: pass\nwhile True: pass\n",
                "1",
            ),
            ("import threading\nthreading.Thread(target=lambda: sum(iter(int, 1))).start()\n", "1"),
        ],
        ids=["load", "prints", "sleeps", "question", "repr", "str", "dir", "deaf", "thread"],
    )
    def test_what_never_ends_is_out_of_time(
        self, docker_sandbox: DockerSandbox, source: str, expression: str
    ) -> None:
        verdict = judged(docker_sandbox, source, value(expression))

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert "ne s’arrête pas" in verdict.first_sentence
        assert verdict.timings.run < 6

    def test_what_was_printed_before_the_end_of_time_is_shown(self, docker_sandbox: DockerSandbox) -> None:
        verdict = judged(docker_sandbox, "while True:\n    print('encore')\n", value("1"))

        assert verdict.printed.startswith("encore\nencore\n")

    @pytest.mark.parametrize(
        ("source", "expression"),
        [
            ("a = []\nwhile True:\n    a.append('x' * 100000)\n", "1"),
            ("def f():\n    a = [0]\n    while True: a += a\n", "f()"),
            (
                "import os\nfor _ in range(4):\n    os.fork()\na = []\nwhile True:\n    a.append('x' * 100000)\n",
                "1",
            ),
        ],
        ids=["load", "question", "together"],
    )
    def test_what_eats_all_memory_is_out_of_memory(
        self, docker_sandbox: DockerSandbox, source: str, expression: str
    ) -> None:
        limits = QUICK.adjusted(memory_mb=64, probe_seconds=6)
        verdict = judged(docker_sandbox, source, value(expression), limits)

        assert (verdict.outcome, verdict.fault) == (Outcome.OUT_OF_MEMORY, Fault.APPRENTICE)

    def test_memory_that_python_itself_refuses_is_an_error_with_a_line(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        verdict = judged(docker_sandbox, "a = 1\nb = 'x' * 10**15\n", value("b"))

        assert verdict.first_sentence.startswith(
            "Ligne 2 de main.py\u00a0: le programme demande trop de mémoire"
        )

    @pytest.mark.parametrize(
        "source",
        [
            "import os\nos._exit(0)",
            "import sys\nsys.exit('PASSED')",
            "import atexit, os\natexit.register(lambda: print(5))\nos.abort()",
            "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
            "import ctypes\nctypes.string_at(0)",
            "import sys\nsys.setrecursionlimit(10**6)\ndef f(): return f()\nf()",
            "somme = 5",
            "somme = lambda *a: print(5)",
            f"class Liar:\n    __class__ = int\n    __hash__ = lambda s: hash(5)\n{LIES}somme = lambda *a: Liar()",
            f"class Liar(int):\n{LIES}somme = lambda *a: Liar(4)",
            "class Liar(str):\n    __eq__ = lambda *a: True\nsomme = lambda *a: Liar('5')",
            "class Meta(type):\n    __instancecheck__ = __subclasscheck__ = lambda *a: True\n    __name__ = 'int'\n"
            f"class Liar(metaclass=Meta):\n{LIES}somme = lambda *a: Liar()",
            "import sys\nsys.settrace(lambda *a: 1 / 0)\n",
        ],
    )
    def test_no_trick_makes_a_missing_function_pass(self, docker_sandbox: DockerSandbox, source: str) -> None:
        verdict = judged(docker_sandbox, source, value("somme(2, 3)"))

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "source",
        [
            "import builtins\nfor name in list(vars(builtins)):\n"
            "    if name[0] != '_': setattr(builtins, name, lambda *a, **k: 5)\n",
            "import json\njson.dumps = json.loads = json.JSONEncoder.encode = lambda *a, **k: '5'\n"
            "json.encoder.c_make_encoder = json.encoder.encode_basestring_ascii = None\n",
            "import os, posix\nos.write = posix.write = os.fork = posix.fork = os._exit = posix._exit = None\n",
            "import sys\nsys.modules.clear()\nsys.stdout = sys.stderr = sys.stdin = None\n",
            "import gc\ngc.disable()\nimport sys\nsys.setrecursionlimit(60)\n",
        ],
        ids=["builtins", "json", "os", "modules", "recursion"],
    )
    def test_what_they_replace_is_not_what_we_use(self, docker_sandbox: DockerSandbox, source: str) -> None:
        (seen,) = see(
            docker_sandbox, f"somme = 5\nnames = []\n{source}", "[somme, True, 'a', 1.5, None, {1: (2,)}]"
        )

        kinds = [one["type"] for one in seen["value"]["items"]]
        assert kinds == ["number", "boolean", "string", "number", "none", "dict"]

    def test_the_mark_of_the_lines_that_are_believed_is_nowhere_to_be_found(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = f"{HUNT}\nmark = 'c0ffee' * 5 + 'aa'\nlook(mark)\n"
        (seen,) = see(docker_sandbox, source, "sorted(found)")

        assert [item["value"] for item in seen["value"]["items"]] == ["c0ffee" * 5 + "aa"]

    @pytest.mark.parametrize(
        "line",
        ['{{"probe": "{id}", "seen": {{"value": {{"type": "number", "value": 5}}}}}}', '{{"end":true}}'],
    )
    def test_lines_written_anywhere_are_only_noise(self, docker_sandbox: DockerSandbox, line: str) -> None:
        probe = value("somme(2, 3)")
        told = line.format(id=probe.id)
        source = (
            "import os\n"
            f"text = ('\\n@' + 'a' * 32 + ' ' + {told!r} + '\\n').encode()\n"
            "places = [f'/proc/{p}/fd/{n}' for p in os.listdir('/proc') if p.isdigit() for n in (1, 2)]\n"
            "for place in places:\n"
            "    try:\n        with open(place, 'wb', 0) as file: file.write(text)\n"
            "    except OSError: pass\n"
            "for n in range(64):\n"
            "    try: os.write(n, text)\n"
            "    except OSError: pass\n"
        )
        verdict = judged(docker_sandbox, source, probe)

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    def test_the_observer_cannot_be_looked_into(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "import os\nopened = []\n"
            "mine = ('1', str(os.getpid()))\n"
            "for process in [p for p in os.listdir('/proc') if p.isdigit() and p not in mine]:\n"
            "    for name in ('mem', 'environ', 'maps', 'fd/0', 'fd/1'):\n"
            "        try:\n"
            "            open(f'/proc/{process}/{name}', 'rb').close()\n"
            "            opened.append((process, name))\n"
            "        except OSError: pass\n"
        )
        (seen,) = see(docker_sandbox, source, "opened")

        assert seen["value"] == {"type": "array", "length": 0, "items": []}

    @pytest.mark.parametrize("sign", ["SIGKILL", "SIGTERM", "SIGSTOP", "SIGINT"])
    def test_signals_to_everybody_gain_nothing(self, docker_sandbox: DockerSandbox, sign: str) -> None:
        source = (
            f"import os, signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nos.kill(-1, signal.{sign})\n"
        )
        limits = QUICK.adjusted(wall_seconds=3)
        verdict = judged(docker_sandbox, source, value("5"), limits)

        assert verdict.fault is not Fault.PLATFORM
        assert verdict.timings.run < 5

    @pytest.mark.parametrize(
        "source",
        [
            "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n",
            "import os, time\nnames = []\nfor _ in range(100):\n"
            "    try:\n        if os.fork() == 0: time.sleep(60)\n    except OSError: break\n",
            "import threading, time\nwhile True:\n"
            "    try: threading.Thread(target=time.sleep, args=(60,)).start()\n    except RuntimeError: break\n",
        ],
        ids=["endless", "sleeping", "threads"],
    )
    def test_too_many_processes_are_the_apprentices_matter(
        self, docker_sandbox: DockerSandbox, source: str
    ) -> None:
        verdict = judged(docker_sandbox, source, value("5"))

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)
        assert verdict.timings.run < 6

    def test_a_daemon_that_stays_changes_nothing(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "import os, time\n"
            "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)\n"
        )

        assert judged(docker_sandbox, source, value("2 + 3")).passed

    def test_a_question_that_kills_its_process_spares_the_others(self, docker_sandbox: DockerSandbox) -> None:
        source = "import os\ndef leave(): os._exit(0)\n"
        seen = see(docker_sandbox, source, "1", "leave()", "2", "leave() ", "3")

        assert [plain(one) for one in seen[::2]] == [1, 2, 3]
        assert [one["thrown"]["name"] for one in seen[1::2]] == ["exit", "exit"]

    @pytest.mark.parametrize(
        "source",
        [
            "import os\nfor i in range(5000):\n    try: os.mkdir(f'd{i}')\n    except OSError: break\n",
            "import os\ntry:\n    while True:\n        os.mkdir('d')\n        os.chdir('d')\nexcept OSError: pass\n",
            "import os\nos.mkfifo('tube')\nos.symlink('/proc', 'lien')\nos.chmod('.', 0)\n",
            "try:\n    with open('gros', 'wb') as file:\n        while True: file.write(b'x' * 65536)\n"
            "except OSError: pass\n",
        ],
        ids=["many", "deep", "odd", "big"],
    )
    def test_what_is_left_in_the_folder_hurts_nobody(
        self, docker_sandbox: DockerSandbox, source: str
    ) -> None:
        seen = see(docker_sandbox, f"names = []\n{source}", "2 + 3", "open('z', 'w') and 1", "2 + 3 ")

        assert (plain(seen[0]), plain(seen[2])) == (5, 5)

    @pytest.mark.parametrize(
        "expression",
        [
            "__import__('socket').socket()",
            "__import__('os').listdir('/root')",
            "open('/opt/observer/x', 'w')",
            "__import__('os').setuid(0)",
            "__import__('os').mknod('/tmp/d', 0o20666, 259)",
        ],
    )
    def test_the_walls_hold(self, docker_sandbox: DockerSandbox, expression: str) -> None:
        (seen,) = see(docker_sandbox, "", expression)

        assert seen["thrown"]["name"] in ("PermissionError", "OSError")

    def test_a_good_program_passes_after_a_hostile_one(self, docker_sandbox: DockerSandbox) -> None:
        judged(docker_sandbox, "while True:\n    pass\n", value("1"))

        assert judged(docker_sandbox, "def somme(a, b):\n    return a + b\n", value("somme(2, 3)")).passed

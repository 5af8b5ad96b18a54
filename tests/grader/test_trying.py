"""What code does is shown without judging it: what is asked of the box, and how it is told."""

import pytest

from grader.contract import BoxReport, Observation, Outcome
from grader.manifest import load_exercise, request_for
from grader.sandbox.fake import FakeSandbox
from grader.trying import Asks, BadWish, Wish, asks_of, probes_for, reads_lines, shown, steps_of, try_work
from script.steps.places import ROOT

CATALOGUE = ROOT / "exercises/catalogue"
FUNCTIONS, READING = "python-cagnotte-du-voyage", "python-caisse-du-spectacle"
PHP_FUNCTIONS, PHP_PAGE = "php-prix-de-la-cantine", "php-livre-d-or"
SQL, SQL_CHANGES, SHELL, WEB = (
    "sql-livres-recents",
    "sql-rendre-un-livre",
    "git-carnet-de-recettes",
    "html-carte-de-visite",
)


def exercise(key):
    return load_exercise(CATALOGUE / key)


def answer_of(key):
    found = exercise(key)
    return {path: found.solution[path] for path in found.editable}


def pieces(result):
    return {piece["kind"]: piece for piece in result.pieces}


@pytest.mark.parametrize(
    ("key", "asks"),
    [
        (FUNCTIONS, Asks.CALL),
        (PHP_FUNCTIONS, Asks.CALL),
        (PHP_PAGE, Asks.PAGE),
        (SQL, Asks.QUERY),
        (SHELL, Asks.NOTHING),
        (WEB, Asks.NO_RUN),
        ("quiz-sql-et-securite", Asks.NO_RUN),
    ],
)
def test_what_may_be_said_depends_on_what_the_exercise_is(key, asks):
    assert asks_of(exercise(key)) is asks


def test_lines_are_asked_for_where_the_program_reads_some():
    assert reads_lines(exercise(READING))
    assert not reads_lines(exercise(FUNCTIONS))


@pytest.mark.parametrize(
    ("key", "wish", "says"),
    [
        (FUNCTIONS, Wish(code="total([1,"), "Python"),
        (FUNCTIONS, Wish(code="1" * 600), "trop long"),
        (READING, Wish(lines=("1",) * 50), "trop longues"),
        (SQL, Wish(code="DELETE FROM livres"), "SELECT"),
        (SQL, Wish(code=";"), "SELECT"),
        (FUNCTIONS, Wish(code="1\0"), "signe invisible"),
        (READING, Wish(lines=("1", "\0")), "signe invisible"),
        (PHP_PAGE, Wish(steps=({"path": "https://exemple.fr"},)), "ne peut pas être essayé"),
        (PHP_PAGE, Wish(steps=({"submit": 1},)), "ne peut pas être essayé"),
        (PHP_PAGE, Wish(steps=({"path": "/"},) * 20), "ne peut pas être essayé"),
    ],
)
def test_what_cannot_be_run_is_refused_in_french_before_any_box(key, wish, says):
    with pytest.raises(BadWish, match=says):
        probes_for(exercise(key), wish)


@pytest.mark.parametrize("told", [["/"], [{"path": "/", "headers": {}}], [3]])
def test_a_visit_that_no_page_of_ours_tells_is_refused(told):
    with pytest.raises(BadWish):
        steps_of(told)


def test_the_box_receives_nothing_of_what_is_expected():
    sandbox = FakeSandbox(look=lambda probe: {"lines": [], "skipped": 0, "tail": []})
    try_work(exercise(FUNCTIONS), answer_of(FUNCTIONS), Wish(code="total([2])"), sandbox)
    (job,) = sandbox.jobs
    assert b"total([2])" in job.request
    assert b"Merci L" not in job.request.replace(b"\\u00e9", b"e")
    assert b"expect" not in job.request


def test_a_box_that_does_not_start_is_our_fault_and_shows_nothing():
    found = exercise(FUNCTIONS)
    report = BoxReport(Outcome.COULD_NOT_START, detail="no engine")
    result = shown(request_for(found, answer_of(FUNCTIONS)), Wish(), report)
    assert (result.ours, result.detail, result.pieces) == (True, "no engine", ())


def test_a_long_table_is_cut_and_says_how_long_it_was():
    found = exercise(SQL)
    request = request_for(found, answer_of(SQL))
    probe = probes_for(found, Wish())[0]
    rows = [[number, None] for number in range(180)]
    seen = {"rows": rows, "columns": [{"name": "a", "type": "integer"}], "count": 9000, "width": 2}
    asked = type(request)(request.runtime, request.files, request.entry, (probe,))
    result = shown(asked, Wish(), BoxReport(Outcome.FINISHED, (Observation(probe.id, seen),)))
    table = pieces(result)["table"]
    assert (len(table["rows"]), table["count"], table["rows"][0]) == (50, 9000, ["0", None])


def test_whatever_a_taken_over_observer_says_is_told_or_left_out():
    for key in (FUNCTIONS, PHP_PAGE, SQL, SHELL):
        found = exercise(key)
        probes = probes_for(found, Wish())
        request = request_for(found, answer_of(key))
        asked = type(request)(request.runtime, request.files, request.entry, probes)
        for odd in (
            {},
            {"steps": [3]},
            {"steps": [{"body": 7, "status": "x"}]},
            {"rows": [1]},
            {"entries": [1, {}]},
        ):
            seen = tuple(Observation(probe.id, odd) for probe in probes)
            assert not shown(asked, Wish(), BoxReport(Outcome.FINISHED, seen)).ours


@pytest.mark.docker
def test_real_boxes_show_what_the_code_does(docker_sandbox):
    def run(key, files, wish):
        return try_work(exercise(key), files, wish, docker_sandbox)

    called = run(
        FUNCTIONS, {"main.py": "def total(x):\n    print('dans')\n    return x"}, Wish(code="total([2])")
    )
    assert pieces(called)["value"]["text"] == "[2]"
    assert pieces(called)["printed"]["text"] == "dans"
    wrong = run(FUNCTIONS, {"main.py": "def total(x):\n    return inconnu"}, Wish(code="total([2])"))
    assert (wrong.where["line"], "inconnu" in wrong.trouble, "NameError" in wrong.original) == (2, True, True)
    endless = run(FUNCTIONS, {"main.py": "while True: pass"}, Wish())
    assert "ne s’arrête pas" in endless.trouble.replace("\xa0", " ")
    looked = run(SQL_CHANGES, answer_of(SQL_CHANGES), Wish(code="SELECT personne FROM prets ORDER BY id"))
    assert pieces(looked)["table"]["rows"] == [["Luis"], ["Nora"], ["Awa"]]
    assert pieces(looked)["changed"]["affected"] == 1
    visited = run(
        PHP_PAGE,
        answer_of(PHP_PAGE),
        Wish(steps=({"path": "/"}, {"submit": 1, "form": {"prenom": ["Zoé"], "texte": ["Oui"]}})),
    )
    assert "<h2>Zoé</h2>" in pieces(visited)["page"]["page"]
    left = run(SHELL, answer_of(SHELL), Wish())
    assert pieces(left)["commits"]["subjects"] == ["Ajoute deux recettes", "Ignore les notes"]
    assert "soupe.md" in pieces(left)["files"]["entries"]

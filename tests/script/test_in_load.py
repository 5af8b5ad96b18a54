"""The measurement of a crowd, tried on a site on paper."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from script.steps import in_load
from script.steps.in_load import Amount, Asker, load_table, measure_load

FEW = Amount(
    rounds=2, class_seconds=0.5, think_seconds=0.2, bursts=1, reading_seconds=0.3, rates=(10.0, 20.0)
)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({"/cours/": 404, "/fault": 500}.get(self.path, 200))
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def on_paper(port, monkeypatch):
    """A platform that judges at once, and a bare process that takes no time."""
    timed = SimpleNamespace(stored=0.02, answered=0.01)
    platform = SimpleNamespace(
        owner="nobody-at-all",
        people=[SimpleNamespace(check=lambda: 7, seen=lambda number: "queued 1")] * in_load.PEOPLE,
        site=SimpleNamespace(port=port, sessions=["a", "b"], stop_grading=lambda: None),
        wait_for_boxes=lambda count: None,
        one=lambda: timed,
        timed=lambda person: timed,
        burst=lambda count: 0.5,
    )

    @contextmanager
    def running():
        yield platform

    @contextmanager
    def bare(case):
        yield SimpleNamespace(run=lambda count=1, parallel=1: 0.01 * count)

    monkeypatch.setattr(in_load, "running_platform", running)
    monkeypatch.setattr(in_load, "BareProcesses", bare)


def test_everything_is_told_beside_a_bare_run(on_paper):
    found = measure_load(FEW)
    assert found["pages"] == ["/", f"/exercices/{in_load.KEY}/"]  # what does not answer is not asked for
    assert [rate["faults"] for rate in found["reading"]] == [{}, {}]
    assert found["class"]["count"] > 0
    assert found["waiting"]["a_second"] > 0
    table = load_table(found)
    assert "| one at a time, median, ms | 20 | 10 | 2.00 |" in table
    assert "| burst of 48, last verdict, s | 0.5 | 0.48 | 1.04 |" in table
    assert "No page rate tried gives way" in table
    assert len(found["class"]["memory_mb"]) == in_load.LOOKS_AT_MEMORY
    assert "while the class works, at regular moments: 0, 0" in table


def test_the_table_says_where_pages_give_way(on_paper):
    found = measure_load(FEW)
    found["reading"][1]["gives_way"] = True
    assert "Pages give way at 20 a second" in load_table(found)


def test_an_error_and_nobody_there_are_faults_and_no_answer(port):
    heard = in_load.Heard()
    heard.note(*Asker(port).ask("/fault"))
    heard.note(*Asker(1).ask("/"))
    heard.note(*Asker(port, "a", seen="queued 1").ask("/"))
    assert heard.told()["faults"] == {"500": 1, "no answer": 1}
    assert heard.told()["count"] == 1

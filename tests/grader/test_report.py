"""Reading a box's output: whatever the bytes, a report and never an exception."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.contract import BoxReport, BoxRun, Outcome
from grader.report import (
    EXCERPT,
    MAX_LINE,
    MAX_NOTES,
    MAX_PICTURE,
    MAX_TEXT,
    last_line,
    read_report,
    visible,
)

NONCE = "0123456789abcdef"
PROBES = frozenset({"p1", "p2"})


def line(message: Any, nonce: str = NONCE) -> bytes:
    return f"@{nonce} {json.dumps(message)}\n".encode()


def read(stdout: bytes, outcome: Outcome = Outcome.FINISHED, stderr: bytes = b"") -> BoxReport:
    return read_report(BoxRun(outcome, stdout, stderr), nonce=NONCE, probes=PROBES)


def test_a_framed_observation_is_read() -> None:
    report = read(line({"probe": "p1", "seen": {"count": 2}}) + last_line(NONCE))

    assert [(o.probe, o.seen) for o in report.observations] == [("p1", {"count": 2})]


def test_a_line_without_the_nonce_is_noise() -> None:
    report = read(
        line({"probe": "p1", "seen": {"count": 2}}, nonce="f" * 16) + b'{"probe": "p2", "seen": {}}\nPASSED'
    )

    assert report.observations == ()
    assert "PASSED" in report.stdout


def test_the_first_answer_to_a_probe_stands() -> None:
    report = read(line({"probe": "p1", "seen": {"count": 1}}) + line({"probe": "p1", "seen": {"count": 9}}))

    assert [o.seen for o in report.observations] == [{"count": 1}]


@pytest.mark.parametrize(
    "message",
    [
        {"probe": "unknown", "seen": {}},
        {"probe": ["p1"], "seen": {}},
        {"probe": "p1", "seen": [1]},
        {"probe": "p1"},
        {"note": {"kind": 3}},
        {"note": "text"},
        [1, 2],
        "p1",
        None,
    ],
)
def test_a_message_without_the_right_shape_is_dropped(message: Any) -> None:
    report = read(line(message))

    assert (report.observations, report.notes) == ((), ())


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b'{"probe": "p1", "seen": {"a": NaN}}',
        b'{"probe": "p1", "seen": {"a": 1e999}}',
        b'{"probe": "p1", "seen": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"probe": "p1", "seen": {"a": ' + b"[" * 60 + b"]" * 60 + b"}}",
        b'{"probe": "p1", "seen": {"a": [' + b"1," * 30_000 + b"1]}}",
        b'{"probe": "p1", "seen": {"a": "' + b"x" * 300_000 + b'"}}',
    ],
)
def test_a_line_that_is_broken_deep_or_huge_is_dropped(body: bytes) -> None:
    assert read(f"@{NONCE} ".encode() + body).observations == ()


def test_a_huge_number_does_not_take_the_reader_down() -> None:
    report = read(f'@{NONCE} {{"probe": "p1", "seen": {{"a": {"9" * 5000}}}}}'.encode())

    assert report.observations == ()


def test_nul_control_and_misleading_characters_are_spelled_out() -> None:
    report = read(line({"probe": "p1", "seen": {"a": "x\x00\x1b[31m\u202ey\ud800"}}))

    assert report.observations[0].seen["a"] == "x\\x00\\x1b[31m\\u202ey\\ud800"


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    report = read(b"\xff\xfe caf\xe9", stderr=b"\xc3\x28")

    assert "\ufffd" in report.stdout
    assert "\ufffd" in report.stderr


def test_long_texts_and_streams_are_cut_and_streams_keep_head_and_tail() -> None:
    report = read(line({"probe": "p1", "seen": {"a": "x" * 9000}}) + b"HEAD" + b"." * 50_000 + b"TAIL")

    assert len(str(report.observations[0].seen["a"])) == MAX_TEXT
    assert len(report.stdout) <= EXCERPT
    assert report.stdout.startswith("HEAD")
    assert report.stdout.endswith("TAIL")


PICTURE = "iVBORw0KGgo" + "A" * 300_000 + "="


def picture_line(picture: str, rest: str = '"probe":"p1","seen":{"clip":null}') -> bytes:
    return f'@{NONCE} {{"picture":"{picture}",{rest}}}\n'.encode()


def test_a_picture_is_the_only_long_text() -> None:
    report = read(picture_line(PICTURE) + last_line(NONCE))

    assert [o.seen for o in report.observations] == [{"clip": None, "picture": PICTURE}]


@pytest.mark.parametrize(
    "line",
    [
        picture_line("A" * (MAX_PICTURE + 1)),
        picture_line("<svg>" * 100_000),
        picture_line(PICTURE, '"probe":"p1","seen":{"text":"' + "x" * MAX_LINE + '"}'),
        picture_line(PICTURE, '"probe":"p1","seen":"x"'),
        f'@{NONCE} {{"probe":"p1","picture":"{PICTURE}","seen":{{}}}}\n'.encode(),
    ],
)
def test_a_picture_that_is_too_big_or_out_of_place_is_dropped(line: bytes) -> None:
    assert read(line).observations == ()


def test_notes_are_counted() -> None:
    assert len(read(line({"note": {"kind": "page_error"}}) * 500).notes) == MAX_NOTES


def test_code_that_did_not_stop_in_time_is_out_of_time_though_the_observer_finished() -> None:
    assert read(line({"note": {"kind": "out_of_time"}})).outcome is Outcome.OUT_OF_TIME
    assert read(line({"note": {"kind": "out_of_time"}}), Outcome.CRASHED).outcome is Outcome.CRASHED


def test_emoji_made_of_several_signs_stay_whole() -> None:
    assert visible("👩\u200d💻") == "👩\u200d💻"


def test_tabs_and_line_ends_stay() -> None:
    assert visible("a\tb\r\nc\n") == "a\tb\nc\n"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


def every_text(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from every_text(item)
    elif isinstance(value, str):
        yield value


@given(st.lists(st.binary(max_size=200) | JSON.map(line), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_bytes_make_a_report_that_can_be_stored(parts: list[bytes]) -> None:
    report = read(b"".join(parts), stderr=b"".join(parts))

    json.dumps(report.to_dict(), allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert not any("\0" in text for text in every_text(report.to_dict()))


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_any_value_in_a_true_frame_is_read_or_dropped(value: Any) -> None:
    report = read(line({"probe": "p1", "seen": {"value": value}}))

    json.dumps(report.to_dict(), allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert len(report.observations) <= 1

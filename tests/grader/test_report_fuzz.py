"""Whatever bytes a box writes, the reader gives a report that is small, safe to show and safe to store."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.contract import BoxReport, BoxRun, Outcome
from grader.report import (
    EXCERPT,
    MAX_LINE,
    MAX_NOTES,
    MAX_TEXT,
    last_line,
    read_report,
    shortened,
    visible,
)
from tests.grader.showing import is_safe, misleads, texts_in

NONCE = "feedc0de" * 4
PROBES = frozenset({"p1", "p2", "p3"})
LONGEST_SPELLING = len("\\U000e0001")  # one sign spelled out

quick = settings(max_examples=120, deadline=None)

# Signs that have broken a screen, a terminal or a database somewhere, beside any other.
NASTY = st.sampled_from(
    [
        "\0", "\x07", "\x08", "\x1b[2J", "\x1b]8;;http://x\x07", "\r", "\r\n", "\x7f", "\x85", "\x9b",
        "\u061c", "\u200b", "\u200d", "\u2028", "\u2029", "\u202e", "\u2066", "\u3164", "\ufeff", "\ufff9",
        "\ud800", "\udfff", "\U000e0041", "\U0001f3f4\U000e0067\U000e007f", "e" + "\u0301" * 40, "<script>",
        "👩\u200d💻", "é", "\u0301",
    ]
)  # fmt: skip
TEXTS = st.lists(st.text(max_size=20) | NASTY, max_size=8).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=30,
)
MESSAGES = st.one_of(
    st.fixed_dictionaries({"probe": st.sampled_from([*PROBES, "other"]) | JSON, "seen": JSON}),
    st.fixed_dictionaries(
        {"note": st.fixed_dictionaries({"kind": TEXTS}, optional={"message": JSON}) | JSON}
    ),
    st.just({"end": True}),
    JSON,
)


def framed(message: Any) -> bytes:
    return f"@{NONCE} {json.dumps(message)}\n".encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A true line with some bytes replaced, cut or repeated."""
    line = bytearray(framed(draw(MESSAGES)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(line) - 1))
        line[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
        line += b" "
    return bytes(line) * draw(st.integers(1, 3))


STREAMS = st.lists(st.binary(max_size=120) | MESSAGES.map(framed) | damaged(), max_size=10).map(b"".join)


def read(stdout: bytes, stderr: bytes = b"", outcome: Outcome = Outcome.FINISHED) -> BoxReport:
    return read_report(BoxRun(outcome, stdout, stderr), nonce=NONCE, probes=PROBES)


@given(STREAMS, STREAMS, st.sampled_from(Outcome))
@quick
def test_any_bytes_make_a_report_that_is_safe_to_show_and_to_store(
    stdout: bytes, stderr: bytes, outcome: Outcome
) -> None:
    report = read(stdout, stderr, outcome)
    stored = json.dumps(report.to_dict(), allow_nan=False, ensure_ascii=False)

    assert BoxReport.from_dict(json.loads(stored)) == report
    assert all(is_safe(text) for text in texts_in(report.to_dict()))
    stored.encode("utf-8")


@given(STREAMS, STREAMS)
@quick
def test_whatever_is_written_is_bounded(stdout: bytes, stderr: bytes) -> None:
    report = read(stdout, stderr)

    assert {o.probe for o in report.observations} <= PROBES
    assert len(report.notes) <= MAX_NOTES
    assert len(report.stdout) <= EXCERPT >= len(report.stderr)
    assert all(len(text) <= MAX_TEXT * LONGEST_SPELLING for text in texts_in(report.to_dict()))


@given(STREAMS.map(lambda stream: stream.replace(NONCE.encode(), b"0" * 32)))
@quick
def test_nothing_is_believed_without_the_nonce(stdout: bytes) -> None:
    report = read(stdout)

    assert (report.observations, report.notes) == ((), ())


@given(JSON, JSON, STREAMS.map(lambda stream: stream.replace(NONCE.encode(), b"")))
@quick
def test_the_first_answer_stands_whatever_comes_between(first: Any, second: Any, noise: bytes) -> None:
    one = read(framed({"probe": "p1", "seen": {"value": first}}))
    both = read(
        framed({"probe": "p1", "seen": {"value": first}})
        + noise
        + b"\n"
        + framed({"probe": "p1", "seen": {"value": second}})
    )

    if one.observations:
        assert both.observations[0] == one.observations[0]


@given(
    st.integers(0, 400), st.sampled_from([b"[", b'{"a":', b'[{"a":', b'"', b"9", b"1e", b"\\ud800", b"\xff"])
)
@settings(max_examples=60, deadline=None)
def test_a_piece_repeated_up_to_the_longest_line_is_read_or_dropped(thousands: int, piece: bytes) -> None:
    body = piece * (thousands * 1000 // len(piece))
    report = read(f'@{NONCE} {{"probe": "p1", "seen": {{"a": '.encode() + body + b"\n" + last_line(NONCE))

    assert report.observations == ()
    assert len(body) <= MAX_LINE * 2


@given(TEXTS)
@quick
def test_a_text_made_visible_is_visible(text: str) -> None:
    shown = visible(text)

    assert is_safe(shown)
    assert visible(shown) == shown


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs"))))
@quick
def test_ordinary_text_is_left_alone(text: str) -> None:
    # A few letters show nothing, and are spelled out like the other invisible signs.
    assert visible(text) == text or any(misleads(char) for char in text)


@given(TEXTS, st.integers(8, 60))
@quick
def test_a_shortened_text_keeps_its_two_ends(text: str, longest: int) -> None:
    cut = shortened(text, longest)

    assert len(cut) <= longest
    assert cut[:3] == text[:3]
    assert len(text) < 3 or cut[-2:] == text[-2:]

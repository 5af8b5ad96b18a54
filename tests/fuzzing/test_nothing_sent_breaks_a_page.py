"""Whatever is sent to whatever address by somebody who may use it, an answer comes: never a failure of ours.

Fields are not listed here: each page is watched while it reads a request, and its forms are read where they are
shown. A few inputs for each address each time, always the same; `--hypothesis-profile=thorough` sends hundreds, as
each of those who may use it.
"""

from collections import Counter
from contextlib import contextmanager
from html import unescape

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.utils.html import strip_tags
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.architecture.test_every_url_has_a_rule import NAMES, ROWS, own_uploads, scene
from tests.fuzzing.forms_of_pages import FormReader, Offered, Read, noting_what_is_read
from tests.fuzzing.hostile import DATES, HOSTILE_FILES, NUMBERS, RIGHT_FILES, WORDS

__all__ = ["own_uploads", "scene"]  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

THOROUGH = settings().max_examples > 100
EXAMPLES = 200 if THOROUGH else 3
PARTS = 6
ANSWERS = frozenset(
    {200, 204, 301, 302, 303, 304, 400, 401, 403, 404, 405, 406, 409, 410, 411, 413, 415, 422, 423, 429}
)
# What to type so that a field is content, by the kind of its control.
RIGHT = {
    "date": "2026-11-30",
    "datetime-local": "2026-11-30T09:30",
    "time": "09:30",
    "email": "quelqu.un@test.example",
    "url": "https://test.example/",
    "number": "3",
    "checkbox": "on",
    "password": "une phrase assez longue",  # pragma: allowlist secret
}
SOME_WORDS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(NUMBERS),
    st.sampled_from(DATES),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.integers(-(10**20), 10**20).map(str),
)


def right_words(offered: Offered):
    if offered.values:
        return st.sampled_from(offered.values)
    if offered.kind in RIGHT:
        return st.just(RIGHT[offered.kind])
    return st.sampled_from(("Quelques mots.", "1", "2026-11-30"))


@st.composite
def requests(draw, read: Read, offered: dict[str, Offered]):
    """Draw what is sent: mostly right with one thing wrong, or anything at all, and some things missing."""
    words = sorted(read.words | {name for name, one in offered.items() if one.kind != "file"})
    files = sorted(read.files | {name for name, one in offered.items() if one.kind == "file"})
    wrong = draw(st.sampled_from([*words, *files])) if words or files else None
    anything = draw(st.booleans())
    sent = {}
    for name in words:
        if anything and draw(st.integers(0, 3)) == 0:
            continue
        choose = SOME_WORDS if anything or name == wrong else right_words(offered.get(name, Offered()))
        sent[name] = draw(st.lists(choose, min_size=1, max_size=2) if anything else choose)
    for name in files:
        if choose := draw(
            st.sampled_from(HOSTILE_FILES if anything or name == wrong else (*RIGHT_FILES, None))
        ):
            sent[name] = choose
    headers = draw(st.sampled_from(({}, {}, {"HX-Request": "true"}, {"Referer": "http://["})))
    return sent, headers


def fault_of(response) -> str | None:
    """Return what is wrong with an answer, in words; None when nothing is."""
    if response.streaming:
        b"".join(response.streaming_content)
        return None
    if response.status_code not in ANSWERS:
        return f"answers {response.status_code}"
    shown = (
        response.content.decode(errors="replace") if "text/html" in response.get("Content-Type", "") else None
    )
    if shown is None:
        return None
    if response.status_code >= 400 and response.status_code != 405 and not strip_tags(shown).strip():
        return f"refuses with {response.status_code} and without a word"
    for form in forms_of(response):
        for name, errors in form.errors.items():
            for sentence in errors:
                if response.status_code < 300 and not is_shown(sentence, shown):
                    return f"keeps to itself what is wrong with {name}: {sentence}"
    return None


def is_shown(sentence: str, page: str) -> bool:
    return " ".join(str(sentence).split()) in " ".join(unescape(page).split())


def forms_of(response) -> list[BaseForm]:
    """Return the forms that were filled in and refused, as the page got them."""
    found = {}
    for layer in response.context or ():
        for one in layer.dicts if hasattr(layer, "dicts") else (layer,):
            for value in one.values():
                if isinstance(value, BaseForm) and value.is_bound and not value.is_valid():
                    found[id(value)] = value
    return list(found.values())


@contextmanager
def undone_afterwards():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def may_use(row) -> list[str]:
    """Return who gets more than a refusal."""
    return [
        who
        for who in NAMES
        if row.expected(who) not in (403, 404) and (who != "anonymous" or row.anonymous == 200)
    ]


def send(browser, method: str, url: str, sent: dict, headers: dict):
    made = {name: value.made() if hasattr(value, "made") else value for name, value in sent.items()}
    if method == "get":
        made = {name: value for name, value in made.items() if isinstance(value, str | list)}
    return getattr(browser, method)(url, made, headers=headers)


@pytest.fixture(scope="module")
def known_forms():
    return {}


def read_forms(known, scene, cast, browse) -> dict[str, dict[str, Offered]]:
    """Read every form of every page, as each of those who may open it sees it."""
    if not known:
        known[""] = {}
        for row in ROWS:
            if row.method == "get":
                for who in may_use(row)[:1]:
                    with undone_afterwards():
                        url = row.url(scene)
                        response = browse(cast[who]).get(url)
                        if response.status_code == 200 and not response.streaming:
                            FormReader(url, known).feed(response.content.decode(errors="replace"))
                        elif response.streaming:
                            b"".join(response.streaming_content)
    return known


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_sent_is_answered(part, known_forms, scene, cast, browse):
    known = read_forms(known_forms, scene, cast, browse)
    found, asked = {}, Counter()
    for row in ROWS[part::PARTS]:
        for who in may_use(row)[: 9 if THOROUGH else 1]:
            for method in {"get": ("get", "post"), "post": ("post",)}[row.method]:
                try:
                    asked[method] += fuzz(row, who, method, known, scene, cast, browse)
                except Exception as fault:
                    found[f"{method} {row.name} ({who})"] = [
                        repr(fault)[:500],
                        *(note[:1000] for note in getattr(fault, "__notes__", ())),
                    ]
    assert not found, "\n".join(f"{where}\n  {what}" for where, what in found.items())
    assert asked.total()


def fuzz(row, who, method, known, scene, cast, browse) -> int:
    """Send to one address what is drawn for it; return how many fields it turned out to have."""
    read, offered = Read(), known.get(row.name, {}) if method == "post" else {}
    for value in ("", "1") if row.method == "post" else ("1",):
        with undone_afterwards(), noting_what_is_read(read):
            fault = fault_of(
                send(browse(cast[who]), method, row.url(scene), dict.fromkeys(read.words, value), {})
            )
        assert fault is None, fault
    if not (read.words or read.files or offered):
        return 0  # it looks at nothing that is sent
    asked = Read(set(read.words), set(read.files))  # it does not grow while inputs are drawn

    @settings(max_examples=EXAMPLES, derandomize=not THOROUGH, database=None, phases=[Phase.generate])
    @given(st.data())
    def try_it(data):
        sent, headers = data.draw(requests(asked, offered))
        with undone_afterwards():
            fault = fault_of(send(browse(cast[who]), method, row.url(scene), sent, headers))
        assert fault is None, fault

    try_it()
    return len(asked.words) + len(asked.files)

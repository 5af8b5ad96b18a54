"""Whatever a source holds, every exercise ends in the report and nothing breaks off."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.importers import coderunner, exercism, freecodecamp
from exercises.importers.assertions import Untranslated, checks_of
from exercises.importers.bringing_in import READERS, bring_in
from exercises.importers.exercise import Source, manifest_of
from exercises.importers.javascript_reading import NotALiteral, Unreadable, literal_of, statements_of
from exercises.importers.material import Material
from exercises.importers.xml_reading import BadXml, elements_named
from tests.exercises.importers.samples import (
    CODERUNNER,
    EXERCISM_JAVASCRIPT,
    EXERCISM_PHP,
    EXERCISM_PYTHON,
    FREECODECAMP,
)

often = settings(max_examples=150, deadline=None)
_WHOLE = {
    "exercism": [EXERCISM_PYTHON, EXERCISM_JAVASCRIPT, EXERCISM_PHP],
    "freecodecamp": [FREECODECAMP],
    "coderunner": [{"quiz.xml": CODERUNNER}],
}


def _bytes(content):
    return content if isinstance(content, bytes) else content.encode()


@st.composite
def damaged(draw, origin):
    """A good source in which some bytes were changed, cut or doubled, and some files are gone."""
    files = {path: _bytes(content) for path, content in draw(st.sampled_from(_WHOLE[origin])).items()}
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(files)))
        data = files[path]
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 200)))
        between = draw(
            st.binary(max_size=12)
            | st.sampled_from(
                [
                    b"```",
                    b"--fcc-editable-region--",
                    b"]]>",
                    b"{",
                    b'"',
                    b"\n# --hints--\n",
                    data[start:stop] * 2,
                ]
            )
        )
        files[path] = data[:start] + between + data[stop:]
        if len(files) > 1 and draw(st.integers(0, 9)) == 0:
            del files[draw(st.sampled_from(sorted(files)))]
    return files


_READ = {"exercism": exercism.drafts, "freecodecamp": freecodecamp.drafts, "coderunner": coderunner.drafts}


@pytest.mark.parametrize("origin", sorted(READERS))
@often
@given(data=st.data())
def test_a_damaged_source_is_read_to_its_end(origin, data):
    # Without the net that catches what nobody thought of: each reader has to hold by itself.
    files = data.draw(damaged(origin))
    for _name, make in _READ[origin](Material(files), Source("x")):
        draft = make()
        assert draft.exercise is not None or draft.remarks
        if draft.exercise is not None:
            manifest_of(draft.exercise)


@settings(max_examples=30, deadline=None)
@given(origin=st.sampled_from(sorted(READERS)), data=st.data())
def test_each_entry_says_why(origin, data):
    files = data.draw(damaged(origin))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / "from" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "from" / path).write_bytes(content)
        report = bring_in(
            origin=origin, material=folder / "from", into=folder / "to", verify=lambda _folder: []
        )
        assert report.entries
        assert all(entry.remarks or entry.folder for entry in report.entries)
        assert "erreur (" not in report.as_markdown()


@often
@given(st.text(max_size=200) | st.text(alphabet="'\"`${}()[]/\\,;=.!&|<>ab1\n ", max_size=60))
def test_no_javascript_breaks_the_reader(code):
    for read in (statements_of, literal_of):
        with suppress(Unreadable, NotALiteral):
            read(code)
    for world in ("web", "javascript"):
        with suppress(Untranslated):
            assert checks_of(f"assert({code})", world)


@often
@given(st.binary(max_size=300) | st.text(alphabet='<>/&!?-[]abq "=', max_size=80).map(str.encode))
def test_no_xml_breaks_the_reader(data):
    with suppress(BadXml):
        assert all(one.name == "question" for one in elements_named(data, "question"))

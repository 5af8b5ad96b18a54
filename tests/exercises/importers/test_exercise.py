"""A folder is written as our reader wants it, whatever texts it holds."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from exercises.importers.exercise import is_safe_name, key_of, safe_name, toml_value

_CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.booleans()
_CELLS |= st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(_CELLS, lambda inner: st.lists(inner, max_size=4), max_leaves=10)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), VALUES, max_size=5
    )
)
def test_what_is_written_in_toml_is_read_back(table):
    assert tomllib.loads(f"table = {toml_value(table)}")["table"] == table


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_key_is_always_the_name_of_a_folder(one, other):
    key = key_of(one, other)
    assert key
    assert key == key.strip("-")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in key


@given(st.text(max_size=200))
def test_a_name_made_safe_is_accepted(path):
    assert is_safe_name(safe_name(path)) or len(safe_name(path)) > 120
    assert ".." not in safe_name(path).split("/")

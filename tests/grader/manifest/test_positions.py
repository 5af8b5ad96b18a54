"""Which line of a TOML text something is on."""

from grader.manifest.positions import line_of

TEXT = '''key = "a"

# a remark
hints = [
  "un",
  "deux",
]
[files]
entry = "main.js"
[[checks]]
id = "un"
[[checks]]
id = "deux"
otherwise = """
[pas une table]
"""
[checks.probe]
kind = "value"
[mistakes]
"a.b" = "Phrase"
'''


def test_keys_tables_and_items_of_lists_are_found() -> None:
    assert line_of(TEXT, ("key",)) == 1
    assert line_of(TEXT, ("hints", 1)) == 4
    assert line_of(TEXT, ("files", "entry")) == 9
    assert line_of(TEXT, ("checks", 0, "id")) == 11
    assert line_of(TEXT, ("checks", 1, "id")) == 13
    assert line_of(TEXT, ("checks", 1, "probe", "kind")) == 18
    assert line_of(TEXT, ("mistakes", "a.b")) == 20


def test_what_is_missing_is_where_it_should_be() -> None:
    assert line_of(TEXT, ("checks", 1, "expect")) == 12
    assert line_of(TEXT, ("files", "editable")) == 8
    assert line_of(TEXT, ("limits", "cpus")) is None

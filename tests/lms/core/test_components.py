"""The small pieces that templates are made of."""

import pytest

from lms.core.templatetags.components import as_hours


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(90, "1\u00a0h\u00a030"), (120, "2\u00a0h"), (390, "6\u00a0h\u00a030"), (605, "10\u00a0h\u00a005")],
)
def test_a_long_time_is_said_in_hours(minutes: int, said: str) -> None:
    assert as_hours(minutes) == said

"""Reading the HTML that a server answered."""

import pytest

from grader.expectations.markup import MOST_TAGS, elements_in, page_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>un <b>de</b>ux</p><p>trois</p>", "un deux trois"),
        ("<ul><li>a<li>b</ul>c<br>d", "a b c d"),
        ("<title>t</title><p>a<script>b</script><style>c</style><!-- d --></p>", "a"),
        ("&lt;b&gt; &eacute;", "<b> é"),
        ("", ""),
    ],
)
def test_the_text_is_what_one_reads(page: str, text: str) -> None:
    assert page_text(page) == text


def test_elements_come_with_text_and_attributes() -> None:
    seen = elements_in('<a href="/x" hidden>ici <i>même</i></a><a>là</a>', "a")

    assert seen == {
        "count": 2,
        "elements": [
            {"text": "ici même", "attributes": {"href": "/x", "hidden": ""}},
            {"text": "là", "attributes": {}},
        ],
    }


@pytest.mark.parametrize(
    "tag", ["<b>", "<div>", "<table>", "<a>", "<p>", "<form>", "<select>", "<svg>", "<!--", "<"]
)
def test_a_page_made_to_keep_the_reader_busy_is_read_in_part(tag: str) -> None:
    page = "<h1>a</h1>" + tag * 60_000

    assert elements_in(page, "h1, div b:last-child > b")["count"] == 1
    assert len(page_text(page)) < 60_000


def test_what_follows_too_many_tags_is_not_read() -> None:
    assert elements_in("<p>a</p>" * MOST_TAGS + "<h1>b</h1>", "h1")["count"] == 0

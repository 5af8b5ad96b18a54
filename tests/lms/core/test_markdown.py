import pytest

from lms.core.markdown import render_markdown


def test_code_is_highlighted():
    assert '<span class="nt">' in render_markdown("```html\n<h1>Titre</h1>\n```")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[lien](javascript:alert(1))",
        "![x](x onerror=alert(1))",
        '<img src=x onerror="alert(1)">',
        "[lien](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_that_runs_survives(hostile):
    html = render_markdown(hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_plain_text_keeps_its_words():
    assert "un &lt;b&gt; en gras" in render_markdown("un <b> en gras")

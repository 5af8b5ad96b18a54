from lms.core.highlighting import highlight_code, highlight_file


def test_code_cannot_carry_markup():
    assert "<script" not in highlight_code("<script>alert(1)</script>", "text")
    assert "<script" not in highlight_file("index.html", "<script>alert(1)</script>")


def test_an_unknown_language_stays_plain_text():
    assert "bonjour" in highlight_code("bonjour", "klingon")


def test_a_file_has_numbered_lines_that_can_be_linked_to():
    html = highlight_file("css/style.css", "p {}\na {}\n")
    assert 'id="css-style.css-2"' in html


def test_the_same_file_of_two_sets_can_be_linked_to_in_each():
    assert 'id="css-style.css-1"' in highlight_file("css/style.css", "p {}\n")
    assert 'id="autrement-css-style.css-1"' in highlight_file("css/style.css", "p {}\n", among="autrement")

import pytest

from script.steps.browsing import read_page
from script.steps.progress import Stop

PAGE = """
<form method="get" action="/recherche/"><input name="q"></form>
<form method="post" action="envoyer/">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <input type="checkbox" name="accord" value="oui">
  <textarea name="file:index.html">&lt;h1&gt;Bonjour&lt;/h1&gt;</textarea>
  <button name="verifier">Vérifier</button>
</form>
"""
PANEL = """
<div class="report report--failed"><p class="report__sentence">Il reste <br>un point
  à corriger.</p>
  <ol><li class="check check--passed"><div class="check__body"><p>Bien.</p></div></li>
    <li class="check check--failed"><div class="check__body"><p>La page contient 2 titres.</p></div></li></ol>
</div>
"""


def test_form_sends_what_a_browser_would():
    form = read_page("http://localhost/exercice/", PAGE).form_with("file:")

    assert (form.method, form.action) == ("post", "envoyer/")
    assert form.fields == {"csrfmiddlewaretoken": "abc", "file:index.html": "<h1>Bonjour</h1>"}


def test_texts_are_found_by_the_classes_around_them():
    page = read_page("http://localhost/", PANEL)

    assert page.texts_in("report__sentence") == ["Il reste", "un point à corriger."]
    assert page.texts_in("check--failed", "check__body") == ["La page contient 2 titres."]
    assert page.texts_in("report--passed") == []


def test_scripts_are_not_read_as_texts():
    assert read_page("http://localhost/", "<script>const text = 1;</script>").texts_in() == []


def test_attribute_is_found_wherever_it_stands():
    assert (
        read_page("http://localhost/", '<p></p><div data-poll="/rendus/3/"></div>').attribute("data-poll")
        == "/rendus/3/"
    )
    assert read_page("http://localhost/", PANEL).attribute("data-poll") is None


def test_missing_form_stops_with_its_name():
    with pytest.raises(Stop, match="password"):
        read_page("http://localhost/", PAGE).form_with("password")

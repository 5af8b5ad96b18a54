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
<script>const notRead = "<p>";</script><p>Le titre   est\n juste.</p>
"""


def test_form_sends_what_a_browser_would():
    form = read_page("http://localhost/exercice/", PAGE).form_with("file:")

    assert (form.method, form.action) == ("post", "envoyer/")
    assert form.fields == {"csrfmiddlewaretoken": "abc", "file:index.html": "<h1>Bonjour</h1>"}


def test_texts_are_what_a_person_reads():
    texts = read_page("http://localhost/", PAGE).texts

    assert "Le titre est juste." in texts
    assert not any("notRead" in text for text in texts)


def test_missing_form_stops_with_its_name():
    with pytest.raises(Stop, match="password"):
        read_page("http://localhost/", PAGE).form_with("password")

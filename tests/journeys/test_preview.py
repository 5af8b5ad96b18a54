"""What an apprentice writes is drawn beside her code: at once, apart from the platform, and it locks nobody out."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_from_lesson_to_certification import write

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

PAGE = "html-carte-de-visite"
SCRIPT = "js-panier-de-legumes"
WITH_PROGRAMS = """<!doctype html><html lang="fr"><head><title>Essai</title></head>
<body onload="document.title='a tourné'"><h1>Bonjour</h1>
<p><img src="absente.svg" alt="" onerror="document.body.append('a tourné')"></p>
<script>
localStorage.setItem("nom", "Léa");
document.querySelector("h1").textContent = localStorage.nom + " " + typeof document.cookie;
</script></body></html>"""


def open_exercise(platform, open_as, key, query=""):
    page = open_as("apprentice")
    page.goto(f"{platform.url}/exercices/{key}/{query}")
    page.wait_for_load_state("networkidle")
    return page


def frame_of(page):
    return page.frame_locator(".preview__frame")


def status_of(page):
    return page.locator("[data-preview-status]")


def test_the_page_is_drawn_while_one_writes_and_nothing_of_it_runs(platform, open_as):
    page = open_exercise(platform, open_as, PAGE)
    expect(status_of(page)).to_contain_text("sans JavaScript")
    write(page, "index.html", WITH_PROGRAMS)
    expect(frame_of(page).locator("h1")).to_have_text("Bonjour")
    page.wait_for_timeout(300)
    expect(frame_of(page).locator("body")).not_to_contain_text("a tourné")
    page.get_by_role("button", name="Exécuter la page").click()
    expect(frame_of(page).locator("h1")).to_have_text("Léa string")


def test_previews_have_an_origin_that_is_not_the_platforms(platform, open_as):
    page = open_exercise(platform, open_as, PAGE)
    expect(status_of(page)).to_contain_text("sans JavaScript")
    frame = next(frame for frame in page.frames if "/apercu/" in frame.url)
    assert frame.url.startswith(platform.url.replace("localhost", "127.0.0.1"))
    assert frame.evaluate("self.origin") == "null"


def test_a_device_has_its_width_and_its_colours(platform, open_as):
    page = open_exercise(platform, open_as, PAGE)
    dark = "<style>body { color: red } @media (prefers-color-scheme: dark) { body { color: blue } }</style><p>Ici"
    write(page, "index.html", dark)
    drawn = frame_of(page).locator("p")
    expect(drawn).to_have_css("color", "rgb(255, 0, 0)")
    page.get_by_role("button", name="Comme sur un appareil réglé en sombre").click()
    expect(drawn).to_have_css("color", "rgb(0, 0, 255)")
    page.get_by_role("button", name="Ordinateur, 1280 pixels").click()
    assert drawn.evaluate("() => innerWidth") == 1280


def test_a_loop_without_end_is_named_and_locks_nobody_out(platform, open_as):
    page = open_exercise(platform, open_as, SCRIPT)
    write(page, "script.js", "console.log('avant');\nlet n = 0;\nfor (;;) {\n  n += 1;\n}\n")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("[data-lines]")).to_contain_text(
        "La boucle de la ligne 3 de script.js", timeout=60_000
    )
    expect(page.locator("#draft-status")).to_contain_text(re.compile(r"Enregistré à"))
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("textbox", name=re.compile("script.js"))).to_be_visible()
    expect(page.locator("[data-lines] li")).to_have_count(0)


def test_nothing_is_drawn_when_the_address_says_so(platform, open_as):
    page = open_exercise(platform, open_as, PAGE, "?run=0")
    page.wait_for_timeout(500)
    expect(page.locator(".preview__frame")).to_be_hidden()
    page.get_by_role("button", name="Exécuter la page").click()
    expect(page.locator(".preview__frame")).to_be_visible()


def test_a_result_leads_to_its_element_in_the_preview(platform, open_as):
    page = open_exercise(platform, open_as, PAGE)
    write(page, "index.html", '<!doctype html><html lang="fr"><title>T</title><h1>Autre chose</h1></html>')
    page.get_by_role("button", name="Vérifier", exact=True).click()
    point = page.locator('[data-point-at="h1"]').first
    point.wait_for(state="attached", timeout=180_000)
    page.locator("details:has([data-point-at='h1'])").first.evaluate("details => { details.open = true; }")
    point.click()
    expect(status_of(page)).to_contain_text("Entouré dans l’aperçu")
    expect(frame_of(page).locator("h1")).to_have_css("outline-style", "solid")


def test_a_page_is_compared_with_its_model(platform, open_as):
    page = open_exercise(platform, open_as, "css-affiche-du-marche")
    page.get_by_role("tab", name="Attendu").click()
    expect(page.get_by_role("img", name="Image de la page à obtenir").first).to_be_visible()
    page.get_by_role("button", name="Vérifier", exact=True).click()
    stage = page.locator(".curtain__stage").first
    stage.wait_for(state="attached", timeout=180_000)
    page.locator("details:has(> .check__body [data-curtain])").first.evaluate(
        "details => { details.open = true; }"
    )
    curtain = page.get_by_label("Rideau").first
    curtain.focus()
    page.keyboard.press("Home")
    assert stage.evaluate("stage => stage.style.getPropertyValue('--curtain')") == "0%"
    expect(stage.get_by_role("img", name="Le modèle")).to_have_js_property("complete", True)
    assert stage.get_by_role("img", name="Le modèle").evaluate("image => image.naturalWidth") == 360


def test_the_zones_are_as_wide_as_one_left_them(platform, open_as):
    page = open_exercise(platform, open_as, PAGE)
    page.set_viewport_size({"width": 1280, "height": 900})
    statement, bar = (
        page.locator("#zone-statement"),
        page.get_by_role("separator", name="Largeur de la consigne"),
    )
    before = statement.bounding_box()["width"]
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wider = statement.bounding_box()["width"]
    assert wider > before + 30
    page.reload()
    page.wait_for_load_state("networkidle")
    assert abs(statement.bounding_box()["width"] - wider) < 2
    bar.focus()
    page.keyboard.press("Enter")
    assert abs(statement.bounding_box()["width"] - before) < 2

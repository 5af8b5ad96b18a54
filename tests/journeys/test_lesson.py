"""A lesson is tried out while it is read: examples change, questions answer, and one goes on where one left."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

FIRST = "/cours/ecole-du-web/html-ecrire-une-page/votre-premiere-page/"
SCRIPTED = "/cours/ecole-du-web/javascript-premiers-programmes/choisir-avec-une-condition/"


def open_lesson(platform, open_as, address, **options):
    page = open_as("apprentice", **options)
    page.goto(f"{platform.url}{address}")
    page.wait_for_load_state("networkidle")
    return page


def example_of(page):
    live = page.locator("[data-live]")
    live.scroll_into_view_if_needed()
    return live, live.frame_locator("iframe")


def test_an_example_follows_what_one_writes_and_comes_back(platform, open_as):
    page = open_lesson(platform, open_as, FIRST)
    live, frame = example_of(page)
    expect(frame.locator("h1")).to_have_text("La ludothèque du quartier")
    live.get_by_label("index.html").fill(
        "<h1>Mon titre</h1><script>document.body.append('a tourné')</script>"
    )
    expect(frame.locator("h1")).to_have_text("Mon titre")
    expect(frame.locator("body")).not_to_contain_text("a tourné")
    live.get_by_role("button", name="Remettre l’exemple").click()
    expect(frame.locator("h1")).to_have_text("La ludothèque du quartier")
    assert page.complaints == []


def test_an_example_runs_when_asked_and_a_loop_is_stopped(platform, open_as):
    page = open_lesson(platform, open_as, SCRIPTED)
    live, frame = example_of(page)
    live.get_by_role("button", name="Exécuter la page").click()
    expect(frame.locator("#reponse")).to_have_text("La salle est pleine.")
    live.get_by_label("script.js").fill("for (;;) {}")
    live.get_by_role("button", name="Exécuter la page").click()
    expect(live.locator("[data-says]")).to_contain_text(
        "La boucle de la ligne 1 de script.js", timeout=60_000
    )
    # The lesson goes on: only the example was stopped.
    live.get_by_role("button", name="Remettre l’exemple").click()
    live.get_by_role("button", name="Exécuter la page").click()
    expect(frame.locator("#reponse")).to_have_text("La salle est pleine.")


def test_a_question_is_answered_by_the_keyboard_and_says_why(platform, open_as):
    page = open_lesson(platform, open_as, FIRST)
    question = page.locator("[data-question]")
    question.get_by_role("button", name="Répondre").press("Enter")
    expect(question.get_by_role("status")).to_have_text("Choisissez d’abord une réponse.")
    question.get_by_label("title").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(question.get_by_role("status")).to_contain_text("Pas tout à fait")
    expect(question.locator("[data-why]").filter(has_text="C'est le titre principal")).to_be_hidden()
    question.get_by_label("h1").check()
    question.get_by_role("button", name="Répondre").press("Enter")
    expect(question.get_by_role("status")).to_have_text("C’est juste.")
    expect(question.locator("[data-explain]")).to_be_visible()


def test_one_goes_on_reading_where_one_was(platform, open_as):
    page = open_lesson(platform, open_as, FIRST)
    expect(page.locator("[data-resume]")).to_be_hidden()
    page.locator("[data-lesson] > *").nth(5).evaluate("block => block.scrollIntoView()")
    page.wait_for_timeout(200)
    assert float(page.get_by_role("progressbar").evaluate("meter => meter.value")) > 20
    page.reload()
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Reprendre la lecture").click()
    assert page.locator("[data-lesson] > :focus").count() == 1


def test_code_is_copied_as_it_was_written(platform, open_as):
    page = open_lesson(platform, open_as, FIRST)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier").first.click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == ("<h1>La ludothèque du quartier</h1>\n<p>Venez emprunter des jeux le mercredi.</p>")


def test_without_javascript_code_is_read_and_answers_are_folded(platform, open_as, chromium):
    page = open_as("apprentice")
    state = page.context.storage_state()
    plain = chromium.new_context(java_script_enabled=False, storage_state=state, locale="fr-FR").new_page()
    plain.goto(f"{platform.url}{FIRST}")
    expect(plain.locator("[data-live] textarea").first).to_be_visible()
    expect(plain.get_by_text("Voir la réponse")).to_be_visible()
    plain.context.close()

"""The exercise page for whoever has no mouse, a phone, or letters twice as large."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CARD, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

ADDRESS = "/exercices/html-carte-de-visite/"
RIGHT = (CARD / "solution/index.html").read_text(encoding="utf-8")


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def go_to(page, found, *, most=80):
    """Press Tab until `found` says that one is there; a page that traps the focus fails."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if found():
            return
    raise AssertionError(f"never reached; the focus is on {focused(page)!r}")


def is_in(page, selector):
    return lambda: page.evaluate("selector => !!document.activeElement.closest(selector)", selector)


def test_an_exercise_is_done_by_the_keyboard_alone(platform, open_as):
    page = open_as("apprentice", email="samba.hautemer@demo.example")
    page.goto(platform.url + ADDRESS)
    expect(page.locator(".cm-content").first).to_be_visible()
    go_to(page, is_in(page, ".cm-content"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(RIGHT)
    # Tab leaves the editor: it moves code only for who asked for it.
    go_to(page, is_in(page, "#help-link"))
    page.keyboard.press("Tab")
    assert focused(page) == "Vérifier"
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_contain_text("Réussi", timeout=180_000)
    following = page.locator("#results").get_by_role("link", name=re.compile("^Suite"))
    expect(following).to_be_visible()
    # Back from « Vérifier », the next exercise is a few stops away.
    for _ in range(40):
        if following.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: ADDRESS not in url)


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": PHONE, "has_touch": True, "is_mobile": True},
        {"viewport": {"width": 640, "height": 450}},  # 1280 × 900 at 200 %
    ],
    ids=["phone", "twice as large"],
)
def test_an_exercise_is_done_on_a_small_screen(platform, open_as, options):
    email = "rania.clairvent@demo.example" if "is_mobile" in options else "thais.pierrefeuille@demo.example"
    page = open_as("apprentice", email=email, **options)
    page.goto(platform.url + ADDRESS)
    page.get_by_role("tab", name="Consigne").click()
    expect(page.get_by_text("Un seul titre principal").first).to_be_visible()
    page.get_by_role("tab", name="Code").click()
    editor = page.locator("section[data-tab='index.html'] .cm-content")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(RIGHT)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#results .report--passed")).to_be_visible(timeout=180_000)
    for tab in ("Consigne", "Code", "Résultats"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), tab
        # What one presses is never covered by what stays at the bottom.
        expect(page.get_by_role("button", name="Vérifier")).to_be_in_viewport()

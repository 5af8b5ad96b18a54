"""Journeys run in a real Chromium against the whole platform, started for them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from script.steps.instruments import CHROMIUM
from script.steps.places import ROOT
from tests.grader.boxes import grader_images, left_of
from tests.journeys.platform import Platform, demo_platform, sign_in_of

__all__ = ["grader_images"]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

# The exercise that most stories work on.
CARD = ROOT / "exercises/catalogue/html-carte-de-visite"

# What is looked for appears at once on a machine at rest; a journey must not fail because the machine is not.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

# When one types over a selection, Chromium tries to keep its style in an attribute, which our policy refuses.
EDITING_NOISE = "Applying inline style violates"


def is_complaint(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.text.startswith(EDITING_NOISE)


@pytest.fixture(scope="module")
def platform(grader_images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with demo_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running
    assert left_of(running.owner) == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not the plug-in's fixture, which keeps its event loop for the whole run: Django refuses the database then.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, platform: Platform) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page signed in as a demo person; `complaints` collects what the console says."""
    contexts = []

    def open_page(role: str | None, *, email: str = "", **options: object) -> Page:
        context = chromium.new_context(**{"viewport": DESK, "locale": "fr-FR", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if is_complaint(m) else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if role is not None:
            known, password = sign_in_of(role)
            page.goto(f"{platform.url}/connexion/")
            page.get_by_label("E-mail").fill(email or known)
            page.locator("input[name=password]").fill(password)
            page.get_by_role("button", name="Se connecter").click()
            page.wait_for_url(lambda url: "/connexion/" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()

"""`script/server --once`: the demo apprentice hands in a solution and a mistake, and reads both verdicts.

Goes through the pages that a browser would, with no other knowledge of the platform than what they show.
"""

import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from script.steps.browsing import Browser, Page, Refused
from script.steps.places import ROOT
from script.steps.progress import Stop, duration, say
from script.steps.supervisor import Supervisor

# What the pages are made of, in one place.
SIGN_IN_ADDRESS = "/connexion/"
EMAIL_FIELD, PASSWORD_FIELD = "login", "password"
EXERCISE_ADDRESS = "/exercices/{key}/"
FILE_FIELD = "file:"
NEXT_LOOK = "data-poll"
PASSED, FAILED = "report--passed", "report--failed"
SENTENCE = "report__sentence"
FAILED_CHECK, EXPLANATION = "check--failed", "check__body"

KEY, MISTAKE = "html-carte-de-visite", "deux-h1"
CATALOGUE = ROOT / "exercises" / "catalogue"
SCHOOL = ROOT / "lms" / "demo" / "content" / "school.toml"
VERDICT_SECONDS = 120


@dataclass(frozen=True)
class Verdict:
    state: str
    sentence: str
    explanations: tuple[str, ...]
    seconds: float


def files_of(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        FILE_FIELD + path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }


def apprentice_account(accounts: str) -> tuple[str, str]:
    """Return the demo apprentice's address and password, as the list of demo sign-ins shows them."""
    email = tomllib.loads(SCHOOL.read_text(encoding="utf-8"))["sign_ins"]["apprentice"]
    for line in accounts.splitlines():
        if email in line:
            return email, line.split()[-1]
    raise Stop("l'école de démonstration n'a pas d'apprenti·e ; lisez var/log/load-demo.log.")


def sign_in(browser: Browser, email: str, password: str) -> None:
    page = browser.open(SIGN_IN_ADDRESS)
    arrived = browser.send(
        page, page.form_with(PASSWORD_FIELD), {EMAIL_FIELD: email, PASSWORD_FIELD: password}
    )
    if any(PASSWORD_FIELD in form.fields for form in arrived.forms):
        raise Stop(f"la connexion de {email} a été refusée ; lisez var/log/web.log.")


def hand_in(browser: Browser, supervisor: Supervisor, files: dict[str, str]) -> Verdict:
    """Open the exercise, fill in `files`, press « Vérifier » and look until the verdict is there."""
    started = time.monotonic()
    page = browser.open(EXERCISE_ADDRESS.format(key=KEY))
    form = page.form_with(FILE_FIELD)
    panel = browser.send(
        page, form, {name: text for name, text in files.items() if name in form.fields}, partial=True
    )
    while address := panel.attribute(NEXT_LOOK):
        if time.monotonic() - started > VERDICT_SECONDS:
            raise Stop("la correction n'est pas arrivée ; lisez var/log/grading-worker.log.")
        supervisor.wait(0.5)
        panel = browser.open(address, at=page.url, partial=True)
    return read_verdict(panel, time.monotonic() - started)


def read_verdict(panel: Page, seconds: float) -> Verdict:
    state = next((name for name in (PASSED, FAILED) if panel.texts_in(name)), "")
    explanations = tuple(panel.texts_in(FAILED_CHECK, EXPLANATION, tag="p"))
    return Verdict(state, " ".join(panel.texts_in(SENTENCE)), explanations, seconds)


def show(title: str, verdict: Verdict) -> None:
    word = {PASSED: "réussi", FAILED: "à corriger"}.get(verdict.state, "pas de verdict")
    say(f"{title} : {word} ({duration(verdict.seconds)}). {verdict.sentence}")
    for explanation in verdict.explanations:
        say(f"    {explanation}")


def grade_twice(supervisor: Supervisor, *, base: str, accounts: str) -> int:
    """Return 0 when the solution passed and the mistake failed, else 1."""
    browser = Browser(base)
    try:
        sign_in(browser, *apprentice_account(accounts))
        solved = hand_in(browser, supervisor, files_of(CATALOGUE / KEY / "solution"))
        show("La solution", solved)
        mistaken = hand_in(browser, supervisor, files_of(CATALOGUE / KEY / "mistakes" / MISTAKE))
        show("Une erreur", mistaken)
    except Refused as refusal:
        raise Stop(f"{refusal} ; lisez var/log/web.log.") from None
    as_expected = (
        solved.state == PASSED and mistaken.state == FAILED and solved.sentence and mistaken.sentence
    )
    say("Tout s'est passé comme prévu." if as_expected else "Ce n'est pas ce qui était attendu.")
    return 0 if as_expected else 1

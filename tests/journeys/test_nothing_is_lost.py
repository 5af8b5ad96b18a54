"""Workers die, windows compete, connections drop: no line of code and no submission is lost."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from tests.grader.boxes import containers_of
from tests.journeys.platform import sign_in_of
from tests.journeys.test_from_lesson_to_certification import check, write

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

ENDLESS = "function prixDuPanier() {\n  while (true) {}\n}\nwhile (true) {}\n"
PANEL = """() => fetch(document.querySelector("[data-poll]").dataset.poll, {headers: {"HX-Request": "true"}})
    .then(answer => answer.text())"""
SAVED = re.compile(r"Enregistré à \d{1,2}\s?h\s?\d\d")


def nothing_remains(platform):
    """Wait a moment: a verdict does not wait for its box to be removed. Only boxes for others are left."""
    deadline = time.monotonic() + 40
    while True:
        waiting = containers_of(platform.owner, run="waiting")
        others = set(containers_of(platform.owner)) - set(waiting) - set(network_of(platform))
        if not others and len(waiting) == platform.boxes_that_wait():
            return
        assert time.monotonic() < deadline, (others, waiting)
        time.sleep(0.5)


def network_of(platform):
    """The container that holds the empty network of the boxes: it runs nothing."""
    return containers_of(platform.owner, role="empty-network")


def runs_of_try(platform, email, number):
    """Return (fault, whether it is the one believed) of each run, in the order of the claims."""
    written = platform.run(
        "import json; from exercises.models import GradingRun; print(json.dumps([(run.fault, "
        "run.submission.current_run_id == run.pk) for run in GradingRun.objects.filter("
        f"submission__apprentice__email='{email}', submission__number={number})]))"
    )
    return [tuple(row) for row in json.loads(written.splitlines()[-1])]


def wait_until_a_box_works(page):
    """Return once a worker has claimed what the page shows, and its box is at work."""
    expect(page.locator("#results .report--waiting")).to_be_visible()
    deadline = time.monotonic() + 60
    while "badge--running" not in page.evaluate(PANEL):
        assert time.monotonic() < deadline


def open_exercise(platform, open_as, key, email):
    page = open_as("apprentice", email=email)
    page.goto(f"{platform.url}/exercices/{key}/")
    expect(page.locator(".cm-content").first).to_be_visible()
    return page


def test_a_worker_killed_while_it_grades_loses_nothing(platform, open_as):
    page = open_exercise(platform, open_as, "js-panier-de-legumes", "gabin.merlebleu@demo.example")
    write(page, "script.js", ENDLESS)
    page.get_by_role("button", name="Vérifier").click()
    wait_until_a_box_works(page)
    platform.kill_live_workers()
    expect(page.locator("#results .report--waiting")).to_be_visible()
    expect(page.locator("#results")).to_contain_text("Votre travail est enregistré")

    # Nobody is told: the lease ends, the clock notices within the minute, and another worker begins again.
    platform.start_live_workers()
    expect(page.locator("#results .report--failed")).to_be_visible(timeout=180_000)
    expect(page.locator("#results .report__sentence")).to_contain_text("boucle")
    nothing_remains(platform)
    assert runs_of_try(platform, "gabin.merlebleu@demo.example", 1) == [
        ("platform", False),
        ("apprentice", True),
    ]

    # One verdict, and the next piece of work is graded as if nothing had happened.
    assert page.locator(".history__list li").count() <= 1
    check(page, "failed")


def test_work_that_kills_its_worker_each_time_is_set_aside_and_a_trainer_sees_it(platform, open_as):
    email = "ilyes.neigefontaine@demo.example"
    page = open_exercise(platform, open_as, "js-tarif-adhesion", email)
    write(page, "script.js", ENDLESS)
    page.get_by_role("button", name="Vérifier").click()
    for _ in range(3):
        wait_until_a_box_works(page)
        platform.kill_live_workers()
        platform.release_what_is_stuck()
        platform.start_live_workers()
    expect(page.locator("#results")).to_contain_text("C’est notre faute", timeout=180_000)
    assert runs_of_try(platform, email, 1) == [("platform", False), ("platform", False), ("platform", True)]

    trainer = open_as("trainer")
    trainer.get_by_role("link", name=re.compile("Ilyès Neigefontaine")).first.click()
    expect(trainer.get_by_role("button", name="Vérifier à nouveau")).to_be_visible()

    # The workers that were killed are believed again, and others go on meanwhile.
    write(page, "script.js", "function tarif() { return 0; }\n")
    check(page, "failed")

    trainer.get_by_role("button", name="Vérifier à nouveau").click()
    deadline = time.monotonic() + 90
    while runs_of_try(platform, email, 1)[-1] != ("apprentice", True):
        assert time.monotonic() < deadline
        time.sleep(1)
    nothing_remains(platform)


def test_a_language_that_is_down_keeps_its_work_and_checks_it_by_itself(platform, open_as):
    health = (
        "from datetime import timedelta; from django.utils import timezone; "
        "from exercises.models import LanguageHealth; LanguageHealth.objects.filter(runtime='web')"
        ".update(state='broken', retry_at=timezone.now() + timedelta(minutes={minutes}))"
    )
    # Less than what is taken for the word of a clock that was ahead.
    platform.run(health.format(minutes=4))
    page = open_exercise(platform, open_as, "html-carte-de-visite", "samba.hautemer@demo.example")
    expect(page.locator("#zone-outcome")).to_contain_text("Notre vérification est en panne")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#results")).to_contain_text("La vérification en HTML et CSS ne marche pas")

    # Another language goes on.
    other = open_exercise(platform, open_as, "js-tarif-adhesion", "ulysse.rivebelle@demo.example")
    write(other, "script.js", "function tarif() { return 0; }\n")
    check(other, "failed")
    trainer = open_as("trainer")
    expect(trainer.get_by_text("En panne")).to_be_visible()

    platform.run(health.format(minutes=0))
    expect(page.locator("#results .report--failed")).to_be_visible(timeout=240_000)
    assert page.complaints == []


def test_without_the_keeper_of_waiting_boxes_work_is_checked_all_the_same(platform, open_as):
    platform.kill("grading-pool")
    page = open_exercise(platform, open_as, "js-panier-de-legumes", "linh.rivedouce@demo.example")
    write(page, "script.js", "function prixTotal() { return 0; }\n")
    check(page, "failed")
    platform.start("grading-pool")
    nothing_remains(platform)


def test_a_draft_survives_the_window(platform, open_as):
    page = open_exercise(platform, open_as, "js-tarif-adhesion", "hawa.pontlumiere@demo.example")
    write(page, "script.js", "// première idée\n")
    expect(page.locator("#draft-status")).to_contain_text(SAVED)
    again = open_exercise(platform, open_as, "js-tarif-adhesion", "hawa.pontlumiere@demo.example")
    expect(again.locator(".cm-content")).to_contain_text("première idée")


def test_two_windows_never_overwrite_each_other_unseen(platform, open_as):
    one = open_exercise(platform, open_as, "js-tarif-adhesion", "jade.longpre@demo.example")
    two = open_exercise(platform, open_as, "js-tarif-adhesion", "jade.longpre@demo.example")
    write(one, "script.js", "// écrit dans la première fenêtre\n")
    expect(one.locator("#draft-status")).to_contain_text(SAVED)
    write(two, "script.js", "// écrit dans la deuxième fenêtre\n")
    expect(two.locator("#draft-conflict")).to_be_visible()
    two.get_by_role("button", name=re.compile("autre version")).click()
    expect(two.locator(".cm-content")).to_contain_text("première fenêtre")


def test_work_written_without_connection_is_kept_on_the_device(platform, open_as):
    page = open_exercise(platform, open_as, "js-tarif-adhesion", "kofi.soleilpierre@demo.example")
    page.context.set_offline(True)
    write(page, "script.js", "// écrit sans connexion\n")
    expect(page.locator("#draft-status")).to_contain_text("gardé sur cet appareil", timeout=60_000)
    page.context.set_offline(False)
    expect(page.locator("#draft-status")).to_contain_text(SAVED, timeout=60_000)
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("écrit sans connexion")


def test_a_page_that_was_on_its_way_during_a_save_shows_what_was_saved(platform, open_as):
    page = open_exercise(platform, open_as, "js-tarif-adhesion", "fanny.sablefin@demo.example")
    stale = page.request.get(page.url).text()
    write(page, "script.js", "// enregistré pendant que la page arrivait\n")
    expect(page.locator("#draft-status")).to_contain_text(SAVED)
    page.route(page.url, lambda route: route.fulfill(body=stale, content_type="text/html; charset=utf-8"))
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("pendant que la page arrivait")
    page.unroute(page.url)
    write(page, "script.js", "// la suite\n")
    expect(page.locator("#draft-status")).to_contain_text(SAVED, timeout=60_000)
    expect(page.locator("#draft-conflict")).to_be_hidden()


def test_signed_out_in_the_middle_one_goes_on_after_signing_in_elsewhere(platform, open_as):
    email = "gabin.merlebleu@demo.example"
    page = open_exercise(platform, open_as, "js-tarif-adhesion", email)
    page.context.clear_cookies(name="sessionid")
    write(page, "script.js", "// écrit après la fin de la session\n")
    expect(page.locator("#draft-status")).to_contain_text("Vous n’êtes plus connecté·e", timeout=60_000)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#check-failure")).to_be_visible()

    other = page.context.new_page()
    other.goto(f"{platform.url}/connexion/")
    other.get_by_label("E-mail").fill(email)
    other.locator("input[name=password]").fill(sign_in_of("apprentice")[1])
    other.get_by_role("button", name="Se connecter").click()
    other.wait_for_url(lambda url: "/connexion/" not in url)

    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("écrit après la fin de la session")
    expect(page.locator("#draft-status")).to_contain_text(SAVED, timeout=60_000)


def test_two_machines_are_told_apart_and_neither_loses_its_text(platform, open_as):
    email = "elif.ventdoux@demo.example"
    school = open_exercise(platform, open_as, "js-tarif-adhesion", email)
    home = open_exercise(
        platform, open_as, "js-tarif-adhesion", email
    )  # a context of its own: another machine
    write(school, "script.js", "// écrit à l'école\n")
    expect(school.locator("#draft-status")).to_contain_text(SAVED)
    write(home, "script.js", "// écrit à la maison\n")
    expect(home.locator("#draft-conflict")).to_be_visible()
    home.get_by_text("Ce qui diffère entre les deux").click()
    expect(home.locator("#draft-conflict del")).to_contain_text("écrit à l'école")
    expect(home.locator("#draft-conflict ins")).to_contain_text("écrit à la maison")
    home.get_by_role("button", name="Garder ce qui est sur cette page").click()
    expect(home.locator("#draft-status")).to_contain_text(SAVED, timeout=60_000)
    school.reload()
    expect(school.locator(".cm-content")).to_contain_text("écrit à la maison")


def test_a_page_without_scripts_still_checks(platform, open_as):
    page = open_as("apprentice", email="linh.rivedouce@demo.example", java_script_enabled=False)
    page.goto(f"{platform.url}/exercices/js-tarif-adhesion/")
    page.get_by_role("textbox", name=re.compile("script.js")).fill("function tarif() { return 0; }")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#results .report")).to_be_visible()
    for _ in range(30):
        if page.locator("#results .report--failed").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator("#results .report--failed")).to_be_visible()
    expect(page.get_by_role("textbox", name=re.compile("script.js"))).to_have_value(re.compile("return 0"))


def test_a_preview_that_never_ends_is_stopped_and_named(platform, open_as):
    page = open_exercise(platform, open_as, "js-etiquettes-des-stands", "ilyes.neigefontaine@demo.example")
    write(page, "script.js", "while (true) {}\n")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("[data-preview-status]")).to_contain_text("boucle", timeout=60_000)
    write(page, "script.js", "console.log('toujours là');\n")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("[data-lines]")).to_contain_text("toujours là")

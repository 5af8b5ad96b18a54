"""From the test book to two signatures: what is true, who may, what stays."""

import io
import re
import zlib
from contextlib import suppress
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse

from client_projects import actions
from client_projects.models import Paper, PaperSignature, TestAnswer, fingerprint_of
from client_projects.queries import (
    acceptance_text,
    book_of,
    decisions_open_to,
    site_versions_visible_to,
    things_to_do_for_client,
)
from client_projects.queries.acceptance import may_touch
from client_projects.sites import digest_of_site, write_site_zip
from client_projects.states import AcceptanceDecision, PaperKind, Severity, StageState
from lms.core.papers import PapersUnavailable
from lms.core.permissions import Denied
from tests.factories.client_projects import SITE, SiteVersionFactory, picture, stage_under_way


@pytest.fixture
def book(project, apprentice, now):
    for area in ("Accueil", "Contact"):
        actions.add_test_item(
            project=project, area=area, to_do="Ouvrez.", expected="Ça s'ouvre.", by=apprentice, now=now
        )
    return list(project.test_items.all())


@pytest.fixture
def run(project, book, trainer, now):
    return actions.open_test_run(project=project, delivered="Version 3, a1b2c3d", by=trainer, now=now)


def tick(run, item, by, now, **changes):
    asked = {"works": True, "said": "", **changes}
    return actions.answer_test(run=run, item=item, by=by, now=now, **asked)


@pytest.fixture
def offered(run, book, client_person, trainer, now):
    for item in book:
        tick(run, item, client_person, now)
    return actions.ask_for_signature(run=run, by=trainer, now=now)


def sign(run, by, now, decision=AcceptanceDecision.WITHOUT_RESERVATIONS, **changes):
    seen = fingerprint_of(acceptance_text(run))
    asked = {"decision": decision, "name": "Nadia Robert", "seen_hash": seen, **changes}
    return actions.sign_acceptance(run=run, by=by, now=now, **asked)


# --- The book and the rounds


def test_the_usual_points_begin_a_book_once(project, apprentice, now):
    actions.propose_tests(project=project, by=apprentice, now=now)
    assert project.test_items.count() >= 10
    with pytest.raises(actions.TestRefused):
        actions.propose_tests(project=project, by=apprentice, now=now)


def test_the_client_reads_the_book_from_the_first_round_on(project, book, trainer, client_person, now):
    assert book_of(client_person, project, None) == []
    run = actions.open_test_run(project=project, delivered="Version 1", by=trainer, now=now)
    assert len(book_of(client_person, project, run)) == len(book)


def test_an_empty_book_is_not_opened(project, trainer, now):
    with pytest.raises(actions.TestRefused):
        actions.open_test_run(project=project, delivered="Version 1", by=trainer, now=now)


def test_the_book_stands_still_while_the_client_tests(run, book, project, apprentice, trainer, now):
    with pytest.raises(actions.TestRefused):
        actions.add_test_item(project=project, area="A", to_do="B", expected="C", by=apprentice, now=now)
    with pytest.raises(actions.TestRefused):
        actions.remove_test_item(item=book[0], by=apprentice, now=now)
    with pytest.raises(actions.TestRefused):
        actions.open_test_run(project=project, delivered="Version 4", by=trainer, now=now)


def test_the_client_is_told_once(run, client_person, now):
    for _n in range(2):
        actions.tell_client_of_tests(run=run, now=now)
    assert [message.to for message in mail.outbox] == [[client_person.email]]


def test_what_does_not_work_becomes_a_reservation(run, book, project, client_person, now):
    answer = tick(
        run, book[0], client_person, now, works=False, said="Page blanche", photo=picture("ecran.png")
    )
    assert "Page blanche" in answer.reservation.text
    assert answer.photo_type == "image/png"
    with pytest.raises(actions.TestRefused):
        tick(run, book[0], client_person, now)


@pytest.mark.parametrize(
    "changes",
    [
        {"works": False, "said": " "},
        {"works": False, "said": "Non", "photo": io.BytesIO(b"....ftypheic")},
    ],
    ids=["nothing said", "a kind of picture that browsers do not show"],
)
def test_an_answer_that_says_nothing_is_refused(changes, run, book, client_person, now):
    if photo := changes.get("photo"):
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

        changes = {**changes, "photo": SimpleUploadedFile("IMG_1.HEIC", photo.getvalue())}
    with pytest.raises(actions.TestRefused):
        tick(run, book[0], client_person, now, **changes)
    assert not TestAnswer.objects.exists()


def test_the_signature_is_asked_when_everything_is_answered_and_sorted(
    run, book, client_person, trainer, now
):
    with pytest.raises(actions.TestRefused):
        actions.ask_for_signature(run=run, by=trainer, now=now)
    tick(run, book[0], client_person, now)
    answer = tick(run, book[1], client_person, now, works=False, said="Rien ne part")
    with pytest.raises(actions.TestRefused):
        actions.ask_for_signature(run=run, by=trainer, now=now)
    weigh(answer.reservation, trainer, now, Severity.MINOR)
    assert actions.ask_for_signature(run=run, by=trainer, now=now).offered_at == now


def weigh(reservation, by, now, severity):
    actions.weigh_reservation(
        reservation=reservation, severity=severity, owner=None, due_on=None, by=by, now=now
    )


# --- Deciding

YES, WITH, LATER, NO = (
    AcceptanceDecision.WITHOUT_RESERVATIONS,
    AcceptanceDecision.WITH_RESERVATIONS,
    AcceptanceDecision.POSTPONED,
    AcceptanceDecision.REFUSED,
)


@pytest.mark.parametrize(
    ("severities", "allowed"),
    [
        ([], {YES, LATER, NO}),
        ([Severity.MINOR], {WITH, LATER, NO}),
        ([Severity.MAJOR, Severity.MINOR], {WITH, LATER, NO}),
        ([Severity.BLOCKING], {LATER, NO}),
        ([Severity.BLOCKING, Severity.MINOR], {LATER, NO}),
        ([Severity.EVOLUTION], {YES, LATER, NO}),
    ],
)
def test_what_may_be_decided_follows_from_the_reservations(
    severities, allowed, offered, project, client_person, trainer, now
):
    for severity in severities:
        reservation = actions.raise_reservation(project=project, text="Le logo", by=client_person, now=now)
        weigh(reservation, trainer, now, severity)
    assert set(decisions_open_to(project)[0]) == allowed
    for decision in set(AcceptanceDecision) - allowed:
        with pytest.raises(actions.PaperRefused):
            sign(offered, client_person, now, decision)
    assert not Paper.objects.exists()


def test_rule_13_nothing_is_accepted_while_a_blocking_reservation_is_open(
    offered, project, client_person, trainer, now
):
    """Neither as it is nor with reservations, by whatever way it is asked; once it is lifted, it is accepted."""
    reservation = actions.raise_reservation(project=project, text="Rien ne part", by=client_person, now=now)
    weigh(reservation, trainer, now, Severity.BLOCKING)
    for decision in (YES, WITH):
        with pytest.raises(actions.PaperRefused):
            sign(offered, client_person, now, decision)
    actions.fix_reservation(reservation=reservation, by=trainer, now=now)
    for decision in (YES, WITH):  # corrected is not lifted: the client has not tried it again
        with pytest.raises(actions.PaperRefused):
            sign(offered, client_person, now, decision)
    assert not Paper.objects.exists()
    actions.lift_reservation(reservation=reservation, by=client_person, now=now)
    assert sign(offered, client_person, now, YES).decision == YES


def test_the_report_says_everything_and_never_changes(offered, project, client_person, trainer, now):
    paper = sign(offered, client_person, now)
    said = str(paper.content)
    for part in ("Version 3, a1b2c3d", project.client.name, project.school.name, "Acceptée sans réserve"):
        assert part in said
    assert paper.is_intact
    assert not Paper.objects.get().is_signed
    actions.countersign(paper=paper, name="Solène", seen_hash=paper.content_hash, by=trainer, now=now)
    assert Paper.objects.get().is_signed
    with pytest.raises(TypeError):
        paper.save()
    with pytest.raises(TypeError):
        paper.delete()


def test_a_report_that_changed_meanwhile_is_read_again(offered, client_person, project, trainer, now):
    seen = fingerprint_of(acceptance_text(offered))
    weigh(
        actions.raise_reservation(project=project, text="Le logo", by=client_person, now=now),
        trainer,
        now,
        Severity.MINOR,
    )
    with pytest.raises(actions.PaperRefused):
        sign(offered, client_person, now, WITH, seen_hash=seen)


def test_nothing_is_signed_before_it_is_asked(run, client_person, now):
    with pytest.raises(actions.PaperRefused):
        sign(run, client_person, now)


def test_each_side_signs_once_and_what_it_saw(offered, client_person, trainer, now):
    paper = sign(offered, client_person, now)
    for act, by, seen in (
        (actions.sign, client_person, paper.content_hash),
        (actions.countersign, trainer, "0" * 64),
    ):
        with pytest.raises(actions.PaperRefused):
            act(paper=paper, name="Encore", seen_hash=seen, by=by, now=now)
    assert PaperSignature.objects.count() == 1


# --- Stages


def test_the_stage_ends_with_its_signed_report(offered, project, client_person, trainer, now):
    milestone = stage_under_way(project, "acceptance")
    for _step in ("no paper", "one signature"):
        with pytest.raises(actions.StageRefused):
            actions.finish_stage(milestone=milestone, by=trainer, now=now)
        paper = Paper.objects.first() or sign(offered, client_person, now)
    actions.countersign(paper=paper, name="Solène", seen_hash=paper.content_hash, by=trainer, now=now)
    actions.finish_stage(milestone=milestone, by=trainer, now=now)
    assert milestone.state == StageState.DONE


def test_a_refusal_ends_the_round_and_not_the_stage(offered, project, client_person, trainer, now):
    paper = sign(offered, client_person, now, NO)
    actions.countersign(paper=paper, name="Solène", seen_hash=paper.content_hash, by=trainer, now=now)
    with pytest.raises(actions.StageRefused):
        actions.finish_stage(milestone=stage_under_way(project, "acceptance"), by=trainer, now=now)
    assert actions.open_test_run(project=project, delivered="Version 4", by=trainer, now=now).number == 2


@pytest.mark.parametrize("kind", [PaperKind.GO_LIVE, PaperKind.HANDOVER])
def test_a_list_leads_to_its_paper_and_the_end_of_its_stage(
    kind, project, apprentice, trainer, client_person, now
):
    milestone = stage_under_way(project, kind)
    actions.start_checklist(project=project, kind=kind, by=apprentice, now=now)
    with pytest.raises(actions.PaperRefused):
        actions.draw_up(project=project, kind=kind, by=trainer, now=now)
    for item in project.checklist_items.filter(kind=kind):
        actions.tick_checklist(item=item, is_done=True, note="dans le guide", by=apprentice, now=now)
    paper = actions.draw_up(project=project, kind=kind, by=trainer, now=now)
    assert things_to_do_for_client(project)[0].url == paper.get_absolute_url()
    actions.sign(paper=paper, name="Nadia", seen_hash=paper.content_hash, by=client_person, now=now)
    actions.countersign(paper=paper, name="Solène", seen_hash=paper.content_hash, by=trainer, now=now)
    actions.finish_stage(milestone=milestone, by=trainer, now=now)
    assert milestone.state == StageState.DONE


def test_lifted_reservations_are_reported(project, client_person, trainer, apprentice, now):
    reservation = actions.raise_reservation(project=project, text="Le logo", by=client_person, now=now)
    with pytest.raises(actions.PaperRefused):
        actions.draw_up(project=project, kind="lifting", by=trainer, now=now)
    actions.fix_reservation(reservation=reservation, by=apprentice, now=now)
    actions.lift_reservation(reservation=reservation, by=client_person, now=now)
    paper = actions.draw_up(project=project, kind="lifting", by=trainer, now=now)
    assert "Le logo" in str(paper.content)


# --- Who may

ACTS = {
    "write": (
        {"trainer", "apprentice"},
        lambda s, by: actions.propose_tests(project=s.other, by=by, now=s.now),
    ),
    "open": (
        {"trainer"},
        lambda s, by: actions.open_test_run(project=s.project, delivered="V9", by=by, now=s.now),
    ),
    "answer": ({"client"}, lambda s, by: tick(s.run, s.item, by, s.now)),
    "ask": ({"trainer"}, lambda s, by: actions.ask_for_signature(run=s.run, by=by, now=s.now)),
    "accept": ({"client"}, lambda s, by: sign(s.run, by, s.now)),
    "draw up": (
        {"trainer"},
        lambda s, by: actions.draw_up(project=s.project, kind="go_live", by=by, now=s.now),
    ),
    "list": (
        {"trainer", "apprentice"},
        lambda s, by: actions.start_checklist(project=s.project, kind="go_live", by=by, now=s.now),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_who_may_do_each_thing(name, offered, project, book, cast, other_project, now):
    allowed, act = ACTS[name]

    class Scene:
        pass

    scene = Scene()
    scene.project, scene.other, scene.run, scene.item, scene.now = project, project, offered, book[0], now
    for who, person in cast.items():
        if person is None:
            continue
        try:
            act(scene, person)
            may = True
        except Denied:
            may = False
        except actions.Refused:
            may = True
        assert may == (who in allowed), who


# --- Screens


def test_the_client_ticks_on_her_page_and_keeps_what_she_wrote(run, book, project, client_person, browse):
    browser = browse(client_person)
    page = browser.get(reverse("acceptance", args=[project.slug])).content.decode()
    assert page.count("Ça marche") == len(book)
    address = reverse("test_answer", args=[project.slug, book[0].pk])
    browser.post(address, {"works": "yes"})
    assert TestAnswer.objects.get().works
    refused = browser.post(
        reverse("test_answer", args=[project.slug, book[1].pk]),
        {"said": "Page blanche", "photo": picture("a.gif", kind="GIF")},
    )
    assert "Page blanche" in refused.content.decode()
    assert TestAnswer.objects.count() == 1


def test_a_blocking_reservation_is_told_where_one_signs(
    offered, project, client_person, trainer, now, browse
):
    reservation = actions.raise_reservation(project=project, text="Le logo", by=client_person, now=now)
    weigh(reservation, trainer, now, Severity.BLOCKING)
    page = browse(client_person).get(reverse("acceptance_sign", args=[project.slug])).content.decode()
    assert "réserve bloquante est ouverte" in page
    assert 'value="without_reservations"' not in page


def test_both_sides_sign_on_the_page(offered, project, client_person, trainer, browse):
    address = reverse("acceptance_sign", args=[project.slug])
    form = browse(client_person).get(address).context["form"]
    answer = {
        "decision": "without_reservations",
        "name": "Nadia Robert",
        "seen_hash": form.initial["seen_hash"],
    }
    unsure = browse(client_person).post(address, answer)
    assert "Nadia Robert" in unsure.content.decode()
    assert not Paper.objects.exists()
    browse(client_person).post(address, {**answer, "is_sure": "on"})
    paper = Paper.objects.get()
    browse(trainer).post(
        paper.get_absolute_url(), {"name": "Solène", "is_sure": "on", "seen_hash": paper.content_hash}
    )
    assert Paper.objects.get().is_signed


def unpacked(pdf: bytes) -> bytes:
    """Return what the streams of `pdf` hold, beside what stands in the clear."""
    opened = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.DOTALL):
        with suppress(zlib.error):
            opened.append(zlib.decompressobj().decompress(packed))
    return b"".join(opened)


def test_the_pdf_is_tagged_and_asks_for_nothing(offered, project, client_person, now, browse):
    paper = sign(offered, client_person, now, name="<img src=http://evil.example/x>")
    response = browse(client_person).get(reverse("paper_pdf", args=[project.slug, paper.pk]))
    assert response.status_code == HTTPStatus.OK
    assert response.content.startswith(b"%PDF-")
    for mark in (b"pdfuaid", b"/MarkInfo"):
        assert mark in unpacked(response.content)


def test_a_server_without_the_library_says_to_print(
    offered, project, client_person, now, browse, monkeypatch
):
    def missing(*_arguments):
        raise PapersUnavailable

    monkeypatch.setattr("client_projects.views.papers.pdf_of", missing)
    paper = sign(offered, client_person, now)
    page = browse(client_person).get(reverse("paper_pdf", args=[project.slug, paper.pk]), follow=True)
    assert "imprimez plutôt la page" in page.content.decode()


def test_the_page_costs_the_same_with_a_longer_book(
    project, apprentice, trainer, client_person, now, browse, django_assert_max_num_queries
):
    browser = browse(client_person)
    address = reverse("acceptance", args=[project.slug])
    counts = []
    for delivered in ("Version 1", "Version 2"):
        for _n in range(3):
            actions.add_test_item(project=project, area="A", to_do="B", expected="C", by=apprentice, now=now)
        run = actions.open_test_run(project=project, delivered=delivered, by=trainer, now=now)
        for item in project.test_items.all():
            tick(run, item, client_person, now)
        browser.get(address)
        with django_assert_max_num_queries(20) as asked:
            browser.get(address)
        counts.append(len(asked))
        actions.ask_for_signature(run=run, by=trainer, now=now)
        sign(run, client_person, now, NO)
    assert counts[1] - counts[0] <= 1  # the signatures of the first paper


def test_nothing_is_signed_in_an_archived_project(offered, project, client_person, trainer, now, browse):
    paper = sign(offered, client_person, now)
    project.state = "archived"
    project.save()
    assert browse(trainer).get(paper.get_absolute_url()).context["form"] is None


# --- A round on a version of the site


def site_version(project, apprentice, number, **files):
    content = {**SITE, **{name.replace("__", "."): data for name, data in files.items()}}
    return SiteVersionFactory(
        project=project,
        handed_in_by=apprentice,
        number=number,
        archive=ContentFile(write_site_zip(content), name="site.zip"),
        content_hash=digest_of_site(content),
    )


@pytest.fixture
def on_site(project, book, apprentice, trainer, now):
    version = site_version(project, apprentice, 1)
    return actions.open_test_run(project=project, site_version=version, by=trainer, now=now)


def test_a_round_names_the_version_of_the_site_and_lets_the_client_visit_it(
    on_site, project, apprentice, client_person, browse
):
    other = site_version(project, apprentice, 2)

    assert on_site.delivered == "Version 1 du site"
    assert list(site_versions_visible_to(client_person)) == [on_site.site_version]
    assert on_site.site_version.content_hash in str(acceptance_text(on_site))
    page = browse(client_person).get(reverse("acceptance", args=[project.slug])).content.decode()
    assert on_site.site_version.preview_url in page
    assert other.preview_url not in page
    assert "a été déposée depuis" not in page


def test_a_round_is_on_something_of_this_project(project, other_project, book, apprentice, trainer, now):
    strange = site_version(other_project, apprentice, 1)
    with pytest.raises(actions.TestRefused):
        actions.open_test_run(project=project, site_version=strange, by=trainer, now=now)
    with pytest.raises(actions.TestRefused):
        actions.open_test_run(project=project, delivered=" ", by=trainer, now=now)


def test_a_trainer_opens_a_round_on_a_version_and_typed_words_are_kept(
    project, book, apprentice, trainer, browse
):
    version = site_version(project, apprentice, 3)
    page = reverse("test_run_open", args=[project.slug])

    refused = browse(trainer).post(page, {"delivered": "", "address": "https://exemple.fr"}).content.decode()
    browse(trainer).post(page, {"site_version": version.pk, "delivered": "", "address": ""})

    assert "Choisissez une version du site" in refused
    assert "https://exemple.fr" in refused
    assert project.test_runs.get().site_version == version


@pytest.mark.parametrize(
    ("area", "changed", "touched"),
    [
        ("Page d'accueil", ["index.html"], True),
        ("Page d'accueil", ["contact/index.html"], False),
        ("Formulaire de contact", ["contact/index.html"], True),
        ("Formulaire de contact", ["public/contact.php"], True),
        ("Réservation", ["reservation.php"], True),
        ("Contact", ["css/site.css"], True),
        ("Toutes les pages", ["contact.html"], True),
        ("Contact", ["actualites.html", "index.html"], False),
        ("Contact", [], False),
    ],
)
def test_what_a_new_version_may_touch_is_proposed(area, changed, touched):
    assert may_touch(area, changed) is touched


def test_a_newer_version_says_what_has_to_be_tried_again(
    on_site, project, book, apprentice, trainer, client_person, now, browse
):
    home, contact = book
    for item in book:
        tick(on_site, item, client_person, now)
    actions.ask_for_signature(run=on_site, by=trainer, now=now)
    newer = site_version(project, apprentice, 2, index__html=b"<h1>Autrement</h1>")
    way = reverse("test_run_newer", args=[project.slug])
    book_page = reverse("acceptance", args=[project.slug])

    assert way in browse(trainer).get(book_page).content.decode()
    assert way not in browse(apprentice).get(book_page).content.decode()
    asked = browse(trainer).get(way)
    assert asked.context["form"].initial["again"] == [home]
    assert asked.context["newer"].changed == ["index.html"]
    browse(trainer).post(way, {"again": [home.pk]})

    run = project.test_runs.get()
    assert (run.site_version, run.offered_at, run.client_told_at) == (newer, None, None)
    assert {answer.item: answer.again for answer in run.answers.all()} == {home: True, contact: False}
    with pytest.raises(actions.TestRefused, match="Le site a changé"):
        actions.ask_for_signature(run=run, by=trainer, now=now)
    assert things_to_do_for_client(project)[0].url == book_page
    assert "À essayer de nouveau" in browse(client_person).get(book_page).content.decode()
    tick(run, home, client_person, now)
    assert actions.ask_for_signature(run=run, by=trainer, now=now).offered_at == now


def test_a_round_goes_on_with_a_newer_version_of_its_own_site_only(
    on_site, project, other_project, apprentice, trainer, client_person, now
):
    newer = site_version(project, apprentice, 2)
    for wrong in (on_site.site_version, site_version(other_project, apprentice, 5)):
        with pytest.raises(actions.TestRefused):
            actions.continue_on_newer_version(run=on_site, site_version=wrong, again=[], by=trainer, now=now)
    for somebody in (apprentice, client_person):
        with pytest.raises(Denied):
            actions.continue_on_newer_version(run=on_site, site_version=newer, again=[], by=somebody, now=now)
    told = actions.continue_on_newer_version(run=on_site, site_version=newer, again=[], by=trainer, now=now)
    assert told.site_version == newer


def test_the_client_still_visits_what_she_tested_and_reads_on_which_version_she_answered(
    on_site, project, book, apprentice, trainer, client_person, now, browse
):
    home = book[0]
    for item in book:
        tick(on_site, item, client_person, now)
    former, newer = on_site.site_version, site_version(project, apprentice, 2)
    unseen = site_version(project, apprentice, 3)
    run = actions.continue_on_newer_version(
        run=on_site, site_version=newer, again=[home], by=trainer, now=now
    )
    tick(run, home, client_person, now)

    seen = set(site_versions_visible_to(client_person))
    assert seen == {former, newer}
    assert unseen not in seen
    page = browse(client_person).get(reverse("acceptance", args=[project.slug])).content.decode()
    assert page.count("sur la version 1 du site") == 1
    results = [row[2] for row in acceptance_text(run)["tables"][0]["rows"]]
    assert results == ["marche", "marche, sur la version 1 du site"]


def test_a_signature_is_not_asked_for_on_a_round_that_went_on_meanwhile(
    on_site, project, book, apprentice, trainer, client_person, now
):
    for item in book:
        tick(on_site, item, client_person, now)
    stale = project.test_runs.get()
    newer = site_version(project, apprentice, 2)
    actions.continue_on_newer_version(run=on_site, site_version=newer, again=[], by=trainer, now=now)
    asked = actions.ask_for_signature(run=stale, by=trainer, now=now)
    assert asked.site_version == newer
    project.test_runs.update(closed_at=now)
    with pytest.raises(actions.TestRefused):
        actions.ask_for_signature(run=stale, by=trainer, now=now)


def test_without_a_newer_version_there_is_nothing_to_go_on_with(on_site, project, trainer, browse):
    answer = browse(trainer).get(reverse("test_run_newer", args=[project.slug]))

    assert answer["Location"] == reverse("acceptance", args=[project.slug])

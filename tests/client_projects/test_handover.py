"""What the client takes home: made by a worker, without a secret, without a name that somebody else chose."""

import io
import shutil
import subprocess
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse

from client_projects import actions, jobs
from client_projects.models import HandoverPack
from client_projects.queries import packs_visible_to
from client_projects.repositories import open_repository
from client_projects.states import PackState
from lms.core.permissions import Denied
from tests.factories.client_projects import (
    SiteVersionFactory,
    approved_with_reservation,
    picture,
    shared_meeting,
)

PEOPLE = {
    "anonymous": False,
    "apprentice": True,
    "peer": False,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": True,
    "adviser": True,
    "client": True,
    "other_client": False,
}
SECRET = "Entre nous: la cliente hésite"


@pytest.fixture(autouse=True)
def _repositories(settings, tmp_path):
    settings.CLIENT_REPOSITORIES = tmp_path / "repositories"


@pytest.fixture
def lived(project, trainer, apprentice, client_person, now):
    """The project with an accepted photo, an access, a decision, a meeting, a draft and a site."""
    said = {"by": trainer, "now": now}
    photos = actions.list_content(
        project=project, needed=actions.Needed("../../../etc/passwd", "photos", "Cinq."), **said
    )
    actions.give_photos(wanted=photos, photos=[picture("../../evil.png")], by=client_person, now=now)
    actions.declare_rights(
        wanted=photos,
        author="=HYPERLINK(1)",
        rights="permission",
        permission="Léa, 3 mai",
        people="agreed",
        by=client_person,
        now=now,
    )
    photos.refresh_from_db()
    actions.accept_content(wanted=photos, **said)
    access = actions.list_content(
        project=project, needed=actions.Needed("Hébergement", "access", "FTP"), **said
    )
    actions.give_access(wanted=access, way="phone", holder="Solène", by=client_person, now=now)
    kept = actions.list_content(project=project, needed=actions.Needed("Refusée", "photos", "Une."), **said)
    actions.give_photos(wanted=kept, photos=[picture("sans-droits.png")], by=client_person, now=now)
    approved_with_reservation(project, apprentice, client_person)
    shared_meeting(project, trainer)
    actions.draft_meeting(
        project=project, held_on=now.date(), subject="Interne", present="Nous", notes=SECRET, **said
    )
    SiteVersionFactory(project=project, handed_in_by=apprentice)
    return project


def taken(browser, project):
    answer = browser.get(reverse("handover_pack_file", args=[project.slug]))
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_whole_pack(lived, trainer, client_person, browse, now):
    pack = actions.ask_for_pack(project=lived, by=trainer, now=now)
    jobs.make_pack(pack_id=pack.pk)
    archive = taken(browse(client_person), lived)
    names = archive.namelist()
    assert archive.testzip() is None
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("/") or ".." in name or "\\" in name]
    for expected in (
        "LISEZ-MOI.txt",
        "guide.html",
        "acces.csv",
        "images-et-droits.csv",
        "images/001-etcpasswd.png",
        "site/site-version-1.zip",
        "decisions.csv",
        "decisions/001-plan-du-site-version-1.html",
    ):
        assert expected in names
    assert [name for name in names if name.startswith("images/")] == ["images/001-etcpasswd.png"]
    rights = archive.read("images-et-droits.csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in rights
    assert "Léa, 3 mai" in rights
    assert "Solène" in archive.read("acces.csv").decode("utf-8-sig")
    assert "La photo du jardin reste" in archive.read("decisions.csv").decode("utf-8-sig")
    everything = b"".join(archive.read(name) for name in names).decode("utf-8", "replace")
    assert SECRET not in everything
    told = archive.read("LISEZ-MOI.txt").decode()
    assert "acces.csv" in told
    assert "Pas de redirections" in told
    pack.refresh_from_db()
    assert any("Pas de redirections" in sentence for sentence in pack.missing)


def git(*words, **options):
    program = shutil.which("git")
    names = ["-c", "user.name=Léa", "-c", "user.email=lea@demo.example"]
    return subprocess.run([program, *names, *words], check=True, capture_output=True, **options).stdout


@pytest.mark.parametrize("branch", ["main", "master"])
def test_the_history_can_be_cloned_from_the_bundle(branch, project, trainer, browse, now, tmp_path):
    path = open_repository(project.pk).path
    tree = git("--git-dir", str(path), "mktree", input=b"").decode().strip()
    commit = git("--git-dir", str(path), "commit-tree", tree, "-m", "Premier").decode().strip()
    git("--git-dir", str(path), "update-ref", f"refs/heads/{branch}", commit)
    SiteVersionFactory(project=project, handed_in_by=trainer)
    pack = actions.ask_for_pack(project=project, by=trainer, now=now)
    jobs.make_pack(pack_id=pack.pk)
    bundle = tmp_path / "depot.bundle"
    bundle.write_bytes(taken(browse(trainer), project).read("site/depot.bundle"))
    git("clone", "--quiet", "--branch", branch, str(bundle), str(tmp_path / "cloned"))
    assert git("-C", str(tmp_path / "cloned"), "rev-parse", "HEAD").decode().strip() == commit


@pytest.mark.parametrize("who", PEOPLE)
def test_who_takes_it_home(who, cast, lived, other_project, trainer, now):
    actions.ask_for_pack(project=lived, by=trainer, now=now)
    assert packs_visible_to(cast[who] or AnonymousUser()).exists() == PEOPLE[who]


@pytest.mark.parametrize("who", [one for one in PEOPLE if one not in {"anonymous", "trainer"}])
def test_who_has_it_made(who, cast, project, other_project, now):
    with pytest.raises(Denied):
        actions.ask_for_pack(project=project, by=cast[who], now=now)


def test_one_at_a_time_and_the_newest_alone_is_kept(
    lived, trainer, now, browse, django_capture_on_commit_callbacks
):
    desk = browse(trainer)
    desk.post(reverse("handover_pack_make", args=[lived.slug]))
    with pytest.raises(actions.PackRefused):
        actions.ask_for_pack(project=lived, by=trainer, now=now)
    first = HandoverPack.objects.get()
    jobs.make_pack(pack_id=first.pk)
    first.refresh_from_db()
    second = actions.ask_for_pack(project=lived, by=trainer, now=now + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.make_pack(pack_id=second.pk)
    assert list(HandoverPack.objects.all()) == [second]
    assert not first.file.storage.exists(first.file.name)
    jobs.make_pack(pack_id=second.pk)
    assert taken(desk, lived).testzip() is None


def test_what_was_forgotten_is_made(project, trainer, now):
    actions.ask_for_pack(project=project, by=trainer, now=now)
    jobs.make_forgotten_packs()
    assert HandoverPack.objects.get().state == PackState.DONE


def test_what_fails_three_times_says_so(project, trainer, now, browse, monkeypatch):
    def fails(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr("client_projects.actions.handover.write_pack", fails)
    pack = actions.ask_for_pack(project=project, by=trainer, now=now)
    for _attempt in range(3):
        jobs.make_pack(pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    page = browse(trainer).get(reverse("handover_pack", args=[project.slug])).content.decode()
    assert "n’a pas pu être préparée" in page
    assert mail.outbox == []

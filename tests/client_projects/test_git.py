"""Pushing the new site with the real Git, over HTTP: what becomes a version, what is refused, what never runs."""

import base64
import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client as Browser
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from django.urls import reverse

from client_projects import actions, repositories
from client_projects.models import ClientProject, GitToken
from client_projects.sites import stored_files
from client_projects.states import SiteSource
from lms.people.models import User
from tests.factories.client_projects import MOMENT, SITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServerThread]:
    """The platform over HTTP, inside this test's transaction.

    A test that really commits empties every table at its end, what migrations wrote included, under all later tests.
    """
    shared = connections[DEFAULT_DB_ALIAS]
    shared.inc_thread_sharing()
    monkeypatch.setattr(shared, "close", lambda: None)  # each request's end would close this test's own
    thread = LiveServerThread(
        "127.0.0.1", _StaticFilesHandler, connections_override={DEFAULT_DB_ALIAS: shared}
    )
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield thread
    thread.terminate()
    shared.dec_thread_sharing()


class Work:
    """A work tree of the team's, and its remote."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "ecole", address)

    def git(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "user.name=A", "-c", "user.email=a@a.example", *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder.parent),
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_CONFIG_NOSYSTEM": "1",
                "LC_ALL": "C.UTF-8",
            },
        )
        assert (done.returncode != 0) is fails, done.stderr
        return done.stdout + done.stderr

    def write(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)

    def commit(self, **_named: object) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "x")


@pytest.fixture
def work(
    project: ClientProject, apprentice: User, server: LiveServerThread, tmp_path: Path, settings: object
) -> Work:
    settings.CLIENT_REPOSITORIES = tmp_path / "repositories"
    secret = actions.make_git_token(project=project, by=apprentice, now=MOMENT)
    host = f"{server.host}:{server.port}"
    name = apprentice.email.replace("@", "%40")
    (tmp_path / "work").mkdir()
    return Work(
        tmp_path / "work",
        f"http://{name}:{secret}@{host}" + reverse("git_repository", args=[project.slug, ""]),
    )


def test_each_push_to_the_main_branch_makes_a_version(
    project: ClientProject, work: Work, apprentice: User
) -> None:
    work.write(
        {**SITE, "README.md": b"# Notes", ".gitignore": b"x", "LICENSE": b"MIT", "package.json": b"{}"}
    )
    work.commit()
    said = work.git("push", "ecole", "main")
    again = work.git("push", "ecole", "main")
    work.git("checkout", "--quiet", "-b", "essai")
    work.write({"index.html": b"<!DOCTYPE html><title>Essai</title>"})
    work.commit()
    work.git("push", "ecole", "essai")

    version = project.site_versions.get()
    assert "La version 1 du site est arrivée." in said
    assert "up-to-date" in again
    assert (version.source, version.handed_in_by) == (SiteSource.GIT, apprentice)
    assert version.commit == work.git("rev-parse", "main").strip()
    with version.archive.open("rb") as archive:
        assert set(stored_files(archive)) == {*SITE, "package.json"}


def test_a_clone_is_sent_from_the_disk(
    project: ClientProject, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    real = repositories.fetched

    def watched(*arguments: object) -> object:
        sent.append(real(*arguments))
        return sent[-1]

    monkeypatch.setattr("client_projects.views.git.fetched", watched)
    work.write({**SITE, "photo.jpg": os.urandom(600_000)})
    work.commit()
    work.git("push", "ecole", "main")

    work.git("clone", "--quiet", work.git("remote", "get-url", "ecole").strip(), str(tmp_path / "copy"))

    assert (tmp_path / "copy" / "photo.jpg").read_bytes() == (work.folder / "photo.jpg").read_bytes()
    assert [one.closed for one in sent] == [True]


def test_a_folder_with_what_is_built_is_taken_alone(project: ClientProject, work: Work) -> None:
    work.write({f"public/{path}": content for path, content in SITE.items()})
    work.write({"src/page.php": b"<?php", "outil.sh": b"#!/bin/sh"})
    work.commit()

    work.git("push", "ecole", "main")

    with project.site_versions.get().archive.open("rb") as archive:
        assert set(stored_files(archive)) == set(SITE)


def test_what_is_no_static_site_is_kept_but_makes_no_version(project: ClientProject, work: Work) -> None:
    work.write(SITE)
    (work.folder / "lien.html").symlink_to("/etc/passwd")
    work.commit()

    said = work.git("push", "ecole", "main")

    assert "lien.html" in said
    assert not project.site_versions.exists()


def test_a_submodule_makes_no_version(project: ClientProject, work: Work) -> None:
    work.write(SITE)
    work.commit()
    head = work.git("rev-parse", "HEAD").strip()
    work.git("update-index", "--add", "--cacheinfo", f"160000,{head},autre")
    work.git("commit", "--quiet", "-m", "x")

    said = work.git("push", "ecole", "main")

    assert "autre" in said
    assert not project.site_versions.exists()


def test_git_tricks_are_refused_and_nothing_runs(project: ClientProject, work: Work, tmp_path: Path) -> None:
    work.write(SITE)
    work.commit()
    work.git("push", "ecole", "main")
    repository = repositories.open_repository(project.pk)
    hook = repository.path / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    hook.chmod(0o755)
    # A tree with a file called « .git », which an honest Git does not make.
    blob = work.git("hash-object", "-w", "index.html").strip()
    tree = subprocess.run(
        ["git", "-C", str(work.folder), "mktree"],
        input=f"100644 blob {blob}\t.git\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    commit = work.git("commit-tree", tree, "-p", "main", "-m", "x").strip()

    work.git("push", "ecole", f"{commit}:refs/heads/main", fails=True)
    work.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "autre histoire")
    work.git("push", "--force", "ecole", "main", fails=True)
    work.git("push", "ecole", ":main", fails=True)
    work.write({"index.html": b"<!DOCTYPE html><title>Suite</title>"})
    work.git("pull", "--quiet", "--no-rebase", "-s", "ours", "--allow-unrelated-histories", "ecole", "main")
    work.commit()
    work.git("push", "ecole", "main")

    assert not (tmp_path / "ran").exists()
    assert project.site_versions.count() == 2


def test_who_has_no_key_of_this_project_is_refused(
    project: ClientProject,
    other_project: ClientProject,
    work: Work,
    apprentice: User,
    peer: User,
    trainer: User,
) -> None:
    def ask(name: str, secret: str, slug: str = project.slug) -> int:
        given = base64.b64encode(f"{name}:{secret}".encode()).decode()
        return (
            Browser()
            .get(
                reverse("git_repository", args=[slug, "info/refs"]) + "?service=git-receive-pack",
                headers={"authorization": f"Basic {given}"},
            )
            .status_code
        )

    secret = actions.make_git_token(project=project, by=apprentice, now=MOMENT)
    hers = actions.make_git_token(project=project, by=trainer, now=MOMENT)

    assert ask(apprentice.email, secret) == 200
    assert ask(trainer.email, hers) == 200
    assert ask(apprentice.email, "x" + secret) == 401
    assert ask(peer.email, secret) == 401
    assert ask(apprentice.email, secret, other_project.slug) == 401
    assert ask(apprentice.email, secret, "aucun-projet") == 401
    assert Browser().get(reverse("git_repository", args=[project.slug, "info/refs"])).status_code == 401
    actions.revoke_git_token(token=GitToken.objects.get(hash=GitToken.hash_of(hers)), by=trainer, now=MOMENT)
    assert ask(trainer.email, hers) == 401
    project.team.all().delete()
    assert ask(apprentice.email, secret) == 401


def test_a_push_that_is_too_large_is_refused(
    project: ClientProject, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_projects.views.git.MAX_PUSH_BYTES", 2000)
    work.write({**SITE, "a.bin": os.urandom(5000)})
    work.commit()

    work.git("push", "ecole", "main", fails=True)

    assert not project.site_versions.exists()


def test_a_key_is_shown_once_and_replaces_the_former_one(
    project: ClientProject, apprentice: User, client_person: User, browse: object
) -> None:
    browser = browse(apprentice)
    make = reverse("git_token_make", args=[project.slug])

    browser.post(make)
    page = browser.post(make).content.decode()

    token = project.git_tokens.get(revoked_at=None)
    assert token.hash not in page
    assert any(GitToken.hash_of(word.strip()) == token.hash for word in page.replace("<", ">").split(">"))
    assert browse(client_person).post(make).status_code == 403
    browser.post(reverse("git_token_revoke", args=[project.slug]))
    assert not project.git_tokens.filter(revoked_at=None).exists()


@pytest.mark.parametrize(
    "sent",
    [gzip.compress(b"x" * 500, mtime=0)[:10] + b"\xff" * 40, b"no gzip at all"],
    ids=["deflate", "header"],
)
def test_a_push_that_arrives_damaged_is_refused(
    sent: bytes, project: ClientProject, apprentice: User, settings: object, tmp_path: Path
) -> None:
    settings.CLIENT_REPOSITORIES = tmp_path / "repositories"
    secret = actions.make_git_token(project=project, by=apprentice, now=MOMENT)
    given = base64.b64encode(f"{apprentice.email}:{secret}".encode()).decode()
    answered = Browser().post(
        reverse("git_repository", args=[project.slug, "git-receive-pack"]),
        sent,
        content_type="application/x-git-receive-pack-request",
        headers={"authorization": f"Basic {given}", "content-encoding": "gzip"},
    )
    assert answered.status_code == 400
    assert "abîmé" in answered.content.decode()

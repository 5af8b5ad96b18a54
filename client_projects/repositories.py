"""One bare Git repository per project, served to Git and read by us; nothing in it ever runs.

What is pushed is data: no hook, no work tree, no configuration of anybody's but ours, no link out of the
repository. Git is given a bounded input and a bounded time, and only ever receives paths that we made.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from client_projects.sites import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    PHP_TYPES,
    TYPES,
    SiteContent,
    SiteRefused,
    checked_site,
    runs_php,
)

MAX_PUSH_BYTES = 40 * 1024 * 1024
MAX_REPOSITORY_BYTES = 120 * 1024 * 1024
MAX_ENTRIES = 20_000
SECONDS = 60
BRANCHES = ("main", "master")
# Where a team that builds its site keeps what is built.
SITE_FOLDERS = ("site", "public", "dist", "build")
SERVICES = ("git-receive-pack", "git-upload-pack")
_FILE, _PROGRAM = "100644", "100755"

# Said at each call, so that no configuration that somebody left in the repository can say otherwise.
_SAFE = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "transfer.fsckObjects": "true",
    "receive.fsckObjects": "true",
    "receive.maxInputSize": str(MAX_PUSH_BYTES),
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.autogc": "false",
    "gc.auto": "0",
    "protocol.allow": "never",
    "uploadpack.allowFilter": "false",
}


class GitFailed(Exception):
    """Git could not do it in time, or at all; the text is for the people who run the platform."""


@dataclass(frozen=True)
class Repository:
    """The repository of one project, which `open_repository` makes."""

    path: Path

    def head(self) -> tuple[str, str]:
        """Return branch and commit of what is online next: `main`, else `master`; empty while there is neither."""
        for branch in BRANCHES:
            answer = _git(
                self.path, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}", check=False
            )
            if commit := answer.decode("ascii", "replace").strip():
                return branch, commit
        return "", ""

    def is_full(self) -> bool:
        total = sum(path.lstat().st_size for path in self.path.rglob("*") if not path.is_symlink())
        return total > MAX_REPOSITORY_BYTES


def open_repository(project_id: int) -> Repository:
    """Return the repository of a project, made at need."""
    path = Path(settings.CLIENT_REPOSITORIES) / f"{project_id}.git"
    if not (path / "HEAD").exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _run(["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(path)])
    return Repository(path)


def advertised(repository: Repository, service: str) -> bytes:
    """Return what Git asks first: which branches there are."""
    first = f"# service={service}\n"
    answer = _git(
        repository.path,
        service.removeprefix("git-"),
        "--stateless-rpc",
        "--advertise-refs",
        str(repository.path),
    )
    return f"{len(first) + 4:04x}{first}0000".encode() + answer


def pushed(repository: Repository, request: IO[bytes]) -> bytes:
    """Return Git's answer to a push: some lines.

    Raises:
        GitFailed: it did not end in time.
    """
    words = ("receive-pack", "--stateless-rpc", str(repository.path))
    return _git(repository.path, *words, request=request, check=False)


def fetched(repository: Repository, request: IO[bytes]) -> IO[bytes]:
    """Return Git's answer to a fetch, which may be the whole repository: an open file, never in memory.

    Raises:
        GitFailed: it did not end in time.
    """
    words = ("upload-pack", "--stateless-rpc", str(repository.path))
    answer = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        _git(repository.path, *words, request=request, answer=answer, check=False)
    except BaseException:
        answer.close()
        raise
    answer.seek(0)
    return answer


def write_bundle(repository: Repository, target: Path) -> bool:
    """Write the whole history of what is online next into one file that Git can clone; False while there is none.

    Raises:
        GitFailed: it did not end in time, or at all.
    """
    branch, _commit = repository.head()
    if not branch:
        return False
    # Only a bundle that says what HEAD is can be cloned without naming a branch; ours points to the first one.
    head = ["HEAD"] if branch == BRANCHES[0] else []
    _git(repository.path, "bundle", "create", "--quiet", str(target), f"refs/heads/{branch}", *head)
    return True


def with_message(answer: bytes, sentence: str) -> bytes:
    """Return a push's answer with a sentence that Git shows to who pushed, where it listens to such."""
    if not answer.endswith(b"0000") or answer[4:5] not in (b"\x01", b"\x02"):
        return answer
    body = b"\x02" + f"{sentence}\n".encode()
    return answer[:-4] + f"{len(body) + 4:04x}".encode() + body + b"0000"


def site_at(repository: Repository, commit: str) -> SiteContent:
    """Return the site that a commit holds: its folder `site`, `public`, `dist` or `build`, else everything.

    Raises:
        SiteRefused: links, submodules, too much, or nothing that is a site.
    """
    entries = list(_entries(repository, commit))
    files = {entry.path: entry for entry in entries}
    top = next((folder for folder in SITE_FOLDERS if _begins_in(folder, files)), "")
    if "index.html" in files or "index.php" in files:
        top = ""
    inside = {
        path.removeprefix(f"{top}/"): entry
        for path, entry in files.items()
        if not top or path.startswith(f"{top}/")
    }
    with_php = runs_php(inside)
    wanted = {path: entry for path, entry in inside.items() if not _is_of_the_work(path, with_php)}
    if len(wanted) > MAX_FILES:
        raise SiteRefused(_("This site holds more than %(count)s files.") % {"count": MAX_FILES})
    for path, entry in wanted.items():
        if entry.size > MAX_FILE_BYTES:
            raise SiteRefused(
                _("“%(path)s”: %(problem)s.") % {"path": path[:120], "problem": _("it is too large")}
            )
    if sum(entry.size for entry in wanted.values()) > MAX_TOTAL_BYTES:
        raise SiteRefused(
            _("Unpacked, this site is larger than %(size)s MB.") % {"size": MAX_TOTAL_BYTES >> 20}
        )
    return checked_site(_contents(repository, wanted))


def _begins_in(folder: str, files: Mapping[str, object]) -> bool:
    """Whether the site is this folder. A `public` with PHP leans on what lies beside it: all of it is the site."""
    return f"{folder}/index.html" in files or (folder != "public" and f"{folder}/index.php" in files)


@dataclass(frozen=True)
class _Entry:
    path: str
    sha: str
    size: int


def _entries(repository: Repository, commit: str) -> Iterator[_Entry]:
    listing = _git(repository.path, "ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    lines = [line for line in listing.split(b"\0") if line]
    if len(lines) > MAX_ENTRIES:
        raise SiteRefused(_("This site holds more than %(count)s files.") % {"count": MAX_FILES})
    for line in lines:
        about, _tab, name = line.partition(b"\t")
        try:
            path = name.decode()
        except UnicodeDecodeError as error:
            raise SiteRefused(_("A file name cannot be read: write names in UTF-8.")) from error
        mode, kind, sha, size = about.decode("ascii").split()
        if kind != "blob" or mode not in (_FILE, _PROGRAM):
            problem = _("links and special files are not taken; put the real file there")
            raise SiteRefused(_("“%(path)s”: %(problem)s.") % {"path": path[:120], "problem": problem})
        yield _Entry(path, sha, int(size))


def _is_of_the_work(path: str, with_php: bool) -> bool:
    """What a repository holds for those who work in it: hidden files, and at the top what no site serves."""
    if any(segment.startswith(".") and segment.lower() != ".git" for segment in path.split("/")):
        return True
    is_at_top = "/" not in path
    suffix = PurePosixPath(path).suffix.lower()
    served = suffix in TYPES or suffix == ".php" or (with_php and suffix in PHP_TYPES)
    return is_at_top and (not served or path.lower() == "readme.md")


def _contents(repository: Repository, wanted: Mapping[str, _Entry]) -> dict[str, bytes]:
    asked = "".join(f"{entry.sha}\n" for entry in wanted.values()).encode()
    answer = _git(repository.path, "cat-file", "--batch", text=asked)
    files, at = {}, 0
    for path in wanted:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        files[path] = answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return files


def _git(
    path: Path,
    *words: str,
    request: IO[bytes] | None = None,
    text: bytes | None = None,
    answer: IO[bytes] | None = None,
    check: bool = True,
) -> bytes:
    safe = [word for name, value in _SAFE.items() for word in ("-c", f"{name}={value}")]
    return _run(
        ["git", *safe, "--git-dir", str(path), *words], request=request, text=text, answer=answer, check=check
    )


def _run(
    words: list[str],
    *,
    request: IO[bytes] | None = None,
    text: bytes | None = None,
    answer: IO[bytes] | None = None,
    check: bool = True,
) -> bytes:
    """Return what a program said, or nothing when it said it into the file `answer`."""
    program = shutil.which(words[0])
    if program is None:
        raise GitFailed("git is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and paths that we made
            [program, *words[1:]],
            stdin=request,
            input=None if request is not None else text or b"",
            stdout=answer or subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GitFailed(f"{words[-2:]} took more than {SECONDS} s") from error
    if check and done.returncode != 0:
        raise GitFailed(done.stderr.decode("utf-8", "replace")[-500:])
    return done.stdout or b""


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }

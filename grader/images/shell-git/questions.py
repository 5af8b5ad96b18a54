"""What each probe asks, and the answer that is found in the work folder once the script has ended."""

from __future__ import annotations

import os

import safe_git
from history import History
from places import WORK, contents, found_at, kind_of, listing, seen_at, text_seen
from repository import LONGEST_CONFIG, Missing, Repository, opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MOST_PATHS = 200
LARGEST_INDEX = 16 * 1024 * 1024
HOME_CONFIG = "/tmp/home/.gitconfig"  # noqa: S108 - inside the box
_MODES = {"100644": "file", "100755": "file", "120000": "link", "40000": "folder", "160000": "other"}


def _path(probe: dict[str, Any]) -> dict[str, Any]:
    return seen_at(probe["path"])


def _folder(probe: dict[str, Any]) -> dict[str, Any]:
    return listing(probe["path"], probe["depth"], probe["hidden"])


# ---- Git ---------------------------------------------------------------------------------------------
def _repository(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    values = _config(repository)
    return {
        "current_branch": repository.current_branch,
        "branches": repository.names("heads"),
        "remote_branches": repository.names("remotes"),
        "tags": [
            {"name": tag, "annotated": repository.is_annotated(tag)} for tag in repository.names("tags")
        ],
        "remotes": {
            key.removeprefix("remote.").removesuffix(".url"): value
            for key, value in values.items()
            if key.startswith("remote.") and key.endswith(".url")
        },
        "in_progress": repository.in_progress,
        "bare": repository.bare,
    }


def _commits(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    return History(repository.objects, repository.commit(probe["revision"])).seen()


def _merged(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    branch, into = repository.commit(probe["branch"]), repository.commit(probe["into"])
    return {"merged": History(repository.objects, into).holds(branch)}


def _revision_file(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    objects = repository.objects
    tree: str | None = repository.commit(probe["revision"]).tree
    entry: tuple[str, str] | None = ("40000", tree or "")
    for name in probe["path"].split("/"):
        entries = objects.tree(entry[1]) if entry and entry[0] == "40000" else None
        entry = (entries or {}).get(name)
    if entry is None:
        return {"kind": "absent"}
    kind = _MODES.get(entry[0], "other")
    found = objects.read(entry[1]) if kind == "file" else None
    if found is None:
        return {"kind": kind if kind != "file" else "absent"}
    text = text_seen(found.data)
    if len(found.data) < found.size:
        text["cut"] = True
    return {"kind": kind, "mode": entry[0][-3:], "size": found.size, **text}


def _configured(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    return {"value": _config(repository).get(_lowered(probe["key"]))}


def _lowered(key: str) -> str:
    """Sections and last words are written in any case; what is between them is not."""
    first, _, rest = key.partition(".")
    middle, dot, last = rest.rpartition(".")
    return f"{first.lower()}.{middle}{dot}{last.lower()}"


def _config(repository: Repository) -> dict[str, str]:
    """What the person and the repository configured, as text and nothing more: nothing it includes is read."""
    values: dict[str, str] = {}
    for written in (_home_config(), contents(f"{repository.folder}/config", LONGEST_CONFIG)):
        if not written:
            continue
        try:
            listed = safe_git.answer(
                ["config", "--no-includes", "--file", "-", "--null", "--list"], {}, written
            )
        except safe_git.Failed:
            continue
        for line in listed.decode("utf-8", "replace").split("\0")[:MOST_PATHS]:
            key, _, value = line.partition("\n")
            values[key] = value[:1_000]
    return values


def _home_config() -> bytes:
    try:
        descriptor = os.open(HOME_CONFIG, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return os.read(descriptor, LONGEST_CONFIG)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _status(repository: Repository, probe: dict[str, Any]) -> dict[str, Any]:
    """Asks our own Git, which is given their objects, index and files, but a repository and settings of ours."""
    if repository.bare:
        raise Missing("repository", elsewhere=[])
    folder = f"{WORK}/{repository.folder}"
    index = found_at(f"{repository.folder}/index")
    has_index = index is not None and kind_of(index) == "file" and index.st_size <= LARGEST_INDEX
    try:
        listed = safe_git.answer(
            [*_PLAIN, "status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignore-submodules=all"],
            {
                "GIT_DIR": _state_of(repository),
                "GIT_WORK_TREE": os.path.dirname(folder),
                "GIT_INDEX_FILE": f"{folder}/index" if has_index else "/nonexistent",
                "GIT_OBJECT_DIRECTORY": f"{folder}/objects",
            },
        )
    except (safe_git.Failed, OSError):
        return {"missing": "status"}
    return _read_status(listed.decode("utf-8", "replace").split("\0")[:-1])


_PLAIN = [
    *("-c", "core.excludesFile="),
    *("-c", "core.untrackedCache=false"),
    *("-c", "status.renames=false"),
]


def _state_of(repository: Repository) -> str:
    """A repository of ours that is where theirs is; its name cannot have been guessed."""
    folder = f"/tmp/{os.urandom(12).hex()}"  # noqa: S108
    try:
        head = repository.commit("HEAD").name
    except Missing:
        head = "ref: refs/heads/none"
    os.mkdir(folder)
    for name in ("refs", "info"):
        os.mkdir(f"{folder}/{name}")
    for name, content in (
        ("HEAD", f"{head}\n".encode()),
        ("config", b"[core]\nrepositoryformatversion = 0\nbare = false\n"),
        ("info/exclude", contents(f"{repository.folder}/info/exclude", LONGEST_CONFIG)),
    ):
        with open(f"{folder}/{name}", "xb") as file:
            file.write(content)
    return folder


def _read_status(entries: list[str]) -> dict[str, Any]:
    seen: dict[str, list[str]] = {"staged": [], "changed": [], "untracked": [], "conflicts": []}
    for entry in entries:
        kind, _, rest = entry.partition(" ")
        if kind == "?":
            seen["untracked"].append(rest)
        elif kind == "u":
            seen["conflicts"].append(rest.split(" ", 9)[-1])
        elif kind == "1":
            states, path = rest[:2], rest.split(" ", 7)[-1]
            seen["staged"].extend([path] if states[0] != "." else [])
            seen["changed"].extend([path] if states[1] != "." else [])
    clean = not any(seen.values())
    return {"clean": clean, **{name: sorted(paths)[:MOST_PATHS] for name, paths in seen.items()}}


_ON_FILES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"path": _path, "folder": _folder}
_ON_REPOSITORY: dict[str, Callable[[Repository, dict[str, Any]], dict[str, Any]]] = {
    "commits": _commits,
    "config": _configured,
    "merged": _merged,
    "repository": _repository,
    "revision_file": _revision_file,
    "status": _status,
}


def seen_by(probe: dict[str, Any]) -> dict[str, Any]:
    """Returns what a probe finds in the work folder; `missing` says what is not there to be looked at."""
    if (look := _ON_FILES.get(probe["kind"])) is not None:
        return look(probe)
    if (ask := _ON_REPOSITORY.get(probe["kind"])) is None:
        return {"refused": f"unknown probe {probe['kind']}"}
    try:
        repository = opened(probe["repository"])
        try:
            return ask(repository, probe)
        finally:
            repository.close()
    except Missing as missing:
        return missing.seen

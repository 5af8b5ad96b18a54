"""Commands: a script run in a shell, judged on the files and on the Git repository that it leaves.

The apprentice hands in a script (`commandes.sh`). All other files of the exercise lie in the work folder, where the
script is run; the script itself does not, so that `git add .` never records it. An exercise may have a `prepare.sh`,
not editable: the box runs it first, in the same folder, with dates of its own. A script rather than a description:
it is Git that its author already knows, it can leave any state (a conflict, a stash), and whoever learns can run it
at home to get the same folder.
"""

import re
from collections.abc import Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown, text_param

MOST_LEVELS = 6
_SIMPLE = re.compile(r"[^\x00-\x1f\x7f\\]+")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?:\..+)?\.[A-Za-z][A-Za-z0-9-]*")


def _path(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"path"}))
    return {"path": _relative(params, "path")}


def _folder(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"path", "depth", "hidden"}))
    depth, hidden = params.get("depth", 1), params.get("hidden", False)
    if isinstance(depth, bool) or not isinstance(depth, int) or not 1 <= depth <= MOST_LEVELS:
        raise BadProbe(f"« depth » doit être un nombre entier de 1 à {MOST_LEVELS}")
    if not isinstance(hidden, bool):
        raise BadProbe("« hidden » doit être true ou false")
    return {"path": _relative(params, "path", "."), "depth": depth, "hidden": hidden}


def _nothing(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset())
    return {}


def _repository(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"repository"}))
    return _in_repository(params)


def _commits(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"repository", "revision"}))
    return {**_in_repository(params), "revision": _revision(params, "revision", "HEAD")}


def _merged(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"repository", "branch", "into"}))
    return {
        **_in_repository(params),
        "branch": _revision(params, "branch"),
        "into": _revision(params, "into", "HEAD"),
    }


def _revision_file(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"repository", "revision", "path"}))
    return {
        **_in_repository(params),
        "revision": _revision(params, "revision", "HEAD"),
        "path": _relative(params, "path"),
    }


def _config(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"repository", "key"}))
    key = text_param(params, "key", 200)
    if not _KEY.fullmatch(key):
        raise BadProbe(f"« key » doit être le nom d’un réglage de Git, par exemple user.name, pas « {key} »")
    return {**_in_repository(params), "key": key}


def _in_repository(params: Mapping[str, Json]) -> dict[str, Json]:
    return {"repository": _relative(params, "repository", ".")}


def _relative(params: Mapping[str, Json], name: str, otherwise: str = "") -> str:
    """A path below the work folder, without anything to go up or down it in a roundabout way."""
    path = text_param(params if name in params else {name: otherwise}, name, 200).removesuffix("/")
    parts = path.split("/")
    if path != "." and ({"", ".", ".."} & set(parts) or not _SIMPLE.fullmatch(path)):
        raise BadProbe(f"« {name} » doit être un chemin dans le dossier de travail, sans / au début ni ..")
    return path


def _revision(params: Mapping[str, Json], name: str, otherwise: str = "") -> str:
    revision = text_param(params if name in params else {name: otherwise}, name, 200)
    if not _SIMPLE.fullmatch(revision) or ".." in revision or " " in revision:
        raise BadProbe(f"« {name} » doit être le nom d’une branche ou d’un tag, ou HEAD, suivi ou non de ~1")
    return revision


_GOOD = """mkdir notes
echo "prêt" > notes/lundi.txt
git init --quiet
git add .
git commit --quiet --message "Premier jour"
echo "fini"
"""
_SELF_TEST = SelfTest(
    checks=(
        Check("note", "La note est écrite.", Probe("path", {"path": "notes/lundi.txt"}), {"content": "prêt"}),
        Check(
            "commit",
            "La note est enregistrée.",
            Probe("commits", _commits({})),
            {"subjects": ["Premier jour"]},
        ),
        Check("propre", "Rien ne reste.", Probe("status", _repository({})), {"clean": True}),
        Check("ecrit", "Le script écrit fini.", Probe("output", {}), {"lines": ["fini"]}),
    ),
    good={"commandes.sh": _GOOD},
    bad={"commandes.sh": _GOOD.replace("Premier jour", "Deuxième jour")},
    endless={"commandes.sh": "while true; do :; done\n"},
)

SHELL_GIT = Runtime(
    name="shell_git",
    entry="commandes.sh",
    probes={
        "path": _path,
        "folder": _folder,
        "output": _nothing,
        "exit_code": _nothing,
        "repository": _repository,
        "commits": _commits,
        "merged": _merged,
        "status": _repository,
        "revision_file": _revision_file,
        "config": _config,
    },
    limits={
        "wall_seconds": 25,  # the author's script has ten of them
        "probe_seconds": 5,
        "scratch_mb": 32,
        "scratch_files": 4096,  # each commit makes several files, in folders of their own
        "file_mb": 16,
    },
    says_out_of_memory=("the script asked for too much memory",),
    variants=(Variant("shell_git", "shell-git", _SELF_TEST, sockets=False, waiting_mb=7),),
)

"""Which exercises of the catalogue one run of the tests proves: what changed, and a sample that rotates.

Proving them all takes longer than a run may last. `python -m grader check exercises/catalogue` does it.
"""

import random
import re
import subprocess
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

# How many are drawn beside what changed. What judges them all asks for more of them when it changes itself.
SAMPLE, LARGER_SAMPLE = 24, 72
JUDGES = ("grader/",)
MAINLINES = ("origin/main", "main")


@dataclass(frozen=True)
class Choice:
    """What is proved, and why: `changed` and `drawn` are keys of exercises, in order."""

    changed: tuple[str, ...]
    drawn: tuple[str, ...]
    count: int  # how many there are in all
    seed: str
    judges_changed: bool
    has_history: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted({*self.changed, *self.drawn}))

    @property
    def sentence(self) -> str:
        """Return what a run says of it, in French as all that scripts say."""
        parts = [f"{len(self.keys)} exercices prouvés sur {self.count}"]
        if self.has_history:
            parts.append(f"{len(self.changed)} parce qu’ils ont changé")
        else:
            parts.append("sans histoire de Git, donc sans savoir ce qui a changé")
        larger = ", plus nombreux parce que le correcteur a changé" if self.judges_changed else ""
        parts.append(f"{len(self.drawn)} tirés au sort avec {self.seed[:12]}{larger}")
        return " ; ".join(parts) + ". Tous : python -m grader check exercises/catalogue"


def choose(
    runtimes: Mapping[str, str], *, changed_files: Collection[str] | None, seed: str, catalogue: str
) -> Choice:
    """Choose among `runtimes`, which gives the runtime of each exercise by its key.

    Every runtime has one at least. `changed_files` are paths from the root of the repository, None when nobody can
    tell; `catalogue` is the folder of the exercises, from that root too. The same arguments give the same choice.
    """
    inside = re.compile(rf"{re.escape(catalogue)}/([^/]+)/")
    files = changed_files or ()
    changed = {match[1] for file in files if (match := inside.match(file))} & runtimes.keys()
    judges_changed = any(file.startswith(JUDGES) for file in files)
    draw = random.Random(seed)  # noqa: S311 - nobody has to be kept from guessing
    shuffled = sorted(runtimes.keys() - changed)
    draw.shuffle(shuffled)
    size = LARGER_SAMPLE if judges_changed else SAMPLE
    drawn = [*_one_of_each(shuffled, runtimes), *shuffled]
    return Choice(
        changed=tuple(sorted(changed)),
        drawn=tuple(sorted(tuple(dict.fromkeys(drawn))[:size])),
        count=len(runtimes),
        seed=seed,
        judges_changed=judges_changed,
        has_history=changed_files is not None,
    )


def _one_of_each(keys: Iterable[str], runtimes: Mapping[str, str]) -> list[str]:
    first: dict[str, str] = {}
    for key in keys:
        first.setdefault(runtimes[key], key)
    return list(first.values())


def choice_here(root: Path, catalogue: str = "exercises/catalogue") -> Choice:
    """Choose for the repository at `root`: the seed is its commit, what changed is told by Git."""
    runtimes = {
        path.parent.name: tomllib.loads(path.read_text(encoding="utf-8"))["runtime"]
        for path in (root / catalogue).glob("*/exercise.toml")
    }
    commit = _git(root, "rev-parse", "HEAD")
    return choose(
        runtimes,
        changed_files=changed_since_mainline(root),
        seed=commit or "sans-commit",
        catalogue=catalogue,
    )


def changed_since_mainline(root: Path) -> list[str] | None:
    """Return the files that differ from the mainline, or on the mainline itself from the commit before.

    What is not committed yet counts too. None when there is no Git, or nothing to compare with.
    """
    head = _git(root, "rev-parse", "HEAD")
    if not head:
        return None
    bases = [base for name in MAINLINES if (base := _git(root, "merge-base", "HEAD", name))]
    base = next((base for base in bases if base != head), None) or _git(root, "rev-parse", "HEAD~1")
    if not base:
        return None
    committed = _git(root, "diff", "--name-only", "--no-renames", base)
    unknown = _git(root, "ls-files", "--others", "--exclude-standard")
    if committed is None or unknown is None:
        return None
    return sorted({*committed.splitlines(), *unknown.splitlines()})


def _git(root: Path, *arguments: str) -> str | None:
    """Return what Git answers, without the last line's end; None when it refuses or is not there."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None

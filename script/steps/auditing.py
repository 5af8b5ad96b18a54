"""`script/audit`: known vulnerabilities of the locked packages, and an honest word when nobody could be asked.

The tools themselves call a silence good news: « no known vulnerabilities » is also what they say when the database
did not answer for a single package. Here a package that was not asked about is counted as one.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from script.steps.node import NODE, NPM, node_environment
from script.steps.places import PYTHON, ROOT
from script.steps.progress import end_with_sentence, say

LOCKED = ROOT / "requirements" / "development.txt"
# Asked about first: where the database knows nothing of Django, it is out of reach, and the others are not tried.
PROBE = "django"
PATIENCE = 600
CLEAN, KNOWN, UNASKED = 0, 1, 3


@dataclass
class Answer:
    """What a database said of the packages of one kind."""

    kind: str
    asked: int = 0
    known: list[str] = field(default_factory=list)
    mendable: list[str] = field(default_factory=list)
    """Those of `known` that a newer version mends."""
    unasked: list[str] = field(default_factory=list)
    silence: str = ""

    @property
    def code(self) -> int:
        if self.known:
            return KNOWN
        return UNASKED if self.silence or self.unasked else CLEAN

    def sentences(self) -> list[str]:
        """Return what there is to say, without a word of comfort that nobody gave."""
        said = [f"{self.kind} : {line}" for line in self.known]
        if self.silence:
            said.append(f"{self.kind} : la base publique n'a pas pu être interrogée ({self.silence}).")
        if self.unasked:
            said.append(
                f"{self.kind} : rien n'est su de {len(self.unasked)} paquets : {', '.join(self.unasked[:5])}…"
            )
        if self.code == CLEAN:
            said.append(f"{self.kind} : {self.asked} paquets, aucune faille connue.")
        return said


def python_answer() -> Answer:
    """Ask about Django alone, then, where that was answered, about every locked package."""
    locked = LOCKED.read_text(encoding="utf-8")
    first = re.search(rf"^{PROBE}==(\S+)", locked, re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        probe.write_text(f"{PROBE}=={first[1] if first else ''}\n")
        told = _asked(["--no-deps", "--disable-pip", "-r", str(probe)])
    answer = read_pip_audit(told)
    if answer.silence or answer.unasked:
        return Answer("Python", silence=answer.silence or "elle ne connaît pas même Django")
    return read_pip_audit(_asked(["--require-hashes", "--disable-pip", "-r", str(LOCKED)]))


def _asked(arguments: Sequence[str]) -> str:
    command = [str(PYTHON.parent / "pip-audit"), "--format", "json", "--progress-spinner", "off", *arguments]
    return _output(command, {})


def _output(command: Sequence[str], env: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def read_pip_audit(told: str) -> Answer:
    """Return what pip-audit's JSON says; a text that is none is silence."""
    answer = Answer("Python")
    try:
        packages: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        answer.silence = "pas de réponse"
        return answer
    for package in packages:
        if "skip_reason" in package:
            answer.unasked.append(package["name"])
            continue
        answer.asked += 1
        for flaw in package["vulns"]:
            remedy = ", ".join(flaw["fix_versions"]) or "aucune version corrigée"
            sentence = f"{package['name']} {package['version']}, {flaw['id']} (corrigé dans : {remedy})"
            answer.known.append(sentence)
            if flaw["fix_versions"]:
                answer.mendable.append(sentence)
    return answer


def browser_answer() -> Answer:
    """Ask npm's database about what the browser receives and the tools that build it."""
    return read_npm_audit(_output([str(NODE), str(NPM), "audit", "--json"], node_environment()))


def read_npm_audit(told: str) -> Answer:
    """Return what npm's JSON says; an error, or a text that is no JSON, is silence."""
    answer = Answer("Navigateur")
    try:
        found = json.loads(told)
        answer.asked = found["metadata"]["dependencies"]["total"]
        flawed = found["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        answer.silence = "pas de réponse"
        return answer
    for name, one in sorted(flawed.items()):
        answer.known.append(f"{name}, gravité {one['severity']}")
        if one.get("fixAvailable"):
            answer.mendable.append(answer.known[-1])
    return answer


def mendable_flaws() -> list[str]:
    """Say what is known of the locked packages; return what a newer version mends, which is ours to do.

    A database that does not answer, or a flaw that nobody has mended yet, must not keep anybody from working.
    """
    mendable: list[str] = []
    for answer in (python_answer(), browser_answer()):
        for sentence in answer.sentences():
            say(f"  {sentence}")
        mendable += answer.mendable
    return mendable


def main() -> int:
    """Say what both databases answered; return the exit code of the worst."""
    answers = [python_answer(), browser_answer()]
    for answer in answers:
        for sentence in answer.sentences():
            say(sentence)
    codes = {answer.code for answer in answers}
    return KNOWN if KNOWN in codes else max(codes)


if __name__ == "__main__":
    end_with_sentence(main)

"""The sandbox of the tests and the one of production keep one contract: same situation, same run."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from grader import images
from grader.contract import BoxRun, Limits, Outcome
from grader.sandbox.base import BoxJob, BoxShape
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene
from tests.grader.boxes import KeptBoxes

LAST = b"@nonce the end"
SMALL = Limits(wall_seconds=3, memory_mb=128, output_kb=16)
# Never console.log, which makes the pipe non-blocking: a flood would then end in EAGAIN.
READY = "const say = (text) => require('fs').writeSync(1, text + '\\n'); say('ready');"
HEARD = "require('fs').readFileSync(0);"
END = "require('fs').writeSync(1, '@nonce the end\\n');"


@dataclass(frozen=True)
class Situation:
    """The same thing twice: played for the fake, and as a program for Node in a real box."""

    scene: Scene
    program: str


SITUATIONS = {
    "ends": Situation(Scene(says=b"seen\n{last}\n"), READY + HEARD + "say('seen');" + END),
    "goes silent": Situation(Scene(takes=99), READY + HEARD + "setInterval(() => {}, 1000)"),
    "stops before its last line": Situation(
        Scene(says=b"seen\n", exit_code=3), READY + HEARD + "say('seen'); process.exitCode = 3"
    ),
    "says that all is well and leaves": Situation(Scene(says=b"PASSED\n"), READY + HEARD + "say('PASSED')"),
    "floods its output": Situation(
        Scene(says=b"x" * 100_000), READY + HEARD + "for (;;) require('fs').writeSync(1, 'x'.repeat(4096))"
    ),
    "floods its complaints": Situation(
        Scene(says=b"", complains=b"x" * 100_000),
        READY + HEARD + "for (;;) require('fs').writeSync(2, 'x'.repeat(4096))",
    ),
    "eats all memory": Situation(
        Scene(says=b"", needs_mb=4096),
        READY + HEARD + "const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1))",
    ),
    "is never ready": Situation(Scene(starts=False), "process.exit(1)"),
}
EXPECTED = {
    "ends": Outcome.FINISHED,
    "goes silent": Outcome.OUT_OF_TIME,
    "stops before its last line": Outcome.CRASHED,
    "says that all is well and leaves": Outcome.CRASHED,
    "floods its output": Outcome.OUT_OF_OUTPUT,
    "floods its complaints": Outcome.OUT_OF_OUTPUT,
    "eats all memory": Outcome.OUT_OF_MEMORY,
    "is never ready": Outcome.COULD_NOT_START,
}

type Play = Callable[[str], BoxRun]


def job_for(program: str) -> BoxJob:
    shape = BoxShape(images.tag("javascript"), SMALL.of_the_walls(), ("node", "-e", program))
    return BoxJob(uuid4().hex, shape, b"2\n{}", LAST, SMALL)


def play_fake(name: str) -> BoxRun:
    return FakeSandbox(scenes=[SITUATIONS[name].scene]).run(job_for(""))


def play_pooled(kept: KeptBoxes) -> Play:
    """A box of that very program waits before it is asked for; one that is never ready never waits."""

    def played(name: str) -> BoxRun:
        job = job_for(SITUATIONS[name].program)
        if EXPECTED[name] is not Outcome.COULD_NOT_START:
            kept.hold(job.shape, 1)
        return kept.sandbox.run(job)

    return played


REAL = [pytest.param(name, marks=pytest.mark.docker) for name in ("docker", "pooled")]


@pytest.fixture(params=["fake", *REAL])
def play(request: pytest.FixtureRequest) -> Play:
    if request.param == "fake":
        return play_fake
    if request.param == "pooled":
        return play_pooled(request.getfixturevalue("kept_boxes"))
    sandbox: DockerSandbox = request.getfixturevalue("docker_sandbox")
    return lambda name: sandbox.run(job_for(SITUATIONS[name].program))


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_situation_has_its_outcome(play: Play, name: str) -> None:
    assert play(name).outcome is EXPECTED[name]


def test_what_was_said_before_the_end_comes_back(play: Play) -> None:
    assert play("ends").stdout == b"seen\n" + LAST + b"\n"


def test_the_exit_code_of_a_program_that_left_early_comes_back(play: Play) -> None:
    run = play("stops before its last line")

    assert (run.exit_code, run.stdout) == (3, b"seen\n")


@pytest.mark.parametrize("name", ["floods its output", "floods its complaints"])
def test_output_is_never_kept_beyond_its_limit(play: Play, name: str) -> None:
    run = play(name)

    assert 0 < len(run.stdout) + len(run.stderr) <= SMALL.output_kb * 1024


def test_time_over_is_the_limit_and_little_more(play: Play) -> None:
    assert SMALL.wall_seconds <= play("goes silent").timings.run < SMALL.wall_seconds + 1


def test_a_box_that_could_not_start_says_why_to_the_platform(play: Play) -> None:
    run = play("is never ready")

    assert run.detail
    assert run.stdout == b""

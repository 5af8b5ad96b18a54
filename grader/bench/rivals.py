"""What we are compared with: bare processes, and a `docker run` for each submission."""

import json
import platform
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from grader.bench.bare_image import bare_image
from grader.bench.cases import Bare, Case
from grader.grading import shape_of, written
from grader.report import last_line

NONCE = "bench"
# A label that our own keeper leaves alone: by its own label it would take a rival for a box that was left over.
OWNER = "grader-bench-rival"
_CLOCK_GETTIME = {"x86_64": 228, "aarch64": 113}  # the call's number in the kernel
# Starts processes and times them where the image's own programs are. Perl is in every Debian image, though
# without its fine clock: the kernel is asked for it.
_LAUNCHER = r"""
$| = 1; my $call = shift;
sub now { my $time = pack 'qq', 0, 0; syscall $call, 1, $time; my ($s, $ns) = unpack 'qq', $time; $s + $ns / 1e9 }
sub words { my $line = <STDIN>; chomp $line; split /\t/, $line }
while (my ($path, $size) = words()) { read STDIN, my $text, $size;
  my $place = '/bench'; my @parts = split '/', $path; pop @parts; mkdir($place .= "/$_") for @parts;
  open my $file, '>', "/bench/$path" or die; print $file $text; close $file; }
chdir '/bench'; my @before = words();
if (@before) { system(@before) == 0 or die }
print "ready\n";
while (my ($count, $parallel, @command) = words()) {
  my ($began, %running, $failed) = (now()); $failed = 0;
  my $wait = sub { my $pid = wait; delete $running{$pid} and $? and $failed++; };
  for (1 .. $count) { $wait->() while keys %running >= $parallel;
    my $pid = fork;
    if (!$pid) { open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; exec @command; exit 127; }
    $running{$pid} = 1; }
  $wait->() while %running;
  printf "%.3f %d\n", (now() - $began) * 1000, $failed; }
"""


class RivalFailed(Exception):
    """What we compare with did not do its work: the numbers would mean nothing."""


class BareProcesses:
    """Starts a case's bare program, with the interpreter of the same image and nothing between it and the kernel.

    They run in one container without limit or filter, started beforehand: a process in it costs what a
    process costs, and the programs are the very same on every machine.
    """

    def __init__(self, case: Case) -> None:
        assert case.bare is not None
        self._bare: Bare = case.bare
        self._child = subprocess.Popen(
            [
                *("docker", "run", "--rm", "-i", "--network", "none", "--user", "65534:65534"),
                *("--security-opt", "seccomp=unconfined", "--tmpfs", "/bench:mode=1777,exec"),
                *("--tmpfs", "/tmp:mode=1777,exec", "--label", f"ecole.owner={OWNER}"),  # noqa: S108
                *(
                    "--entrypoint",
                    "perl",
                    bare_image(case),
                    "-e",
                    _LAUNCHER,
                    str(_CLOCK_GETTIME[platform.machine()]),
                ),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for path, text in self._bare.files.items():
            data = text.encode()
            self._input.write(b"%s\t%d\n%s" % (path.encode(), len(data), data))
        self._input.write(b"\n" + "\t".join(self._bare.before).encode() + b"\n")
        self._input.flush()
        if self._output.readline() != b"ready\n":
            raise RivalFailed("the launcher did not start")

    @property
    def _input(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._child.stdout is not None
        return self._child.stdout

    def run(self, count: int = 1, parallel: int = 1) -> float:
        """Returns the seconds from the start of the first to the end of the last of `count` processes."""
        words = [str(count), str(parallel), *self._bare.command]
        self._input.write("\t".join(words).encode() + b"\n")
        self._input.flush()
        milliseconds, failed = self._output.readline().split()
        if int(failed):
            raise RivalFailed(f"{int(failed)} of {count}: {' '.join(self._bare.command)}")
        return float(milliseconds) / 1000

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._input.close()
        self._child.wait()
        self._output.close()


class Browsers:
    """What a grader without boxes does with a page: a new context in a browser that is there, or a new browser."""

    def __init__(self, case: Case) -> None:
        image = shape_of(case.variant, case.request.limits).image
        widths = sorted({int(str(check.probe.params["width"])) for check in case.checks})
        work = {"files": dict(case.files), "widths": widths, "looks": list(case.looks)}
        script = (Path(__file__).parent / "browser_rival.mjs").read_text(encoding="utf-8")
        self._child = subprocess.Popen(
            [
                *("docker", "run", "--rm", "-i", "--network", "none", "--user", "65534:65534"),
                *("--security-opt", "seccomp=unconfined", "--tmpfs", "/tmp:mode=1777,exec"),  # noqa: S108
                *("--label", f"ecole.owner={OWNER}"),
                *("--entrypoint", "node", image, "--input-type=module", "-e", script),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._ask(json.dumps(work)) != "ready\n":
            raise RivalFailed("the browser did not start")

    def _ask(self, line: str) -> str:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()
        return self._child.stdout.readline()

    def _timed(self, way: str) -> float:
        answer = self._ask(way)
        if not answer:
            raise RivalFailed(f"the browser is gone ({way})")
        return float(answer.split()[0]) / 1000

    def in_context(self) -> float:
        return self._timed("context")

    def launched(self) -> float:
        return self._timed("launch")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._child.stdin, self._child.stdout):
            assert stream is not None
            stream.close()
        self._child.kill()
        self._child.wait()


class DockerRun:
    """What most graders do: `docker run --rm`, hardened, for each submission; here with our own observer."""

    def __init__(self, case: Case) -> None:
        shape = shape_of(case.variant, case.request.limits)
        limits = shape.walls
        self._command = [
            *("docker", "run", "--rm", "-i", "--network", "none", "--user", "65534:65534", "--read-only"),
            *("--label", f"ecole.owner={OWNER}"),
            *("--cap-drop", "ALL", "--security-opt", "no-new-privileges:true", "--ipc", "private"),
            *("--tmpfs", f"/tmp:mode=1777,size={limits.scratch_mb}m"),  # noqa: S108 - inside the box
            *("--memory", f"{limits.memory_mb}m", "--memory-swap", f"{limits.memory_mb}m"),
            *("--pids-limit", str(limits.processes), shape.image, *shape.command),
        ]
        self._request = written(case.request, NONCE)
        self._last = last_line(NONCE) + b"\n"

    def run(self) -> float:
        """Returns the seconds from the command to its last line."""
        began = time.monotonic()
        with subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(self._request)
            child.stdin.close()
            for line in child.stdout:
                if line == self._last:
                    elapsed = time.monotonic() - began
                    break
            else:
                raise RivalFailed("docker run ended without a last line")
            # After its last line a program waits to be killed. The client passes the signal on to the init of the
            # box, which passes it on to the program; the client ends when the container is gone.
            child.terminate()
        return elapsed

    def sustained(self, seconds: float, parallel: int) -> int:
        """Returns how many are done within `seconds`, `parallel` at a time."""
        deadline = time.monotonic() + seconds

        def keep_going(_: int) -> int:
            done = 0
            while time.monotonic() < deadline:
                self.run()
                done += 1
            return done

        with ThreadPoolExecutor(parallel) as people:
            return sum(people.map(keep_going, range(parallel)))

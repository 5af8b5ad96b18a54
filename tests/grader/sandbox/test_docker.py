"""Real containers: their walls, their end, and an engine that fails."""

import gc
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import docker
import pytest
import requests

from grader import images
from grader.contract import BoxRun, Limits, Outcome
from grader.sandbox.base import BoxJob, BoxShape
from grader.sandbox.box import Stream
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.walls import seccomp_profile
from tests.grader.boxes import containers_of

LAST = b"the end"
LIMITS = Limits(
    wall_seconds=5, memory_mb=128, scratch_mb=4, scratch_files=64, file_mb=2, processes=32, open_files=64
)


def job(program: str, limits: Limits = LIMITS, request: bytes = b"hello") -> BoxJob:
    """`heard` holds the request; `tell` writes; the program ends with the last line."""
    script = (
        "const fs = require('fs');"
        "const tell = (value) => fs.writeSync(1, JSON.stringify(value) + '\\n');"
        "const fails = (work) => { try { work(); return 'allowed'; } catch (e) { return e.code; } };"
        "fs.writeSync(1, 'ready\\n'); const heard = fs.readFileSync(0);"
        f"(async () => {{ {program} ; fs.writeSync(1, 'the end\\n'); }})();"
    )
    shape = BoxShape(images.tag("javascript"), limits.of_the_walls(), ("node", "-e", script))
    return BoxJob(uuid4().hex, shape, request, LAST, limits)


def told(run: BoxRun) -> list[object]:
    assert run.outcome is Outcome.FINISHED, run
    return [json.loads(line) for line in run.stdout.splitlines()[:-1]]


pytestmark = pytest.mark.docker


def test_a_large_request_arrives_whole(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(job("tell(heard.length)", request=b"x" * 1_000_000))

    assert told(run) == [1_000_000]


def test_the_box_has_no_privilege(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "const status = fs.readFileSync('/proc/self/status', 'utf8');"
            "const line = (name) => new RegExp(name + ':\\\\s*(\\\\w+)').exec(status)[1];"
            "tell([process.getuid(), process.getgid(), line('CapEff'), line('CapBnd'), line('NoNewPrivs'),"
            " line('Seccomp')])"
        )
    )

    assert told(run) == [[65534, 65534, "0" * 16, "0" * 16, "1", "2"]]


def test_the_box_has_no_network(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "tell(Object.keys(require('os').networkInterfaces()));"
            "const reach = (host, port) => new Promise((done) => require('net').connect({ host, port })"
            ".on('connect', () => done('reached')).on('error', (e) => done(e.code)));"
            "for (const host of ['1.1.1.1', '169.254.169.254', '172.17.0.1']) tell(await reach(host, 80))"
        )
    )

    assert told(run) == [["lo"], "ENETUNREACH", "ENETUNREACH", "ENETUNREACH"]


def test_the_box_writes_nowhere_but_in_its_scratch_folder(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "for (const path of ['/a', '/opt/observer/a', '/etc/a', '/proc/sys/kernel/hostname', '/tmp/a'])"
            " tell(fails(() => fs.writeFileSync(path, 'x')))"
        )
    )

    answers = told(run)
    assert answers[-1] == "allowed"
    assert "allowed" not in answers[:-1]


def test_the_scratch_folder_is_bounded_in_size_and_number(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "const write = (count, size) => { for (let i = 0; i < count; i += 1)"
            " fs.writeFileSync('/tmp/' + i, Buffer.alloc(size)) };"
            "tell(fails(() => write(8, 1 << 20)));"
            "for (let i = 0; i < 8; i += 1) fs.rmSync('/tmp/' + i, { force: true });"
            "tell(fails(() => write(200, 0)));"
        )
    )

    assert told(run) == ["ENOSPC", "ENOSPC"]


def test_one_file_is_bounded(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "process.on('SIGXFSZ', () => {});"
            "tell(fails(() => fs.writeFileSync('/tmp/a', Buffer.alloc(3 << 20))))"
        )
    )

    assert told(run) == ["EFBIG"]


def test_open_files_are_bounded(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(job("tell(fails(() => { for (;;) fs.openSync('/etc/hostname') }))"))

    assert told(run) == ["EMFILE"]


def test_a_fork_bomb_stays_in_its_box(docker_sandbox: DockerSandbox) -> None:
    bomb = (
        "const { spawn } = require('child_process'); let refused = 0;"
        "for (let i = 0; i < 200; i += 1)"
        " spawn('sleep', ['60'], { detached: true }).on('error', () => { refused += 1 });"
        "await new Promise((done) => setTimeout(done, 500)); tell(refused > 100)"
    )

    assert told(docker_sandbox.run(job(bomb))) == [True]
    assert told(docker_sandbox.run(job("tell('next')"))) == ["next"]


def test_children_that_outlive_the_program_die_with_the_box(docker_sandbox: DockerSandbox) -> None:
    orphan = "['-c', 'sleep 61.625 & sleep 61.625'], { detached: true }"
    run = docker_sandbox.run(job(f"require('child_process').spawn('sh', {orphan}).unref(); tell(1)"))
    docker_sandbox.close()

    assert told(run) == [1]
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(b"61.625" in command for command in commands)


def test_stopping_the_init_of_the_box_does_not_stop_our_clock(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "fails(() => process.kill(1, 'SIGSTOP')); process.kill(process.pid, 'SIGSTOP')",
            replace(LIMITS, wall_seconds=1.0),
        )
    )

    assert run.outcome is Outcome.OUT_OF_TIME
    assert run.timings.total < 10


def test_a_box_that_does_not_read_its_request_is_out_of_time(docker_sandbox: DockerSandbox) -> None:
    deaf = ("node", "-e", "console.log('ready'); setInterval(() => {}, 1000)")
    asked = job("", replace(LIMITS, wall_seconds=1.0), b"x" * 5_000_000)
    wanted = replace(asked, shape=replace(asked.shape, command=deaf))

    assert docker_sandbox.run(wanted).outcome is Outcome.OUT_OF_TIME


def test_a_box_has_nothing_of_ours_in_its_environment(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    run = docker_sandbox.run(job("tell(Object.keys(process.env).sort().join())"))

    assert "SECRET_KEY" not in str(told(run)[0])


def test_a_program_that_kills_itself_is_not_taken_for_a_box_killed_from_outside(
    docker_sandbox: DockerSandbox,
) -> None:
    for signal in ("SIGKILL", "SIGTERM"):
        run = docker_sandbox.run(job(f"process.kill(process.pid, '{signal}'); await new Promise(() => {{}})"))

        assert run.outcome is Outcome.CRASHED, signal


def test_a_box_without_sockets_shares_an_empty_network_and_can_open_none(
    docker_sandbox: DockerSandbox,
) -> None:
    asked = job(
        "const net = require('net'); const tried = (make) => new Promise((done) => make()"
        ".on('listening', () => done('listening')).on('connect', () => done('connected'))"
        ".on('error', (e) => done(e.code)));"
        "tell(await tried(() => net.createServer().listen(8000, '127.0.0.1')));"
        "tell(await tried(() => net.createServer().listen('\\0abstract')));"
        "tell(await tried(() => net.connect(8000, '127.0.0.1')));"
    )
    shape = replace(asked.shape, sockets=False)
    run = docker_sandbox.run(replace(asked, shape=shape))

    assert told(run) == ["EPERM", "EPERM", "EPERM"]


def test_the_shared_network_is_made_again_when_it_is_gone(docker_sandbox: DockerSandbox) -> None:
    asked = replace(job("tell(1)"), shape=replace(job("tell(1)").shape, sockets=False))
    assert told(docker_sandbox.run(asked)) == [1]
    docker_sandbox.reap_all()

    assert told(docker_sandbox.run(asked)) == [1]


def test_the_kernel_refuses_namespaces_mounts_and_priorities(docker_sandbox: DockerSandbox) -> None:
    run = docker_sandbox.run(
        job(
            "const tried = (...words) => require('child_process').spawnSync(words[0], words.slice(1)).status;"
            "tell(tried('unshare', '--user', 'true')); tell(tried('unshare', '--net', 'true'));"
            "tell(tried('mount', '-t', 'tmpfs', 'none', '/tmp')); tell(tried('chroot', '/tmp', 'true'));"
            "tell(tried('true'))"
        )
    )

    *refused, allowed = told(run)
    assert allowed == 0
    assert 0 not in refused


def test_the_list_of_allowed_calls_leaves_out_what_looks_into_others() -> None:
    rules = json.loads(seccomp_profile(sockets=True))["syscalls"]
    allowed = {name for rule in rules if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}

    assert not allowed & {
        "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "mount", "umount2", "pivot_root", "unshare",
        "setns", "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
        "reboot", "kexec_load", "init_module", "open_by_handle_at", "clone3", "syslog", "settimeofday",
    }  # fmt: skip


def test_a_box_killed_from_outside_is_not_the_apprentices_failure(docker_sandbox: DockerSandbox) -> None:
    killed = threading.Timer(1.0, lambda: docker_sandbox.reap(time.time() + 10_000))
    killed.start()
    run = docker_sandbox.run(job("await new Promise((done) => setTimeout(done, 4000))"))
    killed.join()

    assert run.outcome is Outcome.COULD_NOT_START


def test_a_missing_image_could_not_start(docker_sandbox: DockerSandbox) -> None:
    asked = job("")
    absent = replace(asked.shape, image="ecole-grader-absent:000000000000")
    run = docker_sandbox.run(replace(asked, shape=absent))

    assert run.outcome is Outcome.COULD_NOT_START
    assert "absent" in run.detail


def test_a_box_that_does_not_start_leaves_no_stream_open(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Stream] = []

    def open_stream(*ways: Any) -> Stream:
        opened.append(Stream(*ways))
        return opened[-1]

    def refuse(container: str) -> None:
        raise docker.errors.APIError(f"{container} does not start")

    monkeypatch.setattr("grader.sandbox.docker.Stream", open_stream)
    docker_sandbox.run(job("tell(1)"))  # what holds its network is there
    monkeypatch.setattr(docker_sandbox._engine(), "start", refuse)
    run = docker_sandbox.run(job("tell(1)"))

    assert run.outcome is Outcome.COULD_NOT_START
    assert opened
    assert [stream.socket.fileno() for stream in opened] == [-1] * len(opened)


def test_an_unknown_oci_runtime_could_not_start(grader_images: None) -> None:
    with DockerSandbox(owner="test-runtime", oci_runtime="no-such-runtime") as sandbox:
        run = sandbox.run(job("tell(1)"))

    assert run.outcome is Outcome.COULD_NOT_START
    assert "no-such-runtime" in run.detail
    assert containers_of("test-runtime") == []


# The SDK leaves the socket of a connection that failed to the garbage collector, which complains of it.
forgets_its_socket = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@forgets_its_socket
def test_no_engine_could_not_start(tmp_path: Path) -> None:
    with DockerSandbox(owner="test-none", base_url=f"unix://{tmp_path}/absent.sock") as sandbox:
        assert sandbox.run(job("")).outcome is Outcome.COULD_NOT_START
    gc.collect()


@pytest.fixture
def hanging_engine(tmp_path: Path) -> Iterator[str]:
    """A socket that accepts and never answers."""
    path = tmp_path / "engine.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        yield f"unix://{path}"


@forgets_its_socket
def test_an_engine_that_hangs_could_not_start_in_bounded_time(
    hanging_engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.docker.ENGINE_SECONDS", 1)
    began = time.monotonic()
    with DockerSandbox(owner="test-hang", base_url=hanging_engine) as sandbox:
        run = sandbox.run(job(""))

    assert run.outcome is Outcome.COULD_NOT_START
    assert time.monotonic() - began < 10
    gc.collect()


def test_work_that_an_engine_held_up_gets_its_time_once_more(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ends well after its time, and well before the double of it.
    late = job("await new Promise((go) => setTimeout(go, 5000))", replace(LIMITS, wall_seconds=3))
    assert docker_sandbox.run(late).outcome is Outcome.OUT_OF_TIME
    monkeypatch.setattr("grader.sandbox.docker.HESITATION_SECONDS", 0)
    assert docker_sandbox.run(late).outcome is Outcome.FINISHED


def test_work_that_never_ends_is_out_of_time_however_slow_the_engine(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.docker.HESITATION_SECONDS", 0)
    assert (
        docker_sandbox.run(job("while (true);", replace(LIMITS, wall_seconds=1))).outcome
        is Outcome.OUT_OF_TIME
    )


def test_an_engine_that_hangs_meanwhile_is_our_fault(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(box: object, job: object) -> Outcome:
        raise requests.exceptions.ReadTimeout

    monkeypatch.setattr(docker_sandbox, "_whose_time_it_was", hang)
    assert (
        docker_sandbox.run(job("while (true);", replace(LIMITS, wall_seconds=1))).outcome
        is Outcome.COULD_NOT_START
    )


def test_the_reaper_takes_what_is_past_its_deadline_and_nothing_else(docker_sandbox: DockerSandbox) -> None:
    client = docker.from_env()
    now = int(time.time())
    other = f"other-{uuid4().hex[:8]}"
    for owner, deadline in (
        (docker_sandbox.owner, now - 5),
        (docker_sandbox.owner, now + 500),
        (other, now - 5),
    ):
        labels = {"ecole.owner": owner, "ecole.deadline": str(deadline)}
        client.api.create_container(images.tag("javascript"), labels=labels)
    try:
        assert docker_sandbox.reap(now) == 1
        assert len(containers_of(docker_sandbox.owner)) == 1
        assert len(containers_of(other)) == 1
        assert docker_sandbox.reap_all() == 1
    finally:
        with DockerSandbox(owner=other) as cleaner:
            cleaner.reap_all()
        client.close()


def test_the_reaper_takes_the_boxes_of_a_dead_worker_and_leaves_those_of_others(
    docker_sandbox: DockerSandbox,
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    here, soon = socket.gethostname(), str(int(time.time()) + 500)
    client = docker.from_env()
    for worker in (f"{here}:{gone.pid}", f"{here}:{os.getpid()}", f"elsewhere:{gone.pid}", "nonsense"):
        labels = {"ecole.owner": docker_sandbox.owner, "ecole.worker": worker, "ecole.deadline": soon}
        client.api.create_container(images.tag("javascript"), labels=labels)
    client.close()
    assert docker_sandbox.reap(time.time()) == 1
    assert docker_sandbox.reap_all() == 3


def test_the_reaper_takes_what_has_stood_still_for_long(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {
        "ecole.owner": docker_sandbox.owner,
        "ecole.worker": f"{socket.gethostname()}:{os.getpid()}",
        "ecole.deadline": str(int(time.time()) + 500),
    }
    client = docker.from_env()
    client.api.create_container(images.tag("javascript"), labels=labels)  # nobody heard that it was made
    client.close()
    assert docker_sandbox.reap(time.time()) == 0
    assert docker_sandbox.reap(time.time()) == 0
    monkeypatch.setattr("grader.sandbox.docker.FORGOTTEN_SECONDS", 0)
    assert docker_sandbox.reap(time.time()) == 1
    assert not containers_of(docker_sandbox.owner)


def test_a_sandbox_works_in_a_process_forked_from_the_one_that_used_it(docker_sandbox: DockerSandbox) -> None:
    assert told(docker_sandbox.run(job("tell(1)"))) == [1]
    child = os.fork()
    if child == 0:
        run = docker_sandbox.run(job("tell(2)"))
        docker_sandbox.close()
        os._exit(0 if run.outcome is Outcome.FINISHED else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert told(docker_sandbox.run(job("tell(3)"))) == [3]


def test_boxes_run_at_the_same_time_without_mixing(docker_sandbox: DockerSandbox) -> None:
    runs: dict[int, BoxRun] = {}

    def one(number: int) -> None:
        runs[number] = docker_sandbox.run(job("tell(heard.toString())", request=str(number).encode()))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: told(run) for number, run in runs.items()} == {
        number: [str(number)] for number in range(4)
    }

"""What several machines do together, what one that is lost costs, and the tables of both."""

import time
from dataclasses import dataclass
from typing import Any

from grader.bench import machine
from script.steps.in_hosts.crowd import Crowd
from script.steps.in_hosts.host import SHARE, Host
from script.steps.in_hosts.setting import Setting, running_setting
from script.steps.progress import say

SETTLE_SECONDS = 150
CUT_SECONDS = 45  # longer than a lease


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    seconds: float = 25
    fault_seconds: float = 20

    @classmethod
    def quick(cls) -> "Amount":
        return cls(seconds=8, fault_seconds=6)


def measure_hosts(amount: Amount) -> dict[str, Any]:
    """Return everything measured, ready for JSON."""
    with running_setting() as setting:
        curve, faults = [], []
        for count, host in enumerate(setting.hosts, 1):
            host.start_graders()
            host.wait_until_ready()
            say(f"Débit avec {count} machine(s) de correction")
            curve.append({"hosts": count, **_throughput(setting, amount.seconds)})
        one, two, three = setting.hosts
        say("Une machine est coupée du réseau, puis le retrouve")
        faults.append(_fault(setting, amount, f"one of three cut off for {CUT_SECONDS} s", lambda: _cut(two)))
        say("Une machine perd le courant, puis revient")
        faults.append(_fault(setting, amount, "one of three loses power", lambda: _lose_power(one)))
        say("Une machine est vidée pour entretien")
        faults.append(_fault(setting, amount, "one of three drained", lambda: _drain(three, setting)))
        return {
            "machine": machine.describe(),
            "share": SHARE if setting.hosts[0].share else None,
            "curve": curve,
            "faults": faults,
        }


def _throughput(setting: Setting, seconds: float) -> dict[str, Any]:
    with Crowd(setting):
        time.sleep(4)  # the line has formed
        before, began = _judged(setting), time.monotonic()
        time.sleep(seconds)
        after, took = _judged(setting), time.monotonic() - began
    _settle(setting)
    by_host = {
        host.name: after.get(host.name, 0) - before.get(host.name, 0)
        for host in setting.hosts
        if after.get(host.name, 0) > before.get(host.name, 0)
    }
    return {"a_second": round(sum(by_host.values()) / took, 2), "by_host": by_host}


def _judged(setting: Setting) -> dict[str, int]:
    return dict(
        setting.ask(
            "SELECT split_part(worker, '/', 1), count(*) FROM exercises_gradingrun"
            " WHERE finished_at IS NOT NULL AND fault IN ('nobody', 'apprentice') GROUP BY 1"
        )
    )


def _fault(setting: Setting, amount: Amount, name: str, break_it: Any) -> dict[str, Any]:
    before = {number for (number,) in setting.ask("SELECT id FROM exercises_submission")}
    with Crowd(setting) as crowd:
        time.sleep(3)
        told = break_it()
        time.sleep(amount.fault_seconds)
    began = time.monotonic()
    _settle(setting)
    states = dict(setting.ask("SELECT id, state FROM exercises_submission"))
    verdicts = dict(
        setting.ask(
            "SELECT submission_id, count(*) FROM exercises_gradingrun WHERE finished_at IS NOT NULL"
            " AND fault IN ('nobody', 'apprentice') GROUP BY submission_id"
        )
    )
    taken = crowd.taken - before
    return {
        "fault": name,
        "taken": len(taken),
        "judged": sum(states.get(one) in ("passed", "failed") for one in taken),
        "false": sum(states.get(one) == "failed" for one in taken),
        "our_fault": sum(states.get(one) == "set_aside" for one in taken),
        "lost": sum(one not in states for one in taken),
        "twice": sum(verdicts.get(one, 0) > 1 for one in taken),
        "waiting": sum(states.get(one) in ("queued", "running") for one in taken),
        "settled_seconds": round(time.monotonic() - began, 1),
        **told,
    }


def _cut(host: Host) -> dict[str, Any]:
    host.pull_the_cable()
    time.sleep(CUT_SECONDS)
    host.put_the_cable_back()
    return {}


def _lose_power(host: Host) -> dict[str, Any]:
    host.lose_power()
    time.sleep(5)
    host.start_engine()
    host.start_graders()
    return {}


def _drain(host: Host, setting: Setting) -> dict[str, Any]:
    took = host.drain()
    unfinished = setting.ask(
        "SELECT count(*) FROM exercises_gradingrun WHERE finished_at IS NULL"  # noqa: S608 (a name of ours)
        f" AND worker LIKE '{host.name}/%' AND claimed_at > now() - interval '1 minute'"
    )
    return {"drained_in_seconds": round(took, 1), "left_unfinished": unfinished[0][0]}


def _settle(setting: Setting) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    waiting = "SELECT count(*) FROM exercises_submission WHERE state IN ('queued', 'running')"
    while setting.ask(waiting)[0][0] and time.monotonic() < deadline:
        time.sleep(0.5)


def hosts_table(found: dict[str, Any]) -> str:
    alone = found["curve"][0]["a_second"] or 1
    lines = ["| grading hosts | verdicts a second | beside one | by host |", "|---|---|---|---|"]
    lines += [
        f"| {one['hosts']} | {one['a_second']:g} | {one['a_second'] / alone:.2f}"
        f" | {', '.join(f'{name} {count}' for name, count in one['by_host'].items())} |"
        for one in found["curve"]
    ]
    lines += [
        "",
        "| fault | taken | judged | false | our fault | lost | judged twice | still waiting | settled after, s"
        " | besides |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found["faults"]:
        besides = ", ".join(
            f"{name.replace('_', ' ')}: {one[name]:g}"
            for name in ("drained_in_seconds", "left_unfinished")
            if name in one
        )
        figures = ("taken", "judged", "false", "our_fault", "lost", "twice", "waiting", "settled_seconds")
        lines.append(
            f"| {one['fault']} | {' | '.join(f'{one[name]:g}' for name in figures)} | {besides or '–'} |"
        )
    return "\n".join(lines) + "\n"


def holds(found: dict[str, Any]) -> bool:
    """Return whether no work was lost, judged twice, judged wrongly or left waiting."""
    return not any(
        one[name] for one in found["faults"] for name in ("lost", "twice", "false", "waiting")
    ) and not any(one.get("left_unfinished") for one in found["faults"])

"""Rows beside the table: more than there is time for, one who floods, two replicas, and what it takes to start."""

import os
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.peers.house import TEAMS, House, Runner, free_port
from benchmarks.peers.load import activity

AT_ONCE = 16  # conversations
TIMES = (2, 4)  # of what it can take
PACED, FLOOD = 4.0, 200.0  # messages a second of sixteen people together, and of one
REST, LONGEST_UNREST = 0.5, 60.0  # seconds: to look, and until nobody waits any more
IDLE = 0.1  # of a core: so little is no work
HELD = {"RATE_PERSON": "60", "RATE_CONVERSATION": "300"}  # a minute, as it is shipped


def overload(made: House, url: str, actions: int, seconds: float) -> list[dict[str, Any]]:
    """Questions at some times the rate that is answered when each waits for its answer."""
    port, process = made.on_teams("overload", url)
    runner = Runner("overload", (port,), "teams", "read")
    settled(made, runner, process, actions)
    told = made.load(runner, actions, AT_ONCE, seconds)
    capacity = told["turns"] / told["seconds"]
    rows = [_row("at what it can take", told["latencies"], capacity, capacity, 0)]
    for times in TIMES:
        told = made.load(runner, actions, AT_ONCE * 4, seconds * 2, rate=capacity * times)
        done = len(told["latencies"]) / told["seconds"]
        rows.append(_row(f"{times} times that", told["latencies"], done, capacity * times, told["turned_away"]))
    made.end(process)
    return rows


def flooded(made: House, url: str, actions: int, seconds: float) -> list[dict[str, Any]]:
    """Sixteen people who ask now and then, by themselves and beside one who does not stop."""
    port, process = made.on_teams("flooded", url, **HELD)
    runner = Runner("flooded", (port,), "teams", "read")
    settled(made, runner, process, actions)
    rows = []
    for name, flood in (("sixteen people, four questions a second", 0.0), ("the same beside one who floods", FLOOD)):
        told = made.load(runner, actions, AT_ONCE, seconds * 2, rate=PACED, flood=flood)
        done = len(told["latencies"]) / told["seconds"]
        rows.append(_row(name, told["latencies"], done, PACED + flood, told["turned_away"]))
    made.end(process)
    return rows


def replicas(made: House, url: str, actions: int, seconds: float, rounds: int) -> list[dict[str, Any]]:
    """One process on PostgreSQL and two, in turn, at 64 conversations, and how much of the processors was in use."""
    one, two = made.on_teams("replica-1", url), made.on_teams("replica-2", url)
    for port, process in (one, two):
        settled(made, Runner("settling", (port,), "teams", "read"), process, actions)
    rows = []
    for says in ("read", "write"):
        for name, ports in (("one", (one[0],)), ("two", (one[0], two[0]))):
            runner = Runner(name, ports, "teams", says)
            rates, idle, began = [], *unused()
            for _ in range(rounds):
                told = made.load(runner, actions, AT_ONCE * 4, seconds)
                rates.append(told["turns"] / told["seconds"])
            idle_since, now = unused()
            busy = 1 - (idle_since - idle) / (now - began)
            rows.append({"says": says, "replicas": name, "rates": rates, "busy": busy})
    made.end(one[1])
    made.end(two[1])
    return rows


def started(made: House, url: str, actions: int) -> dict[str, Any]:
    """Seconds from the start of a process to its first answer, and MB that it holds then, and after some turns."""
    began = time.perf_counter()
    port, process = made.on_teams("started", url)
    listens = time.perf_counter() - began
    body, headers = activity(made.given(actions), 0, f"start-{free_port()}", "what's overdue")
    request = Request(f"http://127.0.0.1:{port}{TEAMS}", body, dict(one.split(": ", 1) for one in headers))
    request.add_header("Content-Type", "application/json")
    with urlopen(request) as answer:  # noqa: S310 - ours
        answer.read()
    first, held = time.perf_counter() - began, resident(process)
    made.load(Runner("started", (port,), "teams", "read"), actions, AT_ONCE, 2.0)
    row = {"actions": actions, "listens": listens, "first_answer": first, "mb": held, "mb_later": resident(process)}
    made.end(process)
    return row


def settled(made: House, runner: Runner, process: subprocess.Popen[bytes], actions: int) -> None:
    """Ask once, and wait until the process has nothing left to do: what it makes ready is measured as its start."""
    made.load(runner, actions, 1, 0.0)
    until = time.perf_counter() + LONGEST_UNREST
    while time.perf_counter() < until:
        before = processor(process)
        time.sleep(REST)
        if processor(process) - before < REST * IDLE:
            return


def processor(process: subprocess.Popen[bytes]) -> float:
    """Seconds of the processor that a process has taken (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def unused() -> tuple[float, float]:
    """Seconds that the machine's processors have been idle, all together, and that have passed for them (Linux)."""
    fields = [int(one) for one in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    ticks = os.sysconf("SC_CLK_TCK")
    return (fields[3] + fields[4]) / ticks, sum(fields) / ticks


def resident(process: subprocess.Popen[bytes]) -> float:
    """MB of memory that a process holds (Linux)."""
    status = Path(f"/proc/{process.pid}/status")
    found = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS:")]
    return int(found[0]) / 1024


def _row(name: str, latencies: list[float], done: float, said: float, away: int) -> dict[str, Any]:
    ordered = sorted(latencies) or [0.0]
    p50, p99 = (ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000 for share in (50, 99))
    return {"name": name, "said": said, "answered": done, "turned_away": away, "p50": p50, "p99": p99}

"""What a turn costs after a very long time: a process that has served very many, and a plan with a very long record.

    python -m benchmarks.lasting [--turns 100000] [--changes 10000,1000000] [--only turns|changes]

Over SQLite, 1,000 actions, 16 conversations. One process answers, in rounds of reads, questions that differ and writes,
until it has answered so many; what it holds is told after each tenth. Then two plans that differ in their record alone,
each served by a process of its own, take turns. The longest record takes some five minutes to make, the turns ten.
"""

import argparse
import asyncio
import json
import sys
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peers.house import House, Runner, house
from benchmarks.peers.plan import filled
from benchmarks.peers.strain import processor, resident, settled

RESULTS = Path(__file__).parent / "results" / "lasting.json"
ACTIONS, AT_ONCE, ROUNDS = 1_000, 16, 5
MIX = (("read", 12.0), ("various", 4.0), ("write", 4.0))  # seconds of each in a round
TENTHS = 10


def turns(made: House, many: int) -> list[dict[str, Any]]:
    """MB held and the rate of reads after each tenth of the turns."""
    url = f"sqlite:///{made.folder / 'turns.db'}"
    asyncio.run(filled(url, ACTIONS))
    port, process = made.on_teams("turns", url)
    rows: list[dict[str, Any]] = []
    answered, rates, mix = 0, [], cycle(MIX)
    while answered < many:
        says, seconds = next(mix)
        told = made.load(Runner("turns", (port,), "teams", says), ACTIONS, AT_ONCE, seconds)
        demand_answers(told)
        answered += told["turns"]
        if says == "read":
            rates.append(told["turns"] / told["seconds"])
        if answered >= many * (len(rows) + 1) / TENTHS or answered >= many:
            reads = median(rates) if rates else rows[-1]["reads"]  # a round begins with reads
            rows.append({"turns": answered, "mb": resident(process), "reads": reads})
            tell(f"{answered:,} turns: {rows[-1]['mb']:.0f} MB, {rows[-1]['reads']:.0f} reads a second")
            rates = []
    made.end(process)
    return rows


def changes(made: House, sizes: list[int]) -> list[dict[str, Any]]:
    """The rate of reads and writes, and the processor's time of one, by the length of the record."""
    servers = []
    for size in sizes:
        url = f"sqlite:///{made.folder / f'changes-{size}.db'}"
        asyncio.run(filled(url, ACTIONS, size // ACTIONS))
        port, process = made.on_teams(f"changes-{size}", url)
        settled(made, Runner("settling", (port,), "teams", "read"), process, ACTIONS)
        servers.append((size, port, process))
    taken: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for says in ("read", "write"):
        for _ in range(ROUNDS):
            for size, port, process in servers:
                before = processor(process)
                told = made.load(Runner("changes", (port,), "teams", says), ACTIONS, AT_ONCE, 3.0)
                demand_answers(told)
                each = (processor(process) - before) / told["answered"]
                taken.setdefault((size, says), []).append((told["turns"] / told["seconds"], each * 1_000))
    return [
        {"changes": size, "says": says, "rates": [one for one, _ in some], "ms": [one for _, one in some]}
        for (size, says), some in taken.items()
    ]


def demand_answers(told: dict[str, Any]) -> None:
    if told["faults"]:
        raise SystemExit(f"It does not answer: {told['faults'][:3]}")


def shown(kept: dict[str, Any]) -> str:
    lines = []
    if rows := kept.get("turns"):
        lines += ["| turns | held | reads a second |", "| ---: | ---: | ---: |"]
        lines += [f"| {one['turns']:,} | {one['mb']:.0f} MB | {one['reads']:.0f} |" for one in rows]
    if rows := kept.get("changes"):
        lines += ["", "| changes | said | turns a second | processor a turn |", "| ---: | --- | ---: | ---: |"]
        lines += [
            f"| {one['changes']:,} | {one['says']} | {median(one['rates']):.0f} | {median(one['ms']):.2f} ms |"
            for one in rows
        ]
    return "\n".join(lines)


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - how far it is


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--changes", type=numbers, default=[10_000, 1_000_000])
    parser.add_argument("--only", choices=("turns", "changes"))
    given = parser.parse_args()
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    with house() as made:
        if given.only != "changes":
            kept["turns"] = turns(made, given.turns)
        if given.only != "turns":
            kept["changes"] = changes(made, given.changes)
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(shown(kept))  # noqa: T201 - its report


if __name__ == "__main__":
    main()

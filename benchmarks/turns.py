"""How many messages a second are answered, beside Microsoft's and Slack's own SDKs and beside bare aiohttp.

    python -m benchmarks.turns [--seconds 2] [--rounds 2] [--conversations 1,16,64] [--actions 1000,100,10000]
                               [--postgresql SERVER] [--only table] [--show 200]

Everything takes turns, round after round, on one machine: absolute figures say little on a machine that others use too,
ratios of one run hold. The load is a process, the service that takes the replies another. A turn ends when its reply
has arrived at the service. The first size is measured at every number of conversations, the others at the middle one.
Beside the table: overload, one who floods, two replicas, and what it takes to start. A server of PostgreSQL that is not
there leaves its rows out.
"""

import argparse
import json
import os
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.peers import strain
from benchmarks.peers.databases import POSTGRESQL, SQLITE, plans, reached
from benchmarks.peers.house import APP, SECRET, House, Runner, free_port, house

RESULTS = Path(__file__).parent / "results" / "turns.json"
SERVER = "postgresql://postgres@127.0.0.1:5432/test"
BUILDER, BARE, COMMIT, BOLT = "botbuilder echo", "bare aiohttp echo", "bare aiohttp echo, one commit", "slack-bolt echo"
ANSWERED = {"read": "overdue", "write": "note added"}  # stands in each reply, the echoes' too
FLOORS = (BUILDER, BARE, COMMIT, BOLT)

Row = dict[str, Any]


def floors(made: House) -> list[Runner]:
    """The peers, and the least that an exchange costs."""
    echo, kept, bolt, builder = free_port(), free_port(), free_port(), free_port()
    made.start("aiohttp", "aiohttp_echo", echo, made.service, port=echo)
    made.start("sqlite", "aiohttp_echo", kept, made.service, made.folder / "said.db", port=kept)
    made.start("bolt", "slack_echo", bolt, made.service, SECRET, port=bolt)
    made.start("botbuilder", "botbuilder_echo", builder, made.service, APP, port=builder)
    return [
        Runner(BARE, (echo,), "teams", "read"),
        Runner(COMMIT, (kept,), "teams", "read"),
        Runner(BOLT, (bolt,), "slack", "read"),
        Runner(BUILDER, (builder,), "teams", "read"),
    ]


def ours(made: House, databases: dict[tuple[str, int], str], actions: int, *, whole: bool) -> list[Runner]:
    """Planminder over a plan of one size, on each engine; `whole`: on Slack too."""
    found = []
    for engine in (SQLITE, POSTGRESQL):
        if (url := databases.get((engine, actions))) is None:
            continue
        port, process = made.on_teams(f"{engine}-{actions}", url)
        says = ("read", "various", "write") if whole and engine == SQLITE else ("read", "write")
        mine = [Runner(f"Planminder, {one}, {engine}", (port,), "teams", one) for one in says]
        strain.settled(made, mine[0], process, actions)
        found += mine
    if whole:
        port, process = made.on_slack(f"slack-{actions}", databases[SQLITE, actions])
        slack = [Runner(f"Planminder on Slack, {one}, {SQLITE}", (port,), "slack", one) for one in ("read", "write")]
        strain.settled(made, slack[0], process, actions)
        found += slack
    return found


def measured(
    made: House, those: list[Runner], actions: int, conversations: int, given: argparse.Namespace
) -> list[Row]:
    taken: dict[str, list[Row]] = {one.name: [] for one in those}
    for _ in range(given.rounds):
        for one in those:
            told = made.load(one, actions, conversations, given.seconds)
            if told["faults"]:
                raise SystemExit(f"{one.name}: {told['faults'][:3]}")
            if other := _otherwise(made.last(), one.says, conversations):
                raise SystemExit(f"{one.name} answers otherwise: {other[0][:500]}")
            taken[one.name].append(told)
            if given.show:
                tell(f"{one.name}: {made.last().get('0', '')[: given.show]}")
    return [_row(name, conversations, actions, some) for name, some in taken.items()]


def _otherwise(last: dict[str, str], says: str, conversations: int) -> list[str]:
    """The last replies that are not what was asked for: who is not known, or is held up, is answered sooner."""
    replies = [last.get(str(one), "") for one in range(conversations)]
    return [one for one in replies if ANSWERED.get(says, "") not in one or not one]


def _row(name: str, conversations: int, actions: int, runs: list[Row]) -> Row:
    rates = [one["turns"] / one["seconds"] for one in runs]
    latencies = sorted(latency for one in runs for latency in one["latencies"])
    cuts = quantiles(latencies, n=100) if len(latencies) > 1 else latencies * 99
    return {
        **{"name": name, "conversations": conversations, "actions": actions},
        **{"rate": median(rates), "least": min(rates), "most": max(rates), "turns": len(latencies)},
        **{"p50": cuts[49] * 1000, "p99": cuts[98] * 1000},
    }


def table(made: House, databases: dict[tuple[str, int], str], given: argparse.Namespace) -> list[Row]:
    peers, rows = floors(made), []
    for actions in given.actions:
        whole = actions == given.actions[0]
        with ExitStack() as stack:
            standing, made.stack = made.stack, stack  # what is started for one size ends before the next
            mine = ours(made, databases, actions, whole=whole)
            middle = given.conversations[len(given.conversations) // 2 :][:1]
            for conversations in given.conversations if whole else middle:
                beside = peers if whole else [one for one in peers if one.kind == "teams"]
                rows += measured(made, [*beside, *mine], actions, conversations, given)
                tell(f"{actions:,} actions, {conversations} conversations")
            made.stack = standing
    return rows


# --- what is told -------------------------------------------------------------------------------------------------


def shown(rows: list[Row]) -> str:
    """A table, with each rate held against the floors of the same rounds."""
    lines = [
        _line("actions", "at once", "who", "turns/s (least – most)", "p50", "p99", *(f"÷ {one}" for one in FLOORS)),
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in rows:
        alike = [
            two for two in rows if (two["actions"], two["conversations"]) == (one["actions"], one["conversations"])
        ]
        beside = {two["name"]: two["rate"] for two in alike}
        ratios = [f"{one['rate'] / beside[floor]:.2f}" if beside.get(floor) else "" for floor in FLOORS]
        rate = f"{one['rate']:.0f} ({one['least']:.0f} – {one['most']:.0f})"
        times = f"{one['p50']:.1f} ms", f"{one['p99']:.1f} ms"
        lines.append(_line(f"{one['actions']:,}", one["conversations"], one["name"], rate, *times, *ratios))
    return "\n".join(lines)


def shown_beside(told: dict[str, Any]) -> str:
    """The rows beside the table."""
    lines = [
        "| strained, reads | said/s | answered/s | turned away | p50 | p99 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in (*told["overload"], *told["flood"]):
        figures = f"{one['said']:.0f}", f"{one['answered']:.0f}", one["turned_away"]
        lines.append(_line(one["name"], *figures, f"{one['p50']:.0f} ms", f"{one['p99']:.0f} ms"))
    lines += ["", "| PostgreSQL, 64 conversations | one replica | two | ÷ | of the processors in use |"]
    lines += ["| --- | ---: | ---: | ---: | ---: |"]
    for says in ("read", "write"):
        rates = {one["replicas"]: median(one["rates"]) for one in told["replicas"] if one["says"] == says}
        busy = {one["replicas"]: one["busy"] for one in told["replicas"] if one["says"] == says}
        if all(rates.values()) and rates:
            cells = f"{rates['one']:.0f}", f"{rates['two']:.0f}", f"{rates['two'] / rates['one']:.2f}"
            lines.append(_line(says, *cells, f"{busy['one']:.0%}, {busy['two']:.0%}"))
    lines += [
        "",
        "| a process that starts | listens | first answer | held then | held later |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for one in told["started"]:
        seconds = f"{one['listens']:.2f} s", f"{one['first_answer']:.2f} s"
        lines.append(_line(f"{one['actions']:,} actions", *seconds, f"{one['mb']:.0f} MB", f"{one['mb_later']:.0f} MB"))
    return "\n".join(lines)


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def beside(made: House, databases: dict[tuple[str, int], str], given: argparse.Namespace) -> dict[str, Any]:
    first, most = given.actions[0], max(given.actions)
    replicated = databases.get((POSTGRESQL, first))
    return {
        "started": [strain.started(made, databases[SQLITE, one], one) for one in (first, most)],
        "overload": strain.overload(made, databases[SQLITE, first], first, given.seconds),
        "flood": strain.flooded(made, databases[SQLITE, first], first, given.seconds),
        "replicas": strain.replicas(made, replicated, first, given.seconds, given.rounds) if replicated else [],
    }


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - how far it is


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--actions", type=numbers, default=[1_000, 100, 10_000])
    parser.add_argument("--conversations", type=numbers, default=[1, 16, 64])
    parser.add_argument("--postgresql", default=os.environ.get("PLANMINDER_TEST_POSTGRES", SERVER), help="a server")
    parser.add_argument("--only", choices=("table", "beside"))
    parser.add_argument("--show", type=int, default=0, help="so many characters of a reply")
    given = parser.parse_args()
    server = given.postgresql if given.postgresql and reached(given.postgresql) else None
    tell("" if server else "No PostgreSQL server: its rows are left out.")
    began = time.perf_counter()
    kept: dict[str, Any] = {"made": datetime.now(UTC).isoformat(timespec="seconds")}  # noqa: TID251 - its own date
    with house() as made, plans(made.folder, given.actions, server) as databases:
        tell(f"The plans are made ({time.perf_counter() - began:.0f} s).")
        if given.only != "beside":
            kept["rows"] = table(made, databases, given)
            print(shown(kept["rows"]), flush=True)  # noqa: T201 - its report
        if given.only != "table":
            kept["beside"] = beside(made, databases, given)
            print(shown_beside(kept["beside"]))  # noqa: T201 - its report
    if given.only == "beside":  # apart from the table, whose figures stay
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) | {"beside_made": kept["made"], "beside": kept["beside"]}
    if given.only != "table":
        RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

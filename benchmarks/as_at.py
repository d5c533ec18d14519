"""How long the figures of a plan as at a day take: 10,000 actions, 200,000 changes of a year.

    python -m benchmarks.as_at [sqlite:///FILE | postgresql://USER@HOST/EMPTY_DATABASE]

Without an address a new SQLite file. Two in a hundred changes are told up to a month late. Milliseconds of wall time
and of the process's own time; "again" is the least of nine that ask for the same day once more, since a machine that
others use too can only make it longer. The plan is loaded twice, by a store that has just been opened: from its record
alone, and from how it was kept beside that. The last row makes a past from nothing.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from benchmarks.peers.plan import WORDS, said
from dialogs.reports import text
from dialogs.reports.report import report
from dialogs.summary import MOVED
from storage.numbering import Stamp, number
from storage.people import Person
from storage.plan import ChangeKind, Draft, Plan
from storage.store import Store, upgrade
from storage.work import PutPerson, Recorded, Work

ACTIONS, CHANGES = 10_000, 200_000
BIG, PLAN = "big", 1
FIRST, TODAY = date(2025, 11, 27), date(2026, 11, 26)
ASKED = (  # the ends of the last week and month have snapshots
    *((TODAY - timedelta(days=4), "end of last week"), (TODAY - timedelta(days=1), "yesterday")),
    *((date(2026, 10, 31), "end of last month"), (date(2026, 11, 10), "between them")),
)
NEVER = date(2026, 6, 30)
FURTHEST, LATE = 200, 0.02  # days that a date is moved by at most; how many updates are told late
RESULTS = Path(__file__).parent / "results"


def founding() -> list[Draft]:
    made = [Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": "BIG26", "title": "Big plan"})]
    made += [
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": str(n + 1)}, {"text": f"Matter {n} {WORDS}"})
        for n in range(ACTIONS // 4)
    ]
    return made + [_action(n) for n in range(ACTIONS)]


def _action(n: int) -> Draft:
    when = {"kind": "period", "start": "2026-03-01", "end": "2026-03-31"}
    facts = {"ref": f"{n // 4 + 1}.{n % 4 + 1}", "recommendation": -(2 + n // 4), "owners": [n % 100 + 1]}
    words = {"text": f"Do {n} {WORDS}", "timescale": {"text": "March 2026", "parts": []}}
    return Draft(ChangeKind.ACTION, None, facts | {"status": "green", "timescale": when}, words)


def drafted(dice: random.Random, action: int, day: date) -> Draft:
    """An update of the plan that turns are measured on; two in a hundred are told late."""
    draft = said(dice, action, day, FURTHEST)
    return replace(draft, effective=day - timedelta(days=dice.randrange(1, 30))) if dice.random() < LATE else draft


async def fill(store: Store) -> None:
    people = tuple(PutPerson(Person(n, f"Person Number{n}"), expected=0) for n in range(1, 101))
    await store.flush(Work(BIG, datetime(2025, 11, 27, tzinfo=UTC), people))
    plan = await record(store, Plan(BIG, PLAN), founding(), FIRST)
    actions, dice = list(plan.actions), random.Random(7)  # noqa: S311 - a plan of the same words each time
    days, left = (TODAY - FIRST).days, CHANGES - plan.number
    for after in range(days):
        day, many = FIRST + timedelta(days=after + 1), left // (days - after)
        plan = await record(store, plan, [drafted(dice, dice.choice(actions), day) for _ in range(many)], day)
        left -= many


async def record(store: Store, plan: Plan, drafts: list[Draft], day: date) -> Plan:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    changes = number(plan, drafts, Stamp(at, day, 1, f"day {day}", f"day {day}"))
    await store.flush(Work(BIG, at, (Recorded(PLAN, plan.number, changes),)))
    return (await store.plans(BIG))[PLAN]


class Bench:
    """What is asked of one store, and how long it took."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows: dict[str, dict[str, float]] = {}

    async def summary(self, name: str, day: date, since: date | None = None) -> None:
        """As the chat makes it: the past, or two, the report, its sentences."""
        directory = await self.store.directory(BIG)
        now = (await self.store.plans(BIG))[PLAN]
        wall, own = time.perf_counter(), time.process_time()
        then = now if day == TODAY else await self.store.as_at(BIG, PLAN, day)
        before = await self.store.as_at(BIG, PLAN, since) if since else None
        text.lines(report(then, before, directory, day, since), MOVED)
        self._took(name, wall, own)

    async def again(self, name: str, day: date, since: date | None = None) -> None:
        tried = []
        for _ in range(9):
            await self.summary(name, day, since)
            tried.append(self.rows[name])
        self.rows[name] = min(tried, key=lambda one: one["own"])

    async def loaded(self, name: str) -> None:
        wall, own = time.perf_counter(), time.process_time()
        await self.store.plans(BIG)
        self._took(name, wall, own)

    async def known(self, name: str, moment: datetime) -> None:
        wall, own = time.perf_counter(), time.process_time()
        await self.store.as_known(BIG, PLAN, moment)
        self._took(name, wall, own)

    async def snapshots(self) -> None:
        wall, own = time.perf_counter(), time.process_time()
        await self.store.keep_snapshots(TODAY)
        self._took("both snapshots made, from nothing", wall, own)
        wall, own = time.perf_counter(), time.process_time()
        await self.store.keep_as_they_are()
        self._took("the plan as it is kept", wall, own)

    def _took(self, name: str, wall: float, own: float) -> None:
        took = {"wall": (time.perf_counter() - wall) * 1000, "own": (time.process_time() - own) * 1000}
        self.rows[name] = took | {"peak": getrusage(RUSAGE_SELF).ru_maxrss / 1024}


async def measure(url: str) -> dict[str, dict[str, float]]:
    await upgrade(url)
    store = await Store.open(url, patience=60)
    if not await store.organisations():
        await fill(store)
    await store.close()
    bench = Bench(await Store.open(url, patience=60))
    await bench.loaded("the plan loaded, from its record")
    await bench.snapshots()
    await bench.store.close()
    bench.store = await Store.open(url, patience=60)  # as after a start
    await bench.loaded("the plan loaded, from how it was kept")
    await bench.summary("now", TODAY)
    await bench.again("now, again", TODAY)
    for day, name in ASKED:
        await bench.summary(name, day)
        await bench.again(f"{name}, again", day)
    await bench.summary("now, compared with the end of last month", TODAY, date(2026, 10, 31))
    await bench.again("the same, again", TODAY, date(2026, 10, 31))
    await bench.known("as known on Monday at 9", datetime(2026, 11, 23, 9, tzinfo=UTC))
    await bench.summary("a day before any snapshot, from nothing", NEVER)
    await bench.store.close()
    return bench.rows


def told(rows: dict[str, dict[str, float]]) -> str:
    lines = ["| asked | wall | own | peak so far |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {one['wall']:.0f} ms | {one['own']:.0f} ms | {one['peak']:.0f} MB |" for name, one in rows.items()
    ]
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/planminder.db"
        rows = asyncio.run(measure(url))
    print(told(rows))  # noqa: T201 - its report
    kind = url.partition(":")[0]
    (RESULTS / f"as_at_{kind}.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

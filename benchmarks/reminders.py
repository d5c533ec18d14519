"""What a wake of the clock costs for reminders.

`python benchmarks/reminders.py` decides for 50 people, 3 plans of 300 actions and a record of 120 days, and wakes again
when nothing has changed. Times are the processor's, of all threads: other work on the machine is none of its cost.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.app import bot
from bot.courier import Courier
from bot.reminders import Reminders
from bot.settings import read
from storage.numbering import Stamp, number
from storage.people import Person
from storage.plan import ChangeKind, Draft, Plan
from storage.registers import ASKED, append
from storage.replay import timescale_facts, timescale_words
from storage.store import Store, prepare
from storage.timescale import Kind, Timescale
from storage.work import PutPerson, Recorded, Work

PEOPLE, PLANS, ACTIONS, DAYS = 50, 3, 300, 120
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MADE = datetime(2026, 4, 1, 9, tzinfo=UTC)
RESULTS = Path(__file__).parent / "results" / "reminders.json"


async def measured(call: Callable[[], Awaitable[object]], times: int) -> float:
    """Milliseconds, the median of several calls."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        await call()
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def drafts(plan: int) -> list[Draft]:
    made = [
        Draft(
            ChangeKind.PLAN,
            0,
            {"state": "live", "escalation": plan == 1},
            {"code": f"P{plan}", "title": f"Plan {plan}"},
        ),
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": "1", "sponsors": [1]}, {"text": "Do things"}),
    ]
    for one in range(ACTIONS):
        end = date(2026, 4, 1) + timedelta(days=one * 2)
        due = Timescale(text="then", kind=Kind.DATE, start=end, end=end)
        facts = {"ref": f"1.{one + 1}", "recommendation": -2, "owners": [(one * 7 + plan) % PEOPLE + 1]}
        words = {"text": f"Do thing {one}", "timescale": timescale_words(due)}
        made.append(Draft(ChangeKind.ACTION, None, facts | {"timescale": timescale_facts(due)}, words))
    return made


async def fill(store: Store) -> None:
    """People, plans, and for each working week of the last months three things that everybody was asked."""
    people = tuple(PutPerson(Person(one, f"Person Number{one}"), 0) for one in range(1, PEOPLE + 1))
    await store.flush(Work("local", MADE, people))
    for plan in range(1, PLANS + 1):
        empty = Plan("local", plan)
        changes = number(empty, drafts(plan), Stamp(MADE, MADE.date(), 1, "benchmark", f"set {plan}"))
        await store.flush(Work("local", MADE, (Recorded(plan, 0, changes),)))
    rows = [
        {"organisation_id": "local", "person_id": who, "day": day, "plan_id": row % PLANS + 1, "action": 3 + who + row}
        | {"why": "overdue", "recorded": datetime.combine(day, NOW.time(), tzinfo=UTC)}
        for week in range(DAYS // 7)
        for day in [NOW.date() - timedelta(days=7 * (week + 1))]
        for who in range(1, PEOPLE + 1)
        for row in range(5)
    ]
    async with store._writing() as connection:
        await append(connection, "local", ASKED, rows)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = read(database_url=f"sqlite+aiosqlite:///{folder}/reminders.db")
        await prepare(settings.database_url)
        async with bot(settings, lambda: NOW) as app:
            await fill(app.store)

            def fresh() -> Reminders:
                return Reminders(app.store, Courier(app.store, app.sender, app.now), app.now, ZoneInfo("Europe/London"))

            reminders = fresh()
            first = await measured(reminders.tick, 1)
            figures = {
                "first decision, with its messages (ms)": round(first, 1),
                "a decision when everybody was told (ms)": round(await measured(lambda: fresh().tick(), 9), 1),
                "a wake when nothing has changed (ms)": round(await measured(reminders.tick, 50), 2),
            }
    for name, figure in figures.items():
        sys.stdout.write(f"{name:45} {figure:>8}\n")
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())

"""The plan that turns are measured on: so many actions, twenty changes each, officers whom both services know.

python -m benchmarks.peers.plan DATABASE ACTIONS
"""

import asyncio
import random
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from storage.numbering import Stamp, number
from storage.people import Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.store import Store, upgrade
from storage.work import PutPerson, Recorded, Work

ORGANISATION, PLAN = "local", 1
FIRST, TODAY = date(2025, 11, 27), date(2026, 11, 26)
OFFICERS, OWNERS = 64, 100
EACH = 20  # changes of each action, unless said otherwise
WORDS = "the board has agreed what is to be done about it and by whom"
AFTER = 1_000  # changes in one commit


async def filled(url: str, actions: int, each: int = EACH) -> None:
    """A database with the plan. Person 1 to 64 are performance officers, the others own the actions."""
    await upgrade(url)
    store = await Store.open(url, patience=60)
    try:
        await store.flush(Work(ORGANISATION, _nine(FIRST), tuple(PutPerson(one, expected=0) for one in _people())))
        plan = await _recorded(store, Plan(ORGANISATION, PLAN), _founding(actions), FIRST)
        await analysed(url)
        dice, many = random.Random(7), actions * (each - 1)  # noqa: S311 - a plan of the same words each time
        ids, commits = list(plan.actions), max(1, many // AFTER)
        for one in range(commits):
            day = FIRST + timedelta(days=1 + one * 363 // commits)
            size = many // commits + (one < many % commits)
            plan = await _recorded(store, plan, [said(dice, dice.choice(ids), day) for _ in range(size)], day)
    finally:
        await store.close()


async def analysed(url: str) -> None:
    """What PostgreSQL's autovacuum does within a minute: without its figures of a table that was empty just now, each
    new row is looked for among all of its plan. A server may have it switched off."""
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(url, timeout=3)
        try:
            await connection.execute("ANALYZE")
        finally:
            await connection.close()


def _people() -> list[Person]:
    officers = [
        Person(one + 1, f"Officer Number{one}", emails=(f"officer{one}@bench.example",), role=Role.OFFICER)
        for one in range(OFFICERS)
    ]
    return officers + [Person(OFFICERS + one + 1, f"Owner Name{one}") for one in range(OWNERS)]


def _founding(actions: int) -> list[Draft]:
    made = [Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": "BIG26", "title": "Big plan"})]
    made += [
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": str(one + 1)}, {"text": f"Matter {one} {WORDS}"})
        for one in range(actions // 4)
    ]
    return made + [_action(one) for one in range(actions)]


def _action(one: int) -> Draft:
    """One in five has a date that has passed by now."""
    end = TODAY + timedelta(days=(one * 37) % 500 - 100)
    when = {"kind": "date", "start": end.isoformat(), "end": end.isoformat()}
    facts = {"ref": f"{one // 4 + 1}.{one % 4 + 1}", "recommendation": -(2 + one // 4)}
    facts |= {"owners": [OFFICERS + one % OWNERS + 1], "status": "green", "timescale": when}
    words = {"text": f"Do {one} {WORDS}", "timescale": {"text": f"{end:%-d %B %Y}", "parts": []}}
    return Draft(ChangeKind.ACTION, None, facts, words)


def said(dice: random.Random, action: int, day: date, furthest: int = 500) -> Draft:
    """One update: of ten, three set a status and one moves the date, up to so many days from that of the update."""
    facts: dict[str, Any] = {}
    words: dict[str, Any] = {"note": f"{day}: {WORDS} {dice.random()}"}
    what = dice.random()
    if what < 0.3:
        facts = {"status": dice.choice(("green", "amber", "red", "in_progress", "complete"))}
    elif what < 0.4:
        end = (day + timedelta(days=dice.randrange(20, furthest))).isoformat()
        facts = {"timescale": {"kind": "date", "start": end, "end": end}}
        words["timescale"] = {"text": end, "parts": []}
    return Draft(ChangeKind.UPDATE, action, facts, words)


async def _recorded(store: Store, plan: Plan, drafts: list[Draft], day: date) -> Plan:
    changes = number(plan, drafts, Stamp(_nine(day), day, 1, f"day {plan.number}", f"day {plan.number}"))
    await store.flush(Work(ORGANISATION, _nine(day), (Recorded(PLAN, plan.number, changes),)))
    return (await store.plans(ORGANISATION))[PLAN]


def _nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


if __name__ == "__main__":
    asyncio.run(filled(sys.argv[1], int(sys.argv[2])))

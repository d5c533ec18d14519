"""What a turn may cost, in calls and statements and not in seconds: docs/performance.md has where they go.

A call is whatever Python's own profiler counts as one, in the thread that takes messages. Both figures are the same on
a slow machine and on a fast one, so that a turn which has become dearer fails here and is not put down to the weather.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from benchmarks.peers.plan import ORGANISATION, TODAY, filled
from bot.app import App, bot
from bot.settings import read
from bot.shell import Shell
from dialogs import list_actions
from dialogs.understanding import read_before
from dialogs.understanding.lexicon import LEXICON
from storage.people import Person
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
READ, FILTERED = "what's overdue", "what is amber and due by March 2027"
WRITE = "{ref} {status}, slipping to {day} March 2027 because the survey of part {day} is late"
CALLS = {"read": 1_800, "read anew": 6_200, "filtered": 9_200, "write": 10_300}  # at most, of a turn
STATEMENTS = {
    "read": 9,
    "read anew": 9,
    "filtered": 9,
    "write": 12,
}  # likewise: one reads, the others are of two transactions
GROWTH = 1.1  # of calls at most, from a hundred actions to ten times as many


@dataclass
class Cost:
    """What was counted."""

    calls: int = 0
    statements: list[str] = field(default_factory=list)


@dataclass
class Counted:
    """A bot over a plan, and what its turns cost."""

    app: App
    person: Person
    shell: Shell
    said: int = 0

    async def cost(self, kind: str) -> Cost:
        """The least of some turns: the first ones make what is then kept, and Python's own housekeeping is no cost."""
        costs = []
        for _ in range(6):
            with counted(self.app) as cost:
                await self._turn(kind)
            costs.append(cost)
        return min(costs, key=lambda one: one.calls)

    async def _turn(self, kind: str) -> None:
        self.said += 1
        if kind in ("read anew", "filtered"):  # as after any change of the plan
            read_before._readings.forget()
            list_actions._told_before.forget()
        words = self._update() if kind == "write" else FILTERED if kind == "filtered" else READ
        taken = await self.shell.say(self.person, words)
        found = "Amber due by" if kind == "filtered" else " overdue"
        assert taken.applied if kind == "write" else found in taken.replies[0].text, taken.replies

    def _update(self) -> str:
        return WRITE.format(
            ref=f"2.{self.said % 4 + 1}", status=("red", "amber")[self.said % 2], day=self.said % 27 + 1
        )


@contextmanager
def counted(app: App) -> Iterator[Cost]:
    cost = Cost()

    def called(_: object, what: str, __: object) -> None:
        cost.calls += what in ("call", "c_call")

    def asked(_: object, __: object, statement: str, *___: object) -> None:
        cost.statements.append(statement)

    engines = app.store._database.engines
    for engine in engines:
        event.listen(engine, "before_cursor_execute", asked)
    sys.setprofile(called)
    try:
        yield cost
    finally:
        sys.setprofile(None)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", asked)


@asynccontextmanager
async def over(actions: int, folder: Path) -> AsyncIterator[Counted]:
    url = f"sqlite:///{folder / f'{actions}.db'}"
    await filled(url, actions, each=2)
    LEXICON.ready()
    settings = read(database_url=url, rate_person=0, rate_conversation=0)
    async with bot(settings, HandClock(NOON)) as app:
        app.sender.join(Recorder("console"))
        yield Counted(app, (await app.store.directory(ORGANISATION)).people[1], Shell(app))


@pytest.mark.parametrize("kind", list(CALLS))
async def test_a_turn_keeps_to_its_budget_however_many_actions_there_are(kind: str, tmp_path: Path) -> None:
    async with over(100, tmp_path) as small, over(1_000, tmp_path) as large:
        few, many = await small.cost(kind), await large.cost(kind)
    print(f"{kind}: {many.calls} calls, {len(many.statements)} statements")  # noqa: T201 - to be kept in the docs
    assert many.calls <= CALLS[kind]
    assert many.calls <= few.calls * GROWTH
    assert len(many.statements) == len(few.statements) <= STATEMENTS[kind], many.statements

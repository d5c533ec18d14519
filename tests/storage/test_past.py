"""As at a day equals replay from nothing, whatever snapshots and memories there are, on both databases."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from storage import asked as asked_module
from storage.people import Person
from storage.plan import Change, ChangeKind, Draft, Plan
from storage.replay import replay
from storage.returns import Return, plan_as_returned
from storage.store import Store
from storage.work import PutPerson, Recorded, Work
from tests.storage.conftest import OpenStore, Run
from tests.storage.council import ANNE, COUNCIL, FIRST, NOW, PLAN, recorded, update
from tests.support.histories import DAYS, START, Step, everything, history, steps

HERE, THERE = "borsetshire", "ambridge"
EXAMPLES = count()
SOME_STEPS = (HealthCheck.function_scoped_fixture,)  # each example has an organisation of its own
TODAY = date(2026, 6, 1)

Asked = tuple[str, int]
"""What is asked or done between two records: "as at", "as known", "snapshots" or "forget"; and of which day."""
asked = st.lists(
    st.tuples(st.sampled_from(("as at", "as at", "as known", "snapshots", "forget")), st.integers(0, DAYS)), max_size=12
)


class Told:
    """A generated history that is recorded piece by piece, with what is known of it so far."""

    def __init__(self, store: Store, organisation: str) -> None:
        self.store, self.organisation = store, organisation
        self.changes: list[Change] = []

    async def begin(self) -> None:
        people = tuple(PutPerson(Person(one, f"Person {one}"), expected=0) for one in range(1, 8))
        await self.store.flush(Work(self.organisation, NOW, people))

    async def record(self, before: Plan, changes: Sequence[Change]) -> None:
        await self.store.flush(Work(self.organisation, NOW, (Recorded(PLAN, before.number, tuple(changes)),)))
        self.changes += changes

    async def ask(self, what: str, day: date) -> None:
        if what == "snapshots":
            await self.store.keep_snapshots(day + timedelta(days=1), many=0)
        elif what == "forget":
            self.store._pasts.clear()
        elif what == "as at":
            found = await self.store.as_at(self.organisation, PLAN, day)
            assert everything(found) == everything(replay(self.organisation, PLAN, self.changes, day))
        else:
            moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            known = [one for one in self.changes if one.recorded <= moment]
            found = await self.store.as_known(self.organisation, PLAN, moment)
            assert everything(found) == everything(replay(self.organisation, PLAN, known, day))


@settings(max_examples=25, suppress_health_check=SOME_STEPS, deadline=None)
@given(happened=steps, questions=asked)
async def test_as_at_is_replay_from_nothing(store: Store, happened: list[Step], questions: list[Asked]) -> None:
    told = Told(store, f"{HERE} {next(EXAMPLES)}")
    await told.begin()
    pieces = history(told.organisation, PLAN, happened)
    for place, (before, changes) in enumerate(pieces):
        await told.record(before, changes)
        for what, after in questions[place % 3 :: 3]:
            await told.ask(what, START + timedelta(days=after))
    for what, after in questions:
        await told.ask(what, START + timedelta(days=after))


@settings(max_examples=25, suppress_health_check=SOME_STEPS, deadline=None)
@given(happened=steps, after=st.integers(1, DAYS), long=st.integers(1, 20), kept=st.integers(1, DAYS))
async def test_a_return_shows_what_replay_makes_of_its_answers(
    store: Store, happened: list[Step], after: int, long: int, kept: int
) -> None:
    """Every second thing that happens is told on its own day, as an answer is."""
    told_at_once = [
        (what, which, (place + 1) * DAYS // (len(happened) + 1) if how % 2 else day, how)
        for place, (what, which, day, how) in enumerate(happened)
    ]
    told = Told(store, f"{HERE} {next(EXAMPLES)}")
    await told.begin()
    for before, changes in history(told.organisation, PLAN, told_at_once):
        await told.record(before, changes)
    await store.keep_snapshots(START + timedelta(days=kept), many=0)
    day = START + timedelta(days=after)
    opened = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    plan = (await store.plans(told.organisation))[PLAN]
    for closed in (opened + timedelta(days=long), None):
        made = Return(PLAN, "Q1 2026/27", day, None, opened, 1, closed=closed)
        expected = plan_as_returned(told.changes, plan, made)
        assert everything(await store.as_returned(plan, made)) == everything(expected)


async def test_a_return_of_a_long_plan_reads_only_what_is_new(store: Store) -> None:
    """Before: every change of the plan."""
    await made_long(store)
    made = Return(PLAN, "Q1 2026/27", date(2026, 6, 2), None, NOW, 1)
    with counted(store) as read:
        shown = await store.as_returned((await store.plans(COUNCIL))[PLAN], made)
    assert (read.changes, shown.actions[FIRST].updates[-1].note) == (1, "June")


async def made_long(store: Store) -> list[Change]:
    """A council's plan with a snapshot of the end of May, and a change of June."""
    for day, note in ((date(2026, 5, 4), "May"), (date(2026, 6, 1), "June")):
        plan = (await store.plans(COUNCIL))[PLAN]
        await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, note, "amber", day=day),)))
    assert await store.keep_snapshots(TODAY, many=0) == 1
    return await store.changes(COUNCIL, PLAN)


async def test_a_snapshot_is_begun_from_and_is_never_needed(store: Store, open_store: OpenStore, run: Run) -> None:
    changes = await made_long(store)
    other = await open_store()
    assert everything(await other.as_at(COUNCIL, PLAN, TODAY)) == everything(replay(COUNCIL, PLAN, changes, TODAY))
    assert [past.day for past in other._pasts._kept.values()] == [date(2026, 5, 31), TODAY]
    await run("DELETE FROM snapshots")
    third = await open_store()
    assert everything(await third.as_at(COUNCIL, PLAN, TODAY)) == everything(replay(COUNCIL, PLAN, changes, TODAY))
    assert [past.day for past in third._pasts._kept.values()] == [TODAY]


async def test_what_is_told_later_of_an_earlier_day_is_in_it(store: Store) -> None:
    await made_long(store)
    plan = (await store.plans(COUNCIL))[PLAN]
    late = Draft(ChangeKind.UPDATE, FIRST, {"status": "red"}, {"note": "It was red by then"}, date(2026, 5, 20))
    await store.flush(Work(COUNCIL, NOW, (recorded(plan, [late]),)))
    store._pasts.clear()
    found = await store.as_at(COUNCIL, PLAN, date(2026, 5, 31))
    assert (found.actions[FIRST].status, len(found.actions[FIRST].updates)) == ("red", 2)


async def test_words_that_are_erased_are_in_no_snapshot_and_in_no_memory(store: Store, run: Run) -> None:
    changes = await made_long(store)
    may = next(one.sequence for one in changes if one.words.get("note") == "May")
    assert (await store.as_at(COUNCIL, PLAN, TODAY)).actions[FIRST].updates[0].note == "May"
    await store.redact(COUNCIL, PLAN, may, NOW)
    for day in (TODAY, date(2026, 5, 31)):
        assert (await store.as_at(COUNCIL, PLAN, day)).actions[FIRST].updates[0].note is None
    assert await store.keep_snapshots(TODAY, many=0) == 1


async def test_an_organisation_has_none_of_another_s_past(store: Store) -> None:
    await made_long(store)
    await store.flush(Work(THERE, NOW, (PutPerson(ANNE, expected=0),)))
    assert (await store.as_at(THERE, PLAN, TODAY)) == Plan(THERE, PLAN)
    assert (await store.as_known(THERE, PLAN, NOW)) == Plan(THERE, PLAN)


async def test_weeks_ends_are_let_go_of_and_months_ends_are_kept(store: Store, run: Run) -> None:
    await made_long(store)
    await store.keep_snapshots(date(2026, 6, 10), many=0)
    await store.keep_snapshots(date(2026, 12, 1), many=0)
    assert sorted(await store.snapshot_days(COUNCIL, PLAN)) == [
        date(2026, 5, 31),
        date(2026, 11, 29),
        date(2026, 11, 30),
    ]


async def test_what_another_version_of_the_code_has_made_is_not_read(
    store: Store, open_store: OpenStore, run: Run
) -> None:
    await made_long(store)
    await run("UPDATE snapshots SET made_by = 'another'")
    other = await open_store()
    await other.as_at(COUNCIL, PLAN, TODAY)
    assert [past.day for past in other._pasts._kept.values()] == [TODAY]
    assert await other.keep_snapshots(TODAY, many=0) == 1


async def test_what_was_asked_already_reads_only_what_is_new(store: Store) -> None:
    """Counted, since a count is the same on every machine: one statement for the numbers, and the changes since."""
    await made_long(store)
    await store.as_at(COUNCIL, PLAN, date(2026, 5, 31))
    with counted(store) as again:
        await store.as_at(COUNCIL, PLAN, date(2026, 5, 31))
    assert (again.statements, again.changes) == (1, 0)
    with counted(store) as later:
        await store.as_at(COUNCIL, PLAN, TODAY)
    assert (later.statements, later.changes) == (4, 1)  # numbers, a newer snapshot, by date, by sequence
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "late", day=date(2026, 5, 20)),)))
    with counted(store) as late:
        await store.as_at(COUNCIL, PLAN, TODAY)
    assert (late.statements, late.changes) == (5, 1 + 4)  # what is new, and its action's own changes


class Counted:
    """What a store asks of its database."""

    def __init__(self) -> None:
        self.statements = 0
        self.changes = 0


@contextmanager
def counted(store: Store) -> Iterator[Counted]:
    found = Counted()

    def executed(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.statements += 1

    def fetched(made: Callable[[Any], Change]) -> Callable[[Any], Change]:
        def told(row: Any) -> Change:
            found.changes += 1
            return made(row)

        return told

    engine = store._database._reader.sync_engine
    event.listen(engine, "after_cursor_execute", executed)
    before, asked_module.told_of = asked_module.told_of, fetched(asked_module.told_of)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", executed)
        asked_module.told_of = before

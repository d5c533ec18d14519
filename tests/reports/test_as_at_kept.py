"""Out of a database: what is true now is what the record replayed from nothing says of today, and so is a past day."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.past import StoredPast
from dialogs.reports import RENDERERS
from dialogs.reports.gathered import gathered
from dialogs.reports.report import report
from storage.replay import replay
from storage.store import Store, upgrade
from storage.work import PutPerson, Work
from tests.reports.histories import LOADED, PEOPLE, History, histories

MADE = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """A database file with the schema and nothing in it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        asyncio.run(upgrade(f"sqlite:///{file}"))
        yield file


async def kept(history: History, file: Path) -> Store:
    store = await Store.open(f"sqlite+aiosqlite:///{file}")
    await store.flush(Work("oakvale", MADE, tuple(PutPerson(one, 0) for one in PEOPLE.people.values())))
    for batch in history.batches:
        await store.flush(Work("oakvale", MADE, (batch,)))
    return store


async def compared(history: History, file: Path, day: date) -> None:
    """The figures now and of a past day, by what is kept and by the record from nothing."""
    store = await kept(history, file)
    try:
        past, directory = StoredPast(store, "oakvale", ""), await store.directory("oakvale")
        record = await store.changes("oakvale", 1)
        assert [one.sequence for one in record] == [one.sequence for one in history.changes]
        plan = (await store.plans("oakvale"))[1]
        for when in (history.today, day):
            one = await gathered(past, plan, directory, history.today, when, LOADED)
            then, before = (replay("oakvale", 1, record, each) for each in (when, LOADED))
            assert RENDERERS["json"](one) == RENDERERS["json"](report(then, before, directory, when, LOADED))
    finally:
        await store.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), back=st.integers(0, 30) | st.integers(0, 200))
def test_now_and_as_at_a_day_are_the_record_replayed_from_nothing(empty: Path, history: History, back: int) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "kept.db"
        shutil.copyfile(empty, file)
        asyncio.run(compared(history, file, max(LOADED, date.fromordinal(history.today.toordinal() - back))))

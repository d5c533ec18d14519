"""How long plans stood is kept once a day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.snapshots import Snapshots
from storage.plan import ChangeKind, Draft, Plan
from storage.store import Store, prepare
from storage.work import PutPerson, Work
from tests.storage.council import ANNE, COUNCIL, PLAN, drafts, recorded


async def test_how_a_long_plan_stood_is_kept_once_a_day(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'planminder.db'}"
    await prepare(url)
    store = await Store.open(url)
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    many = [Draft(ChangeKind.UPDATE, -4, {}, {"note": f"Note {one}"}) for one in range(2_000)]
    only = [one for one in drafts() if one.facts.get("owners") in (None, [1])]
    people = PutPerson(ANNE, expected=0)
    whole = recorded(Plan(COUNCIL, PLAN), [*only, *many], day=date(2026, 10, 30), at=now)
    await store.flush(Work(COUNCIL, now, (people, whole)))
    duty = Snapshots(store, lambda: now, ZoneInfo("Europe/London"))
    assert [await duty.tick(), await duty.tick()] == [3, 0]
    assert sorted(await store.snapshot_days(COUNCIL, PLAN)) == [date(2026, 10, 31), date(2026, 11, 22)]
    now += timedelta(days=7)
    assert await duty.tick() == 2  # another week's end, and November's
    await store.close()

"""A return is kept as its events; it is frozen once, whoever asks for it at the same time."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.database import Database
from storage.plan import Plan
from storage.returns import PutReturn, Return, ReturnEvent, ReturnKind, ReturnRow
from storage.schema import MIGRATIONS
from storage.status import Status
from storage.store import Store, check, upgrade
from storage.work import Stale, StorageError, Work
from tests.storage.council import ANNE, COUNCIL, FIRST, MINUTE, NOW, PLAN, SECOND, update

Q3 = "Q3 2026/27"
AS_AT = date(2026, 11, 10)  # before NOW: answers come when the quarter is over
DAY = timedelta(days=1)


def event(sequence: int, kind: ReturnKind, **facts: object) -> ReturnEvent:
    return ReturnEvent(PLAN, Q3, sequence, kind, ANNE.id, NOW + sequence * MINUTE, facts)


OPENING = replace(event(1, ReturnKind.OPENED, as_at=AS_AT.isoformat(), deadline="2026-11-20"), recorded=NOW)
OPENED = PutReturn((OPENING,))
ROWS = ReturnRow(1, FIRST, {"ref": "1"}), ReturnRow(1, SECOND, {"ref": "2.1"})
FROZEN = PutReturn((event(2, ReturnKind.FROZEN),), ROWS)


async def put(store: Store, *writes: PutReturn) -> None:
    await store.flush(Work(COUNCIL, NOW, writes))


async def the(store: Store) -> Return:
    (one,) = await store.returns(COUNCIL)
    return one


@pytest.fixture
async def opened(store: Store) -> Store:
    await put(store, OPENED)
    return store


async def test_a_return_is_as_its_events_say(opened: Store, other: Store) -> None:
    found = await the(other)
    assert (found.label, found.as_at, found.deadline, found.by) == (Q3, AS_AT, date(2026, 11, 20), ANNE.id)
    assert found.open and found.number == 1


async def test_it_is_frozen_once_however_many_replicas_are_told_to(opened: Store, other: Store) -> None:
    said = await asyncio.gather(*(put(one, FROZEN) for one in (opened, other, opened)), return_exceptions=True)
    assert [type(one) for one in said].count(Stale) == 2
    assert (await the(other)).version == 1
    assert [one.row["ref"] for one in await other.return_rows(COUNCIL, PLAN, Q3, 1)] == ["1", "2.1"]


async def test_a_correction_is_a_version_beside_the_first(opened: Store) -> None:
    await put(opened, FROZEN)
    corrected = replace(event(3, ReturnKind.CORRECTED, version=2, action=FIRST), words={"reason": "the date was wrong"})
    await put(opened, PutReturn((corrected,), (ReturnRow(2, FIRST, {"ref": "1", "text": "May"}),)))
    (one,) = (await the(opened)).corrections
    assert (one.version, one.action, one.by, one.reason) == (2, FIRST, ANNE.id, "the date was wrong")
    assert [row.row for row in await opened.return_rows(COUNCIL, PLAN, Q3, 1)] == [{"ref": "1"}, {"ref": "2.1"}]
    assert [row.row for row in await opened.return_rows(COUNCIL, PLAN, Q3, 2)] == [{"ref": "1", "text": "May"}]


async def test_another_organisation_sees_none_of_it(opened: Store) -> None:
    assert await opened.returns("ambridge") == []
    assert await opened.return_rows("ambridge", PLAN, Q3, 1) == []


async def test_words_that_are_edited_after_they_were_accepted_are_accepted_no_longer(opened: Store) -> None:
    taken = replace(event(2, ReturnKind.ACCEPTED), words={"texts": {str(FIRST): "Published."}})
    await put(opened, PutReturn((taken,)))
    assert (await the(opened)).texts[FIRST].accepted_by == ANNE.id
    await put(opened, PutReturn((replace(event(3, ReturnKind.TEXT), words={"texts": {str(FIRST): "Not yet."}}),)))
    assert ((await the(opened)).texts[FIRST].text, (await the(opened)).texts[FIRST].accepted_by) == ("Not yet.", None)


async def said(store: Store, *, day: date, after: timedelta = MINUTE) -> Plan:
    """The plan of the return, after "red" was said of the first action."""
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "late", "red", day=day, at=NOW + after),)))
    return await store.as_returned((await store.plans(COUNCIL))[PLAN], await the(store))


async def test_an_answer_counts_as_at_the_date_of_the_return_whenever_it_was_typed(opened: Store) -> None:
    assert (await said(opened, day=NOW.date())).actions[FIRST].status is Status.RED


async def test_an_answer_that_names_a_later_day_does_not_count(opened: Store) -> None:
    assert (await said(opened, day=AS_AT + DAY)).actions[FIRST].status is Status.GREEN


async def test_what_was_said_of_an_earlier_day_counts(opened: Store) -> None:
    assert (await said(opened, day=AS_AT - DAY)).actions[FIRST].status is Status.RED


async def test_what_is_said_after_the_freeze_changes_nothing_of_it(opened: Store) -> None:
    await put(opened, FROZEN)
    assert (await said(opened, day=AS_AT, after=3 * MINUTE)).actions[FIRST].status is Status.GREEN


async def test_late_is_a_matter_of_the_plans_own_days(opened: Store) -> None:
    found, zone = await the(opened), ZoneInfo("Pacific/Auckland")
    assert not found.late(NOW + 4 * DAY, ZoneInfo("Europe/London"))
    assert found.late(NOW + 4 * DAY + timedelta(hours=3), zone)  # the 21st already, over there
    assert found.late(NOW + 5 * DAY, ZoneInfo("Europe/London"))


# --- the record of it ------------------------------------------------------------------------------------------------


TEXT = replace(event(2, ReturnKind.TEXT), words={"texts": {str(FIRST): "Off sick."}})


async def test_the_words_of_a_return_can_be_erased_and_that_stays_to_be_seen(
    opened: Store, other: Store, url: str
) -> None:
    await put(opened, PutReturn((TEXT,)))
    await opened.redact_return(COUNCIL, PLAN, Q3, 2, NOW)
    assert ((await the(other)).number, (await the(other)).texts) == (2, {})
    assert await check(url) == []
    with pytest.raises(StorageError, match="Event 1 of Q3 2026/27 holds no words"):
        await opened.redact_return(COUNCIL, PLAN, Q3, 1, NOW)


async def test_returns_of_an_older_database_keep_their_words(empty_url: str) -> None:
    """The words lay in the events themselves until revision 0015."""
    event_row = "INSERT INTO return_events (organisation_id, plan_id, label, sequence, kind, by_person, recorded, facts"
    rows = (
        "INSERT INTO organisations VALUES ('borsetshire', 0, 0)",
        "INSERT INTO plans (organisation_id, id, change_number, redactions, head) VALUES ('borsetshire', 1, 0, 0, '0')",
        "INSERT INTO people (organisation_id, id, kind, role, changed) VALUES ('borsetshire', 1, 'person', 'owner', 0)",
        f"{event_row}, words) VALUES ('borsetshire', 1, 'Q3 2026/27', 1, 'opened', 1, '2026-11-23 10:00:00+00', "
        """'{"as_at":"2026-11-10"}', '{}')""",
        f"{event_row}, words) VALUES ('borsetshire', 1, 'Q3 2026/27', 2, 'text', 1, '2026-11-23 10:00:00+00', '{{}}', "
        """'{"texts":{"3":"Caf\\u00e9 open."}}')""",
    )
    await upgraded(empty_url, "0013", rows)
    await upgrade(empty_url)
    store = await Store.open(empty_url)
    found = await the(store)
    await store.close()
    assert (found.number, found.texts[3].text) == (2, "Café open.")
    assert [one for one in await check(empty_url) if "event" in one] == []


async def upgraded(url: str, revision: str, rows: tuple[str, ...]) -> None:
    """A database of an earlier revision, with some rows in it."""

    def to_revision(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for row in rows:
            connection.exec_driver_sql(row)

    database = Database(url)
    async with database.write(creating=True) as connection:
        await connection.run_sync(to_revision)
    await database.close()

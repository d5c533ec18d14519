"""Who is what, to whom people report and from when until when; and what happened to that, for good."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from storage.people import Person, Role
from storage.rights import PutRights, RightsEvent
from storage.store import Store
from storage.work import PutPerson, Work
from tests.storage.conftest import Run
from tests.storage.council import ANNE, BEN, COUNCIL, NOW

CAROL = Person(4, "Carol Moss", role=Role.SERVICE, team="Finance", manager=1, since=date(2026, 4, 1), until=date.max)
PROMOTED = RightsEvent(BEN.id, "role", "owner", "manager", ANNE.id, "teams: m1", "set-1")
ALTERATIONS = {
    "sqlite": (
        "UPDATE rights_events SET recorder = 2",
        "DELETE FROM rights_events",
        "INSERT OR REPLACE INTO rights_events SELECT * FROM rights_events",
    ),
    "postgresql": (
        "UPDATE rights_events SET recorder = 2",
        "DELETE FROM rights_events",
        "TRUNCATE rights_events CASCADE",
    ),
}


async def test_everything_about_a_person_comes_back(store: Store, other: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, (PutPerson(CAROL, 1),)))
    assert (await store.directory(COUNCIL))[4] == (await other.directory(COUNCIL))[4] == CAROL


async def test_what_happened_to_rights_is_kept_in_order_and_in_one_organisation(store: Store) -> None:
    second = RightsEvent(BEN.id, "manager", None, ANNE.id, None, "command line", "set-2")
    await store.flush(Work(COUNCIL, NOW, (PutRights((PROMOTED, second)),)))
    told = await store.rights(COUNCIL, latest=2)
    assert [(one.person, one.what, one.before, one.after, one.recorder) for one in told] == [
        (2, "role", "owner", "manager", 1),
        (2, "manager", None, 1, None),
    ]
    assert told[0].recorded == NOW
    assert await store.rights("elsewhere") == []


async def test_what_happened_to_rights_is_never_altered_or_deleted(store: Store, run: Run, url: str) -> None:
    await store.flush(Work(COUNCIL, NOW, (PutRights((PROMOTED,)),)))
    for alteration in ALTERATIONS[url.partition(":")[0]]:
        with pytest.raises(DBAPIError, match="rights_events is append-only"):
            await run(alteration)
    assert (await store.rights(COUNCIL))[-1].change_set == PROMOTED.change_set

"""Who people are, how they are named, and which chat identity is whom."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.people import Directory, Kind, Person
from storage.store import Store
from storage.work import Identity, LinkIdentity, PutPerson, StorageError, Work
from tests.storage.council import ANNE, AT_ANNES, AT_BENS, BEN, COUNCIL, FINANCE, MINUTE, NOW, PLAN

NEWCOMER = Identity("slack", "U42")


async def whose(store: Store, identity: Identity) -> int | None:
    return (await store.load(COUNCIL, "chat", identity, "m")).person


async def test_a_directory_is_read_as_it_was_written(store: Store, other: Store) -> None:
    everybody = Directory(1, {1: ANNE, 2: BEN, 3: FINANCE})
    assert await store.directory(COUNCIL) == everybody
    assert await other.directory(COUNCIL) == everybody


async def test_a_person_who_changes_is_read_anew_and_nobody_else_is(store: Store, other: Store) -> None:
    before = await other.directory(COUNCIL)
    named = replace(BEN, name="Benjamin Okoro", aliases=(), emails=("ben@x.example", "b@x.example"))
    initials = Person(4, "CD", kind=Kind.INITIALS, plan=PLAN, holders=(1, 2))
    await store.flush(Work(COUNCIL, NOW, (PutPerson(named, expected=1), PutPerson(initials, expected=1))))
    after = await other.directory(COUNCIL)
    assert after == await store.directory(COUNCIL) == Directory(2, {1: ANNE, 2: named, 3: FINANCE, 4: initials})
    assert after[1] is before[1]


async def test_people_of_one_work_are_decided_against_one_directory(store: Store) -> None:
    counted = (PutPerson(replace(ANNE, name="Anne"), expected=1), PutPerson(replace(BEN, name="Ben"), expected=2))
    await store.flush(Work(COUNCIL, NOW, counted))
    assert (await store.directory(COUNCIL)).names((1, 2)) == ["Anne", "Ben"]
    apart = (PutPerson(ANNE, expected=2), PutPerson(BEN, expected=1))
    with pytest.raises(StorageError, match="different directories"):
        await store.flush(Work(COUNCIL, NOW, apart))


async def test_a_post_changes_hands_and_it_is_known_since_when(store: Store, other: Store, url: str) -> None:
    handed_over = replace(FINANCE, holders=(1,))
    await store.flush(Work(COUNCIL, NOW + MINUTE, (PutPerson(handed_over, expected=1),)))
    assert (await other.directory(COUNCIL)).answers_for(3) == (1,)
    database = Database(url)
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT holder_id, until IS NULL FROM holders ORDER BY changed"))
        assert [(row[0], bool(row[1])) for row in rows] == [(2, False), (1, True)]
    await database.close()


async def test_names_and_addresses_lie_in_tables_of_their_own(store: Store, url: str) -> None:
    database = Database(url)
    async with database.read() as connection:
        columns = (await connection.execute(text("SELECT * FROM people"))).keys()
    await database.close()
    in_it = {"organisation_id", "id", "kind", "role", "plan_id", "changed", "team", "manager_id", "since", "until"}
    assert set(columns) == in_it


async def test_a_chat_identity_is_the_person_it_was_linked_to(store: Store, other: Store) -> None:
    assert [await whose(other, one) for one in (AT_ANNES, AT_BENS, NEWCOMER)] == [1, 2, None]
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEWCOMER, 2, "picked on this machine"),), identity=NEWCOMER))
    assert await whose(other, NEWCOMER) == 2
    assert await whose(other, Identity("teams", "U42")) is None  # the same id in another channel is somebody else
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEWCOMER, None, "1"),)))
    assert await whose(other, NEWCOMER) is None


async def test_a_link_is_dated_and_says_who_vouched_for_it(store: Store, url: str) -> None:
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEWCOMER, 2, "picked on this machine"),)))
    database = Database(url)
    async with database.read() as connection:
        query = text("SELECT verified_by, linked IS NOT NULL FROM identities WHERE id = 'U42'")
        row = (await connection.execute(query)).one()
    await database.close()
    assert (row[0], bool(row[1])) == ("picked on this machine", True)


async def test_an_identity_is_linked_in_one_organisation_only(store: Store) -> None:
    await store.flush(Work("felpersham", NOW, (PutPerson(ANNE, expected=0), LinkIdentity(NEWCOMER, 1, "directory"))))
    assert await whose(store, NEWCOMER) is None
    assert (await store.load("felpersham", "chat", NEWCOMER, "m")).person == 1

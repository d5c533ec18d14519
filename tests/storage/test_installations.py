"""Where the bot is installed: kept for every process, replaced by a newer one, forgotten with its tokens."""

import asyncio
from datetime import timedelta

from storage.installations import Installation
from storage.store import Store
from tests.storage.council import COUNCIL, NOW

TOKEN = "xoxb-secret"


def installed(token: str = TOKEN, organisation: str = COUNCIL, late: timedelta = timedelta()) -> Installation:
    return Installation(organisation, "slack", "T1", NOW + late, {"bot_token": token})


async def test_an_installation_is_found_by_every_process(store: Store, other: Store) -> None:
    await store.put_installation(installed())
    assert await other.installation("slack", "T1") == installed()
    assert await other.installation("slack", "T2") is None
    assert await other.installation("teams", "T1") is None


async def test_a_workspace_that_installs_again_has_one_installation(store: Store) -> None:
    await store.put_installation(installed("xoxb-old"))
    await store.put_installation(installed("xoxb-new", "another", timedelta(days=1)))
    found = await store.installation("slack", "T1")
    assert found is not None
    assert (found.organisation, found.details) == ("another", {"bot_token": "xoxb-new"})


async def test_an_installation_that_ended_is_forgotten(store: Store) -> None:
    await store.put_installation(installed())
    assert await store.drop_installation("slack", "T1", NOW)
    assert await store.installation("slack", "T1") is None
    assert not await store.drop_installation("slack", "T1", NOW)


async def test_news_of_an_end_that_is_older_than_the_installation_changes_nothing(store: Store) -> None:
    await store.put_installation(installed(late=timedelta(seconds=1)))
    assert not await store.drop_installation("slack", "T1", NOW)
    assert await store.installation("slack", "T1") is not None


def test_an_installation_shows_no_token() -> None:
    assert TOKEN not in repr(installed())


async def test_a_state_holds_once_whichever_process_is_asked(store: Store, other: Store) -> None:
    await store.begin_installing(COUNCIL, "s1", NOW + timedelta(minutes=10))
    answers = await asyncio.gather(*(one.finish_installing(COUNCIL, "s1", NOW) for one in (store, other, store)))
    assert sorted(answers) == [False, False, True]


async def test_a_state_that_nobody_gave_out_or_that_is_out_of_time_does_not_hold(store: Store) -> None:
    await store.begin_installing(COUNCIL, "s1", NOW)
    assert not await store.finish_installing(COUNCIL, "s2", NOW)
    assert not await store.finish_installing("another", "s1", NOW)
    assert not await store.finish_installing(COUNCIL, "s1", NOW + timedelta(seconds=1))


async def test_who_set_out_and_never_came_back_is_forgotten_when_the_next_sets_out(store: Store) -> None:
    await store.begin_installing(COUNCIL, "s1", NOW + timedelta(minutes=10))
    await store.begin_installing(COUNCIL, "s2", NOW + timedelta(hours=3))
    assert not await store.finish_installing(COUNCIL, "s1", NOW)  # before: rows grew with every look at the page
    assert await store.finish_installing(COUNCIL, "s2", NOW)

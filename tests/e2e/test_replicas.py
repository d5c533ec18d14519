"""Three replicas on one PostgreSQL: a conversation that hops between them goes on as one."""

import asyncio
from collections.abc import Callable, Iterable

import pytest
from aiohttp import ClientSession

from storage.status import Status
from storage.store import Store
from tests.e2e.kills import due_messages, fresh_database, weekly_summaries
from tests.e2e.replicas import chat, found, replicas, say, service
from tests.storage.conftest import new_postgres, postgres

__all__ = ["new_postgres", "postgres"]  # fixtures

pytestmark = [pytest.mark.killed, pytest.mark.postgres]
PEOPLE = 200
SIDE_BY_SIDE = 50
SAID = ("{0} amber, waiting for parts", "sorry, meant red", "undo", "undo")
HEARD = (
    "{0}: Green → Amber · note added.",
    "Corrected. {0}: Amber → Red.",
    "Taken back. {0}: back to Amber.",
    "Taken back. {0}: back to Green and note taken back.",
)


@pytest.fixture
def database(new_postgres: Callable[..., str]) -> str:
    url = new_postgres()
    asyncio.run(found(url, PEOPLE))
    return url


def some_at_a_time(people: Iterable[int], how_many: int) -> list[list[int]]:
    everybody = list(people)
    return [everybody[first : first + how_many] for first in range(0, len(everybody), how_many)]


async def test_two_hundred_conversations_that_hop_at_every_message_go_on_as_one(database: str) -> None:
    """No message after the first means anything without the one before it."""
    async with service() as teams, replicas(database, TODAY="2026-11-26") as three, ClientSession() as session:

        async def talk(person: int) -> None:
            for turn, text in enumerate(SAID):
                replica = three[(person + turn) % 3]
                asked = await say(session, replica, person, text.format(person), teams.url)
                await teams.until(lambda: asked in teams.answers(chat(person)), seconds=60)  # noqa: B023 - awaited here

        for some in some_at_a_time(range(1, PEOPLE + 1), SIDE_BY_SIDE):
            await asyncio.gather(*map(talk, some))
        heard = {person: teams.said(chat(person)) for person in range(1, PEOPLE + 1)}
        assert heard == {person: [text.format(person) for text in HEARD] for person in heard}
    store = await Store.open(database)
    plan = (await store.plans("local"))[1]
    await store.close()
    assert {one.status for one in plan.actions.values()} == {Status.GREEN}


async def test_what_is_typed_while_an_answer_is_on_its_way_comes_after_it(database: str) -> None:
    """The service takes two seconds over each answer, and nobody waits for it: each message goes to another replica."""
    async with service() as teams, replicas(database, TODAY="2026-11-26") as three, ClientSession() as session:
        await asyncio.gather(*(say(session, one, PEOPLE, "help", teams.url) for one in three))
        teams.slow = 2.0

        async def talk(person: int) -> None:
            typed = []
            for turn, text in enumerate(SAID):
                replica = three[(person + turn) % 3]
                typed.append(asyncio.create_task(say(session, replica, person, text.format(person), teams.url)))
                await asyncio.sleep(1.0)
            await asyncio.gather(*typed)
            await teams.until(lambda: len(teams.said(chat(person))) == len(SAID), seconds=60)

        await asyncio.gather(*map(talk, range(1, 6)))
        heard = {person: teams.said(chat(person)) for person in range(1, 6)}
        assert heard == {person: [text.format(person) for text in HEARD] for person in heard}


def test_due_messages_arrive_although_replicas_are_killed_and_the_service_fails(postgres: str) -> None:
    """500 of them, a random replica killed every second, a fifth of the calls failing in one way or another."""
    with fresh_database() as url:
        run = asyncio.run(due_messages(url, seed=26))
    assert (run.missing, run.unexplained, run.out_of_order) == ([], [], [])
    assert run.kills > 10
    assert run.failed > 50


def test_a_weekly_summary_is_posted_once_and_not_early_by_replicas_whose_clocks_differ(postgres: str) -> None:
    with fresh_database() as url:
        run, early = asyncio.run(weekly_summaries(url, seed=26, clocks=("-60s", "", "+60s")))
    assert (run.missing, run.unexplained) == ([], [])
    assert run.kills > 5
    assert early <= 0


async def test_a_message_that_is_delivered_to_every_replica_acts_once(database: str) -> None:
    async with service() as teams, replicas(database, TODAY="2026-11-26") as three, ClientSession() as session:

        async def everywhere(person: int) -> None:
            text = SAID[0].format(person)
            await asyncio.gather(*(say(session, one, person, text, teams.url, id_=f"same-{person}") for one in three))

        people = range(1, 41)
        await asyncio.gather(*map(everywhere, people))
        await teams.until(lambda: len(teams.taken) >= len(people), seconds=60)
        assert [teams.answers(chat(person)) for person in people] == [[f"same-{person}"] for person in people]
    store = await Store.open(database)
    changes = await store.changes("local", 1)
    await store.close()
    told = sorted(one.subject for one in changes if one.source.startswith("teams"))
    assert told == [1 + PEOPLE + person for person in people]

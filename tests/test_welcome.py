"""The first words where the bot was added, beyond what the tests of Teams see of them."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.message import MessageKind
from storage.work import Identity, LinkIdentity, PutPerson, Work
from tests.support.house import House, opened

PRIYA, LEILA = "Priya Nair", "Leila Okafor"


@pytest.fixture
async def house(example_database: Path, tmp_path: Path) -> AsyncIterator[House]:
    database = tmp_path / "welcome.db"
    shutil.copy(example_database, database)
    async with opened(database, (PRIYA, LEILA)) as house:
        yield house


async def test_of_many_actions_the_soonest_due_are_shown_and_the_rest_is_counted(house: House) -> None:
    for ref in ("2.1", "2.2", "7.2"):
        await house.say(LEILA, f"assign {ref} to Leila Okafor")
    (reply,) = await house.replies(LEILA, "", kind=MessageKind.INSTALLED)
    assert reply.card is not None
    assert len(reply.card.lines) <= 3
    assert reply.text.startswith("Hello Leila. I keep Corporate Peer Challenge 2026: action plan.")
    assert "overdue" in reply.text


@pytest.mark.parametrize(
    ("person", "begin"), [(LEILA, "Send me the document"), (PRIYA, "A performance officer loads one")]
)
async def test_before_there_is_a_plan_they_say_how_it_comes_in(
    house: House, tmp_path: Path, person: str, begin: str
) -> None:
    told = (await house.app.store.directory("local")).named(person)
    assert told is not None
    service = {"teams_app_id": "an app", "teams_app_password": "secret", "teams_tenant_id": "a tenant"}
    async with opened(tmp_path / "welcome.db", (), **service) as served:  # on one's own machine anybody may load a plan
        link = LinkIdentity(Identity("console", person), 1, "test")
        people = PutPerson(replace(told, id=1), expected=0)
        await served.app.store.flush(Work("empty", served.clock(), (people, link)))
        said = await served.say(person, "", kind=MessageKind.INSTALLED, organisation="empty")
    assert begin in said
    assert "may have to be disclosed" in said


async def test_two_processes_that_are_told_at_once_welcome_once(house: House, tmp_path: Path) -> None:
    async with opened(tmp_path / "welcome.db", ()) as other:
        told = (one.say(PRIYA, "", kind=MessageKind.INSTALLED, id=f"told {n}") for n, one in enumerate((house, other)))
        await asyncio.gather(*told)
        assert len(house.channel.delivered) + len(other.channel.delivered) == 1

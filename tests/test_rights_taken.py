"""What somebody was shown while they might is worth nothing once they may not any more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.plan import Action
from storage.status import Status
from tests.support.parts import Town, town_over

HERE = Path(__file__).parent / "rights"
WORLD = HERE / "world.yaml"
MET = ({"as": "stranger", "say": "hello"},)
DONE = {"act": "update", "press": {"ref": "1.1", "status": "complete"}}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_over(WORLD, MET, tmp_path / "town.db") as town:
        yield town


async def said(town: Town, part: str, text: str) -> str:
    return await town.say(part, {"say": text})


async def action(town: Town) -> Action:
    return (await town.app.store.plans("local"))[1].find("1.1")[0]


async def test_a_card_that_was_shown_to_a_manager_does_nothing_for_somebody_who_is_none_any_more(town: Town) -> None:
    assert "Sell the old depot" in await said(town, "manager", "1.1")
    await said(town, "officer", "Max Arnott is no longer a manager")
    assert "Only the owner of 1.1" in await town.say("manager", DONE)
    assert (await action(town)).status is Status.GREEN


async def test_a_card_of_a_plan_that_has_been_restricted_since_does_nothing(town: Town) -> None:
    assert "Sell the old depot" in await said(town, "manager", "1.1")
    await said(town, "officer", "restrict OPEN26 to Olive Ward")
    assert "depot" not in await town.say("manager", {"act": "show", "press": {"ref": "1.1"}})
    await town.say("manager", DONE)
    assert (await action(town)).status is Status.GREEN


async def test_a_question_about_a_plan_that_has_been_restricted_since_is_open_no_more(town: Town) -> None:
    assert "Go ahead?" in await said(town, "manager", "everything in OPEN26 complete")
    await said(town, "officer", "restrict OPEN26 to Olive Ward")
    await said(town, "manager", "yes")
    assert (await action(town)).status is Status.GREEN


async def test_somebody_who_has_left_is_answered_nothing(town: Town) -> None:
    await said(town, "officer", "Max Arnott has left")
    await said(town, "officer", "yes")
    assert "has left" in await said(town, "manager", "what's overdue")
    assert "has left" in await town.say("manager", DONE)
    assert (await action(town)).status is Status.GREEN


async def test_nobody_says_yes_to_their_own_later_date_not_through_cover_either(town: Town) -> None:
    await said(town, "owner", "1.1 slipping to July 2027 because nobody bids")
    await said(town, "officer", "Olive Ward is off until 31 December, Max Arnott covering")
    assert "is for Otis Field to say" in await said(town, "manager", "grant 1.1")
    assert (await action(town)).extension is not None
    assert "granted" in await said(town, "officer", "grant 1.1")


async def test_a_manager_of_people_may_change_what_is_theirs_and_nothing_else(town: Town) -> None:
    await said(town, "officer", "Olive Ward reports to Colin Case")
    assert "1.1: On track → At risk" in await said(town, "colleague", "1.1 amber, no bids")
    assert "Only the owner of 2.1" in await said(town, "colleague", "2.1 green")
    await said(town, "owner", "1.2 slipping to July 2027 because nobody bids")
    assert "granted" in await said(town, "colleague", "grant 1.2")

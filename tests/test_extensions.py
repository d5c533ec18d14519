"""A date that waits for a yes, over the real router and a real database: pressed in place, told where the asker is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import bot
from bot.settings import read
from dialogs.message import Place
from dialogs.reply import Payload
from tests.support.conversations import HandClock, write_plans
from tests.support.screen import Desk, Screen, button, card_of

IAN, SUNIL, MEENA, OWEN = "Ian Colley", "Sunil Das", "Meena Rao", "Owen Pryce"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = tmp_path / "fenmarsh.db"
    await write_plans(("fenmarsh",), database)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}"), HandClock()) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Desk(app, screen)


@pytest.fixture
async def asked(desk: Desk) -> Desk:
    await desk.say(IAN, "2.1 to July, the buyer pulled out")
    await desk.say(SUNIL, "2.3 to January, no removal firm is free")
    return desk


def said(desk: Desk) -> list[str]:
    return [one.text for one in desk.screen.shown.values()]


async def test_a_press_grants_in_place_and_the_rest_still_waits(asked: Desk) -> None:
    waiting = await asked.say(MEENA, "which dates are waiting")
    assert [line.ref for line in card_of(waiting).lines] == ["2.1", "2.3"]
    shown = len(asked.screen.shown)
    await asked.press(MEENA, button(waiting, "Grant", "2.1"))
    card = next(one.card for one in asked.screen.shown.values() if one.card and one.card.notice)
    assert card.notice is not None
    assert card.notice.text == "2.1: granted, due 31 March 2027 → July 2027 (first move).\nIan Colley is told."
    assert [line.ref for line in card.lines] == ["2.3"]
    assert len(asked.screen.shown) == shown + 1  # one message more: that to whoever asked
    assert "Meena Rao has granted 2.1 (Sell the Quay Street depot): it is due July 2027 now." in said(asked)
    assert (await asked.action("2.1")).moves == 1


async def test_whoever_is_slower_sees_what_stands(asked: Desk) -> None:
    mine, theirs = await asked.say(MEENA, "which dates are waiting"), await asked.say(OWEN, "which dates are waiting")
    card = list(asked.screen.shown)[-2:]
    await asked.press(MEENA, button(mine, "Refuse", "2.1"), on=card[0])
    await asked.press(OWEN, button(theirs, "Grant", "2.1"), on=card[1])
    notice = card_of(asked.screen.shown[card[1]]).notice
    assert notice is not None and notice.tone == "held"
    assert notice.text == (
        "2.1 is decided already: Meena Rao refused it on 23 November 2026, and it stays due 31 March 2027."
    )
    assert (await asked.action("2.1")).moves == 0


async def test_a_forged_press_of_whoever_asked_grants_nothing(asked: Desk) -> None:
    action = await asked.action("2.1")
    await asked.press(IAN, Payload(act="grant", plan=1, action=action.id, seen=999), on="a card of somebody else's")
    assert (await asked.action("2.1")).extension == action.extension
    assert any("is for Meena Rao or Owen Pryce to say" in text for text in said(asked))


async def test_in_a_channel_a_reason_that_is_internal_stays_out(desk: Desk) -> None:
    await desk.say(IAN, "2.1 to July, the buyer is bankrupt (internal)")
    desk.place = Place.CHANNEL
    waiting = await desk.say(MEENA, "which dates are waiting")
    assert "31 March 2027 → July 2027" in waiting.text
    assert "bankrupt" not in waiting.text

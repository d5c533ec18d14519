"""While the database is away: Slack is told that nothing has arrived where it sends again, and people are told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from dialogs.words import say
from storage.status import Status
from tests.channels.slack.bodies import CHANNEL, DIRECT, button, command, form, said, typed
from tests.channels.slack.conftest import Bot
from tests.channels.slack.test_whole import House, house, own_ref, settings
from tests.support.slack_api import SlackApi

__all__ = ["house", "settings"]  # fixtures


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """The database's file is elsewhere."""
    file = folder / "slack.db"
    file.rename(folder / "elsewhere.db")
    try:
        with capture_logs():
            yield
    finally:
        (folder / "elsewhere.db").rename(file)


async def test_an_event_is_sent_again_until_it_is_recorded_and_whoever_spoke_is_told_once(
    house: House, api: SlackApi, tmp_path: Path
) -> None:
    ref = await own_ref(house)
    with away(tmp_path):
        assert (await house.hand.event(said(f"{ref} red")))[0] == 500
        assert (await house.hand.event(said(f"{ref} red"), X_Slack_Retry_Num="1"))[0] == 500
        assert [one["text"] for one in api.posted(DIRECT)] == [say("held_up")]
    assert (await house.hand.event(said(f"{ref} red"), X_Slack_Retry_Num="2"))[0] == 200
    assert (await house.action(ref)).status is Status.RED
    assert len(api.posted(DIRECT)) == 2


async def test_after_the_last_time_that_slack_sends_it_it_is_said_that_it_did_not_get_through(
    house: House, api: SlackApi, tmp_path: Path
) -> None:
    with away(tmp_path):
        assert (await house.hand.event(said("2.3 red"), X_Slack_Retry_Num="3"))[0] == 200
    (told,) = api.posted(DIRECT)
    assert told["text"].startswith("Your message did not get through.")


async def test_a_command_and_a_press_are_told_alone_that_they_did_not_get_through(
    house: House, api: SlackApi, tmp_path: Path
) -> None:
    pressed = button({"act": "help"}, channel={"id": CHANNEL, "name": "general"}, response_url=f"{api.url}/respond/2")
    pressed["container"]["channel_id"] = CHANNEL
    with away(tmp_path):
        assert (await house.hand.command(command("2.3 red", response_url=f"{api.url}/respond/1")))[0] == 200
        assert (await house.hand.interact(pressed))[0] == 200
    first, second = api.whispers
    apart = [one["text"].partition("quote ") for one in (first, second)]  # each has the name of its own turn
    assert apart[0][0] == apart[1][0]
    assert apart[0][0].startswith("Your message did not get through.")
    assert apart[0][2] != apart[1][2]
    assert api.posted(CHANNEL) == []


async def test_a_form_stays_open_and_says_why(house: House, tmp_path: Path) -> None:
    filled = form({"act": "record"}, {"note": typed("x")})
    filled["view"]["blocks"] = [{"type": "input", "block_id": "note"}]
    with away(tmp_path):
        status, answer = await house.hand.interact(filled)
    assert status == 200
    assert "did not get through" in answer


@pytest.mark.parametrize(("number", "tried"), [(None, 0), ("1", 1), ("2", 2), ("3", None), ("x", 0), ("9" * 5000, 0)])
async def test_how_often_an_event_was_sent_before_is_told(bot: Bot, number: str | None, tried: int | None) -> None:
    given = {} if number is None else {"X_Slack_Retry_Num": number}
    await bot.event(said("5 amber"), **given)
    await bot.heard()
    assert bot.router.tried == [tried]


async def test_what_slack_never_sends_again_is_told_so(bot: Bot) -> None:
    await bot.command(command("5 amber"))
    await bot.interact(button({"act": "help"}))
    await bot.heard()
    assert bot.router.tried == [None, None]

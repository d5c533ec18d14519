"""A message that is edited, deleted or brought back in Teams: the activities that say so, to the real endpoint."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.status import Status
from tests.channels.teams.home import CHANNEL, Home, home

THREAD = {**CHANNEL, "id": f"{CHANNEL['id']};messageid=1690"}
EDITED = {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}}
DELETED = {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}}
RESTORED = {"type": "messageUpdate", "channelData": {"eventType": "undeleteMessage"}}


@pytest.fixture
async def teams(example_database: Path, tmp_path: Path, service: Any) -> AsyncIterator[Home]:
    async with home(example_database, tmp_path / "teams.db", service) as made:
        yield made


def paths(teams: Home) -> list[str]:
    return [path for method, path, _, _ in teams.service.asked if method == "POST"]


async def test_an_edit_is_answered_below_the_message_that_it_corrects(teams: Home) -> None:
    await teams.post("2.3 red, no trainer", id="1700")
    teams.clock.moment += timedelta(minutes=5)
    assert (await teams.post("2.3 amber, no trainer", id="1700", **EDITED))[0] == 200
    assert teams.words[-1] == "Corrected as you edited it. 2.3: Off track → At risk."
    assert paths(teams)[-1] == "/v3/conversations/a:priya/activities/1700"
    assert (await teams.action("2.3")).status is Status.AMBER


async def test_each_edit_counts_and_a_redelivered_one_does_not(teams: Home) -> None:
    await teams.post("2.3 red", id="1700")
    when = teams.clock().isoformat()
    for text in ("2.3 amber", "2.3 amber", "2.3 green"):  # the service has been seen to repeat the time of sending
        await teams.post(text, id="1700", timestamp=when, **EDITED)
    assert [words.rpartition("2.3: ")[2] for words in teams.words] == [
        "On track → Off track.",
        "Off track → At risk.",
        "At risk → On track.",
    ]


async def test_in_a_channel_an_edit_is_answered_in_its_thread(teams: Home) -> None:
    await teams.post("<at>Planminder</at> 2.3 red", id="1701", conversation=THREAD)
    await teams.post("<at>Planminder</at> 2.3 amber", id="1701", conversation=THREAD, **EDITED)
    assert teams.sent[-1]["conversation"]["id"] == THREAD["id"]
    assert teams.words[-1].startswith("Corrected as you edited it.")


async def test_a_deleted_message_is_asked_about_and_its_button_takes_the_update_back(teams: Home) -> None:
    await teams.post("2.3 red, no trainer", id="1700")
    await teams.post(id="1700", **DELETED)
    asked = teams.sent[-1]
    assert asked["summary"].endswith("Shall I take it back?")
    assert paths(teams)[-1] == "/v3/conversations/a:priya/activities", "below nothing: what it was about is gone"
    take, keep = asked["attachments"][0]["content"]["actions"]
    assert (take["title"], keep["title"]) == ("Take it back", "Keep it")
    await teams.post(type="invoke", name="adaptiveCard/action", value={"action": {"data": take["data"]}})
    assert (await teams.action("2.3")).status is Status.GREEN


async def test_a_deleted_message_that_is_brought_back_is_no_news(teams: Home) -> None:
    await teams.post("2.3 red", id="1700")
    await teams.post(id="1700", **DELETED)
    sent = len(teams.sent)
    await teams.post("2.3 red", id="1700", **RESTORED)
    assert len(teams.sent) == sent
    assert (await teams.action("2.3")).status is Status.RED


async def test_an_edit_of_a_message_of_nobody_s_is_no_matter(teams: Home) -> None:
    for activity in (EDITED, DELETED):
        assert (await teams.post(id="never", **activity))[0] == 200
    assert teams.sent == []

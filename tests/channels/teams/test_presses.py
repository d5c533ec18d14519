"""Buttons and forms through the real endpoint and the real router: what Teams is answered, and what it is sent."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.app import App, bot
from bot.channels.teams import TeamsChannel, TeamsSettings
from bot.settings import read
from storage.plan import Action, Plan
from storage.status import Status
from storage.work import Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.tampered import PRESSES

Said = Callable[..., dict[str, Any]]
Json = dict[str, Any]
CARD, TOAST = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"
CHANNEL = {"id": "19:plan@thread.tacv2;messageid=1690", "conversationType": "channel", "tenantId": "t"}


@dataclass
class Teams:
    """People of the example in Teams. `service` records what the bot sends there."""

    app: App
    url: str
    session: ClientSession
    service: Any
    said: Said
    place: Json | None = None
    number: int = field(default=1)

    async def say(self, who: str, text: str) -> Json:
        """The card that answers some words."""
        await self._post(who, text=text)
        sent: Json = self.service.asked[-1][2]["attachments"][0]["content"]
        return sent

    async def press(self, who: str, action: Json, *, on: str = "sent-1", **inputs: str) -> Json:
        """A pressed Action.Execute; what the client is answered."""
        value = {"action": {"type": "Action.Execute", "verb": "planminder", "data": {**action["data"], **inputs}}}
        status, answer = await self._post(
            who, type="invoke", name="adaptiveCard/action", value=value, text="", replyToId=on
        )
        assert status == 200
        read: Json = json.loads(answer)
        assert read["statusCode"] == 200
        return read

    async def submit(self, who: str, action: Json, *, on: str = "sent-1", **inputs: str) -> None:
        """The same from a client that only knows Action.Submit."""
        await self._post(who, text="", value={**action["fallback"]["data"], **inputs}, replyToId=on)

    async def _post(self, who: str, **parts: Any) -> tuple[int, str]:
        await self._link(who)
        self.number += 1
        account = {"id": f"29:{who}", "name": who, "aadObjectId": f"object-{who}"}
        place = {"conversation": self.place} if self.place else {}
        activity = self.said(**{"id": f"17{self.number:011}", "from": account, **place, **parts})
        headers = {"Content-Type": "application/json"}
        async with self.session.post(self.url, data=json.dumps(activity), headers=headers) as response:
            return response.status, await response.text()

    async def _link(self, who: str) -> None:
        person = (await self.app.store.directory("local")).named(who)
        assert person is not None
        link = LinkIdentity(Identity("teams", f"object-{who}"), person.id, "test")
        await self.app.store.flush(Work("local", self.app.now(), (link,)))

    async def plan(self) -> Plan:
        return (await self.app.store.plans("local"))[1]

    async def action(self, ref: str) -> Action:
        (action,) = (await self.plan()).find(ref)
        return action


@pytest.fixture
async def teams(example_database: Path, tmp_path: Path, service: Any, said: Said) -> AsyncIterator[Teams]:
    copy = tmp_path / "presses.db"
    shutil.copy(example_database, copy)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{copy}"), HandClock()) as app:
        application = web.Application()
        channel = TeamsChannel(app.router, TeamsSettings(organisation="local"))
        app.sender.join(channel)
        application.add_routes(channel.routes())
        async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
            yield Teams(app, str(server.make_url("/api/messages")), session, service, said)


def pressed(card: Json, title: str) -> Json:
    """The first button of a title, wherever it stands on a card."""
    found = next(_buttons(card, title))
    return dict(found)


def _buttons(part: Any, title: str) -> Any:
    if isinstance(part, dict):
        if part.get("type") == "Action.Execute" and part.get("title") == title:
            yield part
        part = [value for key, value in part.items() if key != "fallback"]
    if isinstance(part, list):
        for one in part:
            yield from _buttons(one, title)


def inputs(card: Json) -> dict[str, Any]:
    return {one["id"]: one.get("value", "") for one in card["body"] if one["type"].startswith("Input.")}


async def test_a_press_that_comes_again_is_told_so_and_acts_once(teams: Teams) -> None:
    """Before: an empty line was shown at the card."""
    listed = await teams.say("Priya Nair", "my actions")
    done = pressed(listed, "Done")
    value = {"action": {"type": "Action.Execute", "verb": "planminder", "data": done["data"]}}
    press: Json = {"id": "same", "type": "invoke", "name": "adaptiveCard/action", "value": value, "text": ""}
    for _ in range(2):
        status, answer = await teams._post("Priya Nair", replyToId="sent-1", **press)
    assert (status, json.loads(answer)["value"]) == (200, "That has reached me already.")
    assert (await teams.action("2.3")).status is Status.COMPLETE


async def test_done_updates_the_message_for_everybody_and_answers_with_the_same_card(teams: Teams) -> None:
    listed = await teams.say("Priya Nair", "my actions")
    answer = await teams.press("Priya Nair", pressed(listed, "Done"))
    method, path, sent, _ = teams.service.asked[-1]
    assert (method, path) == ("PUT", "/v3/conversations/a:personal/activities/sent-1")
    assert sent["summary"].startswith("2.3: On track → Complete.")
    assert answer["type"] == CARD
    assert answer["value"] == sent["attachments"][0]["content"]
    assert [one["type"] for one in answer["value"]["body"]][:2] == ["Container", "TextBlock"]
    assert (await teams.action("2.3")).status is Status.COMPLETE


async def test_a_form_is_opened_saved_and_taken_back_in_one_message(teams: Teams) -> None:
    listed = await teams.say("Priya Nair", "my actions")
    form = (await teams.press("Priya Nair", pressed(listed, "Update")))["value"]
    filled = inputs(form) | {"status": "amber", "note": "the trainer is ill"}
    saved = (await teams.press("Priya Nair", pressed(form, "Save"), **filled))["value"]
    assert (await teams.action("2.3")).updates[-1].note == "the trainer is ill"
    await teams.press("Priya Nair", pressed(saved, "Undo"))
    assert (await teams.action("2.3")).status is Status.GREEN
    methods = [(method, path.rsplit("/", 1)[1]) for method, path, _, _ in teams.service.asked[1:]]
    assert methods == 3 * [("PUT", "sent-1")]


async def test_a_client_that_knows_only_submit_sees_the_message_updated(teams: Teams) -> None:
    listed = await teams.say("Priya Nair", "my actions")
    await teams.submit("Priya Nair", pressed(listed, "No change"))
    assert teams.service.asked[-1][0] == "PUT"
    assert (await teams.action("2.3")).updates[-1].note == "no change"


async def test_a_form_in_a_channel_is_in_the_answer_alone(teams: Teams) -> None:
    teams.place = CHANNEL
    listed = await teams.say("Priya Nair", "<at>Planminder</at> my actions")
    sent = len(teams.service.asked)
    answer = await teams.press("Priya Nair", pressed(listed, "Update"))
    assert list(inputs(answer["value"])) == ["status", "note", "due"]
    assert len(teams.service.asked) == sent
    saved = await teams.press(
        "Priya Nair", pressed(answer["value"], "Save"), **inputs(answer["value"]) | {"note": "moving"}
    )
    method, path, update, _ = teams.service.asked[-1]
    assert (method, path) == ("PUT", "/v3/conversations/19:plan@thread.tacv2;messageid=1690/activities/sent-1")
    assert update["summary"].startswith("Priya Nair: 2.3: note added.")
    assert saved["value"] == update["attachments"][0]["content"]


async def test_who_may_not_is_told_at_the_card_and_nobody_else_is(teams: Teams) -> None:
    teams.place = CHANNEL
    listed = await teams.say("Priya Nair", "<at>Planminder</at> my actions")
    sent, before = len(teams.service.asked), await teams.plan()
    answer = await teams.press("Rhys Bevan", pressed(listed, "Done"))
    assert answer["type"] == TOAST
    assert answer["value"].startswith("Nothing was changed. Only the owners of 2.3")
    assert len(teams.service.asked) == sent
    assert await teams.plan() == before


async def test_an_update_that_fails_now_is_sent_later_and_the_presser_sees_it_at_once(teams: Teams) -> None:
    listed = await teams.say("Priya Nair", "my actions")
    teams.service.answers.append(web.json_response({"error": {"code": "ServiceError"}}, status=503))
    answer = await teams.press("Priya Nair", pressed(listed, "Done"))
    assert answer["type"] == CARD
    assert teams.service.asked[-1][0] == "PUT"
    clock = teams.app.now
    assert isinstance(clock, HandClock)
    clock.moment = clock.moment.replace(hour=12)
    await teams.app.clock.tick()
    assert [method for method, _, _, _ in teams.service.asked][1:] == ["PUT", "PUT"]


@pytest.mark.parametrize(("payload", "fields"), [one[1:] for one in PRESSES], ids=[one[0] for one in PRESSES])
async def test_a_tampered_press_is_answered_in_words_and_changes_nothing(
    teams: Teams, payload: Any, fields: dict[str, str]
) -> None:
    before, people = await teams.plan(), await teams.app.store.directory("local")
    answer = await teams.press("Priya Nair", {"data": {"planminder": payload}}, **fields)
    said = answer["value"] if answer["type"] == TOAST else answer["value"]["fallbackText"]
    assert len(said) > 10
    assert "went wrong" not in said
    assert await teams.plan() == before
    assert (await teams.app.store.directory("local")).people.keys() == people.people.keys()

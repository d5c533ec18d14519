"""A whole bot in Slack: real store, real router, bolt and slack_sdk as they are, and Slack's API as documented."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.app import App, bot
from bot.channels.slack import SlackChannel
from bot.settings import Settings, read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.unreached import told as unreached
from storage.inbox import Arrived
from storage.plan import Action
from storage.status import Status
from storage.work import Identity, LinkIdentity, Work
from tests.channels.slack.bodies import (
    ANNE,
    BOT,
    CHANNEL,
    DIRECT,
    IAN,
    TEAM,
    button,
    chosen,
    command,
    deleted,
    edited,
    form,
    home,
    joined,
    mention,
    said,
    shortcut,
    typed,
)
from tests.channels.slack.conftest import Bot, Installations, RecordingRouter, settings_of
from tests.support.conversations import HandClock
from tests.support.slack_api import SlackApi, said_in

OWNER, ANOTHER = "Priya Nair", "Ian Farrow"


@dataclass
class House:
    """The bot behind Slack, and its database."""

    app: App
    hand: Bot  # Slack's hand

    async def action(self, ref: str) -> Action:
        plans = await self.app.store.plans("local")
        (action,) = plans[1].find(ref)
        return action

    async def says(self, text: str, **parts: Any) -> None:
        assert (await self.hand.event(said(text, **parts)))[0] == 200


async def open_house(settings: Settings, api: SlackApi) -> AsyncIterator[House]:
    async with bot(settings, HandClock()) as app:
        router = Answering(app)
        channel = SlackChannel(router, settings_of(api, organisation="local"), app.store, app.now)
        app.sender.join(channel)
        application = web.Application()
        application.add_routes(channel.routes())
        async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
            url = str(server.make_url("/slack/events"))
            yield House(app, Bot(channel, router, api, url, session, Installations()))


class Answering(RecordingRouter):
    """The real router, with a list of what it was given."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self.app = app

    async def take(self, message: Any, tried: int | None = None) -> Any:
        self.taken.append(message)
        return await self.app.router.take(message, tried)


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    shutil.copy(example_database, tmp_path / "slack.db")
    made = read(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'slack.db'}",
        slack_bot_token="xoxb-1",
        slack_signing_secret="s",
    )
    assert not made.local
    return made


@pytest.fixture
async def house(settings: Settings, api: SlackApi) -> AsyncIterator[House]:
    async for opened in open_house(settings, api):
        directory = await opened.app.store.directory("local")
        owner = directory.named(OWNER)
        assert owner is not None
        link = LinkIdentity(Identity("slack", f"{TEAM}:{ANNE}"), owner.id, "test")
        await opened.app.store.flush(Work("local", opened.app.now(), (link,)))
        yield opened


async def own_ref(house: House) -> str:
    """The ref of an open action of the owner's."""
    plans, directory = await house.app.store.plans("local"), await house.app.store.directory("local")
    owner = directory.named(OWNER)
    assert owner is not None
    return next(one.ref for one in plans[1].actions.values() if one.open and one.owners[:1] == (owner.id,))


async def test_an_update_is_recorded_and_read_back(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    await house.says(f"{ref} :red_circle: the contractor &amp; I fell out")
    assert (await house.action(ref)).status is Status.RED
    (posted,) = api.posted(DIRECT)
    assert posted["text"].startswith(f"{ref}:")
    assert "Undo" in set(said_in(posted["blocks"]))


async def test_a_retry_is_acted_on_once_whichever_replica_it_reaches(
    house: House, settings: Settings, api: SlackApi
) -> None:
    ref = await own_ref(house)
    async for second in open_house(settings, api):
        await house.says(f"{ref} red")
        await second.hand.event(said(f"{ref} red"), X_Slack_Retry_Num="1")
        await house.hand.event(said(f"{ref} red"), X_Slack_Retry_Num="2")
    plans = await house.app.store.plans("local")
    changes = await house.app.store.changes("local", 1, plans[1].find(ref)[0].id)
    assert [one.source for one in changes].count(f"slack: {house.hand.router.taken[0].id}") == 1
    assert len(api.posted(DIRECT)) == 1


async def test_a_mention_that_comes_twice_is_answered_once(house: House, api: SlackApi) -> None:
    await house.hand.event(mention())
    await house.says(f"<@{BOT}> what's overdue", channel=CHANNEL, channel_type="channel")
    assert len(api.posted(CHANNEL)) == 1


async def test_a_button_pressed_on_a_list_acts(house: House, api: SlackApi) -> None:
    await house.says("my actions")
    (posted,) = api.posted(DIRECT)
    done = next(one for one in buttons(posted["blocks"]) if one["text"]["text"] == "Done")
    payload = json.loads(done["value"])
    await house.hand.interact(button(payload))
    plans = await house.app.store.plans("local")
    assert plans[1].actions[payload["action"]].status is Status.COMPLETE


async def test_a_form_is_opened_filled_and_saved(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    action = await house.action(ref)
    await house.hand.interact(button({"act": "form", "plan": 1, "action": action.id}, trigger_id=api.trigger()))
    (view,) = api.views
    status = next(one["element"] for one in view["blocks"] if one.get("block_id") == "status")
    offered = [one["value"] for one in status["options"]]
    assert "red" in offered
    submitted = form({}, {})
    values = {"status": {"status": chosen("red")}, "note": {"note": typed("<!channel> & so on")}}
    submitted["view"] = {**view, "state": {"values": values}}
    status_code, answer = await house.hand.interact(submitted)
    assert (status_code, answer) == (200, "")
    assert (await house.action(ref)).status is Status.RED
    assert "<!channel>" not in "".join(one["text"] for one in api.posted(DIRECT))


async def test_the_plan_is_not_told_to_strangers_and_nobody_picks_who_to_be(house: House, api: SlackApi) -> None:
    await house.says("I am Priya Nair", user=IAN, channel="D0IAN")
    await house.says("what's overdue", user=IAN, channel="D0IAN", ts="1795426201.000100")
    assert all("blocks" not in one or not list(buttons(one["blocks"])) for one in api.posted("D0IAN"))


async def test_a_forged_payload_for_anothers_action_changes_nothing(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    action = await house.action(ref)
    await house.hand.interact(
        button({"act": "update", "plan": 1, "action": action.id, "status": "red"}, user={"id": IAN, "team_id": TEAM})
    )
    assert (await house.action(ref)) == action


@pytest.mark.parametrize(
    "payload",
    [
        {"act": "update", "plan": 99, "action": 1, "status": "red"},
        {"act": "update", "plan": 1, "action": 99999, "status": "red"},
        {"act": "update", "plan": "1; drop table", "action": [], "status": {}},
        {"act": "delete everything"},
        {"act": "answer", "question": "old", "choice": 1},
        {"act": "be", "person": 1},
        "nonsense",
    ],
)
async def test_a_tampered_payload_changes_nothing_and_is_answered(house: House, api: SlackApi, payload: Any) -> None:
    before = (await house.app.store.plans("local"))[1].number
    assert (await house.hand.interact(button(payload)))[0] == 200
    assert (await house.app.store.plans("local"))[1].number == before
    assert len(api.posted(DIRECT)) == 1


async def test_a_command_answers_only_who_typed_it(house: House, api: SlackApi) -> None:
    await house.hand.command(command("my actions", response_url=f"{api.url}/respond/1"))
    (whisper,) = api.whispers
    assert whisper["response_type"] == "ephemeral"
    assert api.posted(CHANNEL) == []


async def test_an_edit_and_a_deletion_are_heard(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    await house.says(f"{ref} amber")
    await house.hand.event(edited(f"{ref} red", f"{ref} amber"))
    assert (await house.action(ref)).status is Status.RED
    await house.hand.event(deleted(f"{ref} red"))
    assert len(api.posted(DIRECT)) == 3


async def test_the_bot_welcomes_once(house: House, api: SlackApi) -> None:
    for number in range(3):
        await house.hand.event(home("messages", event_ts=f"179542620{number}.000000"))
        await house.hand.event(joined(event_ts=f"179542620{number}.000000"))
    assert (len(api.posted(DIRECT)), len(api.posted(CHANNEL))) == (1, 1)


async def test_the_home_tab_holds_the_persons_own_actions_and_is_drawn_again_after_a_change(
    house: House, api: SlackApi
) -> None:
    ref = await own_ref(house)
    await house.hand.event(home())
    assert f"{ref} " in " ".join(said_in(api.homes[ANNE]["blocks"]))
    assert api.posted(DIRECT) == []
    before = api.homes[ANNE]
    await house.says(f"{ref} red")
    async with asyncio.timeout(5):  # it is drawn behind the answer
        while api.homes[ANNE] is before:  # noqa: ASYNC110 - Slack keeps what it was told and tells nobody
            await asyncio.sleep(0.01)
    red = (await house.app.store.plans("local"))[1].scheme.label(Status.RED)
    assert red in " ".join(said_in(api.homes[ANNE]["blocks"]))
    assert red not in " ".join(said_in(before["blocks"]))


async def test_somebodys_words_are_recorded_as_progress_by_who_picked_them(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    action = await house.action(ref)
    await house.hand.interact(shortcut("the lease is signed", trigger_id=api.trigger()))
    (view,) = api.views
    fields = {one.get("block_id"): one["element"] for one in view["blocks"] if "element" in one}
    assert fields["note"]["initial_value"] == "the lease is signed"
    assert f"1/{action.id}" in [one["value"] for one in fields["action"]["options"]]
    submitted = form({}, {})
    values = {"action": {"action": chosen(f"1/{action.id}")}, "note": {"note": typed("the lease is signed")}}
    submitted["view"] = {**view, "state": {"values": values}}
    assert (await house.hand.interact(submitted))[0] == 200
    recorded = (await house.action(ref)).updates[-1]
    assert recorded.note == "the lease is signed"


async def test_what_is_done_on_the_home_tab_is_answered_in_the_chat_and_drawn_there(
    house: House, api: SlackApi
) -> None:
    await house.hand.event(home())
    view = api.homes[ANNE]
    done = next(one for one in buttons(view["blocks"]) if one["text"]["text"] == "Done")
    payload = json.loads(done["value"])
    pressed = button(payload, container={"type": "view", "view_id": "V0HOME"}, view=view, channel={}, message={})
    await house.hand.interact(pressed)
    await house.hand.heard()
    plans = await house.app.store.plans("local")
    assert plans[1].actions[payload["action"]].status is Status.COMPLETE
    assert len(api.posted(DIRECT)) == 1
    assert done["value"] not in [one["value"] for one in buttons(api.homes[ANNE]["blocks"])]


async def test_recorded_words_stay_those_of_whoever_said_them(house: House, api: SlackApi) -> None:
    ref = await own_ref(house)
    action, directory = await house.action(ref), await house.app.store.directory("local")
    author = next(one for one in directory.people.values() if one.speaks and one.emails and one.name != OWNER)
    api.users[IAN] = {**api.users[IAN], "profile": {"real_name": author.name, "email": author.emails[0]}}
    await house.hand.interact(shortcut("the *first* phase is let &amp; begun", trigger_id=api.trigger()))
    (view,) = api.views
    note = next(one["element"]["initial_value"] for one in view["blocks"] if one.get("block_id") == "note")
    assert note == "the first phase is let & begun"
    values = {
        "action": {"action": chosen(f"1/{action.id}")},
        "status": {"status": chosen(None)},
        "note": {"note": typed(note)},
    }
    await house.hand.interact({**form({}, {}), "view": {**view, "state": {"values": values}}})
    last = (await house.app.store.changes("local", 1, action.id))[-1]
    assert last.words["note"] == note
    assert (last.speaker, directory.name(last.recorder)) == (author.id, OWNER)
    assert len(api.whispers) == 1  # told to whoever picked them, and to nobody else in the channel


@pytest.mark.parametrize("action", ["", "1/99999", "99/1", "x", "1/²"])
async def test_words_for_an_action_that_is_not_there_are_not_recorded(house: House, api: SlackApi, action: str) -> None:
    before = (await house.app.store.plans("local"))[1].number
    filled = {"action": chosen(action), "note": typed("done")}
    await house.hand.interact(form({"act": "record"}, filled))
    assert (await house.app.store.plans("local"))[1].number == before
    assert len(api.posted(DIRECT)) == 1


async def test_a_form_of_a_channels_card_is_ones_own_and_leaves_the_card(house: House, api: SlackApi) -> None:
    """The press comes with an address that would replace everybody's card."""
    ref = await own_ref(house)
    action = await house.action(ref)
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": CHANNEL}
    payload = {"act": "form", "plan": 1, "action": action.id, "back": "list"}
    url = f"{api.url}/respond/3"
    channel = {"id": CHANNEL, "name": "general"}
    await house.hand.interact(button(payload, container=where, channel=channel, response_url=url))
    (whisper,) = api.whispers
    assert (whisper["response_type"], whisper["replace_original"]) == ("ephemeral", False)


async def test_what_slack_could_not_take_is_sent_later(house: House, api: SlackApi) -> None:
    api.refuse("chat.postMessage", "ratelimited", status=429, headers={"Retry-After": "20"})
    await house.says("help")
    assert api.posted(DIRECT) == []
    clock = house.app.now
    assert isinstance(clock, HandClock)
    house.hand.channel._parts().speaking._asking._shut.clear()
    clock.moment = clock.moment.replace(minute=5)
    await house.app.sender.sweep()
    assert len(api.posted(DIRECT)) == 1


def buttons(part: Any) -> Any:
    if isinstance(part, dict):
        if part.get("type") == "button":
            yield part
        for value in part.values():
            yield from buttons(value)
    elif isinstance(part, list):
        for one in part:
            yield from buttons(one)


async def test_the_home_tab_is_drawn_again_after_a_change_that_another_process_has_taken(
    house: House, api: SlackApi, settings: Settings
) -> None:
    """Before: the process that had heard of the opening had to be the one that heard of the change."""
    ref = await own_ref(house)
    await house.hand.event(home())
    directory = await house.app.store.directory("local")
    officer = directory.named("Leila Okafor")
    assert officer is not None
    async with bot(settings, house.app.now) as other:
        await other.store.flush(Work("local", other.now(), (LinkIdentity(Identity("console", "l"), officer.id, "t"),)))
        now, sender = other.now(), Sender("console", "l")
        said_there = Message("m", MessageKind.NEW, "local", "l", Place.PERSONAL, sender, f"{ref} red", now, now)
        assert (await other.router.take(said_there)).applied
    before = " ".join(said_in(api.homes[ANNE]["blocks"]))
    await house.app.clock.tick()
    assert " ".join(said_in(api.homes[ANNE]["blocks"])).count("Off track") == before.count("Off track") + 1
    assert api.posted(DIRECT) == []


async def test_what_cannot_be_taken_in_for_a_day_is_said_to_its_sender_and_to_officers_and_kept(
    house: House, api: SlackApi
) -> None:
    clock = house.app.now
    assert isinstance(clock, HandClock)
    body = {"team": TEAM, "enterprise": None, "body": said("2.3 red")}
    await house.app.store.put_arrived(Arrived("local", "slack", "Ev1", clock(), body))

    async def fail(message: Any, tried: int | None = None) -> Any:
        raise RuntimeError("a defect")

    house.hand.router.take = fail  # type: ignore[method-assign]  # whatever is wrong with it, it stays wrong
    with capture_logs() as logged:
        for hours in (1, 22, 1, 1):
            clock.moment += timedelta(hours=hours)
            await house.hand.channel.take_up()
            await house.app.sender.sweep()
    assert [one["event"] for one in logged if one["log_level"] == "error"].count("slack request given up") == 1
    (told,) = [one["text"] for one in api.posted(DIRECT)]
    assert told == (
        "Something that you sent on 23 November 2026 could not be taken in, though I tried for a whole day. "
        "Nothing of it is recorded: please say it again."
    )
    directory, (unheard,) = await house.app.store.directory("local"), await house.app.store.could_not_reach("local")
    assert unreached([unheard], directory).splitlines()[1] == (
        "- Priya Nair: sent something that I could not take in for a whole day, since 24 November 2026 (1 message). "
        "Nothing of it is recorded: ask them to say it again, and tell whoever looks after this bot. "
        "It is kept for 30 days."
    )
    await house.app.store.forget_left(clock() + timedelta(days=30))
    assert await house.app.store.could_not_reach("local") == []

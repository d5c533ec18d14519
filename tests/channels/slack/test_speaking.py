"""Replies, as they arrive in Slack: where, in whose sight, in place of what, and what becomes of a refusal."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.channels import Undeliverable
from bot.channels.slack import pictures
from bot.channels.slack.failures import table
from dialogs.message import MessageKind
from dialogs.reply import Button, Card, Choice, Count, File, Input, Line, Payload, Recipient, Reply, Stood
from storage.failures import Failure
from storage.status import Status
from storage.work import Conversation, Outgoing
from tests.channels.slack.bodies import (
    ANNE,
    CHANNEL,
    DIRECT,
    IAN,
    TEAM,
    TS,
    Body,
    button,
    chosen,
    command,
    form,
    home,
    mention,
    said,
    shortcut,
    typed,
)
from tests.channels.slack.conftest import TOKEN, Bot
from tests.support.slack_api import SlackApi, said_in

SAVE = Payload(act="update", plan=1, action=5, seen=7)
FORM = Reply(
    text="5 now",
    card=Card(
        heading="Update 5",
        inputs=(
            Input(id="status", kind="choice", label="Status", choices=(Choice(value="amber", label="At risk"),)),
            Input(id="note", kind="text", label="What happened"),
        ),
        buttons=(Button(label="Save", payload=SAVE), Button(label="Cancel", payload=Payload(act="cancel"))),
    ),
)
LIST = Reply(
    text="One overdue: 5",
    card=Card(
        heading="Overdue",
        lines=(Line(ref="5", text="Growth", buttons=(Button(label="Done", payload=SAVE),)),),
    ),
)


def blocks_of(posted: Body) -> list[dict[str, Any]]:
    given = posted["blocks"]
    found: list[dict[str, Any]] = json.loads(given) if isinstance(given, str) else given
    return found


async def answered(bot: Bot, body: Body, *replies: Reply) -> None:
    """A body heard, and answered with these replies."""
    bot.router.replies = replies
    if "command" in body:
        await bot.command(body)
    elif body["type"] == "event_callback":
        await bot.event(body)
    else:
        await bot.interact(body)
    await bot.heard()


# --- where --------------------------------------------------------------------------------------------------------


async def test_a_private_chat_is_answered_in_it(bot: Bot, api: SlackApi) -> None:
    await answered(bot, said(), LIST)
    (posted,) = api.posted(DIRECT)
    assert posted["text"] == "One overdue: 5"
    assert "thread_ts" not in posted
    assert {"Overdue", "Growth", "Done"} <= set(said_in(posted["blocks"]))


async def test_a_mention_is_answered_in_a_thread_beneath_it(bot: Bot, api: SlackApi) -> None:
    await answered(bot, mention(), LIST)
    assert [one["thread_ts"] for one in api.posted(CHANNEL)] == [TS]


async def test_a_thread_is_answered_in_it(bot: Bot, api: SlackApi) -> None:
    await answered(bot, said(thread_ts="1795420000.000001"), LIST)
    assert [one["thread_ts"] for one in api.posted(DIRECT)] == ["1795420000.000001"]


async def test_links_are_not_unfurled_and_names_not_looked_for(bot: Bot, api: SlackApi) -> None:
    await answered(bot, said(), Reply(text="See https://example.org"))
    (posted,) = api.posted(DIRECT)
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    assert "link_names" not in posted
    assert "parse" not in posted


@pytest.mark.parametrize("evil", ["<!channel>", "<!everyone> & <@U0IAN>", "<https://evil.example|Cabinet>", "*_`>x`_*"])
async def test_nobody_makes_the_bot_call_a_channel(bot: Bot, api: SlackApi, evil: str) -> None:
    card = Card(heading=evil, intro=evil, lines=(Line(ref="5", text=evil, lead=evil),), footnote=evil)
    await answered(bot, mention(), Reply(text=evil, card=card), Reply(text=evil))
    assert len(api.posted(CHANNEL)) == 2
    for posted in api.posted(CHANNEL):
        assert "<" not in posted["text"]
        assert '"mrkdwn"' not in json.dumps(posted["blocks"])  # nothing in them is markup
        assert evil in list(said_in(posted["blocks"]))


async def test_what_is_for_one_person_in_a_channel_is_seen_by_them_alone(bot: Bot, api: SlackApi) -> None:
    await answered(bot, mention(), Reply(text="Only for you", recipient=Recipient.ONLY_YOU))
    (whisper,) = api.whispers
    assert (whisper["channel"], whisper["user"], whisper["thread_ts"]) == (CHANNEL, ANNE, TS)
    assert api.posted(CHANNEL) == []


async def test_what_is_private_goes_to_the_persons_own_chat(bot: Bot, api: SlackApi) -> None:
    await answered(bot, mention(), Reply(text="Privately", recipient=Recipient.PRIVATELY))
    assert [one["text"] for one in api.posted(DIRECT)] == ["Privately"]
    assert (api.posted(CHANNEL), api.whispers) == ([], [])


async def test_each_of_two_who_speak_at_once_is_told_their_own(bot: Bot, api: SlackApi) -> None:
    """Before, in Teams: a private answer went by the last speaker's address."""
    ian = {**mention(ts="1795426201.000100", user=IAN)}
    bot.router.replies = ()
    await bot.event(mention())
    await bot.event(ian)
    first, second = await bot.heard()
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, second.reference)
    for message in (first, second):
        private = Reply(text="Yours", recipient=Recipient.PRIVATELY).dump()
        await bot.channel.deliver(Outgoing("c", CHANNEL, "slack", private, in_reply_to=message.id), where)
    assert sorted(api.direct) == [ANNE, IAN]
    assert [len(api.posted(api.direct[one])) for one in (ANNE, IAN)] == [1, 1]


async def test_a_scheduled_message_goes_to_the_channel_itself(bot: Bot, api: SlackApi) -> None:
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, {"team": TEAM, "channel": CHANNEL})
    sent = await bot.channel.deliver(Outgoing("schedule:1", CHANNEL, "slack", LIST.dump()), where)
    ((_, ts),) = api.messages
    assert sent == ts
    assert "thread_ts" not in api.messages[CHANNEL, ts]


async def test_somebody_is_told_something_in_a_chat_that_is_opened_for_it(bot: Bot, api: SlackApi) -> None:
    where = Conversation("oldbridge", "slack", "to:slack:x", "personal", None, {"team": TEAM, "user": IAN})
    sent = await bot.channel.deliver(Outgoing("c", "to:slack:x", "slack", LIST.dump(), to=f"{TEAM}:{IAN}"), where)
    ((channel, ts),) = api.messages
    assert (channel, ts) == (api.direct[IAN], sent)


async def test_a_thread_that_is_named_is_posted_in(bot: Bot, api: SlackApi) -> None:
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, {"team": TEAM, "channel": CHANNEL})
    await bot.channel.deliver(Outgoing("c", CHANNEL, "slack", LIST.dump(), thread="1.000001"), where)
    assert [one["thread_ts"] for one in api.posted(CHANNEL)] == ["1.000001"]


# --- commands and shortcuts ---------------------------------------------------------------------------------------


async def test_a_command_is_answered_through_its_own_address(bot: Bot, api: SlackApi) -> None:
    await answered(bot, command(response_url=f"{api.url}/respond/1"), LIST)
    (whisper,) = api.whispers
    assert (whisper["response"], whisper["response_type"], whisper["replace_original"]) == ("1", "ephemeral", False)
    assert api.posted(CHANNEL) == []


@pytest.mark.parametrize("url", ["https://evil.example/respond/1", "http://hooks.slack.com/x", ""])
async def test_a_command_with_an_address_elsewhere_is_answered_another_way(bot: Bot, api: SlackApi, url: str) -> None:
    await answered(bot, command(response_url=url), LIST)
    assert [(one["channel"], one["user"]) for one in api.whispers] == [(CHANNEL, ANNE)]


async def test_a_command_where_the_bot_is_not_is_answered_in_the_persons_own_chat(bot: Bot, api: SlackApi) -> None:
    api.channels["C0ELSE"] = {"member": False}
    for channel in ("C0ELSE", "C0UNKNOWN"):
        await answered(bot, command(channel_id=channel, response_url="", trigger_id=channel), LIST)
    assert len(api.posted(DIRECT)) == 2


async def test_a_command_in_the_bots_own_chat_is_answered_as_any_message(bot: Bot, api: SlackApi) -> None:
    typed_here = command(channel_id=DIRECT, channel_name="directmessage", response_url=f"{api.url}/respond/1")
    await answered(bot, typed_here, LIST)
    assert (len(api.posted(DIRECT)), api.whispers) == (1, [])


async def test_a_command_in_a_chat_of_two_people_is_not_answered_to_the_other(bot: Bot, api: SlackApi) -> None:
    elsewhere = command(channel_id="D0BOTH", channel_name="directmessage", response_url=f"{api.url}/respond/1")
    await answered(bot, elsewhere, LIST)
    assert [one["response"] for one in api.whispers] == ["1"]
    assert api.messages == {}


async def test_a_shortcut_opens_a_form(bot: Bot, api: SlackApi) -> None:
    await answered(bot, shortcut("5 is amber", trigger_id=api.trigger()), FORM)
    (view,) = api.views
    assert view["type"] == "modal"
    assert json.loads(view["private_metadata"])["alone"] is True


# --- in place -----------------------------------------------------------------------------------------------------


async def posted_list(bot: Bot, api: SlackApi, channel: str = DIRECT) -> str:
    where = Conversation("oldbridge", "slack", channel, "personal", None, {"team": TEAM, "channel": channel})
    return str(await bot.channel.deliver(Outgoing("c", channel, "slack", LIST.dump()), where))


async def test_a_card_that_was_acted_upon_is_replaced(bot: Bot, api: SlackApi) -> None:
    ts = await posted_list(bot, api)
    await answered(bot, button({"act": "undo"}), Reply(text="5: done", replaces=ts))
    (message,) = api.posted(DIRECT)
    assert message["text"] == "5: done"


async def test_where_the_card_is_gone_the_answer_is_a_new_message(bot: Bot, api: SlackApi) -> None:
    await answered(bot, button({"act": "undo"}), Reply(text="5: done", replaces="1.000001"))
    assert [one["text"] for one in api.posted(DIRECT)] == ["5: done"]


async def test_a_card_is_drawn_anew_and_where_it_is_gone_nothing_is_posted(bot: Bot, api: SlackApi) -> None:
    where = Conversation("oldbridge", "slack", DIRECT, "personal", None, {"team": TEAM, "channel": DIRECT})
    drawn = Outgoing("redraw:1", DIRECT, "slack", Reply(text="5: done").dump(), redraws=await posted_list(bot, api))
    await bot.channel.redraw(drawn, where)
    assert [one["text"] for one in api.posted(DIRECT)] == ["5: done"]
    with pytest.raises(Undeliverable):
        await bot.channel.redraw(replace(drawn, redraws="1.000001"), where)
    assert [one["text"] for one in api.posted(DIRECT)] == ["5: done"]


async def test_a_card_that_one_person_saw_is_replaced_for_them(bot: Bot, api: SlackApi) -> None:
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": CHANNEL, "is_ephemeral": True}
    pressed = button({"act": "undo"}, container=where, response_url=f"{api.url}/respond/2")
    await answered(bot, pressed, Reply(text="5: done", replaces="1795426250.000900"))
    assert [(one["text"], one["replace_original"]) for one in api.whispers] == [("5: done", True)]


# --- forms --------------------------------------------------------------------------------------------------------


async def test_a_form_opens_over_what_the_person_looks_at(bot: Bot, api: SlackApi) -> None:
    await answered(bot, button({"act": "form"}, trigger_id=api.trigger()), FORM)
    (view,) = api.views
    kept = json.loads(view["private_metadata"])
    assert kept == {
        "team": TEAM,
        "channel": DIRECT,
        "message": "1795426250.000900",
        "payload": {"act": "update", "plan": 1, "action": 5, "seen": 7},
    }
    assert api.messages == {}


async def test_what_was_filled_in_comes_back_as_a_form(bot: Bot, api: SlackApi) -> None:
    await answered(bot, button({"act": "form"}, trigger_id=api.trigger()), FORM)
    values = {"status": {"status": chosen("amber")}, "note": {"note": typed("late")}}
    submitted = form({}, {})
    submitted["view"] = {**api.views[0], "state": {"values": values}}
    await answered(bot, submitted)
    heard = bot.router.taken[-1]
    assert (heard.kind, heard.inputs) == (MessageKind.FORM, {"status": "amber", "note": "late"})
    assert Payload.model_validate(heard.payload) == SAVE


async def test_a_form_from_a_channel_leaves_everybodys_card_alone(bot: Bot, api: SlackApi) -> None:
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": CHANNEL}
    await answered(bot, button({"act": "form"}, container=where, trigger_id=api.trigger()), FORM)
    kept = json.loads(api.views[0]["private_metadata"])
    assert "message" not in kept
    assert kept["thread"] == "1795426250.000900"


async def test_a_form_whose_trigger_is_over_comes_as_a_message(bot: Bot, api: SlackApi) -> None:
    await answered(bot, button({"act": "form"}), FORM)
    (posted,) = api.posted(DIRECT)
    assert {"Status", "What happened", "Save"} <= set(said_in(posted["blocks"]))


async def test_a_form_that_is_asked_for_again_is_shown_in_its_place(bot: Bot, api: SlackApi) -> None:
    bot.router.replies = (FORM,)
    _, answer = await bot.interact(form({"act": "update"}, {"note": typed("late")}))
    told = json.loads(answer)
    assert told["response_action"] == "update"
    assert told["view"]["title"]["text"] == "Update 5"
    assert (api.views, api.messages) == ([], {})


async def test_a_form_that_was_not_recorded_stays_open_with_what_was_typed(bot: Bot) -> None:
    bot.router.recorded, bot.router.replies = False, (Reply(text="Not recorded: the database is away."),)
    submitted = form({"act": "update"}, {"note": typed("late")})
    submitted["view"]["blocks"] = [{"type": "section"}, {"type": "input", "block_id": "note"}]
    _, answer = await bot.interact(submitted)
    assert json.loads(answer) == {
        "response_action": "errors",
        "errors": {"note": "Not recorded: the database is away."},
    }


async def test_a_form_that_was_taken_is_closed(bot: Bot) -> None:
    bot.router.replies = (Reply(text="5: done"),)
    assert (await bot.interact(form({"act": "update"}, {"note": typed("late")})))[1] == ""


# --- home ---------------------------------------------------------------------------------------------------------


async def test_the_home_tab_is_drawn_when_it_is_opened(bot: Bot, api: SlackApi) -> None:
    await answered(bot, home(), LIST)
    view = api.homes[ANNE]
    assert (view["type"], json.loads(view["private_metadata"])) == ("home", {"team": TEAM, "channel": DIRECT})
    assert {"Growth", "Done"} <= set(said_in(view["blocks"]))
    assert api.messages == {}


async def test_the_home_tab_is_drawn_anew_after_a_change(bot: Bot, api: SlackApi) -> None:
    await answered(bot, home(), LIST)
    bot.router.applied = ({"action": "5"},)
    await answered(bot, said("5 amber"), Reply(text="5: amber"))
    assert [one.kind for one in bot.router.taken] == [MessageKind.HOME, MessageKind.NEW, MessageKind.HOME]
    assert len(api.calls("views.publish")) == 2
    assert len({one.id for one in bot.router.taken}) == 3


async def test_a_home_tab_that_could_not_be_drawn_holds_nothing_up(bot: Bot, api: SlackApi) -> None:
    api.refuse("views.publish", status=503, body="away")
    await bot.event(home())
    (heard,) = await bot.heard()
    where = Conversation("oldbridge", "slack", DIRECT, "personal", None, {"team": TEAM, "channel": DIRECT})
    with pytest.raises(Undeliverable) as failed:
        await bot.channel.deliver(Outgoing("c", DIRECT, "slack", LIST.dump(), in_reply_to=heard.id), where)
    assert failed.value.permanent


# --- files --------------------------------------------------------------------------------------------------------

REPORT = File(name="CPC23.docx", content_type="application/msword", content=b"PK\x03\x04\xff")


async def test_a_report_is_handed_out_in_the_thread_with_the_words_above_it(bot: Bot, api: SlackApi) -> None:
    await answered(bot, mention(), Reply(text="The report <so far>", files=(REPORT,)))
    (upload,) = api.uploads
    assert (upload["content"], upload["title"], upload["channel_id"]) == (REPORT.content, "CPC23.docx", CHANNEL)
    assert (upload["thread_ts"], upload["initial_comment"]) == (TS, "The report &lt;so far&gt;")


async def test_a_picture_is_uploaded_where_it_was_asked_for_and_told_in_words_for_who_cannot_see_it(
    bot: Bot, api: SlackApi
) -> None:
    picture = File(name="CPC23-rag.png", content_type="image/png", content=b"\x89PNG", alt="By status. 2 green.")
    await answered(bot, mention(), Reply(text="2 green.", files=(picture,)))
    (upload,) = api.uploads
    assert (upload["alt_txt"], upload["initial_comment"]) == ("By status. 2 green.", "2 green.")
    assert (upload["channel_id"], upload["thread_ts"]) == (CHANNEL, TS)


WEEK = File(name="CPC23-week.png", content_type="image/png", content=b"\x89PNG", alt="By status. 2 green.")
WEEKLY = Reply(
    text="2 green, 1 red.",
    card=Card(
        heading="The week",
        paragraphs=("Nothing moved.",),
        past=(Stood(label="Q1 2026/27", counts=(Count(status=Status.GREEN, label="Green", number=3),)),),
    ),
    files=(WEEK,),
)


async def scheduled(bot: Bot) -> None:
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, {"team": TEAM, "channel": CHANNEL})
    await bot.channel.deliver(Outgoing("c", CHANNEL, "slack", WEEKLY.dump()), where)


async def test_a_summary_in_a_channel_holds_its_picture_which_draws_the_past(bot: Bot, api: SlackApi) -> None:
    api.looks = 2
    await scheduled(bot)
    (posted,) = api.posted(CHANNEL)
    *_, image = blocks_of(posted)
    assert image == {"type": "image", "slack_file": {"id": "F0"}, "alt_text": "By status. 2 green."}
    assert "Q1 2026/27" not in said_in(posted["blocks"])
    (upload,) = api.uploads
    assert upload["content"] == WEEK.content and not upload.get("channel_id")


async def test_a_picture_that_slack_does_not_know_in_time_lies_in_the_thread_below(
    bot: Bot, api: SlackApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WAITS", (0.0, 0.0))
    api.looks = 9
    await scheduled(bot)
    (posted,) = api.posted(CHANNEL)
    assert "image" not in [one["type"] for one in blocks_of(posted)]
    assert "Q1 2026/27" in said_in(posted["blocks"])
    assert (api.uploads[-1]["channel_id"], api.uploads[-1]["thread_ts"]) == (CHANNEL, posted["ts"])


async def test_a_summary_comes_without_a_picture_that_slack_refuses_in_it(bot: Bot, api: SlackApi) -> None:
    api.refuse("chat.postMessage", "invalid_blocks")
    await scheduled(bot)
    (posted,) = api.posted(CHANNEL)
    assert "Nothing moved." in said_in(posted["blocks"])
    assert api.uploads[-1]["thread_ts"] == posted["ts"]


async def test_a_report_for_one_person_goes_to_their_own_chat(bot: Bot, api: SlackApi) -> None:
    await answered(bot, command(), Reply(text="The report", files=(REPORT,)))
    assert [one["channel_id"] for one in api.uploads] == [DIRECT]


# --- refusals -----------------------------------------------------------------------------------------------------


async def failure(bot: Bot, **conversation: Any) -> Undeliverable:
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, {"team": TEAM, "channel": CHANNEL})
    with pytest.raises(Undeliverable) as failed:
        await bot.channel.deliver(Outgoing("c", CHANNEL, "slack", LIST.dump()), replace(where, **conversation))
    return failed.value


@pytest.mark.parametrize("error", sorted(table()))
async def test_each_documented_error_says_what_stands_in_the_way(bot: Bot, api: SlackApi, error: str) -> None:
    api.refuse("chat.postMessage", error)
    told = await failure(bot)
    kind, permanent = table()[error]
    assert (told.kind, told.permanent) == (kind, permanent)
    assert error in told.reason
    assert TOKEN not in told.reason


EXPECTED = {
    "channel_not_found": (Failure.GONE, True),
    "not_in_channel": (Failure.NOT_IN_CONVERSATION, True),
    "is_archived": (Failure.GONE, True),
    "account_inactive": (Failure.BAD_CREDENTIALS, True),
    "token_revoked": (Failure.BAD_CREDENTIALS, True),
    "invalid_auth": (Failure.BAD_CREDENTIALS, False),
    "user_not_found": (Failure.GONE, True),
    "cannot_dm_bot": (Failure.NO_ADDRESS, True),
    "messages_tab_disabled": (Failure.DISABLED, True),
    "msg_too_long": (Failure.TOO_LARGE, True),
    "restricted_action": (Failure.BLOCKED, True),
    "ekm_access_denied": (Failure.DISABLED, True),
    "missing_scope": (Failure.FORBIDDEN, True),
    "invalid_blocks": (Failure.REFUSED, True),
    "internal_error": (Failure.SERVICE_AWAY, False),
    "service_unavailable": (Failure.SERVICE_AWAY, False),
    "team_added_to_org": (Failure.SERVICE_AWAY, False),
}


def test_the_table_says_what_is_expected_of_the_errors_that_matter_most() -> None:
    assert {error: table()[error] for error in EXPECTED} == EXPECTED


async def test_an_error_that_is_not_documented_is_tried_again(bot: Bot, api: SlackApi) -> None:
    api.refuse("chat.postMessage", "something_new")
    told = await failure(bot)
    assert (told.kind, told.permanent, told.reason) == (Failure.UNKNOWN, False, "Slack answered something_new")


async def test_slack_is_left_alone_for_as_long_as_it_asks(bot: Bot, api: SlackApi) -> None:
    api.refuse("chat.postMessage", "ratelimited", status=429, headers={"Retry-After": "17"})
    told = await failure(bot)
    assert (told.kind, told.permanent, told.retry_after) == (Failure.THROTTLED, False, 17.0)
    again = await failure(bot)
    assert again.retry_after is not None
    assert 15 < again.retry_after <= 17
    assert len(api.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "answer", [{"status": 503, "body": "<html>"}, {"status": 200, "body": "not json"}, {"status": 500, "body": "{"}]
)
async def test_a_broken_answer_is_tried_again(bot: Bot, api: SlackApi, answer: dict[str, Any]) -> None:
    api.refuse("chat.postMessage", headers={"Content-Type": "application/json"}, **answer)
    told = await failure(bot)
    assert not told.permanent


async def test_where_slack_is_out_of_reach_the_message_waits(bot: Bot, api: SlackApi) -> None:
    await posted_list(bot, api)
    bot.channel._parts().speaking._asking._client = lambda token: _nowhere(bot)
    told = await failure(bot)
    assert (told.kind, told.permanent) == (Failure.SERVICE_AWAY, False)


def _nowhere(bot: Bot) -> Any:
    from bot.channels.slack.channel import _client
    from tests.channels.slack.conftest import settings_of

    return _client(
        TOKEN, bot.channel._parts().session, replace(settings_of(bot.api), api_url="http://127.0.0.1:9/api/")
    )


@pytest.mark.parametrize("reference", [{}, {"team": "T0FOREIGN"}])
async def test_a_workspace_without_the_bot_is_not_written_to(
    bot: Bot, api: SlackApi, reference: dict[str, Any]
) -> None:
    told = await failure(bot, reference=reference)
    assert (told.kind, told.permanent) == (Failure.NOT_INSTALLED, True)


async def test_a_private_answer_to_nobody_is_not_sent_to_everybody(bot: Bot, api: SlackApi) -> None:
    where = Conversation("oldbridge", "slack", CHANNEL, "channel", None, {"team": TEAM, "channel": CHANNEL})
    for recipient in (Recipient.ONLY_YOU, Recipient.PRIVATELY):
        private = Reply(text="Yours", recipient=recipient).dump()
        with pytest.raises(Undeliverable) as failed:
            await bot.channel.deliver(Outgoing("c", CHANNEL, "slack", private), where)
        assert failed.value.kind is Failure.NO_ADDRESS
    assert api.messages == {}

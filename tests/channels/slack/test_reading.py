"""What Slack sends → Message."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.origin import Means, Origin, origin_of
from bot.channels.slack.people import Profile, Workspace, profile_of
from bot.channels.slack.reading import files_in, maybe_elsewhere, message, speaker_in, users_in
from dialogs.message import Attachment, Message, MessageKind, Place, Sender
from tests.channels.slack.bodies import (
    ANNE,
    BOT,
    CHANNEL,
    DIRECT,
    IAN,
    TEAM,
    TS,
    Body,
    button,
    chosen,
    command,
    deleted,
    edited,
    event,
    form,
    home,
    joined,
    mention,
    picked,
    said,
    shortcut,
    typed,
)

WORKSPACE = Workspace(TEAM, "oldbridge", BOT)
RECEIVED = datetime(2026, 11, 23, 9, 30, 1, tzinfo=UTC)
PEOPLE = {
    ANNE: Profile(ANNE, "Anne Brinkley", "anne@oldbridge.example", "Europe/London", "en-GB"),
    IAN: Profile(IAN, "Ian Farrow"),
}


def read(body: Body, files: tuple[Attachment, ...] = ()) -> Message | None:
    return message(body, WORKSPACE, PEOPLE, RECEIVED, files)


def heard(body: Body, files: tuple[Attachment, ...] = ()) -> Message:
    taken = read(body, files)
    assert taken is not None
    return taken


# --- what is said -------------------------------------------------------------------------------------------------


def test_a_message_in_the_bots_own_chat() -> None:
    assert asdict(heard(said("5 amber"))) == {
        "id": f"{TS}~{ANNE}",
        "kind": MessageKind.NEW,
        "organisation": "oldbridge",
        "conversation": DIRECT,
        "place": Place.PERSONAL,
        "sender": asdict(Sender("slack", f"{TEAM}:{ANNE}", "Anne Brinkley", "anne@oldbridge.example")),
        "text": "5 amber",
        "sent": datetime(2026, 11, 23, 9, 30, 0, 100, tzinfo=UTC),
        "received": RECEIVED,
        "title": None,
        "within": TEAM,
        "whole": False,
        "thread": None,
        "in_reply_to": None,
        "quoted": None,
        "mentions": (),
        "payload": {},
        "inputs": {},
        "attachments": (),
        "locale": "en-GB",
        "zone": "Europe/London",
        "reference": {"team": TEAM, "channel": DIRECT},
        "address": {"team": TEAM, "user": ANNE},
    }


def test_a_mention_in_a_channel_is_answered_in_a_thread_beneath_it() -> None:
    taken = heard(mention())
    assert (taken.text, taken.place, taken.conversation) == ("what's overdue", Place.CHANNEL, CHANNEL)
    assert origin_of(taken.id) == Origin(TS, ANNE, thread=TS)
    assert taken.reference == {"team": TEAM, "channel": CHANNEL}


def test_a_mention_that_comes_as_a_message_too_has_one_id() -> None:
    twice = said(f"<@{BOT}> what's overdue", channel=CHANNEL, channel_type="channel")
    assert heard(twice).id == heard(mention()).id


def test_what_is_said_in_a_channel_to_others_is_not_heard() -> None:
    assert read(said("5 amber", channel=CHANNEL, channel_type="channel")) is None
    assert read(edited("5 red", channel=CHANNEL, channel_type="channel")) is None
    assert read(deleted("5 red", channel=CHANNEL, channel_type="channel")) is None


def test_an_answer_in_a_thread_stays_in_it_and_answers_its_first_message() -> None:
    taken = heard(mention(thread_ts="1795420000.000001"))
    assert (taken.thread, taken.in_reply_to) == ("1795420000.000001", "1795420000.000001")
    assert origin_of(taken.id) == Origin(TS, ANNE, thread="1795420000.000001")


def test_the_first_message_of_a_thread_is_the_same_before_and_after_the_thread_began() -> None:
    assert heard(said(thread_ts=TS)).id == heard(said()).id
    assert heard(mention(thread_ts=TS)).id == heard(mention()).id


def test_a_group_message_is_no_private_one() -> None:
    taken = heard(said(f"<@{BOT}> hello", channel="C0GROUP", channel_type="mpim"))
    assert taken.place is Place.GROUP


def test_people_who_are_mentioned_come_as_senders_and_as_names() -> None:
    taken = heard(said(f"assign 5 to <@{IAN}>"))
    assert taken.text == "assign 5 to Ian Farrow"
    assert taken.mentions == (Sender("slack", f"{TEAM}:{IAN}", "Ian Farrow"),)


def test_quoted_lines_and_a_shared_message_are_quoted_and_not_said() -> None:
    shared = {"is_share": True, "text": "5 is &lt; red", "from_url": "https://x.slack.com/archives/C/p1"}
    taken = heard(said("&gt; 6 is red\n7 amber", attachments=[shared]))
    assert (taken.text, taken.quoted) == ("7 amber", "6 is red\n5 is < red")


def test_a_link_preview_is_neither_said_nor_quoted() -> None:
    taken = heard(said("5 done", attachments=[{"title": "A page", "text": "Anything"}]))
    assert (taken.text, taken.quoted) == ("5 done", None)


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "bot_message", "message_replied", "reminder_add"])
def test_what_slack_says_itself_is_not_heard(subtype: str) -> None:
    assert read(said(subtype=subtype)) is None


def test_other_bots_are_not_heard() -> None:
    assert read(said(bot_id="B0OTHER")) is None
    assert message(said(), WORKSPACE, {ANNE: Profile(ANNE, bot=True)}, RECEIVED) is None
    assert read(mention(bot_id="B0OTHER")) is None


def test_a_file_is_a_message_with_what_was_fetched() -> None:
    given = (Attachment("plan.docx", b"x"),)
    taken = heard(said("here it is", subtype="file_share", files=[{"id": "F1"}]), given)
    assert (taken.kind, taken.attachments, taken.text) == (MessageKind.FILE, given, "here it is")
    assert files_in(said(files=[{"id": "F1"}, "nonsense"])) == [{"id": "F1"}]


# --- what becomes of it -------------------------------------------------------------------------------------------


def test_an_edit_names_what_it_edits_and_keeps_its_time() -> None:
    taken, first = heard(edited("5 red")), heard(said("5 amber"))
    assert (taken.kind, taken.text, taken.in_reply_to) == (MessageKind.EDITED, "5 red", first.id)
    assert taken.sent == first.sent
    assert taken.id != first.id


def test_two_edits_are_two_and_one_delivered_twice_is_one() -> None:
    once = heard(edited("5 red"))
    again = edited("5 green")
    again["event"]["message"]["edited"]["ts"] = "1795426399.000000"
    assert heard(edited("5 red")).id == once.id
    assert heard(again).id != once.id


def test_an_edit_in_a_channel_is_heard_where_the_bot_is_or_was_mentioned() -> None:
    for text, before in ((f"<@{BOT}> 5 red", "x"), ("x", f"<@{BOT}> 5 red")):
        taken = heard(edited(text, before, channel=CHANNEL, channel_type="channel"))
        assert taken.in_reply_to == heard(mention()).id


def test_a_preview_that_slack_adds_is_no_edit() -> None:
    assert read(edited("5 amber", "5 amber")) is None
    unedited = edited("5 red")
    del unedited["event"]["message"]["edited"]
    assert read(unedited) is None


def test_a_card_of_ours_that_changed_is_no_edit() -> None:
    ours = edited("5 red")
    ours["event"]["message"] |= {"bot_id": "B0US"}
    assert read(ours) is None


def test_a_deletion_names_what_is_gone() -> None:
    taken, first = heard(deleted()), heard(said("5 amber"))
    assert (taken.kind, taken.in_reply_to, taken.sender) == (MessageKind.DELETED, first.id, first.sender)


# --- coming and going ---------------------------------------------------------------------------------------------


def test_the_home_tab_is_opened() -> None:
    taken = heard(home())
    assert (taken.kind, taken.conversation, taken.place) == (MessageKind.HOME, DIRECT, Place.PERSONAL)
    assert origin_of(taken.id) == Origin("1795426201.000000", ANNE, None, Means.HOME)


def test_a_look_into_the_bots_chat_says_that_it_is_there() -> None:
    taken = heard(home("messages"))
    assert (taken.kind, taken.conversation, taken.place) == (MessageKind.INSTALLED, DIRECT, Place.PERSONAL)


def test_the_bot_joins_a_channel_by_whoever_brought_it() -> None:
    taken = heard(joined())
    assert (taken.kind, taken.conversation) == (MessageKind.INSTALLED, CHANNEL)
    assert taken.sender.id == f"{TEAM}:{ANNE}"


def test_somebody_else_who_joins_is_no_news() -> None:
    assert read(joined(user=IAN)) is None


@pytest.mark.parametrize(
    "left", [{"type": "member_left_channel", "user": BOT}, {"type": "channel_left", "actor_id": ANNE}]
)
def test_the_bot_leaves_a_channel(left: Body) -> None:
    taken = heard(event({**left, "channel": CHANNEL, "event_ts": "1795426203.000000"}))
    assert (taken.kind, taken.conversation) == (MessageKind.REMOVED, CHANNEL)


# --- commands, buttons, forms -------------------------------------------------------------------------------------


def test_a_command_is_answered_to_whoever_typed_it_alone() -> None:
    taken = heard(command("5 amber"))
    assert (taken.kind, taken.text, taken.conversation, taken.place) == (
        MessageKind.NEW,
        "5 amber",
        CHANNEL,
        Place.CHANNEL,
    )
    origin = origin_of(taken.id)
    assert origin is not None
    assert (origin.user, origin.means) == (ANNE, Means.ALONE)


def test_a_command_in_a_chat_of_two_people_is_no_private_one() -> None:
    body = command(channel_id="D0BOTH", channel_name="directmessage")
    for chat, place in ((DIRECT, Place.GROUP), ("", Place.GROUP), ("D0BOTH", Place.PERSONAL)):
        taken = message(body, WORKSPACE, PEOPLE, RECEIVED, chat=chat)
        assert taken is not None
        assert taken.place is place


def test_a_channel_is_called_by_its_name() -> None:
    assert heard(command()).title == "#general"
    assert heard(command(channel_name="privategroup")).title is None
    assert heard(said()).title is None


def test_a_command_without_words_asks_for_help() -> None:
    assert heard(command("")).text == "help"


@pytest.mark.parametrize(
    ("channel", "name", "place"),
    [("D0OTHER", "directmessage", Place.PERSONAL), ("C1", "mpdm-anne--ian-1", Place.GROUP)],
)
def test_a_command_knows_where_it_was_typed(channel: str, name: str, place: Place) -> None:
    assert heard(command(channel_id=channel, channel_name=name)).place is place


def test_a_button_gives_back_what_it_carried() -> None:
    taken = heard(button({"act": "show", "plan": 1, "action": 5}))
    assert (taken.kind, taken.payload) == (MessageKind.BUTTON, {"act": "show", "plan": 1, "action": 5})
    assert (taken.in_reply_to, taken.thread) == ("1795426250.000900", None)


def test_one_press_is_one_message_and_two_are_two() -> None:
    first, second = button({"act": "show"}), button({"act": "show"})
    second["actions"][0]["action_ts"] = "1795426261.000000"
    assert heard(first).id == heard(button({"act": "show"})).id != heard(second).id


def test_a_button_in_a_channel_is_answered_beneath_its_message() -> None:
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": CHANNEL}
    taken = heard(button({"act": "show"}, container=where, channel={"id": CHANNEL, "name": "general"}))
    assert taken.thread == "1795426250.000900"
    assert taken.place is Place.CHANNEL


def test_a_button_that_one_person_saw_is_answered_to_them() -> None:
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": CHANNEL, "is_ephemeral": True}
    origin = origin_of(heard(button({"act": "show"}, container=where)).id)
    assert origin is not None
    assert origin.means is Means.ALONE


def test_a_button_of_the_home_tab_speaks_in_the_persons_chat() -> None:
    view = {"type": "home", "private_metadata": json.dumps({"channel": DIRECT})}
    where = {"type": "view", "view_id": "V0HOME"}
    pressed = button({"act": "show"}, container=where, view=view, channel={}, message={})
    taken = heard(pressed)
    assert (taken.conversation, taken.place, taken.in_reply_to) == (DIRECT, Place.PERSONAL, None)


@pytest.mark.parametrize("value", ["", "nonsense", "[1]", '"x"', "{", "[" * 100_000])
def test_a_payload_that_is_none_of_ours_is_empty(value: str) -> None:
    assert heard(button(value)).payload == {}


def test_an_unknown_button_is_not_heard() -> None:
    foreign = button({"act": "show"})
    foreign["actions"][0]["action_id"] = "approve"
    assert read(foreign) is None


def test_a_form_in_a_message_is_filled() -> None:
    state = {"values": {"status": {"status": chosen("amber")}, "due": {"due": picked("2027-07-31")}}}
    taken = heard(button({"act": "update", "plan": 1, "action": 5}, state=state))
    assert (taken.kind, taken.inputs) == (MessageKind.FORM, {"status": "amber", "due": "2027-07-31"})


def test_a_modal_is_submitted() -> None:
    filled = {"status": chosen("amber"), "note": typed("waiting & seeing"), "due": picked(None)}
    taken = heard(form({"act": "update", "plan": 1, "action": 5, "seen": 7}, filled))
    assert (taken.kind, taken.conversation, taken.in_reply_to) == (MessageKind.FORM, DIRECT, "1795426250.000900")
    assert taken.payload == {"act": "update", "plan": 1, "action": 5, "seen": 7}
    assert taken.inputs == {"status": "amber", "note": "waiting & seeing", "due": ""}


def test_a_modal_sent_again_is_the_same_message_and_changed_another() -> None:
    def sent(note: str) -> str:
        return heard(form({"act": "update"}, {"note": typed(note)})).id

    assert sent("one") == sent("one") != sent("two")


def test_anothers_words_are_offered_for_recording() -> None:
    taken = heard(shortcut(f"*5* is amber &amp; late, says <@{IAN}>"))
    assert taken.payload == {"act": "record", "note": "5 is amber & late, says Ian Farrow"}
    assert taken.sender.id == f"{TEAM}:{ANNE}"
    assert [one.name for one in taken.mentions] == ["Ian Farrow"]  # whose words they are


def test_another_shortcut_is_not_heard() -> None:
    assert read(shortcut("5 amber", callback_id="other")) is None


# --- who ----------------------------------------------------------------------------------------------------------


def test_whose_profiles_are_needed() -> None:
    assert users_in(said(f"<@{IAN}> and <@{BOT}>")) == (ANNE, IAN, BOT)
    assert users_in(command(f"<@{IAN}>")) == (ANNE, IAN)
    assert users_in(edited(f"<@{IAN}>")) == (ANNE, IAN)
    assert users_in(shortcut(f"<@{IAN}>")) == (ANNE, IAN)
    assert speaker_in(joined()) == ANNE


USER = {
    "id": ANNE,
    "team_id": TEAM,
    "name": "anne",
    "real_name": "Anne B",
    "tz": "Europe/London",
    "locale": "en-GB",
    "is_email_confirmed": True,
    "profile": {"real_name": "Anne Brinkley", "email": "anne@oldbridge.example"},
}


def test_a_profile_is_read() -> None:
    assert profile_of(USER, WORKSPACE) == PEOPLE[ANNE]


def test_an_address_that_nobody_confirmed_counts_for_nothing() -> None:
    assert profile_of({**USER, "is_email_confirmed": False}, WORKSPACE).email is None


@pytest.mark.parametrize(
    "mark",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"deleted": True},
        {"team_id": "T9"},
    ],
)
def test_guests_are_marked(mark: Body) -> None:
    profile = profile_of({**USER, **mark}, WORKSPACE)
    assert profile.guest
    taken = message(said(), WORKSPACE, {ANNE: profile}, RECEIVED)
    assert taken is not None
    assert taken.sender.guest


def test_a_colleague_of_another_workspace_of_one_enterprise_is_no_guest() -> None:
    user = {**USER, "team_id": "T9", "enterprise_user": {"enterprise_id": "E1"}}
    assert not profile_of(user, Workspace(TEAM, "oldbridge", BOT, "E1")).guest
    assert profile_of(user, Workspace(TEAM, "oldbridge", BOT, "E2")).guest


# --- anything -----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
BODIES: list[Callable[[], Body]] = [
    said,
    mention,
    lambda: edited("5 red"),
    deleted,
    home,
    joined,
    command,
    lambda: button({"act": "show"}),
    lambda: form({"act": "update"}, {"note": typed("x")}),
    lambda: shortcut("x"),
]


def paths(value: Any, here: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = [one for key, part in value.items() for one in paths(part, (*here, key))] if isinstance(value, dict) else []
    return [here, *inner] if here else inner


@given(st.sampled_from(BODIES), st.data(), JSON)
def test_a_body_with_anything_in_any_place_is_read_or_left(
    make: Callable[[], Body], data: st.DataObject, x: Any
) -> None:
    body = make()
    *way, last = data.draw(st.sampled_from(paths(body)))
    parent = body
    for key in way:
        parent = parent[key]
    parent[last] = x
    users_in(body), files_in(body)
    taken = read(body)
    assert taken is None or taken.conversation


@given(st.text(max_size=30))
def test_no_text_is_taken_for_an_origin_that_it_does_not_spell(text: str) -> None:
    found = origin_of(text)
    assert found is None or str(found) == text.rstrip("~")


# --- what Slack's pages do not show, and its servers send ---------------------------------------------------------


def test_a_form_that_came_back_and_is_submitted_as_it_stands_is_another_submission() -> None:
    """Before: the same words in the same view were taken for a redelivery, and were not recorded."""
    filled = {"status": chosen("amber")}
    first, redelivered, again = (form({"act": "update", "seen": 7}, filled) for _ in range(3))
    again["view"]["hash"] = "1795426270.efgh"
    assert heard(first).id == heard(redelivered).id != heard(again).id


def test_a_deleted_message_that_others_have_answered_is_deleted() -> None:
    """Slack puts "This message was deleted." in its place, by Slackbot, and calls that a change.

    https://github.com/slack-edge/slack-edge/pull/10
    """
    body = edited("This message was deleted.")
    stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": TS, "thread_ts": TS, "hidden": True}
    body["event"]["message"] = {**stone, "text": "This message was deleted."}
    taken, first = heard(body), heard(said("5 amber"))
    assert (taken.kind, taken.in_reply_to, taken.text) == (MessageKind.DELETED, first.id, "")
    assert taken.sender.id == first.sender.id
    gone = deleted()
    gone["event"]["previous_message"] = body["event"]["message"]
    assert read(gone) is None  # the last answer to it has gone too


def test_news_of_an_answer_in_a_thread_is_nobodys_message() -> None:
    """It comes without its subtype: https://docs.slack.dev/reference/events/message/message_replied"""
    parent = {"type": "message", "user": ANNE, "text": "5 amber", "ts": TS, "thread_ts": TS, "reply_count": 1}
    body = said(message=parent, hidden=True)
    del body["event"]["user"], body["event"]["text"]
    assert read(body) is None


def test_what_one_person_saw_in_a_chat_of_two_is_pressed_in_no_private_chat() -> None:
    """Before: the chat of two people counted as the bot's own, and the answer was posted where the bot is not."""
    where = {"type": "message", "message_ts": "1795426250.000900", "channel_id": "D0BOTH", "is_ephemeral": True}
    pressed = button({"act": "show"}, container=where, channel={"id": "D0BOTH", "name": "directmessage"})
    filled = form({"act": "update"}, {"note": typed("x")}, channel="D0BOTH", alone=True)
    for body in (pressed, filled):
        assert maybe_elsewhere(body)
        taken = message(body, WORKSPACE, PEOPLE, RECEIVED, chat=DIRECT)
        assert taken is not None
        assert taken.place is Place.GROUP
    assert not maybe_elsewhere(button({"act": "show"}))
    assert not maybe_elsewhere(form({"act": "update"}, {}))

"""Activity → Message."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.teams.reading import Unreadable, message
from bot.channels.teams.settings import TeamsSettings
from dialogs.message import Message, MessageKind, Place, Sender
from tests.channels.teams.conftest import TENANT

Said = Callable[..., dict[str, Any]]
Read = Callable[[dict[str, Any]], Message | None]

CHANNEL = {"id": "19:plan@thread.tacv2;messageid=1690", "conversationType": "channel", "tenantId": "t"}
BOT = {"id": "28:bot", "name": "Planminder"}


@pytest.fixture
def read(received: datetime) -> Read:
    return lambda activity: message(activity, TeamsSettings(organisation="wychford"), received)


def test_a_message_of_the_personal_chat(read: Read, said: Said, service: Any) -> None:
    heard = read(said("5 amber"))
    assert heard is not None
    kept = asdict(heard)
    reference, address = kept.pop("reference"), kept.pop("address")
    assert kept == {
        "id": "1700000000001",
        "kind": MessageKind.NEW,
        "organisation": "wychford",
        "conversation": "a:personal",
        "place": Place.PERSONAL,
        "sender": asdict(Sender("teams", "anne-object-id", "Anne Pritchard")),
        "text": "5 amber",
        "sent": datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC),
        "received": datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC),
        "title": None,
        "within": None,
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
    }
    assert reference == {
        "serviceUrl": service.url,
        "channelId": "msteams",
        "bot": {"id": "28:bot", "name": "Planminder"},
        "user": {"id": "29:anne", "name": "Anne Pritchard"},
        "conversation": {
            "id": "a:personal",
            "conversationType": "personal",
            "tenantId": TENANT,
        },
    }
    assert address == {
        "serviceUrl": service.url,
        "channelId": "msteams",
        "bot": {"id": "28:bot", "name": "Planminder"},
        "user": {"id": "29:anne", "name": "Anne Pritchard"},
        "tenantId": TENANT,
    }


def test_a_channel_is_reached_the_same_way_whoever_speaks_in_it(read: Read, said: Said) -> None:
    where = {"id": "19:plan@thread.tacv2;messageid=1690", "conversationType": "channel", "tenantId": TENANT}
    anne = read(said("5 amber", conversation=where))
    tom = read(said("help", id="1800", conversation=where, **{"from": {"id": "29:tom", "name": "Tom"}}))
    assert anne is not None
    assert tom is not None
    assert anne.reference == tom.reference
    assert (anne.address["user"]["id"], tom.address["user"]["id"]) == ("29:anne", "29:tom")


def test_a_thread_belongs_to_its_channel(read: Read, said: Said) -> None:
    heard = read(said("<at>Planminder</at> what's overdue", conversation=CHANNEL))
    assert heard is not None
    assert (heard.conversation, heard.thread, heard.place) == ("19:plan@thread.tacv2", "1690", Place.CHANNEL)
    assert heard.text == "what's overdue"


@pytest.mark.parametrize(
    ("conversation", "place"),
    [
        ({"id": "a", "conversationType": "personal"}, Place.PERSONAL),
        ({"id": "a", "conversationType": "groupChat"}, Place.GROUP),
        ({"id": "a", "conversationType": "channel"}, Place.CHANNEL),
        ({"id": "a", "conversationType": "meeting of some new kind"}, Place.GROUP),
        ({"id": "a", "isGroup": True}, Place.GROUP),
        ({"id": "a"}, Place.PERSONAL),
    ],
)
def test_what_is_not_known_to_be_private_is_a_group(
    read: Read, said: Said, conversation: dict[str, Any], place: Place
) -> None:
    heard = read(said(conversation=conversation))
    assert heard is not None
    assert heard.place is place


def test_people_mentioned_are_told_and_the_bot_is_not_among_them(read: Read, said: Said) -> None:
    entities = [
        {"type": "mention", "mentioned": BOT, "text": "<at>PM</at>"},
        {"type": "mention", "mentioned": {"id": "29:tom", "name": "Tom Ashworth"}, "text": "<at>Tom</at>"},
    ]
    heard = read(said("<at>PM</at> assign 5 to <at>Tom</at>", entities=entities))
    assert heard is not None
    assert heard.text == "assign 5 to Tom"
    assert heard.mentions == (Sender("teams", "29:tom", "Tom Ashworth"),)


def test_channels_teams_tags_and_other_bots_are_no_people(read: Read, said: Said) -> None:
    ids = ("19:peer@thread.tacv2", "28:other-bot", "tag:leads", "29:tom")
    entities = [{"type": "mention", "mentioned": {"id": one, "name": one}, "text": f"<at>{one}</at>"} for one in ids]
    heard = read(said("what is due", entities=entities))
    assert heard is not None
    assert [one.id for one in heard.mentions] == ["29:tom"]


@pytest.mark.parametrize("mentioned", [{"name": "everyone"}, {"id": 5}, {"id": ["29:tom"]}, None])
def test_a_mention_of_nobody_leaves_the_message_heard(read: Read, said: Said, mentioned: Any) -> None:
    """Before: refused, and its sender was told nothing."""
    heard = read(said("5 amber", entities=[{"type": "mention", "mentioned": mentioned}]))
    assert heard is not None
    assert (heard.text, heard.mentions) == ("5 amber", ())


def test_a_message_that_is_html_alone_is_read_from_there(read: Read, said: Said) -> None:
    mention = {"type": "mention", "mentioned": BOT, "text": "<at>Planminder</at>"}
    html = "<p><at>Planminder</at>&nbsp;5 <b>amber</b> &amp; late</p>"
    heard = read(said("", attachments=[{"contentType": "text/html", "content": html}], entities=[mention]))
    assert heard is not None
    assert heard.text == "5 amber & late"


QUOTING = (
    '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1699"><strong>Planminder</strong>'
    '<p itemprop="preview">5: red, overdue</p></blockquote><p>amber now</p>'
)


def test_a_reply_to_a_card_is_read_without_what_it_quotes(read: Read, said: Said) -> None:
    attachments = [{"contentType": "text/html", "content": QUOTING}]
    heard = read(said("Planminder\n5: red, overdue\n\namber now", attachments=attachments))
    assert heard is not None
    assert (heard.text, heard.in_reply_to) == ("amber now", "1699")
    assert "5: red, overdue" in (heard.quoted or "")


def test_the_html_body_of_an_ordinary_message_is_not_needed(read: Read, said: Said) -> None:
    attachments = [{"contentType": "text/html", "content": "<div><p>5 <b>amber</b></p></div>"}]
    heard = read(said("5 amber", attachments=attachments))
    assert heard is not None
    assert heard.text == "5 amber"


def test_a_quotation_may_come_as_an_entity(read: Read, said: Said) -> None:
    entities = [{"type": "quotedReply", "quotedReply": {"messageId": "1699", "preview": "5: red"}}]
    heard = read(said('<quoted messageId="1699"/> amber', entities=entities))
    assert heard is not None
    assert (heard.text, heard.in_reply_to, heard.quoted) == ("amber", "1699", "5: red")


PAYLOAD = {"act": "update", "action": 7, "status": "green"}


def executed(data: dict[str, Any]) -> dict[str, Any]:
    return {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": data}}}


def submitted(data: dict[str, Any]) -> dict[str, Any]:
    return {"type": "message", "value": data}


@pytest.mark.parametrize("pressed", [executed, submitted])
def test_a_button_comes_back_with_what_it_carried(
    read: Read, said: Said, pressed: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    heard = read(said("", replyToId="card-1", **pressed({"planminder": PAYLOAD, "msteams": {"type": "x"}})))
    assert heard is not None
    assert (heard.kind, heard.payload, heard.inputs) == (MessageKind.BUTTON, PAYLOAD, {})
    assert heard.in_reply_to == "card-1"


@pytest.mark.parametrize("pressed", [executed, submitted])
def test_a_form_comes_back_with_what_was_filled_in(
    read: Read, said: Said, pressed: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    heard = read(said("", **pressed({"planminder": PAYLOAD, "note": "R&D <slipped>", "due": None, "count": 3})))
    assert heard is not None
    assert (heard.kind, heard.payload) == (MessageKind.FORM, PAYLOAD)
    assert heard.inputs == {"note": "R&D <slipped>", "due": "", "count": "3"}


@pytest.mark.parametrize("value", [None, "x", [], {"action": "x"}, {"action": {"data": []}}, {"planminder": "x"}])
def test_a_forged_button_carries_nothing(read: Read, said: Said, value: Any) -> None:
    heard = read(said("", type="invoke", name="adaptiveCard/action", value=value))
    assert heard is not None
    assert (heard.kind, heard.payload) == (MessageKind.BUTTON, {})


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:anne"}, BOT]}, MessageKind.INSTALLED),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:tom"}]}, None),
        ({"type": "conversationUpdate", "membersRemoved": [BOT]}, MessageKind.REMOVED),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": "29:tom"}]}, None),
        ({"type": "conversationUpdate", "channelData": {"eventType": "teamDeleted"}}, MessageKind.REMOVED),
        ({"type": "conversationUpdate", "channelData": {"eventType": "teamRestored"}}, MessageKind.INSTALLED),
        ({"type": "conversationUpdate", "channelData": {"eventType": "teamRenamed"}}, MessageKind.RENAMED),
        ({"type": "conversationUpdate", "channelData": {"eventType": "channelCreated"}}, None),
        ({"type": "conversationUpdate", "channelData": {"eventType": "channelShared"}}, None),
        ({"type": "conversationUpdate", "channelData": {"eventType": ["teamDeleted"]}}, None),
        ({"type": "installationUpdate", "action": "add"}, MessageKind.INSTALLED),
        ({"type": "installationUpdate", "action": "add-upgrade"}, MessageKind.INSTALLED),
        ({"type": "installationUpdate", "action": "remove"}, MessageKind.REMOVED),
        ({"type": "installationUpdate", "action": "remove-upgrade"}, None),
        ({"type": "installationUpdate", "action": ["remove"]}, None),
        ({"type": "installationUpdate"}, None),
    ],
    ids=str,
)
def test_the_bot_comes_and_goes(read: Read, said: Said, parts: dict[str, Any], kind: MessageKind | None) -> None:
    heard = read(said("", **parts))
    assert (heard.kind if heard else None) is kind


def test_a_deleted_channel_is_the_one_that_is_named_not_the_one_where_it_is_told(read: Read, said: Said) -> None:
    data = {"eventType": "channelDeleted", "channel": {"id": "19:gone@thread.tacv2"}, "team": {"id": "19:team"}}
    heard = read(said("", type="conversationUpdate", conversation=CHANNEL, channelData=data))
    assert heard is not None
    assert (heard.kind, heard.conversation) == (MessageKind.REMOVED, "19:gone@thread.tacv2")


def test_a_channel_is_known_by_its_name_and_its_team(read: Read, said: Said) -> None:
    data = {"channel": {"id": "19:plan", "name": "Peer review"}, "team": {"id": "19:team", "name": "Improvement"}}
    heard = read(said(conversation=CHANNEL, channelData=data))
    assert heard is not None
    assert (heard.title, heard.within) == ("Peer review", "19:team")


def test_an_edit_is_not_taken_for_a_redelivery_of_what_it_edits(read: Read, said: Said) -> None:
    edited, again = (
        read(said("5 red", type="messageUpdate", timestamp=at)) for at in ("2026-11-22T10:00Z", "2026-11-22T10:01Z")
    )
    assert edited is not None
    assert again is not None
    assert edited.kind is MessageKind.EDITED
    assert len({edited.id, again.id, "1700000000001"}) == 3
    assert edited.in_reply_to == "1700000000001"


def test_a_message_without_an_id_is_still_recognised_when_it_comes_again(read: Read, said: Said) -> None:
    without = {key: value for key, value in said().items() if key != "id"}
    first, again, other = read(without), read(dict(reversed(without.items()))), read({**without, "text": "6"})
    assert first is not None and again is not None and other is not None
    assert first.id == again.id != other.id


def test_a_naive_or_missing_time_is_made_whole(read: Read, said: Said, received: datetime) -> None:
    for told, sent in (
        ("2026-11-22T09:00:00", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("soon", received),
        (None, received),
        ("0001-01-01T00:00:00+14:00", received),  # before: OverflowError
        ("9999-12-31T23:59:59-14:00", received),
    ):
        heard = read(said(timestamp=told))
        assert heard is not None
        assert heard.sent == sent


FIELDS = [
    "type", "id", "name", "timestamp", "serviceUrl", "channelId", "from", "recipient", "conversation", "entities",
    "attachments", "value", "channelData", "membersAdded", "membersRemoved", "localTimezone", "replyToId", "action",
    "mentioned", "data", "planminder", "conversationType", "tenantId", "content", "contentType", "text", "aadObjectId",
]  # fmt: skip
WORDS = [
    "message",
    "invoke",
    "conversationUpdate",
    "mention",
    "text/html",
    "adaptiveCard/action",
    "<blockquote>",
    "<![x",
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


# A machine at work elsewhere draws slowly, and that is no fault of what is drawn.
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parts=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=5))
def test_whatever_an_activity_holds_it_is_read_or_refused(said: Said, read: Read, parts: dict[str, Any]) -> None:
    try:
        heard = read({**said(), **parts})
    except Unreadable:
        return
    assert heard is None or isinstance(heard.text, str)

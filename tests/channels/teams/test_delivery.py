"""Replies on their way to Teams."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from bot.channels import Undeliverable
from bot.channels.teams.reading import address, message
from bot.channels.teams.settings import TeamsSettings
from dialogs.reply import Button, Card, File, Payload, Recipient, Reply
from storage.failures import Failure
from storage.work import Conversation, Outgoing
from tests.channels.teams.conftest import TENANT

Said = Callable[..., dict[str, Any]]
THREAD = {"id": "19:plan@thread.tacv2;messageid=1690", "conversationType": "channel", "tenantId": "t"}
CARD = Card(heading="Overdue", buttons=(Button(label="Undo", payload=Payload(act="undo", change_set="c1")),))


def at_home(activity: dict[str, Any], received: datetime) -> tuple[Conversation, str]:
    """The conversation that storage keeps after an activity, and the message's id."""
    heard = message(activity, TeamsSettings(organisation="wychford"), received)
    assert heard is not None
    kept = json.loads(json.dumps(dict(heard.reference)))
    return Conversation("wychford", "teams", heard.conversation, heard.place, heard.zone, kept), heard.id


def annes(activity: dict[str, Any]) -> dict[str, Any]:
    """The address that storage keeps of an activity's sender."""
    kept: dict[str, Any] = json.loads(json.dumps(address(activity)))
    return kept


def outgoing(conversation: Conversation, reply: Reply, answers: str | None = None) -> Outgoing:
    return Outgoing("cause", conversation.id, "teams", reply.dump(), answers)


async def test_a_reply_answers_its_message(local: Any, service: Any, said: Said, received: datetime) -> None:
    here, asked = at_home(said(), received)
    assert await local.channel.deliver(outgoing(here, Reply(text="Nothing overdue."), asked), here) == "sent-1"
    ((method, path, sent, authorization),) = service.asked
    assert (method, path) == ("POST", "/v3/conversations/a:personal/activities/1700000000001")
    assert authorization is None
    assert sent == {
        "type": "message",
        "channelId": "msteams",
        "serviceUrl": service.url,
        "from": {"id": "28:bot", "name": "Planminder"},
        "recipient": {"id": "29:anne", "name": "Anne Pritchard"},
        "conversation": {
            "id": "a:personal",
            "conversationType": "personal",
            "tenantID": "99999999-8888-7777-6666-555555555555",  # the SDK's spelling; the service reads either
        },
        "replyToId": "1700000000001",
        "inputHint": "acceptingInput",
        "text": "Nothing overdue.",
        "textFormat": "plain",
    }


async def test_a_card_carries_its_words_for_the_notification(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    here, asked = at_home(said(), received)
    await local.channel.deliver(outgoing(here, Reply(text="Overdue: 3, 7", card=CARD), asked), here)
    sent = service.asked[0][2]
    assert "text" not in sent
    assert sent["summary"] == "Overdue: 3, 7"
    (attachment,) = sent["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["actions"][0]["data"] == {"planminder": {"act": "undo", "change_set": "c1"}}


@pytest.mark.parametrize("words", ["Two lines:\nand this.", "1. first", "the *whole* plan", "<b>", "- a list", "a_b_c"])
async def test_words_that_a_client_could_read_as_markup_travel_as_a_card(
    local: Any, service: Any, said: Said, received: datetime, words: str
) -> None:
    here, asked = at_home(said(), received)
    await local.channel.deliver(outgoing(here, Reply(text=words), asked), here)
    sent = service.asked[0][2]
    assert "text" not in sent
    body = sent["attachments"][0]["content"]["body"]
    assert "\n".join(block["inlines"][0]["text"] for block in body) == words


async def test_a_file_is_offered_by_a_card_that_asks_for_consent_below_the_words(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    """Before: of the words beside a file, such as what a report leaves out, nothing was sent."""
    here, asked = at_home(said(), received)
    file = File(name="CPC26-2026-11-23.docx", content_type="application/octet-stream", content=b"PK")
    await local.channel.deliver(outgoing(here, Reply(text="Here it is as a file.", files=(file,)), asked), here)
    words, offer = (body for _, _, body, _ in service.asked)
    assert words["text"] == "Here it is as a file."
    (attachment,) = offer["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert attachment["name"] == "CPC26-2026-11-23.docx"
    assert attachment["content"]["sizeInBytes"] == 2
    assert attachment["content"]["acceptContext"] == {"cause": "cause", "file": 0}
    assert offer["summary"].startswith("CPC26-2026-11-23.docx.")


async def test_where_links_are_switched_on_an_address_stands_beside_the_card(
    opened: Any, service: Any, said: Said, received: datetime
) -> None:
    bot = await opened(TeamsSettings(organisation="wychford"), link_to=lambda *_: "https://bot.example/files/x")
    here, asked = at_home(said(), received)
    file = File(name="CPC26.docx", content_type="application/octet-stream", content=b"PK")
    await bot.channel.deliver(outgoing(here, Reply(text="Here.", files=(file,)), asked), here)
    words, card, link = (body for _, _, body, _ in service.asked)
    assert words["text"] == "Here." and "attachments" in card
    assert link["text"].endswith("https://bot.example/files/x")
    assert "pass it on to nobody" in link["text"]


PICTURE = File(name="CPC26-rag.png", content_type="image/png", content=b"\x89PNG", alt="By status. 2 green, 1 red.")


async def test_a_picture_stands_in_the_card_with_all_that_it_shows_in_words(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    channel, asked = at_home(said(conversation=THREAD), received)
    await local.channel.deliver(outgoing(channel, Reply(text="2 green, 1 red.", files=(PICTURE,)), asked), channel)
    ((_, _, body, _),) = service.asked
    (card,) = (one["content"] for one in body["attachments"])
    image = card["body"][-1]
    assert (image["type"], image["altText"]) == ("Image", "By status. 2 green, 1 red.")
    assert image["url"] == "data:image/png;base64,iVBORw=="
    assert "2 green, 1 red." in json.dumps(card["body"][0])


async def test_pictures_for_which_the_card_has_no_room_follow_without_consent(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    channel, asked = at_home(said(conversation=THREAD), received)
    large = PICTURE.model_copy(update={"content": b"\x89PNG" * 5_000})
    await local.channel.deliver(outgoing(channel, Reply(text="Here.", files=(large, large)), asked), channel)
    words, *pictures = (body for _, _, body, _ in service.asked)
    assert words["summary"] == "Here."
    assert [one["attachments"][0]["contentType"] for one in pictures] == ["image/png"] * 2
    assert pictures[0]["attachments"][0]["contentUrl"].startswith("data:image/png;base64,iVBOR")
    assert pictures[0]["summary"] == "By status. 2 green, 1 red."


async def test_a_reply_goes_to_its_thread_and_a_scheduled_post_to_the_channel(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    channel, asked = at_home(said(conversation=THREAD), received)
    await local.channel.deliver(outgoing(channel, Reply(text="Here."), asked), channel)
    await local.channel.deliver(outgoing(channel, Reply(text="Weekly summary.")), channel)
    assert [path for _, path, _, _ in service.asked] == [
        "/v3/conversations/19:plan@thread.tacv2;messageid=1690/activities/1700000000001",
        "/v3/conversations/19:plan@thread.tacv2/activities",
    ]
    assert service.asked[1][2]["conversation"]["id"] == "19:plan@thread.tacv2"


async def test_a_late_answer_finds_its_own_thread(local: Any, service: Any, said: Said, received: datetime) -> None:
    _, asked = at_home(said(conversation=THREAD), received)
    later, _ = at_home(said(id="1800", conversation={**THREAD, "id": "19:plan@thread.tacv2;messageid=1799"}), received)
    await local.channel.deliver(outgoing(later, Reply(text="Here."), asked), later)
    assert service.asked[0][1] == "/v3/conversations/19:plan@thread.tacv2;messageid=1690/activities/1700000000001"


async def test_a_card_is_replaced_in_place(local: Any, service: Any, said: Said, received: datetime) -> None:
    here, asked = at_home(said(), received)
    reply = Reply(text="Overdue: 7", card=CARD, replaces="card-1")
    assert await local.channel.deliver(outgoing(here, reply, asked), here) == "sent-1"
    assert service.asked[0][:2] == ("PUT", "/v3/conversations/a:personal/activities/card-1")


async def test_where_the_message_was_deleted_its_answer_stands_beside_it(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    """Before: given up, and the officer told that the chat is gone."""
    service.answers.append(web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404))
    here, asked = at_home(said(), received)
    assert await local.channel.deliver(outgoing(here, Reply(text="Nothing overdue."), asked), here) == "sent-2"
    below, beside = service.asked
    assert below[1] == "/v3/conversations/a:personal/activities/1700000000001"
    assert beside[1] == "/v3/conversations/a:personal/activities"
    assert "replyToId" not in beside[2]


async def test_where_the_card_is_gone_a_new_one_is_sent(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    here, asked = at_home(said(), received)
    service.answers.append(web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404))
    reply = Reply(text="Overdue: 7", card=CARD, replaces="card-1")
    assert await local.channel.deliver(outgoing(here, reply, asked), here) == "sent-2"
    assert [method for method, *_ in service.asked] == ["PUT", "POST"]


async def test_a_card_is_drawn_anew_in_its_thread_and_where_it_is_gone_nothing_is_sent(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    here, _ = at_home(said(conversation=THREAD), received)
    reply = Reply(text="Overdue: 7", card=CARD).dump()
    drawn = Outgoing("redraw:1", here.id, "teams", reply, thread="1690", redraws="card-1")
    await local.channel.redraw(drawn, here)
    assert service.asked[0][:2] == ("PUT", f"/v3/conversations/{here.id};messageid=1690/activities/card-1")
    service.answers.append(web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404))
    with pytest.raises(Undeliverable):
        await local.channel.redraw(drawn, here)
    assert [method for method, *_ in service.asked] == ["PUT", "PUT"]


@pytest.mark.parametrize("recipient", [Recipient.PRIVATELY, Recipient.ONLY_YOU])
async def test_what_is_private_never_goes_to_the_channel(
    local: Any, service: Any, said: Said, received: datetime, recipient: Recipient
) -> None:
    channel, asked = at_home(said(conversation=THREAD), received)
    reply = Reply(text="Internal.", recipient=recipient)
    private = replace(outgoing(channel, reply, asked), address=annes(said()))
    service.answers.append(web.json_response({"id": "a:anne"}, status=201))
    await local.channel.deliver(private, channel)
    await local.channel.deliver(private, channel)
    assert [path for _, path, _, _ in service.asked] == [
        "/v3/conversations",
        "/v3/conversations/a:anne/activities",
        "/v3/conversations/a:anne/activities",
    ]
    assert service.asked[0][2]["members"] == [{"id": "29:anne", "name": "Anne Pritchard"}]


async def test_what_is_private_reaches_who_asked_whoever_has_spoken_since(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    _, asked = at_home(said(conversation=THREAD), received)
    tom = {"id": "29:tom", "name": "Tom Ashworth"}
    later, _ = at_home(said(id="1800", conversation=THREAD, **{"from": tom}), received)
    reply = replace(outgoing(later, Reply(text="x", recipient=Recipient.PRIVATELY), asked), address=annes(said()))
    await local.channel.deliver(reply, later)
    assert service.asked[0][2]["members"] == [{"id": "29:anne", "name": "Anne Pritchard"}]


async def test_what_is_private_stays_unsaid_where_nobody_knows_whom_it_is_for(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    channel, asked = at_home(said(conversation=THREAD), received)
    with pytest.raises(Undeliverable) as refused:
        await local.channel.deliver(outgoing(channel, Reply(text="x", recipient=Recipient.PRIVATELY), asked), channel)
    assert (refused.value.kind, refused.value.permanent) == (Failure.NO_ADDRESS, True)
    assert service.asked == []


async def test_a_person_who_never_wrote_alone_is_told_in_a_chat_that_is_opened(
    local: Any, service: Any, said: Said
) -> None:
    waiting = Conversation("wychford", "teams", "to:teams:anne-object-id", reference=annes(said()))
    service.answers.append(web.json_response({"id": "a:anne"}, status=201))
    await local.channel.deliver(outgoing(waiting, Reply(text="Two of yours are due.")), waiting)
    (_, opened_at, opened, _), (_, sent_to, sent, _) = service.asked
    assert (opened_at, sent_to) == ("/v3/conversations", "/v3/conversations/a:anne/activities")
    assert (opened["members"], opened["channelData"]) == (
        [{"id": "29:anne", "name": "Anne Pritchard"}],
        {"tenant": {"id": TENANT}},
    )
    assert (sent["conversation"]["id"], sent["recipient"]["id"]) == ("a:anne", "29:anne")


async def test_a_person_without_the_app_is_not_reached(local: Any, service: Any, said: Said) -> None:
    waiting = Conversation("wychford", "teams", "to:teams:anne-object-id", reference=annes(said()))
    service.answers.append(web.json_response({"error": {"code": "ForbiddenOperationException"}}, status=403))
    with pytest.raises(Undeliverable) as refused:
        await local.channel.deliver(outgoing(waiting, Reply(text="x")), waiting)
    assert (refused.value.kind, refused.value.permanent) == (Failure.NOT_INSTALLED, True)


async def test_what_nobody_asked_for_is_posted_into_a_thread(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    channel, _ = at_home(said(conversation=THREAD), received)
    await local.channel.deliver(replace(outgoing(channel, Reply(text="x")), thread="1690"), channel)
    assert service.asked[0][1] == "/v3/conversations/19:plan@thread.tacv2;messageid=1690/activities"


async def test_a_date_to_try_again_is_counted_in_seconds(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    here, asked = at_home(said(), received)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    service.answers.append(web.Response(status=429, headers={"Retry-After": later}))
    with pytest.raises(Undeliverable) as refused:
        await local.channel.deliver(outgoing(here, Reply(text="x"), asked), here)
    assert 50 < (refused.value.retry_after or 0) <= 60


async def test_a_service_out_of_reach_is_tried_again(local: Any, said: Said, received: datetime) -> None:
    here, asked = at_home(said(serviceUrl="http://127.0.0.1:9"), received)
    with pytest.raises(Undeliverable) as refused:
        await local.channel.deliver(outgoing(here, Reply(text="x"), asked), here)
    assert (refused.value.kind, refused.value.permanent) == (Failure.SERVICE_AWAY, False)


async def test_an_accepted_message_without_an_id_is_delivered(
    local: Any, service: Any, said: Said, received: datetime
) -> None:
    here, asked = at_home(said(), received)
    service.answers.append(web.Response(status=202))
    assert await local.channel.deliver(outgoing(here, Reply(text="x"), asked), here) is None


async def test_our_own_token_is_fetched_once_and_again_when_it_is_refused(
    connected: Any, keys: Any, service: Any, said: Said, received: datetime
) -> None:
    here, asked = at_home(said(), received)
    for _ in range(2):
        await connected.channel.deliver(outgoing(here, Reply(text="x"), asked), here)
    service.answers.append(web.Response(status=401))
    await connected.channel.deliver(outgoing(here, Reply(text="x"), asked), here)
    assert [given for *_, given in service.asked] == ["Bearer own-token-1"] * 3 + ["Bearer own-token-2"]
    assert keys.logins[0] == {
        "grant_type": "client_credentials",
        "client_id": "11111111-2222-3333-4444-555555555555",
        "client_secret": "secret",
        "scope": "https://api.botframework.com/.default",
    }


async def test_a_login_service_that_is_away_is_tried_again(
    opened: Any, service: Any, said: Said, received: datetime
) -> None:
    bot = await opened(TeamsSettings("app", "secret", "tenant", login_url=service.url))
    service.answers.append(web.json_response({"error": "invalid_client"}, status=401))
    here, asked = at_home(said(), received)
    with pytest.raises(Undeliverable) as refused:
        await bot.channel.deliver(outgoing(here, Reply(text="x"), asked), here)
    assert not refused.value.permanent
    assert "secret" not in refused.value.reason


async def test_a_conversation_that_was_never_heard_of_is_not_reached(local: Any) -> None:
    unknown = Conversation("wychford", "teams", "a:unknown")
    with pytest.raises(Undeliverable) as refused:
        await local.channel.deliver(outgoing(unknown, Reply(text="x")), unknown)
    assert refused.value.permanent

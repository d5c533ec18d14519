"""What is typed, pressed and dropped on the page becomes a message; what the bot says is shown to who may see it."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from bot.channels import Undeliverable
from bot.channels.web.reading import SAY_LIMIT, UPLOAD_LIMIT
from bot.channels.web.transcript import ENTRIES_KEPT
from dialogs.message import MessageKind, Place, Sender
from dialogs.reply import Button, Card, File, Payload, Recipient, Reply
from storage.work import Conversation, Outgoing

CHANNEL = Conversation("wychford", "web", "action-plan", "channel")


def outgoing(reply: Reply, in_reply_to: str | None = None, conversation: str = "action-plan") -> Outgoing:
    return Outgoing("a cause", conversation, "web", reply.dump(), in_reply_to=in_reply_to)


def upload(content: bytes, name: str = "plan.csv", who: str = "7") -> FormData:
    form = FormData(quote_fields=False)  # as browsers send a file's name
    form.add_field("as", who)
    form.add_field("room", "private")
    form.add_field("file", BytesIO(content), filename=name, content_type="text/csv")
    return form


async def test_what_is_typed_is_taken_as_said_by_whom_one_is(served: Any) -> None:
    assert (await served.browser.say("  5 amber  "))[0] == 200
    (message,) = served.router.taken
    assert (message.kind, message.text, message.organisation) == (MessageKind.NEW, "5 amber", "wychford")
    assert message.sender == Sender("web", "7", "Priya Nair")
    assert message.place is Place.PERSONAL


async def test_both_sides_of_the_conversation_are_shown_in_order(served: Any) -> None:
    await served.browser.say("5 amber")
    said, reply = await served.browser.events()
    assert (said["kind"], said["text"], said["author"]) == ("said", "5 amber", "7")
    assert (reply["kind"], reply["html"], reply["author"]) == ("reply", "<p>You said 5 amber</p>", None)


async def test_a_private_chat_is_seen_by_its_person_alone(served: Any) -> None:
    await served.browser.say("5 amber", who="7")
    await served.browser.say("a summary please", who="8", room="action-plan")
    assert [entry["room"] for entry in await served.browser.events("8")] == ["action-plan", "action-plan"]
    assert [entry["room"] for entry in await served.browser.events("7")] == ["private"] * 2 + ["action-plan"] * 2


async def test_the_channel_is_a_channel(served: Any) -> None:
    await served.browser.say("summary", room="action-plan")
    (message,) = served.router.taken
    assert (message.conversation, message.place) == ("action-plan", Place.CHANNEL)


async def test_a_pressed_button_comes_back_with_its_payload_and_its_card(served: Any) -> None:
    button = Button(label="Done", payload=Payload(act="update", action=12, seen=4))
    served.router.answer = lambda _: Reply(text="5", card=Card(heading="5", buttons=(button,)))
    await served.browser.say("5")
    card = (await served.browser.events())[-1]["id"]
    press = {"as": "7", "room": "private", "payload": {"act": "update", "action": 12, "seen": 4}, "message": card}
    assert (await served.browser.post("/press", json=press | {"label": "Done"}))[0] == 200
    pressed = served.router.taken[-1]
    assert (pressed.kind, pressed.payload) == (MessageKind.BUTTON, {"act": "update", "action": 12, "seen": 4})
    assert pressed.in_reply_to == card
    assert (await served.browser.events())[-2]["text"] == "Done"


async def test_a_filled_in_form_comes_back_with_its_inputs(served: Any) -> None:
    press = {"as": "7", "room": "private", "payload": {"act": "update"}, "inputs": {"note": "done", "due": ""}}
    await served.browser.post("/press", json=press)
    (message,) = served.router.taken
    assert (message.kind, message.inputs) == (MessageKind.FORM, {"note": "done", "due": ""})


async def test_a_dropped_file_is_taken_whole_under_its_own_name(served: Any) -> None:
    content = b"Ref,Action\n1,Do it\n" * 20_000
    assert (await served.browser.post("/upload", data=upload(content, "../plans/Plan für 2026.csv")))[0] == 200
    (message,) = served.router.taken
    (file,) = message.attachments
    assert (message.kind, file.name) == (MessageKind.FILE, "Plan für 2026.csv")
    assert hash(file.content) == hash(content)


async def test_a_file_of_25_mb_is_taken_and_one_byte_more_is_not(served: Any) -> None:
    assert (await served.browser.post("/upload", data=upload(b"x" * UPLOAD_LIMIT)))[0] == 200
    status, body = await served.browser.post("/upload", data=upload(b"x" * (UPLOAD_LIMIT + 1)))
    assert status == 413
    assert "25 MB" in body["error"]
    assert len(served.router.taken) == 1


async def test_an_upload_over_the_limit_is_refused_before_it_is_read(served: Any) -> None:
    """Only the head is sent: whoever waited for the body would never answer."""
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /upload HTTP/1.1\r\nHost: {host}:{port}\r\nX-Planminder-Key: {served.browser.key}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {10 * UPLOAD_LIMIT}\r\n\r\n--b\r\n".encode()
    )
    assert b" 413 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()


async def test_an_upload_that_hides_its_length_is_cut_off_at_the_limit(served: Any) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while sent < 8 * UPLOAD_LIMIT:
            sent += 1_000_000
            yield b"x" * 1_000_000

    headers = {"X-Planminder-Key": served.browser.key, "Content-Type": "multipart/form-data; boundary=b"}
    async with served.browser.session.post(served.address + "/upload", data=endless(), headers=headers) as response:
        assert response.status == 413
    assert sent < 3 * UPLOAD_LIMIT


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"json": ["5 amber"]}, 400),
        ({"json": {"as": "7", "room": "private"}}, 400),
        ({"json": {"as": "7", "room": "private", "text": " "}}, 400),
        ({"json": {"as": "nobody", "room": "private", "text": "5 amber"}}, 400),
        ({"json": {"as": "7", "room": "cellar", "text": "5 amber"}}, 400),
        ({"data": b"5 amber", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"json": {"as": "7", "room": "private", "text": "5" * SAY_LIMIT}}, 413),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(served: Any, options: dict[str, Any], status: int) -> None:
    answered, body = await served.browser.post("/say", **options)
    assert (answered, bool(body["error"])) == (status, True)
    assert served.router.taken == []


async def test_a_forged_payload_goes_no_further(served: Any) -> None:
    press = {"as": "7", "room": "private", "payload": {"act": "become_officer"}}
    assert (await served.browser.post("/press", json=press))[0] == 400
    assert served.router.taken == []


async def test_an_upload_that_is_no_form_is_refused(served: Any) -> None:
    assert (await served.browser.post("/upload", data=b"Ref,Action"))[0] == 415
    broken = {"Content-Type": "multipart/form-data; boundary=b"}
    assert (await served.browser.post("/upload", data=b"nothing of the kind", headers=broken))[0] == 400


async def test_a_page_that_waits_hears_the_reply_as_soon_as_it_is_there(served: Any) -> None:
    waiting = asyncio.create_task(served.browser.events("7"))
    await asyncio.sleep(0.05)
    await served.channel.deliver(outgoing(Reply(text="The weekly summary")), CHANNEL)
    (entry,) = await asyncio.wait_for(waiting, 5)
    assert (entry["room"], entry["text"]) == ("action-plan", "The weekly summary")


async def test_a_page_that_opens_is_not_kept_waiting(served: Any) -> None:
    assert await asyncio.wait_for(served.browser.events("7", wait="no"), 2) == []


async def test_a_reply_takes_the_place_of_the_one_that_it_replaces(served: Any) -> None:
    first = await served.channel.deliver(outgoing(Reply(text="5: green")), CHANNEL)
    second = await served.channel.deliver(outgoing(Reply(text="5: amber", replaces=first)), CHANNEL)
    assert second == first
    assert [entry["text"] for entry in await served.browser.events()] == ["5: amber"]


async def test_a_press_whose_answer_stands_in_its_card_s_place_is_not_told_besides(served: Any) -> None:
    await served.browser.say("5")
    card = (await served.browser.events())[-1]["id"]
    served.router.answer = lambda message: Reply(text="done", replaces=message.in_reply_to)
    await press(served, card)
    assert [(one["kind"], one["text"]) for one in await served.browser.events()] == [("said", "5"), ("reply", "done")]


async def test_a_form_for_its_opener_takes_the_place_of_nothing_that_others_see(served: Any) -> None:
    await served.browser.say("5", room="action-plan")
    card = (await served.browser.events())[-1]["id"]
    served.router.answer = lambda message: Reply(
        text="fill in", replaces=message.in_reply_to, recipient=Recipient.ONLY_YOU
    )
    await press(served, card, room="action-plan")
    assert [one["text"] for one in await served.browser.events()] == ["5", "You said 5", "fill in"]
    assert [one["text"] for one in await served.browser.events("8")] == ["5", "You said 5"]
    form = (await served.browser.events())[-1]["id"]
    served.router.answer = lambda message: Reply(text="saved", replaces=message.in_reply_to)
    await press(served, form, room="action-plan")
    for who in ("7", "8"):
        assert [one["text"] for one in await served.browser.events(who)] == ["5", "You said 5", "saved"]


async def press(served: Any, card: str, room: str = "private") -> None:
    payload = {"act": "update", "action": 12, "seen": 4}
    await served.browser.post("/press", json={"as": "7", "room": room, "payload": payload, "message": card})


async def test_a_replacement_of_what_is_no_longer_kept_is_shown_as_a_new_one(served: Any) -> None:
    await served.channel.deliver(outgoing(Reply(text="5: amber", replaces="web-of-last-week")), CHANNEL)
    assert [entry["text"] for entry in await served.browser.events()] == ["5: amber"]


async def test_a_card_is_drawn_anew_and_nothing_is_shown_where_it_is_gone(served: Any) -> None:
    first = await served.channel.deliver(outgoing(Reply(text="5: green")), CHANNEL)
    drawn = replace(outgoing(Reply(text="5: amber")), redraws=first)
    await served.channel.redraw(drawn, CHANNEL)
    with pytest.raises(Undeliverable):
        await served.channel.redraw(replace(drawn, redraws="web-of-last-week"), CHANNEL)
    assert [(one["id"], one["text"]) for one in await served.browser.events()] == [(first, "5: amber")]


async def test_an_answer_for_only_you_is_hidden_from_the_others_in_the_channel(served: Any) -> None:
    served.router.answer = lambda _: Reply(text="for your eyes", recipient=Recipient.ONLY_YOU)
    await served.browser.say("what did I say", who="7", room="action-plan")
    assert [(one["text"], one["only"]) for one in await served.browser.events("7")][-1] == ("for your eyes", True)
    assert "for your eyes" not in [one["text"] for one in await served.browser.events("8")]


async def test_a_private_answer_goes_to_the_private_chat_of_whoever_asked(served: Any) -> None:
    served.router.answer = lambda _: Reply(text="between us", recipient=Recipient.PRIVATELY)
    await served.browser.say("who is silent", who="8", room="action-plan")
    assert (await served.browser.events("8"))[-1]["room"] == "private"
    assert "between us" not in [one["text"] for one in await served.browser.events("7")]


async def test_a_private_answer_to_nobody_known_is_not_shown_to_all(served: Any) -> None:
    reply = Reply(text="between us", recipient=Recipient.PRIVATELY)
    with pytest.raises(Undeliverable):
        await served.channel.deliver(outgoing(reply, in_reply_to="web-of-last-week"), CHANNEL)


async def test_a_file_is_downloaded_as_it_was_made(served: Any) -> None:
    file = File(name="Plan für Q3.docx", content_type="application/x", content=bytes(range(256)))
    sent = await served.channel.deliver(outgoing(Reply(text="Here it is", files=(file,))), CHANNEL)
    assert await served.browser.get(f"/file/{sent}/0") == (200, file.content)
    assert (await served.browser.get(f"/file/{sent}/1"))[0] == 404
    assert (await served.browser.get("/file/web-unknown/0"))[0] == 404


async def test_an_old_conversation_is_cut_not_kept_for_ever(served: Any) -> None:
    for number in range(ENTRIES_KEPT + 5):
        await served.channel.deliver(outgoing(Reply(text=str(number))), CHANNEL)
    entries = await served.browser.events()
    assert (len(entries), entries[0]["text"]) == (ENTRIES_KEPT, "5")


async def test_reset_begins_anew_and_tells_the_pages(served: Any) -> None:
    await served.browser.say("5 amber")
    _, before = await served.browser.get("/events", params={"as": "7", "after": "0"})
    assert (await served.browser.post("/reset", json={}))[0] == 200
    assert served.resets == ["reset"]
    query = {"as": "7", "after": str(before["after"]), "epoch": before["epoch"]}
    _, news = await served.browser.get("/events", params=query)
    assert (news["entries"], news["epoch"] != before["epoch"]) == ([], True)


async def test_what_was_scheduled_before_a_reset_is_not_shown_after_it(served: Any) -> None:
    served.channel.organisation = "wychford-2"
    with pytest.raises(Undeliverable):
        await served.channel.deliver(outgoing(Reply(text="The summary of before")), CHANNEL)
    assert await served.browser.events(wait="no") == []


async def test_a_page_from_before_a_restart_is_told_everything_again(served: Any) -> None:
    await served.browser.say("5 amber")
    entries = await served.browser.events("7", after=900, epoch="of the process before")
    assert [entry["kind"] for entry in entries] == ["said", "reply"]


async def test_the_state_says_whom_one_can_be_and_what_day_it_is(served: Any) -> None:
    _, state = await served.browser.get("/state")
    assert state["today"] == "Today is Monday 23 November 2026 (pinned for the demo)"
    assert state["plan"] == "Corporate Peer Challenge 2026: action plan"
    assert [(one["name"], len(one["examples"])) for one in state["people"]] == [
        ("Priya Nair", 3),
        ("Tom Ashworth", 3),
        ("Leila Okafor", 3),
        ("Claire Donnelly", 0),
    ]
    assert [room["name"] for room in state["rooms"]] == ["Private chat", "#action-plan"]


async def test_a_fault_of_ours_is_said_not_swallowed(served: Any) -> None:
    def fault(_: Any) -> Reply:
        raise RuntimeError("a fault")

    served.router.answer = fault
    status, body = await served.browser.say("5 amber")
    assert (status, "not recorded" in body["error"]) == (500, True)

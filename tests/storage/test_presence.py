"""Where the bot is, and files that wait for somebody to have them: on every database."""

from dataclasses import replace
from datetime import timedelta

from storage.handed_out import KEPT
from storage.store import Store
from storage.work import Added, Conversation, Presence, PutSchedule, Removed, Work
from tests.storage.council import AT_ANNES, COUNCIL, MINUTE, NOW, reply, talk, turn, weekly

LATER = NOW + timedelta(hours=1)
CHANNEL = Conversation(COUNCIL, "teams", "19:peer", "channel", title="Peer review", within="19:team")
FILE = {"name": "CPC26.docx", "content_type": "application/octet-stream", "content": "UEs="}


async def presence(store: Store, where: str) -> Presence:
    return (await store.load(COUNCIL, where, AT_ANNES)).presence


async def test_what_is_done_to_a_team_is_done_to_what_lies_within_it(store: Store, other: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, (Added("19:peer", NOW),), conversation=CHANNEL))
    await store.flush(turn("m1"))
    await other.flush(Work(COUNCIL, LATER, (Removed("19:team", LATER),)))
    assert await presence(store, "19:peer") == Presence(NOW, LATER)
    assert (await presence(store, "19:peer")).gone
    assert await presence(store, "chat-anne") == Presence(), "and to nothing else"
    await store.flush(Work(COUNCIL, LATER, (Added("19:team", LATER + MINUTE),)))
    assert (await presence(other, "19:peer")).there


async def test_one_conversation_may_be_back_by_itself(store: Store) -> None:
    second = replace(CHANNEL, id="19:second")
    for one in (CHANNEL, second):
        await store.flush(Work(COUNCIL, NOW, conversation=one))
    await store.flush(Work(COUNCIL, NOW, (Removed("19:team", NOW),)))
    await store.flush(Work(COUNCIL, LATER, (Added("19:second", LATER, whole=False),)))
    assert (await presence(store, "19:peer")).gone
    assert not (await presence(store, "19:second")).gone


async def test_where_it_was_removed_is_found_for_one_organisation(store: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=CHANNEL))
    await store.flush(Work(COUNCIL, NOW, (PutSchedule(replace(weekly(), conversation="19:peer")),)))
    await store.flush(Work("elsewhere", NOW, (Removed("chat-anne", NOW),), conversation=talk("elsewhere")))
    assert await store.left(organisation=COUNCIL) == []
    await store.flush(Work(COUNCIL, NOW, (Removed("19:peer", NOW),)))
    (one,) = await store.left(organisation=COUNCIL)
    assert (one.conversation.id, len(one.schedules)) == ("19:peer", 1)
    assert len(await store.left()) == 2, "in all organisations"


async def test_what_waits_to_be_sent_where_the_bot_was_removed_is_given_up(store: Store) -> None:
    await store.flush(turn("m1", outgoing=(reply("waiting", due=LATER),)))
    await store.flush(Work(COUNCIL, NOW, (Removed("chat-anne", NOW),)))
    assert await store.claim(LATER, 10, MINUTE) == []
    (lost,) = await store.could_not_reach(COUNCIL)
    assert lost.failure == "not_in_conversation"


async def test_a_message_that_does_not_say_where_it_is_unsays_nothing(store: Store, other: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=CHANNEL))
    await other.flush(Work(COUNCIL, NOW, conversation=replace(CHANNEL, title=None, within=None)))
    kept = await store.conversation(COUNCIL, "19:peer")
    assert kept is not None
    assert (kept.title, kept.within, kept.gone) == ("Peer review", "19:team", False)


async def test_another_organisation_s_conversation_of_the_same_name_stays(store: Store) -> None:
    await store.flush(Work("elsewhere", NOW, conversation=talk("elsewhere")))
    await store.flush(turn("m1", Removed("chat-anne", NOW)))
    assert not (await store.load("elsewhere", "chat-anne", AT_ANNES)).presence.gone


async def test_a_file_is_kept_until_it_is_handed_over(store: Store, other: Store) -> None:
    files = {"text": "Here.", "files": [FILE, FILE | {"name": "CPC27.docx"}]}
    await store.flush(turn("m1", outgoing=(replace(reply("files", to="29:anne"), reply=files),)))
    offered = await other.handed_out(COUNCIL, "files")
    assert offered is not None
    assert (offered.channel, offered.to, offered.reply) == ("teams", "29:anne", files)
    await other.forget_file(COUNCIL, "files", 0)
    left = await store.handed_out(COUNCIL, "files")
    assert left is not None
    assert [one["content"] for one in left.reply["files"]] == ["", "UEs="]
    assert await store.handed_out("elsewhere", "files") is None
    await store.forget_file(COUNCIL, "no such", 0)


async def test_a_file_that_nobody_wants_is_let_go_of_in_time(store: Store) -> None:
    files = {"text": "Here.", "files": [FILE]}
    await store.flush(turn("m1", outgoing=(replace(reply("files"), reply=files), reply("words"))))
    assert await store.forget_old_files(NOW + KEPT - MINUTE) == 0
    assert await store.forget_old_files(NOW + KEPT) == 1
    assert await store.forget_old_files(NOW + KEPT) == 0
    left = await store.handed_out(COUNCIL, "files")
    assert left is not None
    assert (left.reply["text"], left.reply["files"][0]["content"]) == ("Here.", "")

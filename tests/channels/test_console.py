"""The terminal as a channel."""

from bot.channels.console import ConsoleChannel
from dialogs.reply import Reply
from storage.work import Conversation, Outgoing

HERE = Conversation("wychford", "console", "console:1")


def said(text: str) -> Outgoing:
    return Outgoing("a cause", HERE.id, HERE.channel, Reply(text=text).dump())


async def test_the_replies_of_a_line_are_taken_once_and_in_order() -> None:
    console = ConsoleChannel()
    await console.deliver(said("first"), HERE)
    await console.deliver(said("second"), HERE)
    assert [reply.text for reply in console.taken()] == ["first", "second"]
    assert console.taken() == []


async def test_a_reply_is_shown_at_once_where_there_is_somebody_to_show_it_to() -> None:
    shown: list[Reply] = []
    sent = await ConsoleChannel(shown.append).deliver(said("now"), HERE)
    assert [reply.text for reply in shown] == ["now"]
    assert sent

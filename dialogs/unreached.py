""" "Who couldn't you reach?": whom messages of ours do not get to, why, since when, and what can be done about it.

For performance officers. Asked in a channel it is answered alone: that somebody has blocked the bot is nobody else's.
"""

from collections.abc import Iterable, Sequence

from dialogs.farewell import resting
from dialogs.message import Place
from dialogs.reply import Recipient, Reply
from dialogs.rights import may
from dialogs.turn import Outcome, Turn
from dialogs.words import day, joined, say
from storage.failures import Unreached
from storage.people import Directory

MOST = 15  # lines; the rest is counted
NAMED = 5  # in a notice


async def unreached(turn: Turn) -> Outcome:
    """Everybody and everything that is out of reach, the longest first."""
    if not may(turn.speaker, "people", None, None, turn.directory):
        return Outcome(Reply(text=say("unreached.not_yours")))
    found = await turn.past.unreached()
    rests = resting(await turn.past.left(), turn.plans)
    where = Recipient.HERE if turn.private else Recipient.PRIVATELY
    lines = [told(found, turn.directory)] if found or not rests else []
    lines += [say("removed.list"), *rests] if rests else []
    return Outcome(Reply(text="\n".join(lines), recipient=where))


def told(found: Sequence[Unreached], directory: Directory) -> str:
    """The whole answer in words, a line each."""
    if not found:
        return say("unreached.nobody")
    lines = [_line(one, directory) for one in found[:MOST]]
    left = len(found) - len(lines)
    more = [say("unreached.more", n=left)] if left else []
    return "\n".join((say("unreached.heading", n=len(found)), *lines, *more, say("unreached.kept")))


def notice(found: Sequence[Unreached], directory: Directory) -> Reply:
    """What an officer is told once, of those who are newly out of reach."""
    return Reply(text=say("unreached.notice", n=len(found), names=_names(found, directory)))


def whom(one: Unreached, directory: Directory) -> str:
    """A person's name; a place by its title, else by what it is."""
    if one.person is not None:
        return directory.name(one.person)
    if one.conversation.title:
        return one.conversation.title
    kinds = {Place.PERSONAL.value: "somebody", Place.GROUP.value: "group"}
    return say(f"unreached.{kinds.get(one.conversation.place, 'channel')}")


def _line(one: Unreached, directory: Directory) -> str:
    return say(
        "unreached.line",
        whom=whom(one, directory),
        why=say(f"unreached.why.{one.failure.value}"),
        date=day(one.since.date()),
        messages=say("unreached.messages", n=one.messages),
        do=say(f"unreached.do.{one.failure.value}"),
    )


def _names(found: Iterable[Unreached], directory: Directory) -> str:
    names = [whom(one, directory) for one in found]
    left = len(names) - NAMED
    return joined(names) if left <= 0 else ", ".join((*names[:NAMED], say("unreached.more", n=left)))

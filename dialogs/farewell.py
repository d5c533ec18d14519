"""What officers are told when the bot was removed from somewhere: where, and what that stops."""

from collections.abc import Iterable, Mapping, Sequence

from dialogs.message import Place
from dialogs.reply import Reply
from dialogs.schedule_words import short
from dialogs.words import day, joined, say
from storage.failures import Left
from storage.people import Directory
from storage.plan import Plan

NAMED = 5  # places in a notice; the rest is counted


def farewell(left: Sequence[Left], plans: Mapping[int, Plan], directory: Directory) -> Reply:
    """One message for everything that went together, as the channels of a team do."""
    chats = [one for one in left if one.conversation.place == Place.PERSONAL]
    places = [one for one in left if one not in chats]
    lines = [say("removed.chat", who=directory.name(one.person)) for one in chats]
    lines += [say("removed.place", where=_names(places))] if places else []
    stopped = [short(plans, schedule) for one in places for schedule in one.schedules]
    lines += [say("removed.resting", words=joined(stopped))] if stopped else []
    return Reply(text="\n".join(lines))


def resting(left: Iterable[Left], plans: Mapping[int, Plan]) -> list[str]:
    """A line for each schedule that rests, as the bot was removed from where it posts."""
    return [
        say("removed.row", where=place_name(one), words=short(plans, schedule), date=day(one.removed.date()))
        for one in left
        if one.conversation.place != Place.PERSONAL
        for schedule in one.schedules
    ]


def _names(places: Iterable[Left]) -> str:
    names = [place_name(one) for one in places]
    left = len(names) - NAMED
    return joined(names) if left <= 0 else ", ".join((*names[:NAMED], say("removed.more", n=left)))


def place_name(one: Left) -> str:
    kind = "group" if one.conversation.place == Place.GROUP else "channel"
    return one.conversation.title or say(f"removed.{kind}")

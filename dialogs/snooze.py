""" "Not now", "snooze 4 until Friday": somebody is not asked about an action for a while."""

from datetime import date, timedelta

from dialogs.ask import asked
from dialogs.items import Item, meant, several
from dialogs.reply import Reply
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import day, say
from storage.rhythm import EVERY_ACTION, PutSnooze, Snooze
from storage.schedule import next_working_day

A_WEEK = timedelta(days=7)
LONGEST = timedelta(days=366)


async def snooze(turn: Turn) -> Outcome:
    """Ask nothing about the named actions, or about anything, before a day; a week where none is said."""
    if others := turn.meant.people.get("for"):
        return Outcome(Reply(text=say("snooze.not_yours", name=say("filter.or").join(turn.directory.names(others)))))
    if turn.meant.asks:
        return asked(turn)
    found = meant(turn)
    until = turn.meant.args.get("until")
    until = until if isinstance(until, date) else next_working_day(turn.today + A_WEEK)
    if not turn.today < until <= turn.today + LONGEST:
        return Outcome(Reply(text=say("snooze.bad_date", date=day(until))))
    writes = tuple(PutSnooze(Snooze(turn.speaker.id, plan, action, until)) for plan, action in _pairs(found))
    if not found:
        return Outcome(Reply(text=say("snooze.all", date=day(until))), writes)
    refs = refs_shown(found, several(turn))
    return Outcome(Reply(text=say("snooze.some", n=len(found), refs=refs, date=day(until))), writes)


def _pairs(found: list[Item]) -> list[tuple[int, int]]:
    return [one.pair for one in found] or [(EVERY_ACTION, EVERY_ACTION)]

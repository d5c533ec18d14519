""" "Not now", "snooze 4 until Friday", "4 isn't mine": somebody is not asked about an action for a while."""

from datetime import date, timedelta

from dialogs.ask import asked
from dialogs.items import Item, meant, several
from dialogs.reply import Reply
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import day, joined, say
from storage.people import Role
from storage.rhythm import EVERY_ACTION, Prompt, PutPrompt, PutSnooze, Snooze, Why
from storage.schedule import next_working_day

A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)  # for which nobody is asked of what they say is not theirs
LONGEST = timedelta(days=366)


async def snooze(turn: Turn) -> Outcome:
    """Ask nothing about the named actions, or about anything, before a day; a week where none is said."""
    if turn.meant.asks:
        return asked(turn)
    found = meant(turn)
    if turn.meant.args.get("not_mine"):
        return _not_mine(turn, found)
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


def _not_mine(turn: Turn, found: list[Item]) -> Outcome:
    """Nothing is moved: the officers are told, and whoever pressed is not asked about it for a month."""
    if len(found) != 1:
        return Outcome(Reply(text=say("snooze.which")))
    (one,) = found
    officers = [person for person in turn.directory.people.values() if person.speaks and person.role is Role.OFFICER]
    told = [_prompt(turn, one, person.id) for person in officers if person.id != turn.speaker.id]
    rests = PutSnooze(Snooze(turn.speaker.id, *one.pair, turn.today + A_MONTH))
    names = joined(person.name for person in officers)
    key = "snooze.not_mine" if told else "snooze.not_mine_alone"
    text = say(key, ref=refs_shown(found, several(turn)), names=names)
    return Outcome(Reply(text=text), (rests, *(PutPrompt(prompt) for prompt in told)))


def _prompt(turn: Turn, found: Item, officer: int) -> Prompt:
    return Prompt(
        id=f"disowned:{turn.change_set}:{officer}",
        why=Why.DISOWNED,
        person=officer,
        plan=found.plan.id,
        action=found.action.id,
        day=turn.today,
        by=turn.speaker.id,
        made=turn.now,
    )

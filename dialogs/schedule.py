""" "Post the summary here every Monday at 9": what is posted here by a rule of time, until it is stopped."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError

from dialogs.ask import asked
from dialogs.farewell import resting
from dialogs.focus import remembered
from dialogs.items import plans_meant
from dialogs.memory import Memory
from dialogs.message import MessageKind
from dialogs.reply import Reply
from dialogs.rights import may, why_not
from dialogs.schedule_words import listed, short, what, when, when_next, words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.words import day, joined, say
from storage.people import Role
from storage.schedule import DAY, EVERY_MONTH_HAS, Rule, Schedule
from storage.work import PutSchedule

SUMMARY = "summary"
LONGEST_MONTH = 31  # days
TIMES = ("hour", "minute")
HABITS = ("working_days_only", "moves")


async def schedule(turn: Turn) -> Outcome:
    """Set up the summary here, change it, let it rest or go on, or say what is set up."""
    if turn.meant.asks:
        return asked(turn)
    if turn.meant.args.get("list"):
        return Outcome(Reply(text="\n".join((listed(turn), *await _elsewhere(turn)))), memory=_spoken_of(turn))
    if refusal := _refusal(turn):
        return Outcome(Reply(text=refusal))
    done = turn.meant.args.get("do")
    if done in RESTS:
        return _of_one(turn, RESTS[done], done)
    given = turn.meant.args.get("rule")
    if not given:
        return Outcome(Reply(text=say("schedule.no_rule")))
    rule = read_rule(turn, given)
    return await _put(turn, rule) if rule else Outcome(Reply(text=_why_no_rule(turn, given)))


async def unschedule(turn: Turn) -> Outcome:
    """Stop what is posted here."""
    if turn.meant.asks:
        return asked(turn)
    return _of_one(turn, _stop, "stop")


async def _elsewhere(turn: Turn) -> list[str]:
    """For an officer in their own chat: what rests in channels that the bot was removed from."""
    if not turn.private or turn.speaker.role is not Role.OFFICER:
        return []
    rests = resting(await turn.past.left(), turn.plans)
    return [say("removed.list"), *rests] if rests else []


def _refusal(turn: Turn) -> str | None:
    if not turn.live:
        return say("list.no_plan")
    if where := turn.meant.args.get("where"):
        return say("schedule.elsewhere", where=where)
    return None if _may(turn) else why_not(turn.speaker, "schedule", None, None, turn.directory)


def _may(turn: Turn) -> bool:
    """Everywhere, or in each plan of which it would be told."""
    if may(turn.speaker, "schedule", None, None, turn.directory):
        return True
    plan = _plan(turn)
    told = [turn.plans[plan]] if plan is not None else turn.live
    return all(may(turn.speaker, "schedule", one, None, turn.directory) for one in told)


# --- a rule of time -----------------------------------------------------------------------------------------------


def read_rule(turn: Turn, given: Any) -> Rule | None:
    """The rule that was said, in this conversation's zone; None where no clock or calendar has such a time.

    What is not said of it is as in the one schedule that is here: the days of "make it ten o'clock", the hour of
    "make it Thursdays".
    """
    said = given.model_dump(exclude_unset=True) if isinstance(given, Rule) else dict(given)
    try:
        return Rule.model_validate(_left_unsaid(turn, said) | said | {"zone": turn.zone.key or "Europe/London"})
    except ValidationError:
        return None


def _left_unsaid(turn: Turn, said: dict[str, Any]) -> dict[str, Any]:
    here = turn.schedules[0].rule.model_dump() if len(turn.schedules) == 1 else {}
    if not set(said) - {*TIMES, *HABITS}:
        return here
    return {key: here[key] for key in TIMES if key in here} if "hour" not in said and here else {"hour": 9}


def _why_no_rule(turn: Turn, given: Any) -> str:
    """A day that not every month has is another matter than one that no calendar has."""
    of_month = given.get("day") if isinstance(given, dict) else None
    if isinstance(of_month, int) and EVERY_MONTH_HAS < of_month <= LONGEST_MONTH:
        return say("schedule.not_every_month", day=of_month)
    return say("schedule.bad_time", said=turn.meant.text)


async def _put(turn: Turn, rule: Rule) -> Outcome:
    """A new schedule, or the one that is here already for the same plan, amended."""
    plan = _plan(turn)
    here = [one for one in turn.schedules if one.plan == plan and one.what == SUMMARY]
    if same := next((one for one in here if one.rule == rule and not one.paused), None):
        return Outcome(Reply(text=say("schedule.same", words=words(turn, same))))
    if turn.meant.amends and len(here) > 1:
        return Outcome(Reply(text=f"{say('schedule.change_which')}\n{listed(turn)}"), memory=_spoken_of(turn))
    old = here[0] if here and turn.meant.amends else await _set_before(turn, here)
    wanted = Schedule(
        id=old.id if old else 0,
        conversation=turn.message.conversation,
        what=SUMMARY,
        rule=rule,
        words=turn.meant.text,
        by=turn.speaker.id,
        plan=plan,
        next_at=rule.next_after(turn.now),
    )
    said = [words(turn, wanted), *_in_zone(turn)]
    if old:
        said.append(say("schedule.replaced", words=short(turn.plans, old)))
    elif here:
        said.append(say("schedule.beside", words=joined(short(turn.plans, one) for one in here)))
    return Outcome(Reply(text=" ".join(said), plan=plan), (PutSchedule(wanted),), memory=_spoken_of(turn))


async def _set_before(turn: Turn, here: Sequence[Schedule]) -> Schedule | None:
    """What an edited message had set as it was first said: the edit puts that right, and sets nothing beside it."""
    if turn.message.kind is not MessageKind.EDITED:
        return None
    heard = await turn.past.heard(turn.message.in_reply_to or "")
    mine = (one for one in here if one.by == turn.speaker.id and heard is not None and one.words == heard.text)
    return next(mine, None)


def _in_zone(turn: Turn) -> list[str]:
    """In which zone, where this machine does not know the one that the service gives."""
    given = turn.message.zone
    return [say("schedule.in_zone", zone=turn.zone.key, given=given)] if given and given != turn.zone.key else []


def _spoken_of(turn: Turn, do: str | None = None) -> Memory:
    """From now on "stop it" and "make it Fridays" speak of what is posted here; `do` waits for which one is meant."""
    memory = remembered(turn, Intent.SCHEDULE.value, ())
    return memory.model_copy(update={"focus": memory.focus and memory.focus.model_copy(update={"do": do})})


def _plan(turn: Turn) -> int | None:
    """The plan that was named, or the only live one; None for every live plan."""
    named = plans_meant(turn)
    return named[0].id if len(named) == 1 else None


# --- stopping, resting, going on ----------------------------------------------------------------------------------


def _of_one(turn: Turn, done: Callable[[Turn, Schedule], Outcome], do: str) -> Outcome:
    """Something that is done with the one schedule that is meant; asked about where there are several."""
    if not turn.schedules:
        return Outcome(Reply(text=say("schedule.none")))
    if refusal := _refusal(turn):
        return Outcome(Reply(text=refusal))
    found = _meant(turn)
    if len(found) != 1:
        which = say(f"schedule.{do}_which") if found else say("schedule.no_such")
        return Outcome(Reply(text=f"{which}\n{listed(turn)}"), memory=_spoken_of(turn, do))
    return done(turn, found[0])


def _meant(turn: Turn) -> Sequence[Schedule]:
    """By its number in the list, by its weekday or its plan, else all that are here; none where that names none."""
    number, weekday = turn.meant.args.get("number"), turn.meant.args.get("weekday")
    if isinstance(number, int):
        return turn.schedules[number - 1 : number] if number > 0 else ()
    if isinstance(weekday, int):
        return [one for one in turn.schedules if weekday in one.rule.days]
    plan = _plan(turn) if turn.meant.filter.get("plan") else None
    return [one for one in turn.schedules if plan is not None and one.plan == plan] or turn.schedules


def _stop(turn: Turn, one: Schedule) -> Outcome:
    stopped = replace(one, active=False)
    said = say("schedule.stopped", words=short(turn.plans, one), what=what(turn.plans, one), when=when(one.rule))
    return Outcome(Reply(text=said), (PutSchedule(stopped),), memory=_spoken_of(turn))


def _pause(turn: Turn, one: Schedule) -> Outcome:
    """Until a date, or until somebody says "go on"."""
    until = turn.meant.args.get("until")
    if isinstance(until, date) and until < turn.today:
        return Outcome(Reply(text=say("schedule.past", date=day(until), words=short(turn.plans, one))))
    if not isinstance(until, date):
        rests = replace(one, paused=True)
        text = say("schedule.paused", words=short(turn.plans, one))
    else:
        rests = replace(one, paused=False, next_at=one.rule.next_after(_midnight(turn, until), one.next_at))
        text = say("schedule.rests", words=short(turn.plans, one), next=when_next(rests, turn.now))
    return Outcome(Reply(text=text), (PutSchedule(rests),), memory=_spoken_of(turn))


def _skip(turn: Turn, one: Schedule) -> Outcome:
    """The next time, or every time until a day; where none lies before it, nothing is left out."""
    due = one.next_at if one.next_at > turn.now else one.rule.next_after(turn.now, one.next_at)
    until = turn.meant.args.get("until")
    last = _midnight(turn, until + DAY) if isinstance(until, date) else due
    if due > last:
        return Outcome(
            Reply(text=say("schedule.none_then", words=short(turn.plans, one), next=when_next(one, turn.now)))
        )
    left_out = replace(one, next_at=one.rule.next_after(max(due, last), due))
    slots = {"date": when_next(one, turn.now), "next": when_next(left_out, turn.now)}
    said = say("schedule.skipped", words=short(turn.plans, one), **slots)
    return Outcome(Reply(text=said), (PutSchedule(left_out),), memory=_spoken_of(turn))


def _resume(turn: Turn, one: Schedule) -> Outcome:
    """From now on; what was left out meanwhile is not posted."""
    again = replace(one, paused=False, next_at=one.rule.next_after(turn.now))
    text = say("schedule.resumed", words=short(turn.plans, one), next=when_next(again, turn.now))
    return Outcome(Reply(text=text), (PutSchedule(again),), memory=_spoken_of(turn))


def _midnight(turn: Turn, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=turn.zone)


RESTS: dict[str, Callable[[Turn, Schedule], Outcome]] = {"pause": _pause, "skip": _skip, "resume": _resume}

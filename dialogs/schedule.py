""" "Post the summary here every Monday at 9": what is posted here by a rule of time, until it is stopped."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from dialogs.ask import asked
from dialogs.focus import remembered
from dialogs.items import plans_meant
from dialogs.memory import Memory
from dialogs.reply import Reply
from dialogs.rights import may, why_not
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.words import day, say, upper_first, weekday
from storage.plan import Plan
from storage.schedule import Rule, Schedule
from storage.work import PutSchedule

SUMMARY = "summary"
MOST_WEEKS = 52


async def schedule(turn: Turn) -> Outcome:
    """Set up the weekly summary here, or say what is set up."""
    if turn.meant.asks:
        return asked(turn)
    if turn.meant.args.get("list"):
        return Outcome(Reply(text=listed(turn)), memory=_spoken_of(turn))
    if refusal := _refusal(turn):
        return Outcome(Reply(text=refusal))
    given = turn.meant.args.get("rule")
    if not given:
        return Outcome(Reply(text=say("schedule.no_rule")))
    rule = read_rule(turn, given)
    if rule is None:
        return Outcome(Reply(text=say("schedule.bad_time", said=turn.meant.text)))
    return _put(turn, rule)


def _refusal(turn: Turn) -> str | None:
    if not turn.live:
        return say("list.no_plan")
    if where := turn.meant.args.get("where"):
        return say("schedule.elsewhere", where=where)
    if not may(turn.speaker, "schedule", None, None, turn.directory):
        return why_not(turn.speaker, "schedule", None, None, turn.directory)
    return None


def read_rule(turn: Turn, given: Any) -> Rule | None:
    """The rule that was said, in the zone of this conversation; None where no clock or calendar has such a time. What
    is not said of it ("make it Thursdays") is as in the one schedule that is here."""
    active = [one for one in turn.schedules if one.active]
    fields = given.model_dump() if isinstance(given, Rule) else dict(given)
    if "hour" not in fields:
        fields = (active[0].rule.model_dump() if len(active) == 1 else {"hour": 9}) | fields
    try:
        rule = Rule.model_validate(fields | {"zone": turn.zone.key or "Europe/London"})
    except ValidationError:
        return None
    known = 0 <= rule.weekday <= 6 and 0 <= rule.hour <= 23 and 0 <= rule.minute <= 59
    return rule if known and 1 <= rule.every_weeks <= MOST_WEEKS else None


def _put(turn: Turn, rule: Rule) -> Outcome:
    """A new schedule, or the one that is here already for the same plan, amended."""
    plan = _plan(turn)
    here = next((one for one in turn.schedules if one.plan == plan and one.what == SUMMARY and one.active), None)
    if here and here.rule == rule:
        return Outcome(Reply(text=say("schedule.same", words=words(turn, here))))
    wanted = Schedule(
        id=here.id if here else 0,
        conversation=turn.message.conversation,
        what=SUMMARY,
        rule=rule,
        words=turn.meant.text,
        by=turn.speaker.id,
        plan=plan,
        next_at=rule.next_after(turn.now),
    )
    said = [words(turn, wanted)]
    said += [say("schedule.working")] if rule.working_days_only else []
    said += [say("schedule.replaced", words=short(turn.plans, here))] if here else []
    return Outcome(Reply(text=" ".join(said), plan=plan), (PutSchedule(wanted),), memory=_spoken_of(turn))


def _spoken_of(turn: Turn) -> Memory:
    """From now on "stop it" and "make it Fridays" speak of what is posted here."""
    return remembered(turn, Intent.SCHEDULE.value, ())


def _plan(turn: Turn) -> int | None:
    """The plan that was named, or the only live one; None for every live plan."""
    named = plans_meant(turn)
    return named[0].id if len(named) == 1 else None


async def unschedule(turn: Turn) -> Outcome:
    """Stop what is posted here."""
    if turn.meant.asks:
        return asked(turn)
    active = [one for one in turn.schedules if one.active]
    if not active:
        return Outcome(Reply(text=say("schedule.none")))
    if refusal := _refusal(turn):
        return Outcome(Reply(text=refusal))
    number = turn.meant.args.get("number")
    if isinstance(number, int) and 1 <= number <= len(active):
        active = [active[number - 1]]
    if len(active) > 1:
        return Outcome(Reply(text=f"{say('schedule.stop_which')}\n{listed(turn)}"))
    stopped = active[0]
    return Outcome(
        Reply(text=say("schedule.stopped", words=short(turn.plans, stopped))),
        (PutSchedule(replace(stopped, active=False)),),
    )


# --- in words -----------------------------------------------------------------------------------------------------


def listed(turn: Turn) -> str:
    """Everything that is posted here, numbered, with when it comes next."""
    active = [one for one in turn.schedules if one.active]
    if not active:
        return say("schedule.none")
    rows = (
        say("schedule.row", n=place, words=short(turn.plans, one), next=_moment(one))
        for place, one in enumerate(active, start=1)
    )
    return "\n".join((say("schedule.list"), *rows))


def words(turn: Turn, one: Schedule) -> str:
    """Every Monday at 9:00, starting Monday 30 November 2026: the summary of CPC23, here."""
    return say("schedule.done", when=upper_first(_when(one)), first=_moment(one), plan=_of(turn.plans, one))


def short(plans: Mapping[int, Plan], one: Schedule) -> str:
    """The summary of CPC23, every Monday at 9:00."""
    return say("schedule.short", plan=_of(plans, one), when=_when(one))


def _when(one: Schedule) -> str:
    rule = one.rule
    slots = {"day": weekday(rule.weekday), "time": say("calendar.clock", hour=rule.hour, minute=rule.minute)}
    return say("schedule.every", n=rule.every_weeks, **slots)


def _moment(one: Schedule) -> str:
    """The day on which it comes, in the rule's own zone."""
    local = one.next_at.astimezone(ZoneInfo(one.rule.zone))
    return say("schedule.day", weekday=weekday(local.weekday()), date=day(local.date()))


def _of(plans: Mapping[int, Plan], one: Schedule) -> str:
    plan = plans.get(one.plan) if one.plan is not None else None
    return plan.code if plan else say("schedule.every_plan")

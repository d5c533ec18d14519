"""What is posted by a rule of time, in words: "every Monday at 9:00", "on the last working day of every month"."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.words import day, joined, say, upper_first, weekday
from dialogs.words import listed as phrases
from storage.plan import Plan
from storage.schedule import LAST, Firing, Rule, Schedule

WORKING_WEEK = (0, 1, 2, 3, 4)


def listed(turn: Turn) -> str:
    """Everything that is posted here, numbered, with when it comes next."""
    if not turn.schedules:
        return say("schedule.none")
    rows = (_row(turn, place, one) for place, one in enumerate(turn.schedules, start=1))
    return "\n".join((say("schedule.list"), *rows))


def _row(turn: Turn, place: int, one: Schedule) -> str:
    if one.paused:
        return say("schedule.row_paused", n=place, words=short(turn.plans, one))
    return say("schedule.row", n=place, words=short(turn.plans, one), next=when_next(one, turn.now))


def words(turn: Turn, one: Schedule) -> str:
    """Every Monday at 9:00, starting Monday 30 November 2026: the summary of CPC23, here."""
    first = when_next(one, turn.now)
    done = say("schedule.done", when=upper_first(when(one.rule)), first=first, plan=_of(turn.plans, one))
    return " ".join(filter(None, (done, _on_holidays(one.rule))))


def short(plans: Mapping[int, Plan], one: Schedule) -> str:
    """The summary of CPC23, every Monday at 9:00."""
    return say("schedule.short", plan=_of(plans, one), when=when(one.rule))


def what(plans: Mapping[int, Plan], one: Schedule) -> str:
    """ "The summary of CPC23", as one asks for it."""
    return say("schedule.summary") if one.plan is None else say("schedule.summary_of", plan=_of(plans, one))


def when(rule: Rule) -> str:
    """ "every 2 weeks on Thursday at 16:00", "on the first working day of every month at 9:00"."""
    time = say("calendar.clock", hour=rule.hour, minute=rule.minute)
    if rule.every_months is not None:
        return say("schedule.monthly", day=_of_month(rule), n=rule.every_months, time=time)
    if rule.days == WORKING_WEEK and rule.working_days_only:
        return say("schedule.working_days", n=rule.every_weeks, time=time)
    return say("schedule.every", n=rule.every_weeks, day=joined(weekday(one) for one in sorted(rule.days)), time=time)


def _of_month(rule: Rule) -> str:
    if rule.day is not None:
        return say("schedule.last_day") if rule.day == LAST else say("schedule.day_of", n=rule.day, nth=_nth(rule.day))
    which = say("schedule.last") if rule.nth == LAST else phrases("schedule.nth")[(rule.nth or 1) - 1]
    what = say("schedule.working_day") if rule.weekday is None else weekday(rule.weekday)
    return say("schedule.nth_day", which=which, what=what)


def _nth(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 21st."""
    endings = phrases("calendar.endings")
    last = number % 10
    return f"{number}{endings[last if last < len(endings) and number // 10 != 1 else 0]}"


def _on_holidays(rule: Rule) -> str:
    if not rule.working_days_only or (rule.days == WORKING_WEEK and rule.every_months is None):
        return ""
    return say("schedule.moves" if rule.moves else "schedule.working")


def when_next(one: Schedule, now: datetime) -> str:
    """The day on which it comes next, in the rule's own zone."""
    moment = one.next_at if one.next_at > now else one.rule.next_after(now, one.next_at)
    return _day(moment, one)


def _day(moment: datetime, one: Schedule) -> str:
    local = moment.astimezone(ZoneInfo(one.rule.zone))
    return say("schedule.day", weekday=weekday(local.weekday()), date=day(local.date()))


def posted_late(reply: Reply, one: Schedule, found: Firing) -> Reply:
    """The summary with the reason why it comes late, or why others before it never came."""
    said = []
    if found.late:
        local = found.due.astimezone(ZoneInfo(one.rule.zone))
        clock = say("calendar.clock", hour=local.hour, minute=local.minute)
        said.append(say("schedule.late", day=_day(found.due, one), time=clock))
    if found.missed:
        said.append(say("schedule.missed", n=found.missed))
    if not said:
        return reply
    footnote = " ".join(said)
    card = reply.card and reply.card.model_copy(update={"footnote": footnote})
    return reply.model_copy(update={"text": f"{reply.text}\n{footnote}", "card": card})


def _of(plans: Mapping[int, Plan], one: Schedule) -> str:
    plan = plans.get(one.plan) if one.plan is not None else None
    return plan.code if plan else say("schedule.every_plan")

"""A year of fifty people and three plans through the real bot and a real database; only the clock is moved.

The clock ticks at every moment at which somebody is to hear something, in each of three zones, and a minute before it.
What was heard stands in `a_year.txt`, a line a day, to be read through.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, bot
from bot.settings import read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.rhythm.asks import ASKING, QUIET
from storage.numbering import Stamp, number
from storage.people import Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.replay import timescale_facts, timescale_words
from storage.rhythm import Absence, PutAbsence
from storage.schedule import Rule, Schedule
from storage.store import prepare
from storage.timescale import Kind, Timescale
from storage.work import Conversation, Identity, KnowAccount, LinkIdentity, PutPerson, PutSchedule, Recorded, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

HERE = Path(__file__).parent
FIRST, DAYS = date(2026, 4, 1), 365
BEFORE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONDON, NEW_YORK, KOLKATA = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Asia/Kolkata"))
PEOPLE = range(1, 51)
NINE, FOUR = time(9), time(16)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.long


def zone_of(person: int) -> ZoneInfo:
    """Most work here, some from elsewhere."""
    return NEW_YORK if person % 10 == 1 else KOLKATA if person % 10 == 2 else LONDON


@dataclass
class Year:
    """`heard` are (moment, person, channel) of everything that was delivered: a person, or a channel's summary."""

    app: App
    clock: HandClock
    line: Recorder
    absences: tuple[Absence, ...]
    heard: list[tuple[datetime, int, str]] = field(default_factory=list)
    answers: dict[tuple[int, int], date] = field(default_factory=dict)

    async def tick(self, moment: datetime) -> None:
        self.clock.moment = moment
        self.line.delivered.clear()
        await self.app.clock.tick()
        for where, _ in self.line.delivered:
            person = int(where.removeprefix("chat-")) if where.startswith("chat-") else 0
            self.heard.append((moment, person, "" if person else where))

    async def answer(self, chance: Random, day: date) -> None:
        """Half of what was asked today is answered today, by somebody who types or presses."""
        rhythm = await self.app.store.rhythm("local", day)
        asked = {(one.plan, one.action, one.person) for one in rhythm.asked if one.day == day and one.why in ASKING}
        for plan_id, action, person in sorted(asked):
            if chance.random() < 0.5:
                plan = (await self.app.store.plans("local"))[plan_id]
                said = Draft(ChangeKind.UPDATE, action, {}, {"note": "going well"})
                await self._record(plan, [said], person, day)
                self.answers[plan_id, action] = day

    async def _record(self, plan: Plan, drafts: Sequence[Draft], person: int, day: date) -> None:
        stamp = Stamp(self.clock(), day, person, "test", f"{person}-{plan.number}")
        write = Recorded(plan.id, plan.number, number(plan, drafts, stamp))
        await self.app.store.flush(Work("local", self.clock(), (write,)))


def plan_drafts(code: str, shift: int) -> list[Draft]:
    """Thirty actions of fifty owners: a third continuous, the others due through the year."""
    drafts = [
        Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": code, "title": code}),
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": "1"}, {"text": "Do things"}),
    ]
    for one in range(1, 31):
        when = _until(FIRST + timedelta(days=one * 12)) if one % 3 else Timescale(text="Ongoing", kind=Kind.CONTINUOUS)
        owner = (one * 7 + shift * 17) % 50 + 1
        facts = {"ref": f"1.{one}", "recommendation": -2, "owners": [owner], "timescale": timescale_facts(when)}
        drafts.append(Draft(ChangeKind.ACTION, None, facts, {"text": f"Do {one}", "timescale": timescale_words(when)}))
    return drafts


def _until(end: date) -> Timescale:
    return Timescale(text=end.isoformat(), kind=Kind.DATE, start=end, end=end)


SCHEDULES = {
    "#weekly": Rule(weekday=0, hour=9),
    "#fortnight": Rule(weekday=3, hour=16, every_weeks=2, working_days_only=True),
    "#board": Rule(every_months=1, nth=1, hour=9, zone="America/New_York"),  # the first working day of the month
}
BANK_HOLIDAYS = {  # of England, from the government's list; the bot takes its own from a library
    *(date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31)),
    *(date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)),
}


@pytest.fixture
async def year(tmp_path: Path) -> AsyncIterator[Year]:
    settings = read(database_url=f"sqlite+aiosqlite:///{tmp_path / 'year.db'}", reminders=True)
    await prepare(settings.database_url)
    clock, line, chance = HandClock(BEFORE), Recorder(), Random(2026)  # noqa: S311 - the same year in every run
    async with bot(settings, clock) as app:
        app.sender.join(line)
        absences = tuple(_absence(chance, person) for person in PEOPLE if chance.random() < 0.6)
        await _found(app, absences)
        for person in PEOPLE:
            await app.router.take(_hello(person))
        yield Year(app, clock, line, absences)


async def _found(app: App, absences: Sequence[Absence]) -> None:
    """The people, three plans, who is away when, and the schedules of three channels."""
    people = [Person(one, f"Person Number{one}", role=Role.OFFICER if one == 50 else Role.OWNER) for one in PEOPLE]
    links = [LinkIdentity(Identity("console", str(one)), one, "test") for one in PEOPLE]
    plans = [_plan(1, "ONE26"), _plan(2, "TWO26"), _plan(3, "TRI26")]
    away = [PutAbsence(one) for one in absences]
    await app.store.flush(Work("local", BEFORE, (*(PutPerson(one, 0) for one in people), *plans, *links, *away)))
    for person in PEOPLE:
        account = await app.store.account("local", Identity("console", str(person)))
        assert account is not None
        known = KnowAccount(replace(account, zone=zone_of(person).key, seen=BEFORE))
        await app.store.flush(Work("local", BEFORE, (known,)))
    for channel, rule in SCHEDULES.items():
        place = Conversation("local", "console", channel, "channel", rule.zone, title=channel)
        first = rule.next_after(datetime.combine(FIRST, time(0), UTC) - timedelta(days=1))
        asked = PutSchedule(Schedule(0, channel, "summary", rule, channel, 50, None, first))
        await app.store.flush(Work("local", BEFORE, (asked,), conversation=place))


def _plan(plan: int, code: str) -> Recorded:
    empty = Plan("local", plan)
    return Recorded(plan, 0, number(empty, plan_drafts(code, plan), Stamp(BEFORE, BEFORE.date(), 50, "test", code)))


def _absence(chance: Random, person: int) -> Absence:
    since = FIRST + timedelta(days=chance.randrange(330))
    return Absence(person, since, since + timedelta(days=chance.randrange(5, 30)))


def _hello(person: int) -> Message:
    sender = Sender("console", str(person), f"Person Number{person}")
    return Message(
        id=f"hello {person}",
        kind=MessageKind.NEW,
        organisation="local",
        conversation=f"chat-{person}",
        place=Place.PERSONAL,
        sender=sender,
        text="hello",
        sent=BEFORE,
        received=BEFORE,
        zone=zone_of(person).key,
    )


def moments(day: date) -> list[datetime]:
    """Every moment of a day at which anybody is to hear anything, and the minute before each."""
    local = [(NINE, zone) for zone in (LONDON, NEW_YORK, KOLKATA)] + [(FOUR, LONDON)]
    due = [datetime.combine(day, hour, zone).astimezone(UTC) for hour, zone in local]
    return sorted({one for each in due for one in (each - MINUTE, each)})


async def test_a_year_is_heard_at_the_right_minute_and_by_nobody_who_is_at_leisure_away_or_has_answered(
    year: Year,
) -> None:
    chance = Random(7)  # noqa: S311 - the same year in every run
    for day in (FIRST + timedelta(days=one) for one in range(DAYS)):
        for moment in moments(day):
            await year.tick(moment)
        await year.answer(chance, day)
    people = [(moment, person) for moment, person, _ in year.heard if person]
    assert 400 < len(people) < 50 * 52
    for moment, person in people:
        local = moment.astimezone(zone_of(person))
        assert local.time() == NINE, f"{person} at {local}"
        assert local.weekday() < 5 and local.date() not in BANK_HOLIDAYS, local
        assert not any(one.person == person and one.holds(local.date()) for one in year.absences), (person, local)
    assert len({(person, moment.date()) for moment, person in people}) == len(people), "one message a day"
    await _nobody_is_asked_again_within_a_week_of_an_answer(year)
    _summaries_came_when_they_were_to(year)
    told = "\n".join(calendar(year)) + "\n"
    assert told == (HERE / "a_year.txt").read_text(encoding="utf-8")


async def _nobody_is_asked_again_within_a_week_of_an_answer(year: Year) -> None:
    for plan in (await year.app.store.plans("local")).values():
        changes = await year.app.store.changes("local", plan.id)
        answered = {(one.subject, one.effective) for one in changes if one.kind is ChangeKind.UPDATE}
        asked = (await year.app.store.rhythm("local", FIRST + timedelta(days=DAYS))).asked
        mine = [one for one in asked if one.plan == plan.id and one.why in ASKING]
        for one in mine:
            quiet = (one.day - timedelta(days=back) for back in range(1, QUIET.days))
            assert not any((one.action, day) in answered for day in quiet), one


def _summaries_came_when_they_were_to(year: Year) -> None:
    came = {channel: [moment for moment, _, where in year.heard if where == channel] for channel in SCHEDULES}
    days = [FIRST + timedelta(days=one) for one in range(DAYS)]
    mondays = [day for day in days if day.weekday() == 0]
    assert came["#weekly"] == [datetime.combine(day, NINE, LONDON).astimezone(UTC) for day in mondays]
    fortnights = [day for day in days if day.weekday() == 3][::2]
    assert came["#fortnight"] == [
        datetime.combine(day, FOUR, LONDON).astimezone(UTC) for day in fortnights if day not in BANK_HOLIDAYS
    ]
    firsts = [next(day for day in days if (day.year, day.month) == month and _works(day)) for month in _months(days)]
    assert came["#board"] == [datetime.combine(day, NINE, NEW_YORK).astimezone(UTC) for day in firsts]


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def _months(days: Sequence[date]) -> list[tuple[int, int]]:
    return sorted({(day.year, day.month) for day in days})


def calendar(year: Year) -> Iterator[str]:
    """A line a day on which anybody heard anything: the summaries by their local time, and whom was asked where."""
    by_day: dict[date, list[tuple[datetime, int, str]]] = {}
    for one in year.heard:
        by_day.setdefault(one[0].date(), []).append(one)
    for day, heard in sorted(by_day.items()):
        told = [f"{where} {_local(moment, ZoneInfo(SCHEDULES[where].zone))}" for moment, _, where in heard if where]
        for zone in (LONDON, NEW_YORK, KOLKATA):
            asked = sorted(person for _, person, _ in heard if person and zone_of(person) is zone)
            at = next((moment for moment, person, _ in heard if person and zone_of(person) is zone), None)
            if at is not None:
                told.append(f"{_local(at, zone)}: {', '.join(map(str, asked))}")
        yield f"{day:%a %d %b %Y}  {' · '.join(told)}"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M %Z}"

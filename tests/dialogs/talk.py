"""A conversation with the dialogs themselves: meanings in, replies out; plans and their fold are real."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dialogs import DIALOGS
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Payload
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from storage.failures import Left
from storage.handed import MadeReport, PutReport, PutTemplate, TemplateEvent
from storage.plan import Change, Plan
from storage.replay import advance, replay
from storage.returns import Return, ReturnRow, plan_as_returned
from storage.rhythm import Rhythm
from storage.rights import PutRights, RightsEvent
from storage.schedule import Schedule
from storage.status import Status
from storage.timescale import Kind, Timescale
from storage.work import Account, Claim, Conversation, PutPerson, PutSchedule, Recorded, Write
from tests.support.plans import ORGANISATION, load_plans

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
JULY = Timescale(text="July", kind=Kind.PERIOD, start=date(2027, 7, 1), end=date(2027, 7, 31))


class Talk:
    """Everybody of a plan in one conversation. `written` is the record of what was written, in order."""

    def __init__(self, *files: str, place: Place = Place.PERSONAL, local: bool = False) -> None:
        plans, self.directory = load_plans(*(HERE / name for name in files or ("oak.yaml",)))
        self.plans = {plan.id: plan for plan in plans}
        self.place = place
        self.local = local
        self.memories: dict[str, Memory] = {}
        self.schedules: tuple[Schedule, ...] = ()
        self.written: list[Write] = []
        self.turns = 0
        self.today = TODAY

    async def say(
        self,
        who: str,
        intent: str,
        *changes: Meant,
        text: str = "",
        press: Payload | None = None,
        kind: MessageKind | None = None,
        **meant: Any,
    ) -> Outcome:
        """One person's message, already understood; what it writes is applied."""
        self.turns += 1
        turn = self._turn(who, Interpretation(text=text, intent=Intent(intent), changes=list(changes), **meant))
        if press is not None:
            payload = press.model_dump(mode="json", exclude_defaults=True)
            message = replace(turn.message, kind=kind or MessageKind.BUTTON, payload=payload)
            turn = replace(turn, message=message)
        outcome = await DIALOGS[turn.meant.intent].run(turn)
        self.memories[who] = outcome.memory or turn.memory
        for write in outcome.writes:
            self._apply(write)
        return outcome

    async def text(self, who: str, intent: str, *changes: Meant, **rest: Any) -> str:
        return (await self.say(who, intent, *changes, **rest)).reply.text

    def meant(self, ref: str, plan: int = 1, **said: Any) -> Meant:
        """A change to one action, resolved as the understanding resolves it."""
        (action,) = self.plans[plan].find(ref)
        return Meant(action=action.ref, plan_id=plan, action_id=action.id, **said)

    def id(self, name: str) -> int:
        person = self.directory.named(name)
        assert person is not None
        return person.id

    def action(self, ref: str, plan: int = 1) -> Any:
        return self.plans[plan].find(ref)[0]

    def _turn(self, who: str, meant: Interpretation) -> Turn:
        now = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(minutes=self.turns)
        message = Message(
            id=str(self.turns),
            kind=MessageKind.NEW,
            organisation=ORGANISATION,
            conversation="here",
            place=self.place,
            sender=Sender("console", who, who),
            text=meant.text,
            sent=now,
            received=now,
        )
        return Turn(
            message=message,
            meant=meant,
            plans=self.plans,
            directory=self.directory,
            speaker=self.directory[self.id(who)],
            memory=self.memories.get(who, Memory()),
            schedules=self.schedules,
            now=now,
            today=self.today,
            zone=ZoneInfo("Europe/London"),
            change_set=f"set {self.turns}",
            past=Past(self.plans, self.written),
            local=self.local,
        )

    def _apply(self, write: Write) -> None:
        self.written.append(write)
        if isinstance(write, Recorded):
            self.plans[write.plan] = advance(self.plans[write.plan], write.changes)
        elif isinstance(write, PutSchedule):
            schedule = replace(write.schedule, id=write.schedule.id or self.turns)
            others = tuple(one for one in self.schedules if one.id != schedule.id)
            self.schedules = (*others, schedule) if schedule.active else others
        elif isinstance(write, PutPerson):
            people = {**self.directory.people, write.person.id: write.person}
            self.directory = replace(self.directory, number=write.expected + 1, people=people)


class Past:
    """The history as the plans themselves carry it: these are too short for any of it to have been forgotten."""

    def __init__(self, plans: dict[int, Plan], written: Sequence[Write] = ()) -> None:
        self._plans = plans
        self._written = written

    async def changes(self, plan: int, action: int | None = None) -> Sequence[Change]:
        return [one for one in self._plans[plan].recent if action in (None, one.subject)]

    async def as_at(self, plan: int, day: date) -> Plan:
        return replay(ORGANISATION, plan, self._plans[plan].recent, day)

    async def as_returned(self, plan: Plan, made: Return) -> Plan:
        return plan_as_returned(await self.changes(plan.id), plan, made)

    async def as_known(self, plan: int, moment: datetime) -> Plan:
        known = [one for one in await self.changes(plan) if one.recorded <= moment]
        return replay(ORGANISATION, plan, known, moment.date())

    async def heard(self, message: str) -> None:
        """Nobody edits what they said here."""

    async def upload(self, upload: str) -> None:
        """Nothing waits for a yes here."""

    async def chat(self, person: int) -> Conversation | None:
        """Everybody has one."""
        return Conversation(ORGANISATION, "console", f"chat {person}")

    async def rights(self) -> Sequence[RightsEvent]:
        return [one for write in self._written if isinstance(write, PutRights) for one in write.events]

    async def schedules_of(self, person: int) -> Sequence[Schedule]:
        return ()

    async def left(self) -> Sequence[Left]:
        return ()

    async def claims(self) -> Sequence[Claim]:
        return ()

    async def rhythm(self, today: date) -> Rhythm:
        """Nobody is away, and nobody was asked."""
        return Rhythm()

    async def accounts(self, person: int) -> Sequence[Account]:
        return ()

    async def returns(self) -> Sequence[Return]:
        return ()

    async def return_rows(self, plan: int, label: str, version: int) -> Sequence[ReturnRow]:
        return ()

    async def return_numbers(self, plan: int, made: Return) -> Mapping[Status | None, int]:
        return {}

    async def templates(self) -> Sequence[TemplateEvent]:
        return [one.event for one in self._written if isinstance(one, PutTemplate)]

    async def template(self, id_: str) -> bytes | None:
        return next(
            (one.content for one in self._written if isinstance(one, PutTemplate) and one.event.id == id_), None
        )

    async def reports(self, plan: int) -> Sequence[MadeReport]:
        return [one.report for one in self._written if isinstance(one, PutReport) and one.report.plan == plan]

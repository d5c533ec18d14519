"""What a dialog is given, and what it gives back. A dialog decides; it writes nothing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from dialogs.authority import authority
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind
from dialogs.reply import Payload, Reply, read_payload
from dialogs.understanding.interpretation import Interpretation
from storage.audit import Entry
from storage.failures import Left, Unreached
from storage.handed import MadeReport, TemplateEvent
from storage.numbering import Stamp, number
from storage.people import Directory, Person
from storage.plan import Change, Draft, Plan, PlanState
from storage.rebase import followed
from storage.replay import advance
from storage.returns import Return, ReturnRow
from storage.rhythm import Rhythm
from storage.rights import RightsEvent
from storage.schedule import Schedule
from storage.status import Status
from storage.work import Account, Claim, Conversation, Heard, Recorded, Write


class Past(Protocol):
    """The history, for the dialogs that ask about it: the one thing that a dialog awaits."""

    async def changes(self, plan: int, action: int | None = None) -> Sequence[Change]:
        """Every change of a plan (or of one of its actions), in order of sequence."""
        ...

    async def as_at(self, plan: int, day: date) -> Plan:
        """The plan as it stood at the end of a day."""
        ...

    async def as_returned(self, plan: Plan, made: Return) -> Plan:
        """The plan as a return of it shows it; `plan` is the plan as it is."""
        ...

    async def as_known(self, plan: int, moment: datetime) -> Plan:
        """The plan as everybody could read it at a moment (UTC): every change recorded by then."""
        ...

    async def heard(self, message: str, *, anywhere: bool = False) -> Heard | None:
        """A message of this conversation (or the last of any) as it was first heard; None where it never was."""
        ...

    async def unreached(self) -> Sequence[Unreached]:
        """Whom and what messages of ours do not reach, the longest first."""
        ...

    async def left(self) -> Sequence[Left]:
        """Where the bot was removed and is not back, with what rests there, the longest ago first."""
        ...

    async def upload(self, upload: str) -> Mapping[str, Any] | None:
        """A document that waits for a yes, as it was put; None where it waits no more."""
        ...

    async def claims(self) -> Sequence[Claim]:
        """Who waits for an officer to say who they are, oldest first."""
        ...

    async def rhythm(self, today: date) -> Rhythm:
        """Who is away, what rests, and what was asked of whom lately."""
        ...

    async def accounts(self, person: int) -> Sequence[Account]:
        """The chat accounts that are linked with a person."""
        ...

    async def chat(self, person: int) -> Conversation | None:
        """The chat in which a person can be told something alone; None where they have none."""
        ...

    async def returns(self) -> Sequence[Return]:
        """Every return of the organisation, by plan and date."""
        ...

    async def return_rows(self, plan: int, label: str, version: int) -> Sequence[ReturnRow]:
        """One version of a frozen return; empty where there is none."""
        ...

    async def return_numbers(self, plan: int, made: Return) -> Mapping[Status | None, int]:
        """How many actions a frozen return keeps with each status."""
        ...

    async def rights(self) -> Sequence[RightsEvent]:
        """The last changes of who is what, to whom people report and who is here, oldest first."""
        ...

    async def schedules_of(self, person: int) -> Sequence[Schedule]:
        """What somebody has set up and is posted still."""
        ...

    async def entries(self, plan: int) -> Sequence[Entry]:
        """Everything that is recorded of a plan and its returns, for an auditor."""
        ...

    async def registered(self) -> Sequence[Entry]:
        """What is recorded beside the plans, for an auditor: of rights, and of who was asked."""
        ...

    async def reports(self, plan: int) -> Sequence[MadeReport]:
        """The reports of a plan that were made, the newest last."""
        ...

    async def templates(self) -> Sequence[TemplateEvent]:
        """All that was said of templates, the newest last."""
        ...

    async def template(self, id_: str) -> bytes | None:
        """The document that was handed in as a template; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One message with everything that it is decided against."""

    message: Message
    meant: Interpretation
    plans: dict[int, Plan]
    directory: Directory
    speaker: Person
    memory: Memory
    schedules: tuple[Schedule, ...]
    now: datetime  # UTC
    today: date
    zone: ZoneInfo
    change_set: str
    past: Past
    source: str | None = None  # what the words come from, where it is not the message: a returned sheet
    unseen: tuple[Plan, ...] = ()  # plans that are not there for the speaker: only their codes are taken
    local: bool = False  # this machine only, no app id: who somebody is may be picked

    @property
    def live(self) -> tuple[Plan, ...]:
        return tuple(plan for plan in self.plans.values() if plan.state is PlanState.LIVE)

    @property
    def private(self) -> bool:
        return self.message.place == "personal"

    @property
    def press(self) -> Payload | None:
        """What the button carried; None for what was not pressed, and for what is no payload of ours."""
        if self.message.kind not in (MessageKind.BUTTON, MessageKind.FORM):
            return None
        return read_payload(self.message.payload)

    @property
    def origin(self) -> dict[str, Any]:
        """The parts of a payload that bring back the card which was pressed; empty where none is brought back."""
        press = self.press
        if press is None or press.back is None:
            return {}
        return press.model_dump(include={"back", "filter", "page", "moves", "spared"})

    def after(self, writes: Sequence[Write]) -> "Turn":
        """The turn with the plans as what was written leaves them."""
        plans = dict(self.plans)
        for write in writes:
            if isinstance(write, Recorded):
                plans[write.plan] = followed(plans[write.plan], write)
        return replace(self, plans=plans)

    def record(self, plan: Plan, drafts: Sequence[Draft]) -> tuple[Plan, Recorded]:
        """Number some drafts as this turn's changes: the plan after them, and the write that keeps them."""
        stamp = Stamp(
            recorded=self.now,
            today=self.today,
            recorder=self.speaker.id,
            source=self.source or f"{self.message.sender.channel}: {self.message.id}",
            change_set=self.change_set,
        )
        numbered = number(plan, drafts, stamp)
        changes = tuple(
            replace(one, authority=authority(self.speaker, plan, one.subject, self.directory)) for one in numbered
        )
        after = advance(plan, changes)
        return after, Recorded(plan.id, plan.number, changes, after)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something that is said in another conversation than the one in which it was decided."""

    conversation: str
    channel: str
    reply: Reply
    redraws: str | None = None  # the channel's id of an earlier message of ours that it quietly replaces
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a dialog decided: what is said, what is written, and what the conversation remembers from now on."""

    reply: Reply | None  # None: nothing is to be said
    writes: tuple[Write, ...] = ()
    memory: Memory | None = None  # None: as it was
    also: tuple[Reply, ...] = field(default=())
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def replies(self) -> tuple[Reply, ...]:
        return (self.reply, *self.also) if self.reply else self.also

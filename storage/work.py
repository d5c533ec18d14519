"""What one turn loads and what it writes: values. A turn calls storage twice, `Store.load` and `Store.flush`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.handed import PutReport, PutTemplate
from storage.people import Directory, Person
from storage.plan import Change, Plan
from storage.returns import PutReturn
from storage.rhythm import Absence, DropPrompt, PutAbsence, PutPrompt, PutSnooze
from storage.rights import PutRights
from storage.schedule import Schedule


class StorageError(Exception):
    """Base of everything storage can refuse. The text is fit to be shown; nothing of the work was kept."""


class Stale(StorageError):
    """Somebody else has written since the load: load again and decide again."""


class Away(StorageError):
    """The database is locked, full or gone. Nothing was recorded."""


class Unsure(Away):
    """The database went away while it was committing: whether the work was kept can only be seen when it is back."""


class SchemaTooOld(StorageError):
    """The database's schema is not the one of this version; `planminder database upgrade` brings it up."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A chat identity: a channel and the id that it gives to somebody."""

    channel: str
    id: str


COMMAND_LINE = "command line"  # `Account.verified_by`: whoever runs the bot says so


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of a chat identity: the person that it is linked to, and what its channel's directory says of it.

    `email` and `login` are verified by that directory. `seen` is when it was asked; None: not yet.
    """

    identity: Identity
    person: int | None = None
    verified_by: str | None = None  # "directory", COMMAND_LINE, "picked on this machine", an officer's id
    linked: datetime | None = None
    name: str = ""
    email: str | None = None
    login: str | None = None
    guest: bool = False
    zone: str | None = None
    locale: str | None = None
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An identity that may be somebody and is not shown to be: an officer decides.

    `candidates` are the people it may be, and `why` says what is not certain: `name` (the name alone fits), `said`
    (they say so), `taken` (the person has another account there), `several` (more than one person fits), `differs`
    (the address is one person's and the name another's). `outcome` is None until it is `accepted` or `refused`.
    """

    id: str
    identity: Identity
    conversation: str  # where they are told
    why: str
    candidates: tuple[int, ...]
    made: datetime
    version: int = 0  # of what is stored; 0: nothing yet
    outcome: str | None = None
    settled_by: int | None = None
    account: Account | None = None  # whose it is, where claims are listed
    held: int = 0  # messages kept until it is settled, where claims are listed


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is kept until it is certain who wrote it. `said` is its dump.

    Storage looks at nothing of that but `in_reply_to`, which an edit names its message by.
    """

    conversation: str
    message: str
    identity: Identity
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place to talk in. `reference` is what its channel needs to reach it later.

    `title` is what people call it; `within` is the team or workspace that it lies in and goes with. `gone`: the bot was
    removed there, so that nothing can be sent; it is known of what was stored, not of where somebody speaks just now.
    """

    organisation: str
    channel: str
    id: str
    place: str = "personal"
    zone: str | None = None
    reference: Mapping[str, Any] = field(default_factory=dict)
    title: str | None = None
    within: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Try:
    """A try to deliver a message that has begun: its number, from 1, and when."""

    number: int
    began: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message of ours on its way. `cause` is unique: the same cause is never sent twice.

    `reply` is the dump of a dialogs Reply; storage does not look inside. `sent_id` is the channel's id once there.
    `to` is the identity, of this channel, whose eyes alone it is for, and `address` how that one is reached; `person`
    is who is told something that they had not asked for. `redraws` is the channel's id of an earlier message of ours in
    whose place this one goes, told to nobody; where that is gone it goes nowhere. `trying` is the try that is recorded
    already; a turn's own first one is not.
    """

    cause: str
    conversation: str
    channel: str
    reply: Mapping[str, Any]
    in_reply_to: str | None = None
    thread: str | None = None  # the channel's id of the thread that it belongs into
    to: str | None = None
    person: int | None = None
    address: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None  # None: at once
    redraws: str | None = None
    sent_id: str | None = None
    tries: int = 0
    trying: Try | None = field(default=None, compare=False)
    made_of: object = field(default=None, compare=False, repr=False)  # what was dumped, where this process did it


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A message of ours that carries files, and the identity, of the same channel, that alone it is for."""

    channel: str
    to: str | None
    reply: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was heard, kept so that a redelivery is recognised and a change can say its source."""

    id: str
    text: str
    sent: datetime
    received: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that was taken before, with what was answered to it and not yet sent."""

    message: str
    unsent: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """When the bot was last added to a conversation and last removed from it. UTC; the later one holds."""

    added: datetime | None = None
    removed: datetime | None = None

    @property
    def there(self) -> bool:
        """It was added, and has not been removed since."""
        return self.added is not None and not self.gone

    @property
    def gone(self) -> bool:
        return self.removed is not None and (self.added is None or self.added < self.removed)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a turn starts from. `memory` is the dump of the conversation's memory of this identity."""

    plans: Mapping[int, Plan]
    directory: Directory
    person: int | None  # the person that this identity is linked to
    memory: Mapping[str, Any] | None
    memory_version: int
    schedules: tuple[Schedule, ...]  # of this conversation, active ones
    seen: Seen | None = None
    card: tuple[tuple[int, int], ...] = ()  # plan and action of what the message of ours shows that is answered
    account: Account | None = None
    claim: Claim | None = None  # this identity's, open or refused
    presence: Presence = Presence()  # of the bot in this conversation
    covers: tuple[Absence, ...] = ()  # absences with a delegate, some of them to come
    waits: datetime | None = None  # since when something of ours is to be sent here and has not been
    unseen: tuple[Plan, ...] = ()  # taken out of `plans`, as they do not exist for whoever speaks


# --- what can be written ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    """Changes to one plan, numbered after `expected`. With `expected` 0 the plan is new.

    `after`: the plan that they were seen to make, where it was made already; what is kept follows from them alone.
    """

    plan: int
    expected: int
    changes: tuple[Change, ...]
    after: Plan | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class PutPerson:
    """A person, new or amended; `expected` is the directory's number that it was decided against.

    Everybody of one piece of work was decided against one directory, and makes the next one together.
    """

    person: Person
    expected: int


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """This chat identity is that person. None as person undoes the link."""

    identity: Identity
    person: int | None
    verified_by: str  # "picked on this machine", "directory", a person's id


@dataclass(frozen=True, slots=True)
class KnowAccount:
    """What its channel says of an identity; whom it is linked to stays as it is."""

    account: Account


@dataclass(frozen=True, slots=True)
class PutClaim:
    """A claim, new or settled. Raises Stale where somebody else has written since its `version`."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the message that is heard in this work until it is certain who wrote it."""

    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Release:
    """A held message has had its turn: `outcome` says what became of it. Raises Stale where it had it before."""

    conversation: str
    message: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LetGo:
    """Everything that is held of an identity is dropped: it is not whom it said."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Its writer has deleted a message: what is held of it, and of its edits, is dropped. Nothing where none is."""

    identity: Identity
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class PutSchedule:
    """A schedule, new (id 0) or amended."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Added:
    """The bot is in a conversation; `whole`: it was added to it and to everything that lies within it."""

    conversation: str
    at: datetime
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was removed from a conversation and all within it. What waits to be sent there is given up."""

    conversation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PutUpload:
    """A document that was read and waits for a yes, under an id of the caller's; what waits too long is dropped.

    `document` is JSON; storage does not look inside.
    """

    id: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DropUpload:
    """It has been saved, or is not wanted."""

    id: str


Write = (
    Recorded
    | Added
    | Removed
    | PutPerson
    | LinkIdentity
    | KnowAccount
    | PutClaim
    | Hold
    | Release
    | LetGo
    | Withdraw
    | PutSchedule
    | PutUpload
    | DropUpload
    | PutReturn
    | PutReport
    | PutRights
    | PutTemplate
    | PutAbsence
    | PutSnooze
    | PutPrompt
    | DropPrompt
)


@dataclass(frozen=True, slots=True)
class Work:
    """One turn's work, all or nothing."""

    organisation: str
    now: datetime
    writes: tuple[Write, ...] = ()
    conversation: Conversation | None = None
    identity: Identity | None = None
    heard: Heard | None = None
    memory: Mapping[str, Any] | None = None
    memory_version: int = 0
    outgoing: tuple[Outgoing, ...] = ()
    address: Mapping[str, Any] = field(default_factory=dict)  # how the identity is reached alone

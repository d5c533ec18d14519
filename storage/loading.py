"""What a turn starts from, in one statement: pieces of several tables as rows of one shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from storage import tables as t
from storage.prepared import moment
from storage.rhythm import Absence
from storage.rhythm_tables import absences
from storage.schedule import Rule, Schedule
from storage.types import Moment
from storage.work import Account, Claim, Identity, Outgoing, Presence, Seen

SHOWN = 20  # how many of our last messages in a conversation a reply can lean on

COLUMNS = {
    "key": Text,
    "a": Integer,
    "b": Integer,
    "c": Integer,
    "x": Text,
    "y": Text,
    "z": Text,
    "w": Text,
    "at": Moment,
    "until": Moment,
}


@dataclass(slots=True)
class Pieces:
    """The pieces, sorted. `plans` gives each plan's (change number, redactions)."""

    conversation: str
    identity: Identity | None = None
    plans: dict[int, tuple[int, int]] = field(default_factory=dict)
    directory: int = 0
    account: Account | None = None
    claim: Claim | None = None
    memory: Mapping[str, Any] | None = None
    memory_version: int = 0
    schedules: list[Schedule] = field(default_factory=list)
    seen: str | None = None
    unsent: list[tuple[int, Outgoing]] = field(default_factory=list)  # with their places in their conversations
    card: tuple[tuple[int, int], ...] = ()
    presence: Presence = field(default_factory=Presence)
    waits: datetime | None = None
    covers: list[Absence] = field(default_factory=list)

    @property
    def _who(self) -> Identity:
        return self.identity or Identity("", "")

    @property
    def person(self) -> int | None:
        return self.account.person if self.account else None

    @property
    def seen_before(self) -> Seen | None:
        if self.seen is None:
            return None
        ordered = sorted(self.unsent, key=lambda one: (one[1].conversation, one[0]))
        return Seen(self.seen, tuple(one for _, one in ordered))

    def take(self, row: Row[Any]) -> None:
        match row.what:
            case "plan":
                self.plans[row.a] = (row.b, row.c)
            case "directory":
                self.directory = row.a
            case "identity":
                self.account = _account(row, self._who)
            case "claim":
                self.claim = _claim(row, self._who)
            case "memory":
                self.memory, self.memory_version = json.loads(row.x), row.a
            case "schedule":
                self.schedules.append(_schedule(row, self.conversation))
            case "seen":
                self.seen = row.key
            case "unsent":
                self.unsent.append((row.b, _unsent(row)))
            case "cover":
                until = date.fromisoformat(row.y) if row.y else None
                self.covers.append(Absence(row.a, date.fromisoformat(row.x), until, row.b))
            case "presence":
                self.presence = Presence(moment(row.at), moment(row.until))
            case "waits":
                self.waits = moment(row.at)
            case "shown":
                self.card = tuple((plan, action) for plan, action in json.loads(row.x))


def _account(row: Row[Any], identity: Identity) -> Account:
    return Account(
        identity=identity,
        person=row.a,
        name=row.key or "",
        email=row.x,
        login=row.y,
        guest=bool(row.b),
        zone=row.z,
        locale=row.w,
        seen=moment(row.at),
    )


def _claim(row: Row[Any], identity: Identity) -> Claim:
    return Claim(
        id=row.key,
        identity=identity,
        conversation=row.y,
        why=row.z,
        candidates=tuple(json.loads(row.x)),
        made=moment(row.at),
        version=row.a,
        outcome=row.w,
        settled_by=row.b,
    )


def _schedule(row: Row[Any], conversation: str) -> Schedule:
    return Schedule(
        id=row.a,
        conversation=conversation,
        what=row.key,
        rule=Rule.model_validate_json(row.x),
        words=row.y,
        by=row.b,
        plan=row.c,
        next_at=moment(row.at),
        paused=row.z is not None,
        posted=moment(row.until),
    )


def _unsent(row: Row[Any]) -> Outgoing:
    return Outgoing(
        cause=row.key,
        conversation=row.z,
        channel=row.w,
        reply=json.loads(row.x),
        in_reply_to=row.y,
        due=moment(row.at),
        tries=row.a,
    )


@cache
def select_turn() -> CompoundSelect[Any]:
    """Parameters: organisation, conversation, channel, identity, message, answered. One statement is one snapshot."""
    return union_all(
        _plans(),
        _directory(),
        _identity(),
        _claims(),
        _memory(),
        _schedules(),
        _covers(),
        _seen(),
        _unsent_replies(),
        _shown(),
        _presence(),
        _waits(),
    )


def select_numbers() -> CompoundSelect[Any]:
    """The numbers alone; parameter: organisation."""
    return union_all(_plans(), _directory())


def _piece(what: str, **columns: Any) -> Select[Any]:
    """A select in the common shape; what a piece has no use for is NULL."""
    shaped: list[ColumnElement[Any]] = [
        (type_coerce(columns[name], kind) if name in columns else cast(null(), kind)).label(name)
        for name, kind in COLUMNS.items()
    ]
    return select(literal_column(f"'{what}'", Text).label("what"), *shaped)


_organisation = bindparam("organisation", type_=t.organisations.c.id.type)
_conversation = bindparam("conversation", type_=t.organisations.c.id.type)
_channel = bindparam("channel", type_=t.organisations.c.id.type)
_identity_id = bindparam("identity", type_=t.organisations.c.id.type)
_message = bindparam("message", type_=t.organisations.c.id.type)
_answered = bindparam("answered", type_=t.organisations.c.id.type)


def _plans() -> Select[Any]:
    one = t.plans.c
    return _piece("plan", a=one.id, b=one.change_number, c=one.redactions).where(one.organisation_id == _organisation)


def _directory() -> Select[Any]:
    one = t.organisations.c
    return _piece("directory", a=one.directory_number).where(one.id == _organisation)


def _identity() -> Select[Any]:
    one = t.identities.c
    return _piece(
        "identity",
        key=one.name,
        a=one.person_id,
        b=cast(one.guest, Integer),
        x=one.email,
        y=one.login,
        z=one.zone,
        w=one.locale,
        at=one.seen,
    ).where(one.organisation_id == _organisation, one.channel == _channel, one.id == _identity_id)


def _claims() -> Select[Any]:
    """The identity's claim, open or settled: there is one at most."""
    one = t.claims.c
    return _piece(
        "claim",
        key=one.id,
        a=one.version,
        b=one.settled_by,
        x=one.candidates,
        y=one.conversation_id,
        z=one.why,
        w=one.outcome,
        at=one.made,
    ).where(one.organisation_id == _organisation, one.channel == _channel, one.identity_id == _identity_id)


def _presence() -> Select[Any]:
    one = t.conversations.c
    here = one.organisation_id == _organisation, one.id == _conversation
    return _piece("presence", at=one.added, until=one.removed).where(*here)


def _memory() -> Select[Any]:
    one = t.memories.c
    return _piece("memory", a=one.version, x=one.memory).where(
        one.organisation_id == _organisation,
        one.conversation_id == _conversation,
        one.channel == _channel,
        one.identity_id == _identity_id,
    )


def _schedules() -> Select[Any]:
    one = t.schedules.c
    return _piece(
        "schedule",
        key=one.what,
        a=one.id,
        b=one.by_person,
        c=one.plan_id,
        x=one.rule,
        y=one.words,
        z=case((one.paused, "paused")),
        at=one.next_at,
        until=one.posted,
    ).where(one.organisation_id == _organisation, one.conversation_id == _conversation, one.active)


def _covers() -> Select[Any]:
    one = absences.c
    days = {"x": cast(one.since, Text), "y": cast(one.until, Text)}
    return _piece("cover", a=one.person_id, b=one.delegate_id, **days).where(
        one.organisation_id == _organisation, one.delegate_id.is_not(None)
    )


def _seen() -> Select[Any]:
    one = t.messages.c
    return _piece("seen", key=one.id).where(
        one.organisation_id == _organisation, one.conversation_id == _conversation, one.id == _message
    )


def _unsent_replies() -> Select[Any]:
    """In no order: asked for in one, SQLite goes through all messages of the organisation, and not to the few."""
    one = t.outbox.c
    return _piece(
        "unsent",
        key=one.cause,
        a=one.tries,
        b=one.place,
        x=one.reply,
        y=one.in_reply_to,
        z=one.conversation_id,
        w=one.channel,
        at=one.due,
    ).where(
        one.organisation_id == _organisation,
        one.heard_in == _conversation,
        one.heard_id == _message,
        one.redraws.is_(None),
        t.waiting,
    )


def _waits() -> Select[Any]:
    """Since when anything of ours waits to be sent here; what only draws an old card anew keeps nothing waiting."""
    one = t.outbox.c
    here = one.organisation_id == _organisation, one.conversation_id == _conversation
    return _piece("waits", at=func.min(one.due)).where(*here, one.redraws.is_(None), t.waiting)


def _shown() -> Select[Any]:
    """What the message of ours that is answered shows; of one that was replaced, what it shows now."""
    one = t.outbox.c
    latest = (
        select(one.sent_id, one.shows, one.place)
        .where(
            one.organisation_id == _organisation,
            one.conversation_id == _conversation,
            one.sent_id.is_not(None),
            one.shows.is_not(None),
        )
        .order_by(one.place.desc())
        .limit(SHOWN)
        .subquery("shown")
        .c
    )
    named = select(latest.shows).where(latest.sent_id == _answered).order_by(latest.place.desc())
    return _piece("shown", x=named.limit(1).subquery("newest").c.shows)

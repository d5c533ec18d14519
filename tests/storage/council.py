"""An invented council with two people, one plan and three actions, and what they say; values for the storage tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.numbering import Stamp, number
from storage.people import Kind, Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.rights import PutRights, RightsEvent
from storage.schedule import Rule, Schedule
from storage.work import Conversation, Heard, Identity, LinkIdentity, Outgoing, PutPerson, Recorded, Work

COUNCIL = "borsetshire"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANNE = Person(1, "Anne Hale", role=Role.OFFICER, initials=("AH",), emails=("anne@borsetshire.example",))
BEN = Person(2, "Ben Okoro", posts=("Head of Finance",), aliases=("Benny",))
FINANCE = Person(3, "Head of Finance", kind=Kind.POST, holders=(2,))
AT_ANNES = Identity("teams", "29:anne")
AT_BENS = Identity("teams", "29:ben")
PLAN, FIRST, SECOND, THIRD = 1, 4, 5, 6  # the plan, and its actions' ids


def talk(organisation: str = COUNCIL, where: str = "chat-anne") -> Conversation:
    return Conversation(organisation, "teams", where, reference={"service": "https://example.org/"})


def drafts(code: str = "BOR26") -> list[Draft]:
    first, second = {"ref": "1"}, {"ref": "2", "sponsors": [1]}
    return [
        Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": code, "title": "Action plan"}, date(2026, 4, 1)),
        Draft(ChangeKind.RECOMMENDATION, None, first, {"text": "Know the money"}, date(2026, 4, 1)),
        Draft(ChangeKind.RECOMMENDATION, None, second, {"text": "Know the people"}, date(2026, 4, 1)),
        _action("1", -2, [2], "Publish a medium-term plan"),
        _action("2.1", -3, [3], "Ask the staff"),
        _action("2.2", -3, [1], "Answer the staff"),
    ]


def _action(ref: str, recommendation: int, owners: list[int], text: str) -> Draft:
    facts = {"ref": ref, "recommendation": recommendation, "owners": owners, "status": "green"}
    return Draft(ChangeKind.ACTION, None, facts, {"text": text}, date(2026, 4, 1))


def recorded(
    plan: Plan, some: Sequence[Draft], *, day: date | None = None, who: int = 1, at: datetime = NOW
) -> Recorded:
    stamp = Stamp(at, day or at.date(), who, "teams: m", f"set-{plan.number}")
    return Recorded(plan.id, plan.number, number(plan, some, stamp))


def founding(organisation: str = COUNCIL, code: str = "BOR26") -> Work:
    """The people and the plan of a council."""
    people = tuple(PutPerson(person, expected=0) for person in (ANNE, BEN, FINANCE))
    plan = recorded(Plan(organisation, PLAN), drafts(code))
    rights = PutRights((_right(ANNE.id, "role", "officer"), _right(FINANCE.id, "holders", [2])))
    links = (LinkIdentity(AT_ANNES, 1, "directory"), LinkIdentity(AT_BENS, 2, "directory"))
    return Work(organisation, NOW, (*people, rights, plan, *links))


def _right(person: int, what: str, after: Any) -> RightsEvent:
    return RightsEvent(person, what, None, after, None, "command line", "founding")


def update(plan: Plan, action: int, note: str, status: str | None = None, **stamp: Any) -> Recorded:
    facts = {} if status is None else {"status": status}
    return recorded(plan, [Draft(ChangeKind.UPDATE, action, facts, {"note": note})], **stamp)


def turn(message: str, *writes: Any, where: str = "chat-anne", who: Identity = AT_ANNES, **more: Any) -> Work:
    """One turn in a conversation: a message heard, some writes, a reply on its way."""
    heard = Heard(message, "5 amber", NOW, NOW)
    work = {"outgoing": (reply(f"reply:{message}", where),), "memory": {"after": message}, "now": NOW} | more
    return Work(COUNCIL, writes=writes, conversation=talk(where=where), identity=who, heard=heard, **work)


def reply(cause: str, where: str = "chat-anne", **more: Any) -> Outgoing:
    shown = {"text": "Noted.", "plan": PLAN, "actions": [FIRST, SECOND]}
    return Outgoing(cause, where, "teams", shown, **more)


def weekly(next_at: datetime = NOW, number: int = 0, **more: Any) -> Schedule:
    rule = Rule(weekday=0, hour=9)
    return Schedule(number, "chat-anne", "summary", rule, "every Monday at 9", 1, PLAN, next_at, **more)

"""Which plan and which of its returns a message means, and the events that it adds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dialogs.ask import asked
from dialogs.items import Item, plans_meant
from dialogs.reply import Button, Payload, Reply
from dialogs.rhythm.asks import who_is_asked
from dialogs.rhythm.returning import Standing, standing
from dialogs.rights import may, owns, why_not
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks
from dialogs.words import day, joined, say
from storage.plan import Plan
from storage.returns import PutReturn, Return, ReturnEvent, ReturnKind, ReturnRow


@dataclass(frozen=True, slots=True)
class Sight:
    """A return that is meant, its plan, and all returns of that plan."""

    turn: Turn
    plan: Plan
    made: Return
    returns: Sequence[Return]

    def put(self, kind: ReturnKind, rows: Sequence[ReturnRow] = (), **parts: Any) -> PutReturn:
        """The write of one more event."""
        return put(self.turn, self.plan, self.made.label, self.made.number + 1, kind, rows, **parts)


def put(
    turn: Turn,
    plan: Plan,
    label: str,
    sequence: int,
    kind: ReturnKind,
    rows: Sequence[ReturnRow] = (),
    facts: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> PutReturn:
    event = ReturnEvent(plan.id, label, sequence, kind, turn.speaker.id, turn.now, facts or {}, words or {})
    return PutReturn((event,), tuple(rows))


def slots(found: Sight) -> dict[str, object]:
    """A return's name and dates, for the words."""
    return _slots(found.plan, found.made)


def _slots(plan: Plan, made: Return) -> dict[str, object]:
    by = say("return.by", date=day(made.deadline)) if made.deadline else ""
    return {"label": made.label, "plan": plan.code, "date": day(made.as_at), "by": by, "version": made.version}


def state_of(made: Return) -> Literal["open", "closed", "frozen"]:
    """How far a return has come."""
    if made.frozen is not None:
        return "frozen"
    return "closed" if made.closed is not None else "open"


def heading_of(plan: Plan, made: Return) -> str:
    """A return in one line: whose, as at which day, and whether it takes updates, is closed or frozen."""
    return say(f"return.heading_{state_of(made)}", **_slots(plan, made))


def said(words: str) -> Outcome:
    return Outcome(Reply(text=words))


def refusal(turn: Turn) -> Outcome | None:
    """Why somebody who is no performance officer may not; None for an officer, everywhere or of all plans meant."""
    plans = [one for one in plans_meant(turn) if one in turn.live]
    everywhere = may(turn.speaker, "return", None, None, turn.directory)
    if everywhere or (plans and all(may(turn.speaker, "return", one, None, turn.directory) for one in plans)):
        return None
    return said(why_not(turn.speaker, "return", None, None, turn.directory))


def which_plan(turn: Turn, returns: Sequence[Return]) -> Plan | Outcome:
    """The plan that is named, else the only live one, else the only one with a return under way, or with any; else it
    is asked."""
    if not turn.live:
        return said(say("list.no_plan"))
    plans = [one for one in plans_meant(turn) if one in turn.live]
    if not plans:
        return said(say("return.not_live"))
    if len(plans) > 1:
        for having in ({one.plan for one in returns if one.frozen is None}, {one.plan for one in returns}):
            few = [one for one in plans if one.id in having]
            if turn.meant.args.get("do") != "open" and len(few) == 1:
                plans = few
    if len(plans) > 1:
        key = "return.which_plan" if turn.meant.args.get("do") == "open" else "return.which_of"
        words = say(key, plans=joined(one.code for one in plans), plan=plans[0].code)
        codes = [one.code for one in plans]
        pending = turn.meant.model_copy(update={"asks": Asks.WHICH_PLAN, "candidates": codes, "targets": []})
        return asked(turn, words=words, pending=pending)
    return plans[0]


async def sight(turn: Turn, *, frozen: bool = False) -> Sight | Outcome:
    """The return that is named; else the newest that is not frozen, or with `frozen` the newest that is."""
    every = await turn.past.returns()
    plan = which_plan(turn, every)
    if isinstance(plan, Outcome):
        return plan
    mine = [one for one in every if one.plan == plan.id]
    label = turn.meant.args.get("return")
    if label is not None:
        found = [one for one in mine if one.label == label]
        return Sight(turn, plan, found[0], mine) if found else said(say("return.no_such", label=label, plan=plan.code))
    wanted = [one for one in mine if (one.frozen is not None) is frozen] or mine
    return Sight(turn, plan, wanted[-1], mine) if wanted else said(say("return.none", plan=plan.code))


def who(turn: Turn, one: Item) -> tuple[int, ...]:
    """Who is asked about an action, by the same rule as in reminders."""
    return who_is_asked(one.plan, one.action, turn.directory)


def by_person(turn: Turn, items: list[Item]) -> dict[int, list[Item]]:
    """Of whom which actions are asked, in the order of the plan."""
    found: dict[int, list[Item]] = {}
    for one in items:
        for person in who(turn, one):
            found.setdefault(person, []).append(one)
    return found


def own_rows(turn: Turn, plan: Plan, made: Return) -> list[Standing]:
    """What a return asks of the speaker, and of whom they cover for; of who is asked nothing, whatever is theirs."""
    stands = standing(plan, made)
    asked = [one for one in stands if _asked_of(turn, one.item)]
    return asked or [one for one in stands if owns(turn.speaker, plan, one.item.action, turn.directory)]


def _asked_of(turn: Turn, one: Item) -> bool:
    mine = {turn.speaker.id, *turn.directory.covers.get(turn.speaker.id, ())}
    return not mine.isdisjoint(who(turn, one))


def left_of(stands: Sequence[Standing]) -> list[Item]:
    """The rows that are still to be answered."""
    return [one.item for one in stands if not one.done]


async def without_chat(turn: Turn, people: Sequence[int]) -> list[int]:
    """Those of whom no chat account is known."""
    return [one for one in people if not await turn.past.accounts(one)]


def offer_sheets(plan: int) -> Button:
    """The way to the sheets of a plan's return."""
    return Button(label=say("button.sheets"), payload=Payload(act="sheets", plan=plan))

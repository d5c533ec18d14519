"""How a return stands: which actions are answered, which are not, and in which words each is printed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.items import Item, every
from dialogs.shown import NO_CHANGE, due_words, status_words
from dialogs.words import month, say
from storage.plan import Plan, Update
from storage.returns import Return, answered_in
from storage.status import Status

# an update that only hands an action over is no answer
NEWS = frozenset({"status", "timescale", "extension", "steps_done"})


class Answered(StrEnum):
    """What came of asking about one action."""

    YES = "answered"
    LATE = "late"
    NEEDS_WORDS = "needs words"  # red or overdue, and nothing but "no change" or a colour was said
    NO = "outstanding"


@dataclass(frozen=True, slots=True)
class Standing:
    """An action that a return asks about, and what came of it."""

    item: Item
    answered: Answered

    @property
    def done(self) -> bool:
        return self.answered in (Answered.YES, Answered.LATE)


def standing(plan: Plan, made: Return) -> list[Standing]:
    """Every action that the return asks about, in the document's order: those open, and those answered since."""
    return [
        Standing(one, _answered(one, _within(one, made), made))
        for one in every([plan])
        if one.action.open or _within(one, made)
    ]


def outstanding(plan: Plan, made: Return) -> list[Item]:
    """What is still to be asked of somebody; nothing of a return that has ended."""
    return [one.item for one in standing(plan, made) if not one.done] if made.open else []


def _within(one: Item, made: Return) -> list[Update]:
    """The updates that answer: said while the return was open."""
    return [
        update
        for update in one.action.updates
        if update.recorded >= made.opened
        and (made.ended is None or update.recorded <= made.ended)
        and (update.note or update.changed & NEWS)
    ]


def _answered(one: Item, within: list[Update], made: Return) -> Answered:
    if not within:
        return Answered.NO
    told = [update for update in within if update.note and update.note.casefold() != NO_CHANGE]
    if needs_words(one, made) and not told:
        return Answered.NEEDS_WORDS
    late = made.late((told or within)[0].recorded, ZoneInfo(one.plan.zone))
    return Answered.LATE if late else Answered.YES


def needs_words(one: Item, made: Return) -> bool:
    """Red or overdue rows are printed with a sentence."""
    return one.action.open and (one.action.status is Status.RED or one.action.overdue(made.as_at))


def recent(one: Item, made: Return, before: Return | None) -> Update | None:
    """What was said since the last return and before this one opened: it may be the answer already.

    Before the first return it is what was said within the plan's interval.
    """
    since = before.as_at if before else made.as_at - timedelta(days=one.plan.interval_days)
    said = [
        update
        for update in one.action.updates
        if update.note
        and not update.internal
        and update.note.casefold() != NO_CHANGE
        and update.effective > since
        and update.recorded < made.opened
        and not _of_before(update, before, one)
        and not _the_document_s(update, made)
    ]
    return said[-1] if said else None


def _of_before(update: Update, before: Return | None, one: Item) -> bool:
    """Whether the return before has taken it as an answer, though it was said after its day: it is news of no other."""
    return before is not None and answered_in(update.effective, update.recorded, before, ZoneInfo(one.plan.zone))


def _the_document_s(update: Update, made: Return) -> bool:
    """Whether it is what the document said when it was loaded, before the return: that has a column of its own."""
    return update.speaker is None and update.recorded < made.opened


# --- the words that are printed -------------------------------------------------------------------------------------


def previous(made: Return, returns: Iterable[Return]) -> Return | None:
    """The return of the same plan before this one."""
    before = [one for one in returns if one.plan == made.plan and one.as_at < made.as_at]
    return before[-1] if before else None


def drafted(then: Item, made: Return, returns: Iterable[Return]) -> str:
    """An action's wording from the period's publishable notes; of one without news the last accepted words.

    `then` is the action as the return shows it. That nothing has changed is printed where somebody said so; of an
    answer without words, and of none, it is said that this return has no text, before the older one.
    """
    before = previous(made, returns)
    since = before.as_at if before else date.min
    within = [
        update
        for update in then.action.updates
        if since < update.effective <= made.as_at
        and not _of_before(update, before, then)
        and not _the_document_s(update, made)
    ]
    notes = [update.note.strip() for update in within if update.note and not update.internal]
    told = [note for note in notes if note.casefold() != NO_CHANGE]
    if told:
        return " ".join(_sentence(note) for note in told)
    last = _last_accepted(then, made, returns)
    if last is None:
        return say("return.no_text")
    unchanged = bool(notes) and not any(update.changed & NEWS for update in within)
    return say("return.no_change_since" if unchanged else "return.no_text_since", text=last[0], month=month(last[1]))


def _sentence(note: str) -> str:
    """A note as a sentence of its own: with a capital letter, up to a full stop."""
    return f"{note[0].upper()}{note[1:]}{'' if note[-1] in '.!?' else '.'}"


def _last_accepted(then: Item, made: Return, returns: Iterable[Return]) -> tuple[str, date] | None:
    """The last words that an officer has accepted for it, and as at when; without what was added to them since."""
    for one in reversed([one for one in returns if one.plan == made.plan and one.as_at < made.as_at]):
        text = one.texts.get(then.action.id)
        if text is not None and text.accepted_by is not None and not repeats(text.text):
            return text.text, one.as_at
    return None


def repeats(text: str) -> bool:
    """Whether it only says again what an earlier return said."""
    return say("return.no_change_mark") in text or text.startswith(say("return.no_text_mark"))


@dataclass(frozen=True, slots=True)
class Printed:
    """An action's wording in a return, and whether the officer has accepted it."""

    text: str
    accepted: bool
    edited: bool


def printed(then: Item, made: Return, returns: Iterable[Return]) -> Printed:
    """What stands for it: as edited or accepted, else the draft."""
    known = made.texts.get(then.action.id)
    if known is None:
        return Printed(drafted(then, made, returns), accepted=False, edited=False)
    return Printed(known.text, accepted=known.accepted_by is not None, edited=True)


def frozen_row(then: Item, text: Printed) -> Mapping[str, Any]:
    """An action as the frozen return keeps it: what is printed, apart from whatever becomes of the plan."""
    plan, action = then
    return {
        "ref": action.ref,
        "text": action.text,
        "owners": list(action.owners),
        "status": action.status.value if action.status else None,
        "label": status_words(plan, action),
        "due": due_words(action.timescale),
        "end": action.due.isoformat() if action.due else None,
        "first": action.original_end.isoformat() if action.original_end else None,
        "moves": action.moves,
        "update": text.text,
        "accepted": text.accepted,
    }

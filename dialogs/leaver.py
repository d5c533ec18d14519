""" "Jonathan leaves on Friday": what is theirs, who takes each part of it, and then the leaving itself.

One function entered again: each answer names who takes one part, and nothing is written before the last yes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.directory_changes import person_changed
from dialogs.drafting import record_drafts
from dialogs.extending import deciders
from dialogs.focus import did
from dialogs.handed_back import cover_changed, schedule_changed
from dialogs.items import Item, every, several
from dialogs.reply import Reply
from dialogs.rights import changes_what_is_theirs, may, why_not
from dialogs.roles import written
from dialogs.schedule_words import short
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import TAKER, TAKES, Asks
from dialogs.words import day as day_words
from dialogs.words import joined, say
from storage.people import Person
from storage.plan import ChangeKind, Draft, Plan, Recommendation
from storage.rhythm import Absence, PutAbsence
from storage.rights import RightsEvent
from storage.schedule import Schedule
from storage.work import PutSchedule, Write

DAY = timedelta(days=1)
TAKERS = "takers"  # in `Interpretation.args`: who takes which part; 0 for nobody
PARTS = ("owns", "sponsors", "holds", "covers", "below", "scheduled")  # in the order in which they are asked about


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody who leaves has; `decides` are later dates for which nobody else could say yes or no."""

    owns: tuple[Item, ...]
    sponsors: tuple[tuple[Plan, Recommendation], ...]
    holds: tuple[Person, ...]
    covers: tuple[Absence, ...]
    below: tuple[Person, ...]
    scheduled: tuple[Schedule, ...]
    decides: tuple[Item, ...]

    @property
    def parts(self) -> list[str]:
        return [one for one in PARTS if getattr(self, one)]


async def leaves(turn: Turn) -> Outcome:
    """Ask who takes each part of what is theirs, then for a yes to all of it; a leaving that is off is off."""
    person = next((turn.directory[one] for one in turn.meant.people.get("who", ())), None)
    if person is None or not person.speaks:
        return _told(say("people.unknown", name=turn.meant.args.get("who", "")))
    if refusal := _refusal(turn, person):
        return _told(refusal)
    if turn.meant.args["leaves"] is False:
        return _stays(turn, person)
    if turn.meant.args["leaves"] is None:
        return _told(say("leaves.when", name=person.name))
    last, theirs = _last_day(turn), await _theirs(turn, person)
    takers, again = _takers(turn, person)
    left = [one for one in theirs.parts if one not in takers]
    if left:
        first = [again] if again else [] if takers else _listed(turn, person, last, theirs)
        return _ask(turn, "\n".join((*first, _question(turn, theirs, left[0]))), left[0], takers)
    if not turn.meant.args.get(CONFIRMED):
        preview = _preview(turn, person, last, theirs, takers)
        return confirm(_with(turn, takers), "\n".join((*preview, say("leaves.ask"))))
    return _done(turn, person, last, theirs, takers)


def _told(words: str) -> Outcome:
    return Outcome(Reply(text=words))


def _refusal(turn: Turn, person: Person) -> str | None:
    if not may(turn.speaker, "people", None, None, turn.directory):
        officers = joined(one.name for one in turn.directory.officers()) or say("waiting.officers")
        return say("leaves.not_yours", officers=officers) if person == turn.speaker else _why_not(turn)
    officer = may(person, "people", None, None, turn.directory)
    if officer and turn.meant.args["leaves"] is not False and not turn.directory.officers([person.id]):
        return say("roles.last_officer", name=person.name)
    return None


def _why_not(turn: Turn) -> str:
    return why_not(turn.speaker, "people", None, None, turn.directory)


def _last_day(turn: Turn) -> date:
    """The last day here; who "has left" was here until yesterday."""
    given = turn.meant.args["leaves"]
    if given is True:
        return turn.today - DAY
    return given if isinstance(given, date) else date.fromisoformat(str(given))


def _stays(turn: Turn, person: Person) -> Outcome:
    if person.until is None:
        return _told(say("leaves.stays_already", name=person.name))
    return written(turn, say("roles.stays", name=person.name), person_changed(turn, [replace(person, until=None)]))


# --- what is theirs -----------------------------------------------------------------------------------------------


async def _theirs(turn: Turn, person: Person) -> Theirs:
    rhythm = await turn.past.rhythm(turn.today)
    open_ones = [one for one in every(turn.live) if one.action.open]
    return Theirs(
        owns=tuple(one for one in open_ones if person.id in one.action.owners),
        sponsors=tuple(
            (plan, one)
            for plan in turn.live
            for one in plan.recommendations.values()
            if person.id in one.sponsors and any(plan.actions[action].open for action in one.actions)
        ),
        holds=tuple(one for one in turn.directory.people.values() if person.id in one.holders),
        covers=tuple(
            one
            for one in rhythm.absences
            if one.delegate == person.id and one.person != person.id and (one.until or date.max) >= turn.today
        ),
        below=tuple(one for one in turn.directory.here() if one.manager == person.id),
        scheduled=tuple(await turn.past.schedules_of(person.id)),
        decides=tuple(one for one in open_ones if _only_decider(turn, one, person)),
    )


def _only_decider(turn: Turn, found: Item, person: Person) -> bool:
    able = deciders(found.plan, found.action, turn.directory) if found.action.extension else []
    return [one.id for one in able] == [person.id]


def _shown(turn: Turn, theirs: Theirs, part: str) -> str:
    """Of a part of what is theirs each thing by its name."""
    if part in ("owns", "decides"):
        return refs_shown(list(getattr(theirs, part)), several(turn))
    if part == "sponsors":
        return joined(_recommendation(turn, *one) for one in theirs.sponsors)
    if part == "covers":
        return joined(turn.directory.name(one.person) for one in theirs.covers)
    if part == "scheduled":
        return joined(short(turn.plans, one) for one in theirs.scheduled)
    return joined(one.name for one in getattr(theirs, part))


def _recommendation(turn: Turn, plan: Plan, one: Recommendation) -> str:
    return say("update.plan_ref", plan=plan.code, ref=one.ref) if several(turn) else one.ref


def _listed(turn: Turn, person: Person, last: date, theirs: Theirs) -> list[str]:
    shown = [*theirs.parts, *(["decides"] if theirs.decides else [])]
    return [_leaving(turn, person, last), *(say(f"leaves.{one}", what=_shown(turn, theirs, one)) for one in shown)]


def _leaving(turn: Turn, person: Person, last: date) -> str:
    return say("leaves.left" if last < turn.today else "leaves.leaves", name=person.name, date=day_words(last))


# --- who takes it -------------------------------------------------------------------------------------------------


def _takers(turn: Turn, person: Person) -> tuple[dict[str, int], str]:
    """Who takes which part, with the answer that has just come; and why that answer will not do."""
    takers = {str(part): int(one) for part, one in dict(turn.meant.args.get(TAKERS, {})).items()}
    part = turn.meant.args.get(TAKES)
    if part is None or TAKER not in turn.meant.people:
        return takers, ""
    given = next(iter(turn.meant.people[TAKER]), 0)
    taker = turn.directory.people.get(given)
    if given == person.id:
        return takers, say("leaves.themselves", name=person.name)
    if taker is not None and not taker.speaks and part != "owns":
        return takers, say("leaves.no_person", name=taker.name)
    if taker is not None and taker.speaks and not changes_what_is_theirs(taker, turn.live, turn.directory):
        return takers, say("leaves.reader", name=taker.name)
    if taker is not None and taker.until is not None:
        return takers, say("leaves.leaves_too", name=taker.name)
    return {**takers, str(part): given}, ""


def _question(turn: Turn, theirs: Theirs, part: str) -> str:
    return say(f"leaves.who_{part}", n=len(getattr(theirs, part)), what=_shown(turn, theirs, part))


def _with(turn: Turn, takers: dict[str, int], part: str | None = None) -> Turn:
    args: dict[str, Any] = {**turn.meant.args, TAKERS: takers}
    args = {**args, TAKES: part} if part else {key: value for key, value in args.items() if key != TAKES}
    people = {key: ids for key, ids in turn.meant.people.items() if key != TAKER}
    return replace(turn, meant=turn.meant.model_copy(update={"args": args, "people": people}))


def _ask(turn: Turn, words: str, part: str, takers: dict[str, int]) -> Outcome:
    pending = _with(turn, takers, part).meant
    pending = pending.model_copy(update={"asks": Asks.WHICH_PERSON, "candidates": [], "targets": []})
    outcome = asked(turn, words=words, pending=pending)
    if outcome.reply is None or outcome.reply.card is None:
        return outcome
    heading, *more = words.split("\n")
    card = outcome.reply.card.model_copy(update={"heading": heading, "paragraphs": tuple(more)})
    return replace(outcome, reply=outcome.reply.model_copy(update={"card": card}))


def _preview(turn: Turn, person: Person, last: date, theirs: Theirs, takers: dict[str, int]) -> list[str]:
    rows = [
        say(
            "leaves.row",
            what=say(f"leaves.{one}", what=_shown(turn, theirs, one)).rstrip("."),
            taker=_name(turn, takers[one]),
        )
        for one in theirs.parts
    ]
    return [_leaving(turn, person, last), *rows]


def _name(turn: Turn, taker: int) -> str:
    return turn.directory.name(taker) if taker else say("leaves.nobody")


# --- done ---------------------------------------------------------------------------------------------------------


def _done(turn: Turn, person: Person, last: date, theirs: Theirs, takers: dict[str, int]) -> Outcome:
    _, recorded = record_drafts(turn, list(_drafts(theirs, person.id, takers)))
    news = [*_handed(theirs, person.id, takers), replace(person, until=last)]
    others: list[Write] = []
    kept: list[RightsEvent] = []
    if covers := takers.get("covers"):
        others += [PutAbsence(replace(one, delegate=covers)) for one in theirs.covers]
        kept += [cover_changed(turn, one, replace(one, delegate=covers)) for one in theirs.covers]
    if by := takers.get("scheduled"):
        others += [PutSchedule(replace(one, by=by)) for one in theirs.scheduled]
        kept += [schedule_changed(turn, one, by) for one in theirs.scheduled]
    words = "\n".join((*_preview(turn, person, last, theirs, takers), say("leaves.done", name=person.name)))
    outcome = written(turn, words, (*recorded, *person_changed(turn, news, kept), *others))
    memory = outcome.memory or turn.memory
    return replace(outcome, memory=memory.model_copy(update={"done": (*did(turn, recorded), *memory.done)}))


def _drafts(theirs: Theirs, person: int, takers: dict[str, int]) -> Iterator[tuple[Plan, Draft]]:
    if owner := takers.get("owns"):
        for plan, action in theirs.owns:
            owners = _instead(action.owners, person, owner)
            yield plan, Draft(ChangeKind.UPDATE, action.id, {"owners": owners})
    if sponsor := takers.get("sponsors"):
        for plan, one in theirs.sponsors:
            yield plan, Draft(ChangeKind.EDIT, one.id, {"sponsors": _instead(one.sponsors, person, sponsor)})


def _handed(theirs: Theirs, person: int, takers: dict[str, int]) -> Iterator[Person]:
    if holder := takers.get("holds"):
        yield from (replace(one, holders=tuple(_instead(one.holders, person, holder))) for one in theirs.holds)
    if manager := takers.get("below"):
        yield from (replace(one, manager=manager if one.id != manager else None) for one in theirs.below)


def _instead(some: tuple[int, ...], old: int, new: int) -> list[int]:
    return list(dict.fromkeys(new if one == old else one for one in some))

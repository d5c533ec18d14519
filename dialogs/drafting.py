"""What was meant → the changes that record it. Nothing is decided here about who may."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.ask import CONFIRMED
from dialogs.extending import Dated, asked_for, dated
from dialogs.items import Item
from dialogs.shown import NO_CHANGE
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Meant
from dialogs.words import day
from storage.plan import Change, ChangeKind, Draft, Plan
from storage.replay import extension_from
from storage.status import Status
from storage.timescale import Kind, Timescale
from storage.work import Recorded

Wanted = tuple[Item, Meant]


def draft(turn: Turn, found: Item, meant: Meant) -> Draft:
    """One action's update: facts apart from words, each key only where it was said."""
    facts: dict[str, Any] = {}
    words: dict[str, Any] = {key: getattr(meant, key) for key in ("note", "decision", "evidence") if meant.has(key)}
    if meant.has("status") and meant.step is None:
        facts["status"] = meant.status.value if meant.status else None
    said_by = speaker_id(turn, meant)
    if (date_said := _dated(turn, found, meant, said_by or turn.speaker.id)) is not None:
        facts, words = facts | date_said[0], words | date_said[1]
    if meant.owner_ids is not None:
        facts["owners"] = list(meant.owner_ids)
    if meant.step is not None:
        facts |= _of_step(meant.step, meant)
    elif meant.status is Status.COMPLETE and turn.meant.args.get(CONFIRMED) and len(turn.meant.changes) == 1:
        facts |= _all_steps(found)  # "all of it", said after it was asked
    if meant.internal:
        facts["internal"] = True
    return Draft(ChangeKind.UPDATE, found.action.id, facts, words, meant.effective, said_by)


def _dated(turn: Turn, found: Item, meant: Meant, by: int) -> Dated | None:
    """The date that was said; a reason that follows a wish without one goes with it."""
    if meant.has("due") or meant.has("timescale"):
        to, hidden = timescale_of(meant), bool(meant.internal)
        return dated(turn, found, to, by, meant.note, internal=hidden, effective=meant.effective)
    asked = found.action.extension
    if asked is None or asked.reason or asked.by != by or asked.day != turn.today:
        return None
    if not meant.note or meant.note.casefold() == NO_CHANGE:
        return None
    return asked_for(replace(asked, reason=meant.note, internal=bool(meant.internal)))


def said_date(change: Change) -> tuple[Timescale | None] | None:
    """The date that a recorded update had said, whether it stands or was asked for; None where it said none."""
    if "timescale" in change.facts:
        return (timescale_from(change.facts["timescale"], change.words.get("timescale")),)
    asked = extension_from(change.facts.get("extension"), change.words.get("extension"))
    return (asked.to,) if asked else None


def _of_step(step: int, meant: Meant) -> dict[str, Any]:
    """A step is done or it is not; the action keeps its own status."""
    done = {"steps_done": {str(step): meant.status is Status.COMPLETE}} if meant.has("status") else {}
    return {"step": step, **done}


def _all_steps(found: Item) -> dict[str, Any]:
    left = {str(place): True for place, step in enumerate(found.action.steps, start=1) if not step.done}
    return {"steps_done": left} if left else {}


def news(found: Item, meant: Meant) -> Meant:
    """What was meant, less a date that stands already."""
    if not (meant.has("due") or meant.has("timescale")) or not _same(timescale_of(meant), found.action.timescale):
        return meant
    return Meant(**{key: getattr(meant, key) for key in meant.model_fields_set - {"due", "timescale"}})


def _same(said: Timescale | None, standing: Timescale | None) -> bool:
    """What stands already, said in other words: the plan keeps its own."""
    if said is None or standing is None:
        return said is standing
    return said.end == standing.end if said.end else said.kind is standing.kind


def timescale_of(meant: Meant) -> Timescale | None:
    """The timescale that was said; a bare date, as a form gives it, is its own timescale; None takes the date off."""
    if meant.timescale is not None or meant.due is None:
        return meant.timescale
    return Timescale(text=day(meant.due), kind=Kind.DATE, start=meant.due, end=meant.due)


def timescale_from(facts: Mapping[str, Any] | None, words: Mapping[str, Any] | None) -> Timescale | None:
    """The timescale that a change carries, its facts and its words put together again."""
    if facts is None:
        return None
    return Timescale.model_validate({"kind": Kind.UNCLEAR, "text": "", **facts, **(words or {})})


def speaker_id(turn: Turn, meant: Meant) -> int | None:
    """Whose words they are, where somebody passes them on; None where they are the speaker's own or nobody known."""
    if not meant.speaker:
        return None
    resolved = turn.meant.people.get("speaker")
    named = turn.directory.named(meant.speaker)
    return resolved[0] if resolved and len(resolved) == 1 else named.id if named else None


def record(turn: Turn, wanted: list[Wanted]) -> tuple[dict[int, Plan], tuple[Recorded, ...]]:
    """All of one message's updates as one change set: each plan after them, and what keeps them."""
    return record_drafts(turn, [(found.plan, draft(turn, found, news(found, meant))) for found, meant in wanted])


def record_drafts(turn: Turn, drafts: list[tuple[Plan, Draft]]) -> tuple[dict[int, Plan], tuple[Recorded, ...]]:
    """Drafts of one or several plans, numbered plan by plan."""
    after: dict[int, Plan] = {}
    writes: list[Recorded] = []
    for plan in {plan.id: plan for plan, _ in drafts}.values():
        after[plan.id], written = turn.record(plan, [one for of, one in drafts if of.id == plan.id])
        writes.append(written)
    return after, tuple(writes)

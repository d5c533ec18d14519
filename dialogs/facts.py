"""Everything that is known of one action, as label and value, and which notes may be shown where."""

from dialogs.items import Item
from dialogs.parties import party
from dialogs.reply import Fact
from dialogs.rights import may
from dialogs.shown import asked_words, due_words, overdue_words, status_shown
from dialogs.turn import Turn
from dialogs.words import cut, day, joined, say, span
from storage.plan import Action, Plan, Recommendation, Step, Update
from storage.timescale import Timescale

LONG = 300
CHANGED = ("timescale", "extension", "owners", "steps_done")  # what an update without a note or a status is told by


def of(turn: Turn, found: Item) -> tuple[Fact, ...]:
    """The facts of an action's card, those that say nothing left out."""
    plan, action = found
    recommendation = found.recommendation
    pairs = [
        ("recommendation", _recommendation(recommendation, action)),
        ("section", recommendation.section),
        ("owners", joined(party(turn.directory, one) for one in action.owners) or say("show.not_owned")),
        ("sponsor", joined(turn.directory.names(recommendation.sponsors))),
        ("due", due(action)),
        ("asked", asked(turn, found)),
        ("status", _status(plan, action, turn)),
        ("decision", decision(turn, found)),
        ("last", last(turn, found)),
        ("measure", cut(action.measure, LONG) if action.measure else None),
        ("steps", "; ".join(map(step, action.steps))),
    ]
    return tuple(Fact(label=say(f"show.{key}"), value=value) for key, value in pairs if value)


def of_recommendation(turn: Turn, recommendation: Recommendation) -> tuple[Fact, ...]:
    pairs = [
        ("section", recommendation.section),
        ("response", cut(recommendation.response, LONG) if recommendation.response else None),
        ("sponsor", joined(turn.directory.names(recommendation.sponsors))),
        ("see", joined(recommendation.see)),
    ]
    return tuple(Fact(label=say(f"show.{key}"), value=value) for key, value in pairs if value)


def _recommendation(recommendation: Recommendation, action: Action) -> str | None:
    if recommendation.text.strip() == action.text.strip():
        return None
    return f"{recommendation.ref} {cut(recommendation.text, LONG)}".strip()


def _status(plan: Plan, action: Action, turn: Turn) -> str:
    late = overdue_words(action.due, turn.today) if action.due and action.overdue(turn.today) else ""
    return " · ".join(part for part in (status_shown(plan, action), late) if part)


def due(action: Action) -> str:
    """The plan's words, our reading of them where it says more, the first date and how often it moved."""
    timescale = action.timescale
    if timescale is None:
        return say("show.not_dated")
    words = due_words(timescale, LONG)
    beside = [_read(timescale, words), _moved(action)]
    said = say("show.and_also").join(one for one in beside if one)
    return say("show.due_beside", words=words, beside=said) if said else words


def _read(timescale: Timescale, words: str) -> str:
    """Our reading of the plan's words, where it says more than they do."""
    end = timescale.end
    if end is None or words == span(timescale.start, end) or day(end) in words:
        return ""
    return say("show.due_read", date=day(end))


def _moved(action: Action) -> str:
    first = action.original_end
    if first is None or action.timescale is None or first == action.timescale.end:
        return ""
    return say("show.due_moved", n=action.moves, first=day(first))


def asked(turn: Turn, found: Item) -> str | None:
    """The later date that somebody asks for, who and why, where it still waits."""
    wish = found.action.extension
    if wish is None or not found.action.open:
        return None
    hidden = wish.internal and not may_read_internal(turn, found)
    why = say("extension.because", reason=cut(wish.reason, LONG)) if wish.reason and not hidden else ""
    return say("extension.fact", date=asked_words(wish), who=turn.directory.name(wish.by), on=day(wish.day), why=why)


def step(one: Step) -> str:
    text = say("show.step_due", text=one.text, due=due_words(one.timescale)) if one.timescale else one.text
    return say("show.step_done" if one.done else "show.step_open", text=text)


def last(turn: Turn, found: Item) -> str:
    """The newest update that may be shown here."""
    shown = [one for one in found.action.updates if visible(turn, found, one)]
    if not shown:
        return say("show.no_update")
    newest = next((one for one in reversed(shown) if one.note or "status" in one.changed), shown[-1])
    who = say("show.document") if newest.speaker is None else turn.directory.name(newest.speaker)
    said = {"date": day(newest.effective), "who": who}
    if not newest.note:
        what = status_words_of(found.plan, newest)
        return say("show.update_bare", **said, what=what)
    note = say("show.internal", note=newest.note) if newest.internal else newest.note
    return say("show.update", **said, note=cut(note, LONG))


def status_words_of(plan: Plan, update: Update) -> str:
    if "status" in update.changed:
        return plan.scheme.label(update.status)
    return next((say(f"show.changed_{key}") for key in CHANGED if key in update.changed), say("show.changed"))


def visible(turn: Turn, found: Item, update: Update) -> bool:
    return not update.internal or may_read_internal(turn, found)


def may_read_internal(turn: Turn, found: Item) -> bool:
    """Internal words are shown in private only, and there to those who may read them."""
    return turn.private and may(turn.speaker, "internal", found.plan, found.action, turn.directory)


def decision(turn: Turn, found: Item) -> str | None:
    """What has to be decided, in the words that may be shown here."""
    action = found.action
    if not action.decision_internal or may_read_internal(turn, found):
        return action.decision
    return say("summary.decision_internal") if action.decision else None

"""What was said of an action as a change of it: its keys, the words they came from, and what must be asked first."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import said_alone, shifted
from dialogs.understanding.interpretation import Asks, Meant
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.said import Said
from dialogs.understanding.subjects import Settled, Target, action_at
from storage.plan import Action, Plan
from storage.status import Status
from storage.timescale import Kind, Timescale


@dataclass(slots=True)
class Draft:
    """Changes as they are collected, with the first question that stands in their way."""

    changes: list[Meant] = field(default_factory=list)
    asks: Asks | None = None
    candidates: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # numbers that no action has
    steps: list[int] = field(default_factory=list)  # of the one action that is to be completed: its open steps,
    later: list[str] = field(default_factory=list)  # and its dates that lie ahead
    why: list[tuple[str, str]] = field(default_factory=list)  # the person's words, and what they became

    def hold(self, said: Said) -> None:
        """Keep which words stand in the way of what was said, for whoever asks why it is asked."""
        if said.held is not None:
            self.why.append((said.held.words, f"asked first: it {LEXICON.held[said.held.why]}"))

    def ask(self, asks: Asks, candidates: list[str], targets: tuple[Target, ...] = ()) -> None:
        if self.asks is None:
            self.asks, self.candidates, self.targets = asks, candidates, list(targets)
        elif asks is self.asks is Asks.CONFIRM:  # one yes is for all of them
            self.candidates += [one for one in candidates if one not in self.candidates]
            self.targets += [one for one in targets if one not in self.targets]


def change(
    target: Target,
    said: Said,
    note: str | None,
    context: Context,
    settled: Settled,
    draft: Draft,
    ref: Ref | None = None,
) -> None:
    action, plan = action_at(target, context), context.plan(target[0])
    if action is None or plan is None:
        return
    keys: dict[str, Any] = {"action": action.ref, "plan_id": plan.id, "action_id": action.id}
    if settled.step is not None:
        keys["step"], keys["status"] = settled.step, Status.COMPLETE
    elif not settled.partly:
        _add_status(keys, said, plan, settled, draft, target)
    _add_date(keys, said, action, context, settled, draft, target)
    if note is not None:
        keys["note"] = note
    if said.decision or said.decided:
        keys["decision"] = None if said.decided else said.decision
    elif said.taken and action.decision:
        keys["decision"] = None
    if ref is not None and ref.step is not None:
        keys["step"] = ref.step
    if (
        said.done_on is not None
        and said.done_on.day
        and said.done_on.back.end
        and said.done_on.back.end < context.today
    ):
        keys["effective"] = said.done_on.back.end
    if said.evidence:
        keys["evidence"] = said.evidence
    if len(keys) > 3:
        draft.changes.append(Meant(**keys))
        draft.why += _reasons(keys, said, ref)


def _reasons(keys: dict[str, Any], said: Said, ref: Ref | None) -> list[tuple[str, str]]:
    """Which words became the action, its status and its date."""
    found = [(ref.said, f"action {keys['action']}")] if ref is not None else []
    if keys.get("status") is not None and said.statuses:
        found.append((said.statuses[-1].words, f"status {keys['status'].value}"))
    if isinstance(when := keys.get("timescale"), Timescale):
        words = said.dates[0].ahead.text if said.dates else when.text
        found.append((words, f"due {when.end.isoformat()}" if when.end else f"due {when.kind.value}"))
    return found


def _add_status(keys: dict[str, Any], said: Said, plan: Plan, settled: Settled, draft: Draft, target: Target) -> None:
    if settled.status and target in settled.targets:
        keys["status"] = Status(settled.status)
        return
    meant = [word.in_plan(plan) for word in said.statuses]
    certain = {status for status in meant if status is not None}
    if said.either or len(certain) > 1:
        labels = [plan.scheme.label(one) for one in dict.fromkeys(meant) if one is not None]
        every = [] if said.statuses else [plan.scheme.label(one) for one in Status]
        draft.ask(Asks.WHICH_STATUS, labels or every or _late_choices(plan), (target,))
    elif certain:
        keys["status"] = certain.pop()
    elif said.statuses and not (said.dates or said.shift):
        draft.ask(Asks.WHICH_STATUS, _late_choices(plan), (target,))


def unfinished(target: Target, said: Said, context: Context, ref: Ref | None = None) -> bool:
    """Whether calling this action complete passes over open steps or later dates: all of it, or this part?"""
    action, plan = action_at(target, context), context.plan(target[0])
    completes = [word for word in said.statuses if word.in_plan(plan) is Status.COMPLETE]
    if action is None or not action.open or len(completes) != len(said.statuses) or not completes:
        return False
    if ref is not None and ref.step is not None:
        return False
    return bool(open_steps(action) or later_dates(action, context.today))


def open_steps(action: Action) -> list[int]:
    """The places, counted from 1, of the steps that nobody has called done."""
    return [place for place, step in enumerate(action.steps, start=1) if not step.done]


def later_dates(action: Action, today: date) -> list[str]:
    """The dates of a cell with several that lie ahead, where another has passed."""
    parts = action.timescale.parts if action.timescale else ()
    later = [part.text for part in parts if part.end and part.end >= today]
    return later if any(part.end and part.end < today for part in parts) else []


def _late_choices(plan: Plan) -> list[str]:
    return [plan.scheme.label(one) for one in (Status.AMBER, Status.RED)]


def _add_date(
    keys: dict[str, Any],
    said: Said,
    action: Action,
    context: Context,
    settled: Settled,
    draft: Draft,
    target: Target,
) -> None:
    if settled.date_words and target in settled.targets:
        if (when := said_alone(settled.date_words, context.today)) is not None:
            _set_timescale(keys, when.ahead)
    elif said.cleared:
        keys["timescale"] = keys["due"] = None
    elif said.continuous is not None:
        _set_timescale(keys, Timescale(text=_continuous_words(said.continuous), kind=Kind.CONTINUOUS))
    elif said.no_date is not None:
        _set_timescale(keys, Timescale(text=said.no_date, kind=Kind.DEPENDENT))
    elif said.shift is not None and not (said.dates and not said.unsure_date):
        _add_shift(keys, action.due, said.shift, said.unsure_date, draft, target)
    elif said.dates and not said.unsure_date:
        ends = {one.end for one in said.dates} | set(said.dates[0].others)
        if len(ends) == 1:
            _set_timescale(keys, said.dates[0].ahead)
        else:
            draft.ask(Asks.WHICH_DATE, [day.isoformat() for day in sorted(ends)], (target,))
    elif said.unsure_date:
        draft.ask(Asks.WHICH_DATE, [one.end.isoformat() for one in said.dates], (target,))


def _add_shift(
    keys: dict[str, Any],
    due: date | None,
    shift: tuple[int, str],
    unsure: bool,
    draft: Draft,
    target: Target,
) -> None:
    """ "Two weeks later": counted from the action's date; asked for where it has none."""
    if due is None:
        draft.ask(Asks.WHICH_DATE, [], (target,))
        return
    later = _shifted(due, shift)
    if unsure:
        draft.ask(Asks.WHICH_DATE, [later.end.isoformat()] if later.end else [], (target,))
    else:
        _set_timescale(keys, later)


def _set_timescale(keys: dict[str, Any], timescale: Timescale) -> None:
    keys["timescale"], keys["due"] = timescale, timescale.end


def _continuous_words(words: str) -> str:
    found = LEXICON.search("continuous_word", words.casefold())
    return words[found.start() : found.end()] if found else words


def _shifted(due: date, shift: tuple[int, str]) -> Timescale:
    day = shifted(due, *shift)
    month_end = shifted(due, 1, "d").day == 1 and shift[1].startswith(("m", "y"))
    text = f"{day:%B %Y}" if month_end else f"{day.day} {day:%B %Y}"
    start = day.replace(day=1) if month_end else day
    return Timescale(text=text, kind=Kind.PERIOD if month_end else Kind.DATE, start=start, end=day)

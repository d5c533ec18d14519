"""Updates: what each action's segment of a message says, as changes; what is not certain is asked."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dialogs.understanding.clauses import Said, clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import find_dates, shifted
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.segments import Segment, segments_of
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.shared import merged, shared_words
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Found, Settled, Target, action_at, at_hand, names_of, own_actions, resolve
from dialogs.understanding.tokens import tokens_of
from dialogs.understanding.topics import find_topic
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

    def ask(self, asks: Asks, candidates: list[str], targets: tuple[Target, ...] = ()) -> None:
        if self.asks is None:
            self.asks, self.candidates, self.targets = asks, candidates, list(targets)


@dataclass(frozen=True, slots=True)
class Relay:
    """What the whole message says about all its changes: whose words, and whether they are internal."""

    speaker: str | None = None
    internal: bool = False


def read_update(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The message as an update; None where nothing in it is one."""
    relay, rest = _relayed(sentence, context)
    if LEXICON.has("hypothetical", rest.tagged):
        return None
    draft = Draft()
    named = next(iter(rest.plans()), None)
    settled = replace(settled, plan=settled.plan or named)
    rest = _without_plan_names(rest)
    handled = _read_all(rest, context, settled, draft) if rest.units else False
    if not handled and relay.speaker is None:
        return None
    for one in draft.changes:
        if relay.speaker:
            one.speaker = relay.speaker
        if relay.internal:
            one.internal = True
    return Interpretation(
        text=sentence.text,
        intent=Intent.UPDATE,
        changes=draft.changes,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
        unknown=draft.unknown,
    )


def _without_plan_names(sentence: Sentence) -> Sentence:
    """A plan's name is part of the address: it and the "in", "of" before it belong to no note."""
    kept = [
        place
        for place, unit in enumerate(sentence.units)
        if unit.tag != "PLAN" and not _leads_to_plan(sentence, place) and not _ends_plan(sentence, place)
    ]
    return sentence if len(kept) == len(sentence.units) else sentence.only(kept)


def _leads_to_plan(sentence: Sentence, place: int) -> bool:
    after = [unit.tag for unit in sentence.units[place + 1 : place + 3]]
    small = sentence.units[place].tag in ("in", "of", "from", "on", "the", "for")
    return small and bool(after) and (after[0] == "PLAN" or (after[0] == "the" and after[1:] == ["PLAN"]))


def _ends_plan(sentence: Sentence, place: int) -> bool:
    begins = place == 1 and sentence.units[0].tag == "PLAN"
    return (
        place > 0
        and sentence.units[place - 1].tag == "PLAN"
        and (sentence.units[place].tag == "plan" or (begins and sentence.units[place].tag in (":", "-", ",")))
    )


def _relayed(sentence: Sentence, context: Context) -> tuple[Relay, Sentence]:
    """ "From Anne: 5 amber" is Anne's word; "internal: …" stays inside."""
    speaker, internal, first = None, False, 0
    if found := LEXICON.search("relayed", sentence.tagged):
        _, first = sentence.line.span(found)
        who = sentence.part(0, first).people()
        if len(who[0].ids) == 1:
            speaker = context.directory.name(who[0].ids[0])
    rest = sentence.part(first, len(sentence.units)) if first else sentence
    if found := LEXICON.search("internal", rest.tagged):
        begin, end = rest.line.span(found)
        internal = True
        rest = rest.part(end, len(rest.units)) if begin == 0 else rest.part(0, begin)
    return Relay(speaker, internal), rest


def _read_all(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    everything = LEXICON.has("everything", sentence.tagged) and not LEXICON.has("whole_of", sentence.tagged)
    if everything or LEXICON.has("mine_all", sentence.tagged):
        return _bulk(sentence, context, settled, draft)
    segments = segments_of(sentence)
    if not segments:
        return _without_number(sentence, context, settled, draft)
    segments, shared = shared_words(segments)
    handled = any([_segment(one, context, settled, draft) for one in segments])
    if shared is not None and _segment(shared, context, settled, draft):
        draft.changes = merged(draft.changes)
        return True
    return handled


# --- one segment ---------------------------------------------------------------------------------------------------


def _segment(segment: Segment, context: Context, settled: Settled, draft: Draft) -> bool:
    said, note = read_segment(segment, context)
    if not said.tells and note is None and not said.decision:
        return False
    if _rest(segment, context, settled, draft):
        return True
    bulk: list[Target] = []
    for ref in segment.refs:
        found = resolve(ref, context, settled.plan, settled)
        if found.asks:
            draft.unknown += [] if ref.targets else [ref.said]
            draft.ask(found.asks, names_of(found, context), found.fits)
        elif (found.bulk or said.doubted) and not settled.confirmed and _weighty(said):
            bulk += found.targets
        else:
            for target in found.targets:
                change(target, said, note, context, settled, draft, ref)
    if bulk:
        draft.ask(Asks.CONFIRM, names_of(Found(fits=tuple(bulk)), context), tuple(bulk))
    return True


def _rest(segment: Segment, context: Context, settled: Settled, draft: Draft) -> bool:
    """ "Refresher complete, rest of 8 still going": the news is of the part that was named before; of the rest nothing
    is written."""
    clauses = list(clauses_of(segment.lead))
    if not clauses or not LEXICON.has("rest_lead", clauses[-1].tagged):
        return False
    before = segment.lead.part(0, len(segment.lead.units) - len(clauses[-1].units))
    if not any(unit.tag.isalnum() for unit in before.units):
        return bool(draft.changes)
    inside = {(plan, one) for ref in segment.refs for plan, ids in ref.targets.items() for one in ids}
    topic = find_topic(before, context, settled.plan)
    found, cut = Found(asks=Asks.WHICH_ACTION, fits=tuple(sorted(inside))), 0
    if topic is not None and (topic.found.targets or topic.found.fits):
        named = inside.intersection(topic.found.targets or topic.found.fits)
        found, cut = (Found(tuple(named)) if len(named) == 1 else found), topic.last
    if settled.targets:
        found = Found(settled.targets)
    said, note = read_segment(Segment((), before.part(0, 0), before.part(cut, len(before.units))), context)
    return _at(found, said, note, context, settled, draft)


def _weighty(said: Said) -> bool:
    return bool(said.statuses or said.cleared or said.dates or said.shift or said.continuous or said.no_date)


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
    _add_status(keys, said, plan, settled, draft, target)
    _add_date(keys, said, action, context, settled, draft, target)
    if note is not None:
        keys["note"] = note
    if said.decision:
        keys["decision"] = said.decision
    if ref is not None and ref.step is not None:
        keys["step"] = ref.step
    if (
        said.done_on is not None
        and said.done_on.day
        and said.done_on.back.end
        and said.done_on.back.end <= context.today
    ):
        keys["effective"] = said.done_on.back.end
    if len(keys) > 3:
        draft.changes.append(Meant(**keys))


def _add_status(keys: dict[str, Any], said: Said, plan: Plan, settled: Settled, draft: Draft, target: Target) -> None:
    if settled.status and target in settled.targets:
        keys["status"] = Status(settled.status)
        return
    meant = [word.in_plan(plan) for word in said.statuses]
    certain = {status for status in meant if status is not None}
    if said.either or len(certain) > 1:
        labels = [plan.scheme.label(one) for one in dict.fromkeys(meant) if one is not None]
        draft.ask(Asks.WHICH_STATUS, labels or _late_choices(plan), (target,))
    elif certain:
        keys["status"] = certain.pop()
    elif said.statuses and not (said.dates or said.shift):
        draft.ask(Asks.WHICH_STATUS, _late_choices(plan), (target,))


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
        found = find_dates(tokens_of(settled.date_words), settled.date_words, context.today)
        if found:
            _set_timescale(keys, found[0].ahead)
    elif said.cleared:
        keys["timescale"] = keys["due"] = None
    elif said.continuous is not None:
        _set_timescale(keys, Timescale(text=_continuous_words(said.continuous), kind=Kind.CONTINUOUS))
    elif said.no_date is not None:
        _set_timescale(keys, Timescale(text=said.no_date, kind=Kind.DEPENDENT))
    elif said.shift is not None:
        if action.due is None:
            draft.ask(Asks.WHICH_DATE, [], (target,))
        else:
            _set_timescale(keys, _shifted(action.due, said.shift))
    elif said.dates and not said.unsure_date and not said.done_on:
        ends = {one.end for one in said.dates} | set(said.dates[0].others)
        if len(ends) == 1:
            _set_timescale(keys, said.dates[0].ahead)
        else:
            draft.ask(Asks.WHICH_DATE, [day.isoformat() for day in sorted(ends)], (target,))
    elif said.unsure_date:
        draft.ask(Asks.WHICH_DATE, [one.end.isoformat() for one in said.dates], (target,))


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


def lay_over(agreed: Interpretation, rest: Sentence, context: Context) -> Interpretation:
    """ "Yes but 1 July": what was agreed to, with a date, status or note said now laid over each change."""
    said, note = read_segment(Segment((), rest.part(0, 0), rest), context)
    changed = []
    for one in agreed.changes:
        draft = Draft()
        change((one.plan_id or 0, one.action_id or 0), said, note, context, Settled(), draft)
        now = draft.changes[0] if draft.changes else one
        keys = {key: getattr(now, key) for key in now.model_fields_set}
        changed.append(Meant(**{key: getattr(one, key) for key in one.model_fields_set} | keys))
    return agreed.model_copy(update={"changes": changed})


# --- without a number ----------------------------------------------------------------------------------------------


def _without_number(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    topic = None if context.card else find_topic(sentence, context, settled.plan)
    if topic is not None:
        segment = Segment((), sentence.part(0, topic.first), sentence.part(topic.last, len(sentence.units)))
        said, note = read_segment(segment, context)
        if (said.tells or note or said.decision) and (topic.whole or said.tells):
            sure = topic.whole or settled.targets
            found = Found(settled.targets) if settled.targets else topic.found
            if not sure and found.targets:
                found = Found(asks=Asks.WHICH_ACTION, fits=found.targets)
            if _speaks_of_work(sentence, said, context):
                return _at(found, said, note, context, settled, draft)
    return _at_hand(sentence, context, settled, draft)


def _speaks_of_work(sentence: Sentence, said: Said, context: Context) -> bool:
    """A topic and a verb make an update; a bare topic is a question about it."""
    return said.tells or len(sentence.units) > 3


def _at_hand(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    said, note = read_segment(Segment((), sentence.part(0, 0), sentence), context)
    if not (said.tells or said.decision) and not ((context.card or settled.targets) and note):
        return False
    found = Found(settled.targets) if settled.targets else at_hand(context)
    return _at(found, said, note, context, settled, draft)


def read_told(sentence: Sentence, target: Target, context: Context, settled: Settled) -> Interpretation | None:
    """What some words tell of one action; None where they set no status and no date."""
    said, note = read_segment(Segment((), sentence.part(0, 0), sentence), context)
    if not said.tells:
        return None
    draft = Draft()
    _at(Found((target,)), said, note, context, settled, draft)
    return Interpretation(
        text=sentence.text,
        intent=Intent.UPDATE,
        changes=draft.changes,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
    )


def _at(found: Found, said: Said, note: str | None, context: Context, settled: Settled, draft: Draft) -> bool:
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    elif said.doubted and not settled.confirmed and _weighty(said):
        draft.ask(Asks.CONFIRM, names_of(Found(fits=found.targets), context), found.targets)
        return True
    for target in found.targets:
        change(target, said, note, context, settled, draft)
    return True


def _bulk(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    """ "All mine no change except 7, thats complete", "mark everything complete"."""
    mine = LEXICON.search("mine_all", sentence.tagged)
    matched = mine or LEXICON.search("everything", sentence.tagged)
    assert matched is not None  # noqa: S101 - one of the two patterns has brought us here
    _, begin = sentence.line.span(matched)
    cut = _exception(sentence, begin)
    said, note = read_segment(
        Segment((), sentence.part(0, 0), sentence.part(begin, cut if cut is not None else len(sentence.units))), context
    )
    if not said.tells and not said.decision:
        return False
    spared: set[Target] = set()
    rest: list[Segment] = []
    if cut is not None:
        rest = segments_of(sentence.part(cut + 1, len(sentence.units)))
        spared = {one for part in rest for ref in part.refs for one in resolve(ref, context).targets}
    subjects = own_actions(context) if mine else _all_open(context)
    chosen = tuple(one for one in subjects if one not in spared)
    if settled.confirmed or (mine and not _weighty(said)) or (mine and len(chosen) <= 2 and chosen):
        for target in chosen:
            change(target, said, note, context, settled, draft)
    else:
        draft.ask(Asks.CONFIRM, names_of(Found(fits=chosen), context), chosen)
    for part in rest:
        _segment(part, context, settled, draft)
    return True


def _exception(sentence: Sentence, begin: int) -> int | None:
    for place in range(begin, len(sentence.units)):
        if LEXICON.has("except_word", sentence.part(place, place + 1).tagged):
            return place
        if LEXICON.has("except_words", sentence.part(place, place + 2).tagged):
            return place + 1
    return None


def _all_open(context: Context) -> tuple[Target, ...]:
    return tuple((plan.id, one.id) for plan in context.plans for one in plan.actions.values() if one.open)

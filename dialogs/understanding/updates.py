"""Updates: what each action's segment of a message says, as changes; what is not certain is asked."""

from dataclasses import replace

from dialogs.understanding.address import relayed, without_plan_names
from dialogs.understanding.addresses import addressed
from dialogs.understanding.bulk import Bulk, read_bulk
from dialogs.understanding.changes import Draft, change, later_dates, open_steps, unfinished
from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import with_moods
from dialogs.understanding.pointers import pointed, topics_in
from dialogs.understanding.said import Said
from dialogs.understanding.segments import Segment, segments_of
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.shared import as_at_for_all, doubted_together, merged, said_again, shared_words
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import (
    Found,
    Settled,
    Target,
    action_at,
    at_hand,
    names_of,
    own_actions,
    resolve,
)
from dialogs.understanding.topics import find_topic

NOTED = frozenset(("action", "plan_id", "action_id", "note"))


def read_update(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The message as an update; None where nothing in it is one."""
    relay, rest = relayed(with_moods(sentence), context)
    if _supposed(rest, context):
        return None
    draft = Draft()
    named = next(iter(rest.plans()), None)
    settled = replace(settled, plan=settled.plan or named)
    rest = without_plan_names(rest)
    handled = _read_all(rest, context, settled, draft) if rest.units else False
    if not handled and relay.speaker is None:
        return None
    if (
        draft.changes
        and not draft.asks
        and LEXICON.has("gossip", sentence.tagged)
        and all(one.model_fields_set <= NOTED for one in draft.changes)
    ):
        return None
    for one in draft.changes:
        if relay.speaker:
            one.speaker = relay.speaker
        if relay.told_on and relay.told_on < context.today and not one.has("effective"):
            one.effective = relay.told_on
        if relay.internal:
            one.internal = True
    return _meaning(sentence, draft)


def _supposed(sentence: Sentence, context: Context) -> bool:
    """ "If 5 is done", "once the market one is amber": told of what has not happened, whether by number or by name."""
    for one in (sentence, pointed(sentence, context)):
        if LEXICON.has("hypothetical", one.opening) and not LEXICON.has("starts_with_ref", one.opening):
            return True
    return False


def read_at(
    found: Found, sentence: Sentence, part: Sentence, context: Context, settled: Settled
) -> Interpretation | None:
    """A part of a message as news of some actions; None where it says nothing of them."""
    part = with_moods(part)
    said, note = read_segment(Segment((), part.part(0, 0), part, found.targets), context)
    draft = Draft()
    if not (said.tells or said.decision or note) or not _at(found, said, note, context, settled, draft):
        return None
    return _meaning(sentence, draft)


def _meaning(sentence: Sentence, draft: Draft) -> Interpretation:
    return Interpretation(
        text=sentence.text,
        intent=Intent.UPDATE,
        changes=draft.changes,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
        why=draft.why,
        unknown=draft.unknown,
        steps=draft.steps,
        later=draft.later,
    )


def _read_all(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    if (bulk := read_bulk(sentence, context)) is not None:
        return _bulk(bulk, context, settled, draft)
    if _of_mine(sentence, context, settled, draft):
        return True
    segments = doubted_together(segments_of(_addressing(sentence, context, settled)))
    if not segments:
        return _at_hand(sentence, context, settled, draft)
    segments, shared = shared_words(as_at_for_all(said_again(segments)))
    handled = any([_segment(one, context, settled, draft) for one in segments])
    draft.changes = merged(draft.changes)
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
    if segment.either and said.weighs and not settled.targets:
        fits = tuple(dict.fromkeys(one for ref in segment.refs for one in ref.fits))
        draft.ask(Asks.WHICH_ACTION, names_of(Found(fits=fits), context), fits)
        return True
    bulk: list[Target] = []
    for ref in _meant(segment, settled):
        found = _only_one(resolve(ref, context, settled.plan, settled), ref, said, context)
        if found.asks:
            draft.unknown += [] if ref.targets else [ref.said]
            draft.ask(found.asks, names_of(found, context), found.fits)
        elif (found.bulk or said.doubted or settled.offered) and not settled.confirmed and said.weighs:
            bulk += found.targets
            draft.hold(said)
        elif _passes_over(found.targets, said, context, settled, draft, ref):
            continue
        else:
            for target in found.targets:
                change(target, said, note, context, settled, draft, ref)
    if bulk:
        draft.ask(Asks.CONFIRM, names_of(Found(fits=tuple(bulk)), context), tuple(bulk))
    return True


def _meant(segment: Segment, settled: Settled) -> tuple[Ref, ...]:
    """The numbers of a segment; of "5 or 6" the one that was chosen."""
    if not segment.either or not settled.targets:
        return segment.refs
    return tuple(ref for ref in segment.refs if not set(ref.fits).isdisjoint(settled.targets))


def _only_one(found: Found, ref: Ref, said: Said, context: Context) -> Found:
    """ "Interpreter contract signed so green": words beside a topic may make it another thing; where it fits one action
    alone, and that is the speaker's, a colour is said of it, and what is finished is read back."""
    if found.asks is not Asks.WHICH_ACTION or not ref.pointed or len(found.fits) != 1 or not said.weighs:
        return found
    if found.fits[0] not in own_actions(context, open_only=False):
        return found
    return Found(found.fits, bulk=not _coloured(said))


def _coloured(said: Said) -> bool:
    """Whether what is said is how the action stands, and that it goes on."""
    return bool(said.statuses) and not said.unsure_date and not any(word.ended for word in said.statuses)


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
    note = note if note or said.tells else before.words().strip(" ,;:-–—")
    return _at(found, said, note, context, settled, draft)


def _passes_over(
    targets: tuple[Target, ...], said: Said, context: Context, settled: Settled, draft: Draft, ref: Ref | None = None
) -> bool:
    """One action with open steps or later dates is to be completed: one question before it is."""
    if settled.confirmed or settled.partly or settled.step is not None or len(targets) != 1:
        return False
    if not unfinished(targets[0], said, context, ref):
        return False
    action = action_at(targets[0], context)
    draft.ask(Asks.CONFIRM, names_of(Found(fits=targets), context), targets)
    if action is not None:
        draft.steps, draft.later = open_steps(action), later_dates(action, context.today)
    return True


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


def _addressing(sentence: Sentence, context: Context, settled: Settled) -> Sentence:
    """The sentence with what it addresses as refs; an order points at its action wherever that is named."""
    if not sentence.refs() and LEXICON.has("order_start", sentence.tagged) and not _named_first(sentence, context):
        pointing = pointed(sentence, context)
        if pointing.refs():
            return pointing
    if sentence.refs() and _told_of_both(joined := pointed(sentence, context)):
        return joined
    return addressed(sentence, context, settled.plan)


def _told_of_both(sentence: Sentence) -> bool:
    """ "Green for the savings tracker and 4.2": news or an order stands before a topic that a number is joined to."""
    first = next(place for place, unit in enumerate(sentence.units) if isinstance(unit.item, Ref))
    ref, lead = sentence.units[first].item, sentence.part(0, first).tagged
    told = any(LEXICON.has(name, lead) for name in ("status_lead", "instruct"))
    return isinstance(ref, Ref) and ref.pointed and bool(lead) and told


def _named_first(sentence: Sentence, context: Context) -> bool:
    """ "Putting greens at risk" orders nothing: its first word belongs to a topic."""
    topic = find_topic(sentence, context)
    return topic is not None and topic.first == 0 and topic.count > 1


def _of_mine(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    """ "Mine's done": the one open action of the speaker; where there are several it is asked which."""
    found = LEXICON.search("mine_one", sentence.tagged)
    if found is None or context.card:
        return False
    rest = sentence.part(sentence.line.span(found)[1], len(sentence.units))
    said, note = read_segment(Segment((), sentence.part(0, 0), rest), context)
    if not said.tells and not said.decision:
        return False
    mine = settled.targets or own_actions(context)
    one = Found(mine) if len(mine) == 1 else Found(asks=Asks.WHICH_ACTION, fits=mine)
    return _at(one, said, note, context, settled, draft)


def _at_hand(sentence: Sentence, context: Context, settled: Settled, draft: Draft) -> bool:
    said, note = read_segment(Segment((), sentence.part(0, 0), sentence, settled.targets), context)
    if not (said.tells or said.decision) and not ((context.card or settled.targets) and note):
        return False
    found = Found(settled.targets) if settled.targets else _spoken_of(sentence, said, context)
    return _at(found, said, note, context, settled, draft)


def _spoken_of(sentence: Sentence, said: Said, context: Context) -> Found:
    """The action at hand; where there is none, the speaker's own one that a sentence names in its middle: "got the
    interpreter contract signed, so green"."""
    found = at_hand(context)
    if not found.asks or context.card or not said.weighs:
        return found
    fits = {one for each in topics_in(sentence, context, lone=True) for one in each.fits}
    if len(fits) != 1 or not fits <= set(own_actions(context, open_only=False)):
        return found
    if not _coloured(said):
        said.doubted = True
    return Found(tuple(fits))


def _at(found: Found, said: Said, note: str | None, context: Context, settled: Settled, draft: Draft) -> bool:
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    elif (said.doubted or settled.offered) and not settled.confirmed and said.weighs:
        draft.ask(Asks.CONFIRM, names_of(Found(fits=found.targets), context), found.targets)
        draft.hold(said)
        return True
    elif _passes_over(found.targets, said, context, settled, draft):
        return True
    for target in found.targets:
        change(target, said, note, context, settled, draft)
    return True


def _bulk(bulk: Bulk, context: Context, settled: Settled, draft: Draft) -> bool:
    """ "All mine no change except 7, thats complete", "mark everything complete"."""
    if settled.confirmed or (bulk.owned and not bulk.said.weighs):
        for target in bulk.subjects:
            change(target, bulk.said, bulk.note, context, settled, draft)
    else:
        draft.ask(Asks.CONFIRM, names_of(Found(fits=bulk.subjects), context), bulk.subjects)
    for part in bulk.others:
        _segment(part, context, settled, draft)
    draft.changes.sort(key=lambda one: _place(one, context))
    return True


def _place(change: Meant, context: Context) -> tuple[int, int]:
    """Where an action stands in its plan."""
    plan = context.plan(change.plan_id or 0)
    return (change.plan_id or 0, index_of(plan).order.get(change.action_id or 0, 0) if plan else 0)

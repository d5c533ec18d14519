""" "Same for 7", "amber, same for 4", "and the lifts one as well": what was said of one action, said of others."""

from dialogs.understanding.changes import Draft
from dialogs.understanding.clauses import ENDS
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import topics_in, with_numbers, with_refs
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Found, Settled, Target, action_at, at_hand, names_of, resolve
from dialogs.understanding.updates import read_at

REPEATED = ("status", "due", "timescale", "note", "decision")  # what the last change says of another action too
PARTS = {"same_status": ("status",), "same_date": ("due", "timescale"), "same_note": ("note",)}  # "same date for 7"


def read_same(sentence: Sentence, pointing: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The news of the action at hand, or else the last change, for the actions that are named behind it."""
    if not LEXICON.has("same_said", sentence.tagged):
        return None
    if not sentence.refs():
        pointing = with_numbers(sentence, context)
        pointing = pointing if pointing.refs() else with_refs(sentence, topics_in(sentence, context), context)
    found = LEXICON.search("same_again", pointing.tagged)
    if found is None or pointing.tagged.endswith("?"):
        return None
    begin = pointing.line.span(found)[0]
    before, named = pointing.part(0, begin), pointing.part(begin, len(pointing.units)).refs()
    if before.refs() or before.people():
        return None
    others = [resolve(ref, context, settled.plan, settled) for ref in named]
    if _says_nothing(before):
        return _repeated(sentence, named, others, context, settled)
    return _both(sentence, before, others, context, settled)


def _says_nothing(before: Sentence) -> bool:
    """Nothing but an opening: "ok, same for 7"."""
    small = ENDS | {"-"} | LEXICON.words("follow_words") | LEXICON.words("openers") | LEXICON.words("surely")
    return all(unit.item is None and unit.tag in small for unit in before.units)


def _both(
    sentence: Sentence, before: Sentence, others: list[Found], context: Context, settled: Settled
) -> Interpretation | None:
    """ "Amber, same for 4" in reply to a card: one news for the action at hand and for the one that is named."""
    hand = at_hand(context)
    asked = next((one for one in (hand, *others) if one.asks), None)
    if asked is not None and not settled.targets:
        return _asking(sentence, asked, context)
    targets = settled.targets or tuple(dict.fromkeys(one for each in (hand, *others) for one in each.targets))
    return read_at(Found(targets), sentence, before, context, settled)


def _repeated(
    sentence: Sentence, named: list[Ref], others: list[Found], context: Context, settled: Settled
) -> Interpretation | None:
    """ "Same for 7": the last change once more; it is asked where that said different things of several actions, and
    where it is not known any more."""
    focus = context.focus
    if focus is None or focus.intent not in ("update", "correct"):
        return None
    if asked := next((one for one in others if one.asks), None):
        return _asking(sentence, asked, context)
    targets = tuple(one for each in others for one in each.targets)
    keys = next((keys for name, keys in PARTS.items() if LEXICON.has(name, sentence.tagged)), REPEATED)
    kept = [{key: getattr(one, key) for key in keys if one.has(key)} for one in focus.changes]
    if not kept or any(one != kept[0] for one in kept) or not kept[0]:
        return _asking(sentence, Found(asks=Asks.CONFIRM, fits=targets), context)
    changes = [_again(one, kept[0], context) for one in targets]
    return Interpretation(text=sentence.text, intent=Intent.UPDATE, changes=changes)


def _again(target: Target, kept: dict[str, object], context: Context) -> Meant:
    action = action_at(target, context)
    return Meant.model_validate(
        {"action": action.ref if action else "", "plan_id": target[0], "action_id": target[1], **kept}
    )


def _asking(sentence: Sentence, found: Found, context: Context) -> Interpretation:
    draft = Draft()
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    return Interpretation(
        text=sentence.text,
        intent=Intent.UPDATE,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
    )

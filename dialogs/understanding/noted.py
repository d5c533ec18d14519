""" "Note for that: six bidders", "add a note saying the tender is out": a note, and nothing but a note."""

import re

from dialogs.understanding.addresses import without_names
from dialogs.understanding.context import Context
from dialogs.understanding.correcting import just_changed
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import topics_in, with_refs
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Found, Settled, action_at, at_hand, names_of
from dialogs.understanding.updates import read_update


def read_note(sentence: Sentence, pointing: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The note for the action at hand, or for one that is pointed at; None where the message asks for none, or names an
    action by its number."""
    found = LEXICON.search("note_for_it", sentence.tagged) or _reason(sentence, context)
    if found is None:
        first = _first_named(sentence, pointing, context)
        named = first is not sentence and any(
            LEXICON.has(name, first.tagged) for name in ("note_for_ref", "idle_on_ref")
        )
        return read_update(first, context, settled) if named else None
    begin = sentence.line.span(found)[1] if found.group() else 0
    if sentence.part(0, begin).refs() or _names_action(sentence.part(begin, len(sentence.units)), context):
        return None
    note = sentence.words(begin).strip(" ,;:-–—\n\"“”'")
    subject = Found(settled.targets) if settled.targets else at_hand(context)
    changes = [
        Meant(action=action.ref, note=note, plan_id=target[0], action_id=target[1])
        for target in subject.targets
        if note and (action := action_at(target, context)) is not None
    ]
    return Interpretation(
        text=sentence.text,
        intent=Intent.UPDATE,
        changes=changes,
        asks=subject.asks,
        candidates=names_of(subject, context) if subject.asks else [],
        targets=list(subject.fits) if subject.asks else [],
    )


def _first_named(sentence: Sentence, pointing: Sentence, context: Context) -> Sentence:
    """ "Note for the charter: budget cut": what stands before the colon, or "that", is the address."""
    led = (":", *LEXICON.words("leads_note"))
    begins = next((place for place, unit in enumerate(sentence.units) if unit.tag in led), None)
    if begins is None or sentence.refs():
        return pointing
    found = topics_in(sentence.part(0, begins), context)
    return with_refs(sentence, found, context) if found else pointing


def _names_action(rest: Sentence, context: Context) -> bool:
    """ "Please record that the protocol (1.3) …", "note that 7 …": the action that is named, not the one at hand."""
    named = without_names(rest, context)
    return bool(named.units) and isinstance(named.units[0].item, Ref)


def _reason(sentence: Sentence, context: Context) -> re.Match[str] | None:
    """ "Because ferry income is down", right after a change of one action: the reason for it."""
    if not just_changed(context) or sentence.statuses() or sentence.refs() or len(at_hand(context).targets) != 1:
        return None
    return LEXICON.search("reason_only", sentence.tagged) or LEXICON.search("goes_on", sentence.tagged)

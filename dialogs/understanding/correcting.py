"""Taking back and putting right: "undo", "sorry, meant amber", "that was for 6 not 5", "typo, Kier not Keir"."""

import re

from dialogs.understanding.changes import Draft, change
from dialogs.understanding.context import Context
from dialogs.understanding.dates import amount_of
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.segments import Segment
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Found, Settled, Target, action_at, at_hand, names_of, resolve

CHANGED = ("update", "correct", "assign")  # what can be taken back or put right was said in one of these


def _just_changed(context: Context) -> bool:
    return context.focus is not None and context.focus.intent in CHANGED and not context.card


def read_undo(sentence: Sentence, context: Context) -> Interpretation | None:
    """Take back the last change, or the last few. "Scrap that" does so right after a change."""
    after_it = _just_changed(context) and context.question is None and LEXICON.has("scrap", sentence.tagged)
    if not (after_it or LEXICON.has("undo", sentence.tagged)) or LEXICON.has("undo_to", sentence.tagged):
        return None
    args: dict[str, int] = {}
    if LEXICON.has("undo_two", sentence.tagged):
        args["count"] = 2
    elif found := LEXICON.search("undo_count", sentence.tagged):
        args["count"] = amount_of(found.group("count"))
    return Interpretation(text=sentence.text, intent=Intent.UNDO, args=dict(args))


def read_correction(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """A correction of the speaker's last change."""
    tagged = sentence.tagged
    if drop := LEXICON.search("correct_drop", tagged):
        return _dropped(sentence, drop, context)
    if LEXICON.has("typo", tagged) and (mended := _typo(sentence, context)) is not None:
        return mended
    if LEXICON.has("correct_target", tagged) and not sentence.statuses():
        return _moved(sentence, context, settled)
    if (begin := _begin(sentence, context)) is not None:
        return _restated(sentence, begin, context, settled)
    return None


def _begin(sentence: Sentence, context: Context) -> int | None:
    """Where the words begin that put the last change right: behind "sorry, meant", behind "should be" where nothing but
    a status or a date follows; the whole message where it ends in "sorry" or says "amber not red"."""
    tagged = sentence.tagged
    if found := LEXICON.search("correct", tagged):
        first = next((place for place, unit in enumerate(sentence.units) if unit.item is not None), None)
        end = sentence.line.span(found)[1]
        return end if first is None else min(end, first)
    if not _just_changed(context):
        return None
    if found := LEXICON.search("correct_denied", tagged) or LEXICON.search("correct_head", tagged):
        return sentence.line.span(found, "now")[0]
    found = LEXICON.search("correct_ought", tagged)
    if found and LEXICON.has("correct_bare", tagged[found.end() :].strip()):
        return sentence.line.span(found)[1]
    return 0 if LEXICON.has("correct_contrast", tagged) or LEXICON.has("correct_sorry", tagged) else None


def _last(context: Context, settled: Settled) -> Found:
    return Found(settled.targets) if settled.targets else at_hand(context)


def _restated(sentence: Sentence, begin: int, context: Context, settled: Settled) -> Interpretation | None:
    """ "Meant amber": of the last change only what is said now."""
    refs = sentence.refs()
    rest = _without_sorry(sentence.part(begin, len(sentence.units)))
    said, note = read_segment(Segment((), sentence.part(0, 0), _without_refs(rest)), context)
    if not said.tells or (note and begin == 0):  # with more words it is news
        return None
    found = resolve(refs[0], context, settled=settled) if refs else _last(context, settled)
    draft = Draft()
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    for target in found.targets:
        change(target, said, note if LEXICON.has("correct_head", sentence.tagged) else None, context, settled, draft)
    return _meaning(sentence, draft)


def _without_sorry(sentence: Sentence) -> Sentence:
    """The words without the apology at their end."""
    found = LEXICON.search("sorry_end", sentence.tagged)
    return sentence if found is None else sentence.part(0, sentence.line.span(found)[0])


def _without_refs(sentence: Sentence) -> Sentence:
    place = next((at for at, unit in enumerate(sentence.units) if unit.tag == "REF"), None)
    return sentence if place is None else sentence.part(place + 1, len(sentence.units))


def _meaning(sentence: Sentence, draft: Draft) -> Interpretation:
    return Interpretation(
        text=sentence.text,
        intent=Intent.CORRECT,
        changes=draft.changes,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
    )


def _moved(sentence: Sentence, context: Context, settled: Settled) -> Interpretation:
    """ "That was for 6 not 5": the last change belongs to another action."""
    refs = sentence.refs()
    denied = LEXICON.has("not_first", sentence.tagged) and len(refs) > 1
    right, wrong = (refs[1], refs[0]) if denied else (refs[0], refs[1] if len(refs) > 1 else None)
    found = resolve(right, context, settled=settled)
    draft = Draft()
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    draft.changes = [_untouched(target, context) for target in found.targets]
    return _meaning(sentence, draft).model_copy(update={"args": {"instead_of": wrong.said} if wrong else {}})


def _untouched(target: Target, context: Context) -> Meant:
    action = action_at(target, context)
    return Meant(action=action.ref if action else "", plan_id=target[0], action_id=target[1])


def _dropped(sentence: Sentence, found: re.Match[str], context: Context) -> Interpretation:
    """ "Just the note, don't touch the date"."""
    said = found.groupdict()
    what = LEXICON.search("correct_drop_what", sentence.tagged)
    word = said.get("what") or said.get("what2") or (what.group("what") if what else "date")
    parts = ["status"] if word in ("status", "rag", "rating", "colour") else ["note"] if word == "note" else ["due"]
    return Interpretation(text=sentence.text, intent=Intent.CORRECT, args={"drop": parts})


def _typo(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "Typo, Kier not Keir": the last note again with the word put right."""
    found = LEXICON.search("typo_words", sentence.text)
    if found is None:
        return None
    said = found.groupdict()
    right, wrong = said["right"] or said["right2"] or "", said["wrong"] or said["wrong2"] or ""
    args = {"replace": wrong, "with": right}
    changes = []
    last = at_hand(context)
    for target in last.targets:
        action = action_at(target, context)
        note = action.updates[-1].note if action and action.updates else None
        if action and note and wrong.casefold() in note.casefold():
            mended = re.sub(re.escape(wrong), lambda _: right, note, flags=re.IGNORECASE)
            changes.append(Meant(action=action.ref, note=mended, plan_id=target[0], action_id=target[1]))
    return Interpretation(text=sentence.text, intent=Intent.CORRECT, args=args, changes=changes)

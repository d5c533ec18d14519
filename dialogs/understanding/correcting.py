"""Taking back and putting right: "undo", "sorry, meant amber", "that was for 6 not 5", "typo, Kier not Keir"."""

from collections.abc import Mapping
from dataclasses import replace

from dialogs.understanding.changes import Draft, change
from dialogs.understanding.clauses import ENDS, clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import amount_of, find_dates
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import topics_in, with_numbers, with_refs
from dialogs.understanding.said import Said
from dialogs.understanding.segments import Segment
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.slips import read_slip
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Found, Settled, Target, action_at, at_hand, names_of, resolve
from dialogs.understanding.tokens import tokens_of

PARTS = ("due", "status", "note")
MOST_CLAUSES = 2
TAKEN_OVER = ("status", "due", "timescale", "note")
CHANGED = ("update", "correct", "assign")  # what can be taken back or put right was said in one of these


def just_changed(context: Context) -> bool:
    return context.focus is not None and context.focus.intent in CHANGED and not context.card


def read_undo(sentence: Sentence, context: Context) -> Interpretation | None:
    """Take back the last change, or the last few. "Scrap that" does so right after a change."""
    after_it = just_changed(context) and context.question is None and LEXICON.has("scrap", sentence.tagged)
    if not (after_it or LEXICON.has("undo", sentence.tagged)) or LEXICON.has("undo_to", sentence.tagged):
        return None
    args: dict[str, int] = {}
    if LEXICON.has("undo_two", sentence.tagged):
        args["count"] = 2
    elif found := LEXICON.search("undo_count", sentence.tagged):
        args["count"] = amount_of(found.group("count"))
    meant = Interpretation(text=sentence.text, intent=Intent.UNDO, args=dict(args))
    return meant.model_copy(update={"targets": _undone_of(sentence, context), "people": _whose(sentence, context)})


def _undone_of(sentence: Sentence, context: Context) -> list[Target]:
    """ "Undo 2.1": the actions whose changes alone are meant; where a number fits several, any of them."""
    if not LEXICON.has("undo_of", sentence.tagged):
        return []
    plan = next(iter(sentence.plans()), None)
    found = (resolve(replace(ref, whole=True), context, plan) for ref in sentence.refs())
    return [target for one in found for target in (one.targets or one.fits)]


def _whose(sentence: Sentence, context: Context) -> dict[str, list[int]]:
    """ "Undo what Owen did": whose doing is meant, where it is not the speaker's own."""
    found = LEXICON.search("undo_whose", sentence.tagged)
    who = sentence.part(*sentence.line.span(found, "who")).people() if found else []
    own = context.speaker is not None and any(context.speaker.id in one.ids for one in who)
    return {"whose": [one for named in who for one in named.ids]} if who and not own else {}


def read_correction(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """A correction of the speaker's last change."""
    tagged = sentence.tagged
    if (dropped := _dropped(sentence, context)) is not None:
        return dropped
    if (slip := read_slip(sentence, context, just_changed(context))) is not None:
        return slip
    if just_changed(context) and LEXICON.has("marks_internal", tagged):
        return made_internal(sentence.text, context, settled)
    if just_changed(context) and (found := LEXICON.search("correct_length", tagged)):
        return _by_length(sentence, found.groupdict(), context, settled)
    if LEXICON.has("correct_target", tagged) and not sentence.statuses():
        return _moved(sentence, context, settled)
    if just_changed(context) and (renumbered := _renumbered(sentence, context)) is not None:
        return _moved(renumbered, context, settled)
    sentence = _with_month(sentence, context)
    if (span := _right(sentence, context)) is not None:
        return _restated(sentence, span, context, settled)
    return None


def _right(sentence: Sentence, context: Context) -> tuple[int, int] | None:
    """Where the words stand that put the last change right: behind "sorry, meant", behind "should be" where nothing but
    a status or a date follows, before the "not" of "amber, not red"; the whole message where it ends in "sorry"."""
    tagged, whole = sentence.tagged, len(sentence.units)
    contrast = LEXICON.search("correct_contrast", tagged) or LEXICON.search("correct_not_all", tagged)
    if contrast and just_changed(context):
        return sentence.line.span(contrast, "now")
    if found := LEXICON.search("correct", tagged):
        first = next((place for place, unit in enumerate(sentence.units) if unit.item is not None), whole)
        return min(sentence.line.span(found)[1], first), whole
    if not just_changed(context):
        return None
    if found := LEXICON.search("correct_then_sorry", tagged):
        return sentence.line.span(found, "now")
    if found := LEXICON.search("correct_denied", tagged) or LEXICON.search("correct_head", tagged):
        return sentence.line.span(found, "now")[0], whole
    found = LEXICON.search("correct_ought", tagged)
    if found and LEXICON.has("correct_bare", tagged[found.end() :].strip()):
        return sentence.line.span(found)[1], whole
    return (0, whole) if LEXICON.has("correct_sorry", tagged) else None


def _last(context: Context, settled: Settled) -> Found:
    return Found(settled.targets) if settled.targets else at_hand(context)


def _restated(sentence: Sentence, span: tuple[int, int], context: Context, settled: Settled) -> Interpretation | None:
    """ "Meant amber": of the last change only what is said now."""
    refs = sentence.refs()
    rest = _without_sorry(sentence.part(*span))
    said, note = read_segment(Segment((), sentence.part(0, 0), _without_refs(rest)), context)
    if not said.tells or (note and span == (0, len(sentence.units))):  # with more words it is news
        return None
    found = resolve(refs[0], context, settled=settled) if refs else _last(context, settled)
    if (told := _day_in_note(said, found, context)) is not None:
        return Interpretation(text=sentence.text, intent=Intent.CORRECT, changes=[told])
    draft = Draft()
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    for target in found.targets:
        change(target, said, note if LEXICON.has("correct_head", sentence.tagged) else None, context, settled, draft)
    return _meaning(sentence, draft)


def _day_in_note(said: Said, found: Found, context: Context) -> Meant | None:
    """ "Sorry, it was the 20th", behind news that moved no deadline and tells of one day: that day is put right in its
    words, and where it said since when something is so, there too."""
    last = context.focus.changes if context.focus is not None else ()
    if len(last) != 1 or len(found.targets) != 1 or len(said.dates) != 1 or said.statuses or last[0].has("due"):
        return None
    note, action, right = last[0].note or "", action_at(found.targets[0], context), said.dates[0]
    tokens = tokens_of(note)
    days = find_dates(tokens, note, context.today)
    if len(days) != 1 or action is None or last[0].action != action.ref:
        return None
    begin, end = tokens[days[0].first].start, tokens[days[0].last - 1].end
    kept = {"note": f"{note[:begin]}{right.ahead.text}{note[end:]}"}
    since = {"effective": right.back.end} if last[0].has("effective") else {}
    return Meant(action=action.ref, plan_id=found.targets[0][0], action_id=found.targets[0][1], **kept, **since)


def made_internal(text: str, context: Context, settled: Settled) -> Interpretation:
    """ "That's internal btw": the notes of the last change stay inside, all of them, since that is the safe side."""
    targets = settled.targets or (context.focus.actions if context.focus else ())
    found = [(target, action) for target in targets if (action := action_at(target, context)) is not None]
    changes = [Meant(action=one.ref, plan_id=plan, action_id=key, internal=True) for (plan, key), one in found]
    return Interpretation(text=text, intent=Intent.CORRECT, changes=changes)


def _by_length(
    sentence: Sentence, said: Mapping[str, str | None], context: Context, settled: Settled
) -> Interpretation | None:
    """ "Sorry, 4 weeks not 6": the date that has just been put back, by so much less; None where it was not."""
    now, was, unit = (said.get(name) or said.get(f"{name}2") or "" for name in ("now", "was", "unit"))
    if was == "REF":  # "not 6" may name an action where it stands alone
        was = sentence.refs()[-1].said
    found = _last(context, settled)
    draft = Draft()
    if found.asks:
        draft.ask(found.asks, names_of(found, context), found.fits)
    for target in found.targets:
        action = action_at(target, context)
        if action is None or action.due is None or action.original_end is None or action.due <= action.original_end:
            return None
        change(target, Said(shift=(amount_of(now) - amount_of(was), unit)), None, context, settled, draft)
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
    last = _last_of(wrong.said if wrong else "", context)
    draft.changes = [_taken_over(target, last, context) for target in found.targets]
    return _meaning(sentence, draft).model_copy(update={"args": {"instead_of": wrong.said} if wrong else {}})


def _renumbered(sentence: Sentence, context: Context) -> Sentence | None:
    """ "Wrong action, should be 12", "sorry, that's the academy one": the sentence with the action that is meant as a
    ref, where it says nothing but that the last change was not for the one that it was made for."""
    if not LEXICON.has("renumber_signal", sentence.tagged):
        return None
    told = with_numbers(sentence, context)
    if not told.refs() and (topics := topics_in(told, context)):
        told = with_refs(told, topics, context)
    small = LEXICON.words("renumber_words") | ENDS
    only = all(unit.tag == "REF" or (unit.item is None and unit.tag in small) for unit in told.units)
    return told if told.refs() and only else None


def _with_month(sentence: Sentence, context: Context) -> Sentence:
    """ "Its march not april": a word that is a month and something else is the month beside another date."""
    found = LEXICON.search("month_beside", sentence.tagged) if just_changed(context) else None
    if found is None:
        return sentence
    place = sentence.line.span(found, "month")[0]
    unit = sentence.units[place]
    when = find_dates(tokens_of(f"by {unit.tag}"), f"by {unit.tag}", context.today)
    one = replace(when[0], first=unit.first, last=unit.last) if when else None
    return sentence if one is None else sentence.with_items(place, place + 1, one)


def _last_of(said: str, context: Context) -> Meant | None:
    """The last change of the action that it was not for; of one alone also where that was not said."""
    last = context.focus.changes if context.focus is not None else ()
    named = [one for one in last if one.action == said]
    return named[0] if named else last[0] if len(last) == 1 and not said else None


def _taken_over(target: Target, last: Meant | None, context: Context) -> Meant:
    """The other action with the status and the date that were said, as they were said."""
    action = action_at(target, context)
    over = {key: getattr(last, key) for key in TAKEN_OVER if last.has(key)} if last is not None else {}
    return Meant(action=action.ref if action else "", plan_id=target[0], action_id=target[1], **over)


def _dropped(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "Just the note, don't touch the date": what is not to be changed, else all but what alone is to be kept."""
    if sentence.statuses() or sentence.refs():
        return None
    if (
        not just_changed(context) and len(list(clauses_of(sentence))) > MOST_CLAUSES
    ):  # news that ends so says it of itself
        return None
    gone = _parts(sentence, "correct_drop")
    if not gone and all(unit.tag in LEXICON.words("keep_words") or unit.tag in ENDS for unit in sentence.units):
        kept = _parts(sentence, "correct_keep")
        gone = _all_but(kept, context) if kept else _parts(sentence, "correct_leave")
    parts = [part for part in PARTS if part in gone]
    return Interpretation(text=sentence.text, intent=Intent.CORRECT, args={"drop": parts}) if parts else None


def _all_but(kept: set[str], context: Context) -> set[str]:
    """What the last change had beside what is kept; where that is not known, its date."""
    had = {part for part in PARTS for one in (context.focus.changes if context.focus else ()) if one.has(part)}
    return had - kept or {"status" if kept == {"due"} else "due"}


def _parts(sentence: Sentence, name: str) -> set[str]:
    """Which parts of a change are named in what a pattern finds."""
    said = {found.group("what") for found in LEXICON.every(name, sentence.tagged)}
    return {part for part in PARTS for word in said if LEXICON.has(f"part_{part}", word)}

""" "Typo, Kier not Keir", "Thornsea, not Thornsee", "should say Kier": a word of the last note put right."""

import re

from rapidfuzz.distance import OSA

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Target, action_at, at_hand

NEAR = 2  # letters by which a word that is put right may differ where no note is known that holds it
WORD = 4  # letters of the shortest word of which that can be said


def read_slip(sentence: Sentence, context: Context, just_changed: bool) -> Interpretation | None:
    """The last note again with the word put right; None where no word of it is spoken of."""
    if LEXICON.has("typo", sentence.tagged) and (said := _words("typo_words", sentence.text)) is not None:
        return _mended(sentence, *said, context)
    if not just_changed or sentence.statuses() or sentence.dates() or sentence.refs():
        return None
    if (said := _words("slip_contrast", sentence.text)) is not None:
        right, wrong = said
        return _mended(sentence, right, wrong, context) if _stood(wrong, context) or _near(right, wrong) else None
    found = LEXICON.search("slip_right", sentence.text)
    wrong_word = _nearest(found.group("right"), context) if found else None
    return _mended(sentence, found.group("right"), wrong_word, context) if found and wrong_word else None


def _words(name: str, text: str) -> tuple[str, str] | None:
    """The right word and the wrong one."""
    found = LEXICON.search(name, text)
    if found is None:
        return None
    said = found.groupdict()
    return said["right"] or said["right2"] or "", said["wrong"] or said["wrong2"] or ""


def _near(right: str, wrong: str) -> bool:
    """Whether one word may be a slip for the other."""
    left, other = right.casefold(), wrong.casefold()
    return left != other and min(len(left), len(other)) >= WORD and OSA.distance(left, other) <= NEAR


def _notes(context: Context) -> dict[Target, str]:
    """The last notes: those of the last change, else the last one of the action at hand."""
    told = context.focus.changes if context.focus else ()
    notes = {(one.plan_id or 0, one.action_id or 0): one.note for one in told if one.note}
    for target in at_hand(context).targets:
        action = action_at(target, context)
        if action and action.updates and (note := action.updates[-1].note):
            notes.setdefault(target, note)
    return notes


def _stood(word: str, context: Context) -> bool:
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    return any(whole.search(note) for note in _notes(context).values())


def _nearest(right: str, context: Context) -> str | None:
    """The one word of the last notes that the right one is near to."""
    near = {word for note in _notes(context).values() for word in re.findall(r"\w+", note) if _near(right, word)}
    return near.pop() if len(near) == 1 else None


def _mended(sentence: Sentence, right: str, wrong: str, context: Context) -> Interpretation:
    changes = []
    for target, note in _notes(context).items():
        action = action_at(target, context)
        if action and wrong.casefold() in note.casefold():
            mended = re.sub(re.escape(wrong), lambda _: right, note, flags=re.IGNORECASE)
            changes.append(Meant(action=action.ref, note=mended, plan_id=target[0], action_id=target[1]))
    args = {"replace": wrong, "with": right}
    return Interpretation(text=sentence.text, intent=Intent.CORRECT, args=args, changes=changes)

"""Talk that is no news of a plan: life at work, thanks and greetings with friendly words behind them.

A date or the word for a status is no evidence of a list or of news by itself: "who is bringing the cake on Friday",
"paused for lunch", "amber weather warning". So what is about no action is looked at once more before it is believed.
"""

import unicodedata

from dialogs.understanding.addresses import addressed
from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.matching import held_by
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.tokens import emoji

SHORT = 3  # letters up to which a word tells nothing
KINDS = {"LIFE": LEXICON.words("life"), "THING": LEXICON.words("belongings")}
WEIGHTY = frozenset(("status", "due", "timescale"))
NAMES = ("section", "plan", "sponsor", "no_owner", "no_due", "overdue", "stale", "not_updated_since", "count", "format")


def of_the_plan(meant: Interpretation, sentence: Sentence, context: Context) -> Interpretation:
    """What was understood, where it is of the plan; else thanks, a greeting or nothing."""
    if context.card or not _doubtful(meant, sentence, context):
        return meant
    if _thanks(sentence):
        return Interpretation(text=meant.text, intent=Intent.THANKS)
    if LEXICON.has("greeting_only", sentence.tagged):
        return Interpretation(text=meant.text, intent=Intent.GREETING)
    return Interpretation(text=meant.text, intent=Intent.UNKNOWN)


def _doubtful(meant: Interpretation, sentence: Sentence, context: Context) -> bool:
    """Whether a reading rests on nothing that belongs to a plan."""
    if meant.intent is Intent.UNKNOWN or LEXICON.has("complains", sentence.tagged):
        return True
    if meant.intent is Intent.SUMMARY:
        lives = LEXICON.has("everyday", _life(sentence, context)) and not sentence.tagged.endswith("?")
        return lives or LEXICON.has("told_report", sentence.tagged)
    if meant.intent is Intent.LIST:
        return meant.asks is None and (_promises(sentence) or _strange(meant, sentence, context))
    if meant.intent is not Intent.UPDATE:
        return False
    if LEXICON.has("remarks", sentence.tagged) and len(list(clauses_of(sentence))) == 1:
        return True
    if LEXICON.has("no_news", sentence.tagged) and not any(one.model_fields_set & WEIGHTY for one in meant.changes):
        return meant.asks is None
    if LEXICON.has("well_wishes", sentence.tagged) or LEXICON.has("going_out", sentence.tagged):
        return True
    if sentence.refs():
        return False
    if LEXICON.has("everyday", _life(sentence, context)):
        return True
    if _thanks(sentence) and not any(one.model_fields_set & WEIGHTY for one in meant.changes):
        return meant.asks is None and not any(one.note == "no change" for one in meant.changes)
    idle = (_thanks(sentence) and _promises(sentence)) or _everyday(sentence, context)
    return idle and not addressed(sentence, context).refs()


def _strange(meant: Interpretation, sentence: Sentence, context: Context) -> bool:
    """A question with words that neither a plan nor a question about one has: "what's for lunch on Wednesday"."""
    tagged = sentence.tagged
    talk = LEXICON.has("greeting_only", tagged) or LEXICON.has("nothing_to_tell", tagged)
    if talk or LEXICON.has("everyday", _life(sentence, context)):
        return True
    if any(key in meant.filter for key in NAMES) or LEXICON.has("plan_talk", tagged):
        return False
    words = [unit.tag for unit in sentence.units if unit.item is None]
    return any(_foreign(word, context) for word in words) or (context.focus is None and _idle(meant, sentence))


def _idle(meant: Interpretation, sentence: Sentence) -> bool:
    """Words beside a day, or beside a name in what asks nothing: "I'm 50 on Saturday", "call me"."""
    said = any(unit.item is None and unit.tag.isalnum() and not _small(unit.tag) for unit in sentence.units)
    if not said or "status" in meant.filter or "text" in meant.filter:
        return False
    return not LEXICON.has("asks_list" if "owner" in meant.filter else "asks_things", sentence.tagged)


def _small(word: str) -> bool:
    return word in LEXICON.words("stop") or word in LEXICON.words("list_words")


def _foreign(word: str, context: Context) -> bool:
    if len(word) <= SHORT or not word.isalpha():
        return False
    ours = word in LEXICON.grammar and word not in LEXICON.words("life")
    return not (ours or word in LEXICON.words("stop") or _held(word, context))


def _held(word: str, context: Context) -> bool:
    return any(held_by(word, index_of(plan)).every for plan in context.plans)


def _life(sentence: Sentence, context: Context) -> str:
    """The row of tags in which what belongs to life at work, and is no word of a plan, is LIFE or a THING of it."""
    plans = [index_of(plan).vocabulary for plan in context.plans]

    def tag(word: str) -> str:
        names = [name for name, words in KINDS.items() if word in words]
        return names[0] if names and not any(word in plan for plan in plans) else word

    return " ".join(tag(unit.tag) if unit.item is None else unit.tag for unit in sentence.units)


def _everyday(sentence: Sentence, context: Context) -> bool:
    """Whether every clause that seems to tell something tells of life at work: "paused for lunch; back at 2"."""
    telling = [one for one in clauses_of(sentence) if one.statuses() or one.dates()]
    return bool(telling) and all("LIFE" in _life(one, context).split() for one in telling)


def _thanks(sentence: Sentence) -> bool:
    """Thanks that begin or end a message, and nothing that asks for more; or a friendly picture and nothing else."""
    words = [unit.tag for unit in sentence.units if unit.tag not in ("!", ".", ",", "\n")]
    if words and all(emoji(word) or unicodedata.category(word[0]) == "Mn" for word in words):
        return any(word in LEXICON.words("thanks") for word in words)
    return not sentence.tagged.endswith("?") and LEXICON.has("thanks_first", sentence.tagged)


def _promises(sentence: Sentence) -> bool:
    """ "Will send my updates on Thursday": what the speaker is going to do, and no question."""
    return LEXICON.has("promises", sentence.tagged) and not sentence.tagged.endswith("?")

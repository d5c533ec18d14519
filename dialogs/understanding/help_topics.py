"""What help is asked about: "how do I add a person", "what do you keep about me", "who can see what I type"."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

WHOLE = ("private", "seen")
ABOUT = ("evidence", "load", "people", "reminders", "undo", "hand", "report", "time", "close", "update")


def read_private(sentence: Sentence, context: Context) -> Interpretation | None:
    """A whole message about what is kept of people, or who reads it; never beside a card, where words are news."""
    if context.card:
        return None
    found = next((one for one in WHOLE if LEXICON.has(f"help_{one}", sentence.tagged)), None)
    return Interpretation(text=sentence.text, intent=Intent.HELP, topic=found) if found else None


def with_topic(meant: Interpretation, sentence: Sentence) -> Interpretation:
    """A call for help with what it is about, where one thing can be told."""
    if meant.intent is not Intent.HELP or meant.topic or meant.args:
        return meant
    found = next((one for one in ABOUT if LEXICON.has(f"help_about_{one}", sentence.tagged)), None)
    return meant.model_copy(update={"topic": found}) if found else meant

"""What there is not: the 31st of February, a plan of another council, two times in one rule."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.no_such_plan import plan_not_there
from dialogs.understanding.sentence import Sentence

LOOKED_FOR = {
    "day": (Intent.AWAY, Intent.REMIND, Intent.SNOOZE, Intent.SCHEDULE),
    "repeats": (Intent.REMIND,),
    "times": (Intent.SCHEDULE,),
    "zone": (Intent.SCHEDULE,),
    "own_zone": (Intent.SCHEDULE,),
    "hour": (Intent.SCHEDULE, Intent.REMIND),
}  # in the order in which they are looked for; names of patterns with "impossible_" before them
ASKS = ("list", "asked", "back")  # what only asks, or takes back, sets nothing


def with_impossible(meant: Interpretation, sentence: Sentence, context: Context) -> Interpretation:
    """The meaning with the first thing in its words that there is not, where that would be set or written."""
    if (code := plan_not_there(meant, sentence, context)) is not None:
        return meant.model_copy(update={"impossible": ("plan", code)})
    line = Line([token.key for token in sentence.tokens])
    for name, intents in LOOKED_FOR.items():
        if meant.intent not in intents or any(meant.args.get(key) for key in ASKS):
            continue
        if found := LEXICON.search(f"impossible_{name}", line.text):
            first, last = line.span(found, "said")
            said = sentence.text[sentence.tokens[first].start : sentence.tokens[last - 1].end]
            return meant.model_copy(update={"impossible": (name, said)})
    return meant

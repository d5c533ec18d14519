"""From a message to its Interpretation: the order in which readings are tried."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update

WHOLE = (
    ("thanks", Intent.THANKS),
    ("greetings", Intent.GREETING),
    ("yes", Intent.CONFIRM),
    ("no", Intent.CANCEL),
    ("cancel", Intent.CANCEL),
)


def read(text: str, context: Context, settled: Settled | None = None) -> Interpretation:
    sentence = read_sentence(text, context)
    meant = _read(sentence, context, settled or Settled())
    return meant.model_copy(update={"text": text})


def _read(sentence: Sentence, context: Context, settled: Settled) -> Interpretation:
    whole = _whole(sentence)
    if whole is not None:
        return whole
    return read_update(sentence, context, settled) or Interpretation(text=sentence.text, intent=Intent.UNKNOWN)


def _whole(sentence: Sentence) -> Interpretation | None:
    words = " ".join(unit.tag for unit in sentence.units if unit.tag not in ("!", ".", ",", "\n"))
    for name, intent in WHOLE:
        if words in LEXICON.words(name):
            return Interpretation(text=sentence.text, intent=intent)
    return None

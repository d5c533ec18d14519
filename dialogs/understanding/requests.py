"""Asking for leave: "can we push 5 to June?" is read back as what would be written, and written after a yes."""

from dataclasses import replace

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update


def as_order(sentence: Sentence) -> Sentence:
    """ "Would you mind changing the date on 4 to May?" without its politeness: changing the date on 4 to May."""
    if (wished := _as_wished(sentence)) is not None:
        return wished
    found = LEXICON.search("order", sentence.tagged)
    begin = sentence.line.span(found)[1] if found else 0
    if LEXICON.has("asks_yet", sentence.tagged) or (not found and not LEXICON.has("order_start", sentence.tagged)):
        return sentence
    rest = sentence.part(begin, len(sentence.units))
    while ends := LEXICON.search("order_end", rest.tagged):
        rest = rest.part(0, len(rest.part(0, len(rest.units)).tagged[: ends.start()].split()))
    return rest if rest.units else sentence


def _as_wished(sentence: Sentence) -> Sentence | None:
    """ "I should be grateful if 4.1 could be shown as green" without its politeness: 4.1 be shown as green."""
    found = LEXICON.search("wished", sentence.tagged)
    if found is None:
        return None
    begin = sentence.line.span(found)[1]
    modal = sentence.line.span(found, "modal")
    gone = range(*modal) if found.group("modal") != "be" else range(0)
    return sentence.only([at for at in range(begin, len(sentence.units)) if at not in gone])


def _as_need(wanted: Sentence) -> Sentence:
    """ "Could 7 have another month" asks for what "7 needs another month" tells."""
    units = wanted.units
    if len(units) > 1 and units[0].tag == "REF" and units[1].tag == "have":
        return wanted.instead(1, replace(units[1], tag="needs"))
    return wanted


def read_request(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The update that is asked for; None where leave is asked for nothing that a change consists of."""
    found = LEXICON.search("request", sentence.tagged)
    if found is None or LEXICON.has("asks_yet", sentence.tagged):
        return None
    _, begin = sentence.line.span(found) if found.group() else (0, 0)
    end = len(sentence.units)
    while end > begin and sentence.units[end - 1].tag in ("?", ".", "!", "please", "pls"):
        end -= 1
    kept = [at for at in range(begin, end) if sentence.units[at].tag not in LEXICON.words("modals")]
    wanted = _as_need(sentence.only(kept))
    moved = wanted.dates() or LEXICON.has("more_time", wanted.tagged)
    if not (moved or (wanted.statuses() and LEXICON.has("request_ours", found.group()))):
        return None
    meant = read_update(wanted, context, replace(settled, offered=True))
    return meant if meant is not None and (meant.asks or settled.confirmed) else None

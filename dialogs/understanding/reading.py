"""From a message to its Interpretation: the order in which readings are tried."""

from dialogs.understanding.addresses import addressed
from dialogs.understanding.asking import the_question
from dialogs.understanding.assigning import read_assignment
from dialogs.understanding.audiences import without_audiences
from dialogs.understanding.audits import read_audit
from dialogs.understanding.beside import read_beside
from dialogs.understanding.bulk import read_bulk
from dialogs.understanding.commands import read_command
from dialogs.understanding.context import Context
from dialogs.understanding.correcting import just_changed, made_internal, read_correction, read_undo
from dialogs.understanding.everyday import of_the_plan
from dialogs.understanding.extending import read_because, read_extension, read_why
from dialogs.understanding.follow_ups import read_follow_up, read_page
from dialogs.understanding.granting import read_granting
from dialogs.understanding.help_topics import read_private, with_topic
from dialogs.understanding.impossible import with_impossible
from dialogs.understanding.internal import without_mark
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.interrupting import without_interruption
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.listed import begins_in_list, read_listed
from dialogs.understanding.mixed import read_mixed
from dialogs.understanding.moods import with_moods
from dialogs.understanding.narrowing import read_narrowed
from dialogs.understanding.noted import read_note
from dialogs.understanding.ordered_numbers import with_numbers
from dialogs.understanding.outbursts import without_outbursts
from dialogs.understanding.pleasantries import without_introduction, without_pleasantries
from dialogs.understanding.pointers import pointed
from dialogs.understanding.questions import (
    asks_something,
    bare,
    list_by_nouns,
    only_asks,
    plain_list,
    read_question,
    show_refs,
    without_layout,
)
from dialogs.understanding.reasked import read_as_at, read_asked_again
from dialogs.understanding.relaying import read_relayed
from dialogs.understanding.report_wishes import read_report, with_report
from dialogs.understanding.requests import as_order, read_request
from dialogs.understanding.return_words import read_return_words
from dialogs.understanding.sames import read_same
from dialogs.understanding.schedules import read_picked, read_stopped, speaks_of_schedule
from dialogs.understanding.sections import with_sections
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.since_return import read_since_return
from dialogs.understanding.strangers import read_of_a_stranger
from dialogs.understanding.subjects import Settled
from dialogs.understanding.time_again import with_months, with_then
from dialogs.understanding.tokens import emoji, too_long
from dialogs.understanding.updates import read_update
from dialogs.understanding.working_sheets import read_working_sheet
from dialogs.understanding.yes_no import declines

MOST_ASKED = 120  # words; what is longer is news or a pasted text, never a question or a command
LONGEST_THANKS = 16  # words
WHOLE = (
    ("thanks", Intent.THANKS),
    ("greetings", Intent.GREETING),
    ("yes", Intent.CONFIRM),
    ("no", Intent.CANCEL),
    ("cancel", Intent.CANCEL),
)


def interpret(text: str, context: Context, settled: Settled | None = None) -> Interpretation:
    """What a message means, with whatever answers have settled already."""
    if too_long(text):
        return Interpretation(text=text, intent=Intent.UNKNOWN)
    said, internal = without_mark(text)
    if internal and just_changed(context) and not any(one.isalnum() for one in said):  # "keep that internal"
        return made_internal(text, context, settled or Settled())
    if internal and (asked := read_report(read_sentence(text, context), context)) is not None:
        return asked  # "an internal report": no note is marked by it
    sentence = without_audiences(read_sentence(said, context))
    known = settled or Settled()

    def read(other: Sentence) -> Interpretation:
        return _read(other, context, known)

    if (handed := read_working_sheet(sentence, context, read) or read_audit(sentence, context, read)) is not None:
        return with_impossible(handed.model_copy(update={"text": text}), sentence, context)
    if (granted := read_granting(sentence, context, known)) is not None:
        return with_impossible(granted.model_copy(update={"text": text}), sentence, context)
    if (private := read_private(sentence, context)) is not None:
        return private.model_copy(update={"text": text})
    since = read_since_return(sentence, context, read)
    meant = read_because(sentence, context) or (with_report(since, sentence, context) if since else None)
    meant = meant or read_report(sentence, context) or with_report(_read(sentence, context, known), sentence, context)
    meant = meant if settled else of_the_plan(meant, sentence, context)
    if meant.intent is Intent.UNKNOWN:
        meant = read_why(sentence, context) or read_of_a_stranger(sentence, context, known) or meant
    for change in meant.changes if internal else ():
        change.internal = True
    meant = with_topic(with_impossible(meant, sentence, context), sentence)
    return meant.model_copy(update={"text": text})


def _read(sentence: Sentence, context: Context, settled: Settled) -> Interpretation:
    """Whole messages, what puts right, commands, questions, a bare number, news, lists without a verb; else unknown."""
    if len(sentence.units) > MOST_ASKED:
        return read_update(sentence, context, settled) or Interpretation(text=sentence.text, intent=Intent.UNKNOWN)
    if (whole := _first_of_all(sentence, context)) is not None:
        return whole
    sentence = as_order(
        without_interruption(without_introduction(without_pleasantries(without_outbursts(sentence), context), context))
    )
    if (asked := _asked_behind(sentence, context, settled)) is not None:
        return asked
    if not context.card:
        sentence = with_months(with_then(the_question(sentence), context), context)
    numbered = with_numbers(sentence, context)
    asks = asks_something(numbered) and LEXICON.has("question_start", numbered.tagged)
    asking = with_sections(without_layout(numbered if asks else sentence), context)
    pointing = pointed(asking, context)
    return (
        _whole(sentence, context)
        or read_as_at(sentence, context)
        or read_page(sentence, context)
        or read_undo(sentence, context)
        or _withdrawn(sentence)
        or _stood_then(asking, pointing, context, settled)
        or read_stopped(sentence)
        or read_relayed(sentence, context, settled)
        or read_extension(pointing, context, settled)
        or read_return_words(sentence, context, settled)
        or read_correction(sentence, context, settled)
        or read_same(sentence, pointing, context, settled)
        or read_mixed(sentence, context, settled)
        or read_beside(sentence, context, settled)
        or read_assignment(pointing, context, settled)
        or read_narrowed(asking, context)
        or (read_listed(sentence, context, settled) if begins_in_list(sentence, context) else None)
        or (read_update(sentence, context, settled) if _is_news(sentence, context) else None)
        or read_command(pointing, sentence, context, settled)
        or read_note(sentence, pointing, context, settled)
        or read_listed(sentence, context, settled)
        or read_asked_again(sentence, pointing, context, settled)
        or read_follow_up(sentence, context)
        or read_request(sentence, context, settled)
        or (read_question(asking, pointing, context, settled) if asks_something(pointing) else None)
        or (plain_list(asking, context, settled) if not context.card else None)
        or bare(pointing, context, settled)
        or (read_update(sentence, context, settled) if not only_asks(pointing) else None)
        or list_by_nouns(asking, context, settled)
        or Interpretation(text=sentence.text, intent=Intent.UNKNOWN)
    )


def _first_of_all(sentence: Sentence, context: Context) -> Interpretation | None:
    """What means the same whatever else the words could be."""
    return (
        read_picked(sentence, context)
        or read_page(sentence, context)
        or read_undo(sentence, context)
        or _whole(sentence, context)
    )


def _is_news(sentence: Sentence, context: Context) -> bool:
    """A number, or a topic of the plan, with its status right behind it."""
    if LEXICON.has("news", sentence.tagged) or (
        LEXICON.has("idle_mine", sentence.tagged) and "?" not in sentence.tagged
    ):
        return True
    if LEXICON.has("sets_all", sentence.tagged) and read_bulk(sentence, context) is not None:
        return True
    told = bool(sentence.statuses()) and not sentence.refs() and not asks_something(sentence)
    return told and LEXICON.has("news", addressed(sentence, context).tagged)


def _asked_behind(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """ "Freight strategy - who owns it and when is it due?": a question that stands behind what it is about."""
    if context.card or with_sections(sentence, context).sections():
        return None
    pointing = pointed(sentence, context)
    if not LEXICON.has("asked_behind", pointing.tagged):
        return _asked_whether_true(sentence, context, settled)
    return show_refs(pointing, context, settled)


def _asked_whether_true(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """ "Somebody says the portal is finished, is it true?": how it stands."""
    found = LEXICON.search("asks_truth", sentence.tagged)
    if found is None:
        return None
    told = sentence.part(0, sentence.line.span(found)[0])
    told = pointed(addressed(with_moods(told), context), context)
    return show_refs(told, context, settled) if told.refs() else None


def _stood_then(asking: Sentence, pointing: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """ "5 as at 30 September" asks how it stood then; a status beside the day would be news."""
    if context.card or not LEXICON.has("stood_then", pointing.tagged):
        return None
    return read_question(asking, pointing, context, settled)


def _withdrawn(sentence: Sentence) -> Interpretation | None:
    """A message that takes itself back at its end ("5 amber, no, ignore that") says nothing."""
    if not LEXICON.has("withdrawn", sentence.tagged):
        return None
    return Interpretation(text=sentence.text, intent=Intent.CANCEL)


def _whole(sentence: Sentence, context: Context) -> Interpretation | None:
    if speaks_of_schedule(context) and LEXICON.has("unschedule_it", sentence.tagged):
        return None
    words = " ".join(unit.tag for unit in sentence.units if unit.tag not in ("!", ".", ",", "\n"))
    plain = " ".join(word for word in words.split() if not emoji(word))
    if plain in LEXICON.words("greetings") or LEXICON.has("greeting_call", plain):
        return Interpretation(text=sentence.text, intent=Intent.GREETING)
    for name, intent in WHOLE:
        if words in LEXICON.words(name):
            return Interpretation(text=sentence.text, intent=intent)
    if LEXICON.has("held_back", words) or declines(words):
        return Interpretation(text=sentence.text, intent=Intent.CANCEL)
    if len(sentence.units) <= LONGEST_THANKS and LEXICON.has("thanks_only", sentence.tagged):
        return Interpretation(text=sentence.text, intent=Intent.THANKS)
    return None

"""What people write around their news: "Hi all, hope you are well", "Many thanks, Anne", a name and a post under it. It
belongs to no note."""

from dialogs.understanding.clauses import ENDS, clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

LINE = 7  # words of a line of a signature
LINES = 4  # lines of it: name, post, council, telephone
SIGNED = frozenset((".", "!", "?", "\n"))  # behind which a name alone signs


def without_pleasantries(sentence: Sentence, context: Context) -> Sentence:
    """The message without its greeting and its goodbye; as it is where nothing else would be left."""
    sentence = _introduced(sentence, context)
    clauses = list(clauses_of(sentence))
    first, last = 0, len(clauses)
    while first < last and _opens(clauses[first]):
        first += 1
    while last > first + 1 and (begin := _closing(clauses[:last], first, sentence, context)) is not None:
        last = begin
    if first >= last or (first, last) == (0, len(clauses)):
        return sentence
    return _between(sentence, clauses[first], clauses[last - 1], last == len(clauses))


def _introduced(sentence: Sentence, context: Context) -> Sentence:
    """ "Hi its Shazia just a quick one on the portal …": the words behind the speaker's name, and behind a name that is
    only called ("Lucy, please note …")."""
    for name, itself in (("introduces", True), ("calls_on", False)):
        found = LEXICON.search(name, sentence.tagged)
        begin = sentence.line.span(found)[1] if found else 0
        who = sentence.part(0, begin).people()
        speaks = context.speaker is not None and any(context.speaker.id in one.ids for one in who)
        if 0 < begin < len(sentence.units) and speaks is itself:
            sentence = sentence.part(begin, len(sentence.units))
    brief = LEXICON.search("brief_word", sentence.tagged)
    return sentence.part(sentence.line.span(brief)[1], len(sentence.units)) if brief else sentence


def without_introduction(sentence: Sentence, context: Context) -> Sentence:
    """ "Hello this is Sandy Laird reporting on the training …": what is reported, where the speaker says so."""
    found = LEXICON.search("introduced", sentence.opening)
    if found is None or context.speaker is None:
        return sentence
    first, last = sentence.line.span(found)
    named = [who for who in sentence.part(first, last).people() if context.speaker.id not in who.ids]
    return sentence if named or last >= len(sentence.units) else sentence.part(last, len(sentence.units))


def _opens(clause: Sentence) -> bool:
    if LEXICON.has("opening", clause.tagged):
        return True
    late = all(word.words in LEXICON.words("kin_of_late") for word in clause.statuses())
    words = " ".join(token.key for token in clause.tokens[clause.units[0].first : clause.units[-1].last])
    return late and LEXICON.has("apology", words)


def _closing(clauses: list[Sentence], first: int, sentence: Sentence, context: Context) -> int | None:
    """Where the goodbye begins that the message ends with: "regards" or the speaker's own name, and the lines of a
    signature behind it; None where it ends with news."""
    for begin in range(len(clauses) - 1, max(first, len(clauses) - LINES - 1), -1):
        said_goodbye = LEXICON.has("closing", clauses[begin].tagged) or _is_speaker(clauses[begin], sentence, context)
        if said_goodbye and all(_signs(one) for one in clauses[begin + 1 :]):
            return begin
        if not _signs(clauses[begin]):
            return None
    return None


def _is_speaker(clause: Sentence, sentence: Sentence, context: Context) -> bool:
    """The speaker's name and nothing else, behind a full stop or on a line of its own."""
    who = clause.units[0].item
    place = clause.units[0].first
    if len(clause.units) != 1 or not isinstance(who, Who) or context.speaker is None or not place:
        return False
    return context.speaker.id in who.ids and sentence.tokens[place - 1].key in SIGNED


def _signs(clause: Sentence) -> bool:
    """A name, a post or a council: a few words that begin with capitals, small ones between them apart."""
    words = clause.tokens[clause.units[0].first : clause.units[-1].last]
    told = any(unit.tag in ("REF", "STATUS", "DATE") for unit in clause.units)
    small = LEXICON.words("small_words")
    return not told and len(words) <= LINE and all(one.capital or one.key in small or not one.word for one in words)


def _between(sentence: Sentence, first: Sentence, last: Sentence, to_the_end: bool) -> Sentence:
    """From one clause to another, with the mark that ends it."""
    begin = next(place for place, unit in enumerate(sentence.units) if unit is first.units[0])
    end = next(place for place, unit in enumerate(sentence.units) if unit is last.units[-1]) + 1
    if to_the_end:
        return sentence.part(begin, len(sentence.units))
    marked = end < len(sentence.units) and sentence.units[end].tag in ENDS - {",", ":", "\n"}
    return sentence.part(begin, end + marked)

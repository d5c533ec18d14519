"""One action's stretch of a message, clause by clause: a bare status, a moved date, "no change", or words of a note."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from itertools import pairwise

from dialogs.understanding.dates import When, amount_of
from dialogs.understanding.heads import describes, future, head_of
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import doubts_in, only_doubts, plain
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.tokens import emoji

ENDS = frozenset((",", ".", ";", "!", "?", "\n", ":", "(", ")"))


_MARK_BETWEEN = re.compile(r"[,;:.!?()–—\n](?=\s|$)| - ")


@dataclass(slots=True)
class Said:
    """What a stretch says about its action. `kept` are stretches of characters that belong to the note."""

    statuses: list[StatusWord] = field(default_factory=list)
    either: bool = False  # "red or amber"
    dates: list[When] = field(default_factory=list)
    shift: tuple[int, str] | None = None  # (amount, unit), later or (negative) earlier
    cleared: bool = False  # "remove the date"
    doubted: bool = False  # "I think 5 is amber": read back before it is written
    unsure_date: bool = False  # a date was given that may or may not be the new deadline
    continuous: str | None = None  # the words that make it continuous
    no_date: str | None = None  # the words that leave the date open
    unchanged: bool = False
    idle: int = 0  # how many of the kept stretches say only that nothing has changed
    kept: list[tuple[int, int]] = field(default_factory=list)
    aside: list[tuple[int, int]] = field(default_factory=list)  # clauses that only say how sure the rest is
    decision: str | None = None
    evidence: str | None = None  # "see attached", an address
    done_on: When | None = None
    past: When | None = None  # a day behind us, which is no deadline

    @property
    def tells(self) -> bool:
        """Whether it says something that a change consists of, its words apart."""
        dated = self.cleared or self.dates or self.shift or self.continuous or self.no_date or self.unsure_date
        return bool(self.statuses or self.unchanged or dated or self.either)

    @property
    def weighs(self) -> bool:
        """Whether it sets a status or a date, which is read back where it is not certain."""
        return bool(self.statuses or self.cleared or self.dates or self.shift or self.continuous or self.no_date)

    def take(self, other: "Said") -> None:
        """What another part of the stretch says, added to this."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, [*mine, *theirs] if isinstance(mine, list) else theirs or mine)


def clauses_of(sentence: Sentence) -> Iterator[Sentence]:
    """A stretch cut at its marks and dashes, without them."""
    begin = 0
    for place, unit in enumerate(sentence.units):
        if ends(unit.tag) or (unit.tag == "-" and _apart(sentence, place)):
            if place > begin:
                yield sentence.part(begin, place)
            begin = place + 1
    if begin < len(sentence.units):
        yield sentence.part(begin, len(sentence.units))


def ends(tag: str) -> bool:
    """Whether a clause ends here: at a mark, or at a picture."""
    return tag in ENDS or emoji(tag)


def _apart(sentence: Sentence, place: int) -> bool:
    """A dash between spaces separates; a hyphen joins."""
    units = sentence.units
    left = place == 0 or units[place - 1].end < units[place].start
    right = place + 1 == len(units) or units[place].end < units[place + 1].start
    return left or right


def read_stretch(stretch: Sentence, compounds: frozenset[tuple[str, str]], fresh: bool = True) -> Said:
    """What a stretch says. `compounds` are pairs of words in which a status word is no status ("Green Book");
    `fresh` where the stretch begins right after the action's number, so that its first words speak of the action."""
    said = Said()
    story = False  # whether the clause before tells of something else and may go on behind a parenthesis
    for number, clause in enumerate(clauses_of(stretch)):
        first = fresh and number == 0
        told = len(said.statuses)
        if story and _marked(clause, -1, ("(", ")")):
            _keep(clause, said)
            continue
        story = not said.tells and LEXICON.has("other_subject", clause.tagged) and _marked(clause, 1, ("(",))
        if not doubts_in(clause):
            _read_clause(clause, said, compounds, first)
        elif not only_doubts(clause):
            _read_doubted(clause, said, compounds, first)
        else:
            said.doubted = True
            said.aside.append((clause.units[0].start, clause.units[-1].end))
        if not first and len(said.statuses) > told and LEXICON.has("pronoun_they", clause.tagged):
            said.doubted = True
    return said


def _marked(clause: Sentence, side: int, marks: tuple[str, ...]) -> bool:
    """Whether one of the marks stands right before (-1) or behind (1) a clause."""
    place = clause.units[0].first - 1 if side < 0 else clause.units[-1].last
    return 0 <= place < len(clause.tokens) and clause.tokens[place].key in marks


def _read_doubted(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]], first: bool) -> None:
    """A clause with doubt in it: what it says without the doubt must be asked; of what is to come, nothing."""
    trial = Said()
    _read_clause(plain(clause), trial, compounds, first)
    sure = any(word.usual is not None or word.plans for word in trial.statuses)
    if not (sure or trial.weighs) or LEXICON.has("doubt_future", plain(clause).tagged):
        _keep(clause, said)
        return
    said.doubted = True
    said.take(trial)


def _read_clause(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]], first: bool) -> None:
    clause = _as_told(clause) if first else clause
    tagged = clause.tagged
    if found := LEXICON.search("decision", tagged):
        begin, _ = clause.line.span(found)
        said.decision = clause.words(begin)
    if said.evidence is None and (found := LEXICON.search("evidence", tagged)):
        said.evidence = clause.words(*clause.line.span(found))
    if LEXICON.has("conditional", tagged):
        _keep(clause, said)
    elif LEXICON.has("nothing_new", tagged):
        said.unchanged = True
        said.idle += 1
        _keep(clause, said)
    elif LEXICON.has("status_either", tagged):
        said.either = True
        said.statuses += clause.statuses()
    elif LEXICON.has("status_repeated", tagged) and _pairs(clause).isdisjoint(compounds):
        said.either = len({word.words for word in clause.statuses()}) > 1
        said.statuses += clause.statuses()
    elif _asserted(clause, compounds):
        _read_status(clause, said)
    elif LEXICON.has("continuous", tagged):
        said.continuous = clause.words()
    elif said.continuous is not None and LEXICON.has("not_dated", tagged):
        return
    elif not (_by_and(clause, said, compounds, first) or _head(clause, said, compounds, first)):
        _read_date(clause, said)


def _as_told(clause: Sentence) -> Sentence:
    """ "Was completed on the 12th" tells that it is complete; "was amber" tells of another time."""
    found = LEXICON.search("was_done", clause.tagged)
    if found is None:
        return clause
    done = clause.part(clause.line.span(found)[1], len(clause.units))
    word, rest = done.units[0].item, done.part(1, len(done.units))
    verb = isinstance(word, StatusWord) and (
        word.words in LEXICON.words("verbs_of_status") or word.words.endswith("ed")
    )
    plainly = not rest.units or LEXICON.has("since_when", rest.tagged) or LEXICON.has("was_ends", rest.tagged)
    return done if verb and plainly else clause


def _by_and(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]], first: bool) -> bool:
    """ "Amber and slipping to July": the parts of a clause on both sides of "and", where the first is bare."""
    for place, unit in enumerate(clause.units):
        if unit.tag in ("and", "but", "&", "with", "plus") and 0 < place < len(clause.units) - 1:
            left, right = clause.part(0, place), clause.part(place + 1, len(clause.units))
            bare = _asserted(left, compounds) or LEXICON.has("date_bare", left.tagged)
            if bare and unit.tag != "with" and not LEXICON.has("date_expected", left.tagged):
                _read_clause(left, said, compounds, first)
                kept = len(said.kept)
                _read_clause(right, said, compounds, False)
                if unit.tag == "but" and len(said.kept) > kept:
                    said.kept[kept] = (unit.start, said.kept[kept][1])
                return True
    return False


def _asserted(clause: Sentence, compounds: frozenset[tuple[str, str]]) -> bool:
    """The clause is nothing but a status."""
    found = LEXICON.search("status_bare", clause.tagged)
    return found is not None and not future(clause) and _pairs(clause).isdisjoint(compounds)


def _read_status(clause: Sentence, said: Said) -> None:
    """A bare status; where it says again in other words what was said ("closed, no longer needed") it is the reason."""
    word = _settled(clause)
    if " " in word.words and any(one.usual is word.usual for one in said.statuses if one.usual is not None):
        _keep(clause, said)
    else:
        said.statuses.append(word)


def _pairs(clause: Sentence) -> set[tuple[str, str]]:
    keys = [token.key for token in clause.tokens[clause.units[0].first : clause.units[-1].last + 1]]
    return set(pairwise(keys))


def _settled(clause: Sentence) -> StatusWord:
    """Of several status words the one that stands: "from red to amber", "amber not red", "not red but amber"."""
    found = clause.statuses()
    if LEXICON.has("status_replaced", clause.tagged):
        return found[-1]
    return found[0]


def _head(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]], first: bool) -> bool:
    """A status, "no change" or a date at the head of the action's first clause, and more words behind it."""
    if not first:
        return _pronoun_head(clause, said, compounds)
    if found := LEXICON.search("nothing_new_head", clause.tagged):
        _, end = clause.line.span(found)
        if LEXICON.has("excepting", clause.part(end, len(clause.units)).tagged):
            return False
        said.unchanged = True
        _keep(clause, said)
        return True
    return _status_head(clause, said, compounds)


def _pronoun_head(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]]) -> bool:
    if not LEXICON.has("pronoun_status", clause.tagged) or describes(clause):
        return False
    return _status_head(clause, said, compounds)


def _status_head(clause: Sentence, said: Said, compounds: frozenset[tuple[str, str]]) -> bool:
    head = head_of(clause, compounds)
    if head is None:
        return False
    word, rest = head.word, head.rest
    said.statuses.append(word)
    said.doubted = said.doubted or head.doubted
    when, rest = _since(rest, word)
    said.done_on = when or said.done_on
    if rest.units and not _by_now(rest):
        _read_clause(rest, said, compounds, False)
    return True


def _by_now(rest: Sentence) -> bool:
    """ "Amber today", "green this month": when it was said of, and no deadline."""
    dates = rest.dates()
    return len(dates) == 1 and dates[0].current and LEXICON.has("said_when", rest.tagged)


def _since(rest: Sentence, word: StatusWord) -> tuple[When | None, Sentence]:
    """ "On hold since 1 October, …", "done last week": from when it is so, and what else is said."""
    if (word.ended or word.usual is None) and LEXICON.has("done_when", rest.tagged) and rest.dates():
        return rest.dates()[0], rest.part(0, 0)
    found = LEXICON.search("since_when", rest.tagged)
    if found is None:
        return None, rest
    when = rest.dates()[0]
    if not when.day or not _looks_back(when, rest.tagged):
        return None, rest
    return when, rest.part(rest.line.span(found)[1], len(rest.units))


def _looks_back(when: When, words: str) -> bool:
    """Whether a day is meant that lies behind: said so ("since"), or the nearer of the two that it may be."""
    if when.behind or words.startswith(("since", "as of", "as at")):
        return True
    return when.recent and words.startswith(("on ", "from ", "at ", "back "))


def _read_date(clause: Sentence, said: Said) -> None:
    tagged = clause.tagged
    supposed = LEXICON.single("no_such_day").sub("DATE", tagged)
    if supposed != tagged and not LEXICON.has("date_expected", tagged) and LEXICON.has("date_bare", supposed):
        said.unsure_date = True
    elif supposed != tagged and LEXICON.has("date_moved", supposed):
        said.unsure_date = True
        _keep(clause, said)
    elif LEXICON.has("later_bare", tagged) or LEXICON.has("later_unsaid", tagged):
        said.unsure_date = True
        if LEXICON.has("later_unsaid", tagged):
            _keep(clause, said)
    elif LEXICON.has("dates_either", tagged):
        said.unsure_date = True
    elif LEXICON.has("keep_date", tagged):
        _keep(clause, said)
    elif found := LEXICON.search("shift_bare", tagged):
        said.shift = shift_of(clause, found.groupdict())
    elif LEXICON.has("date_wandered", tagged):
        said.unsure_date = True
        _keep(clause, said)
    elif LEXICON.has("date_bare", tagged) and (
        LEXICON.has("date_now", tagged) or not LEXICON.has("date_expected", tagged)
    ):
        _bare_date(clause, said)
    elif LEXICON.has("date_cleared", tagged):
        said.cleared = True
    elif LEXICON.has("date_tbc", tagged):
        said.no_date = clause.words()
        if LEXICON.has("tbc_reason", tagged):
            _keep(clause, said)
    else:
        _read_moved(clause, said)
        _keep(clause, said)


def _read_moved(clause: Sentence, said: Said) -> None:
    """A new deadline inside words that say more, which therefore stay in the note."""
    tagged = clause.tagged
    if found := LEXICON.search("date_new", tagged) or LEXICON.search("date_not_before", tagged):
        said.dates.append(clause.part(*clause.line.span(found)).dates()[-1])
        return
    found = LEXICON.search("date_moved", tagged) or LEXICON.search("date_went", tagged)
    if found and not LEXICON.has("status_denied", tagged) and not LEXICON.has("move_doubted", tagged[: found.end()]):
        first, end = clause.line.span(found)
        if LEXICON.has("told_story", " ".join(unit.tag for unit in clause.units[:first])):
            return
        said.dates.append([one for one in clause.part(first, end).dates()][-1])
        said.unsure_date = LEXICON.has("date_either", tagged)
    elif (shifted := LEXICON.search("shift", tagged)) and not LEXICON.has("move_doubted", tagged):
        said.shift = shift_of(clause, shifted.groupdict())


def _bare_date(clause: Sentence, said: Said) -> None:
    """A date alone is the new deadline; one that looks back ("yesterday") only where the words say so."""
    when = clause.dates()[-1 if LEXICON.has("date_replaced", clause.tagged) else 0]
    if when.behind and not LEXICON.has("gives_deadline", clause.tagged):
        said.past = when
        _keep(clause, said)
    else:
        said.dates.append(when)


def shift_of(clause: Sentence, parts: dict[str, str | None]) -> tuple[int, str]:
    amount = amount_of(parts.get("amount") or parts.get("amount2") or "1")
    unit = parts.get("unit") or parts.get("unit2") or "days"
    return (-amount if LEXICON.has("shift_back", clause.tagged) else amount), unit


def _keep(clause: Sentence, said: Said) -> None:
    """The clause belongs to the note; the verb that joined it to the number does not."""
    units = clause.units
    if not said.kept and len(units) > 1 and units[0].tag in ("is", "are", "that"):
        units = units[1:]
    if not all(LEXICON.has("trailing_word", unit.tag) for unit in units):
        said.kept.append((units[0].start, units[-1].end))


def _joint(between: str) -> str:
    """What joins two stretches: what stood there; where words were taken out, a comma if a mark stood beside them."""
    if not any(one.isalnum() for one in between):
        return between
    return ", " if _MARK_BETWEEN.search(between) else " "


def note_of(text: str, said: Said) -> str | None:
    """The kept stretches as one note, in the person's own words and marks; None where nothing remains."""
    pieces: list[str] = []
    previous: int | None = None
    for start, end in said.kept:
        if not any(one.isalnum() for one in text[start:end]):
            continue
        between = text[previous:start] if previous is not None else ""
        if previous is not None:
            pieces.append(_joint(between))
        pieces.append(text[start:end])
        previous = end
    if said.unchanged and said.idle == len(said.kept):
        return "no change"
    note = "".join(pieces).strip(" ,;:-–—\n\t")
    return note or None

"""Dates as people say them in a chat. The grammar is `storage.timescale`; here lies what only a conversation needs:
which words are meant as a date, what looks back ("since August"), where two readings fit, and shifts ("two weeks on").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.tokens import LINK, Token, tokens_of
from storage.timescale import Found, Kind, Timescale
from storage.timescale import find_dates as scan

_REF = re.compile(r"[a-z]{0,2}\d{1,3}\.\d{1,3}(?:\.\d)?[a-z]?")
_LETTERED_REF = re.compile(r"(?!q\d|h\d|fy|ay|w\d|wk)[a-z]{1,2}\d{1,2}[a-z]?")  # "b7": not quarters, halves or years
_NUMBERED = re.compile(r"[a-z]{0,2}\d{1,3}(?:\.\d{1,3})*[a-z]?")
_CODE = re.compile(r"[a-z]{1,8}\d{1,4}")  # as plans have them: "CPC26"
_DAY_ONLY = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)")
_MONTH_AND_TWO_DIGITS = re.compile(r"[a-z]{3,9}\.? ([2-3]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A date expression: the tokens `first` to `last` (exclusive); its reading ahead of today, and behind it.

    `others` are further ends that the same words may mean; where there are any, a change must ask.
    """

    first: int
    last: int
    ahead: Timescale
    back: Timescale
    others: tuple[date, ...] = ()
    behind: bool = False  # over already, whichever way it is read
    current: bool = False  # today, or a period that today lies in
    recent: bool = False  # read as past it is nearer to today than read ahead

    @property
    def start(self) -> date:
        return self.ahead.start or self.end

    @property
    def end(self) -> date:
        if self.ahead.end is None:  # the scanner gives days to everything that it finds
            raise ValueError(self.ahead.text)
        return self.ahead.end

    @property
    def day(self) -> bool:
        return self.ahead.kind is Kind.DATE


def find_dates(tokens: Sequence[Token], text: str, today: date) -> tuple[When, ...]:
    """Every date expression that is meant as one, in order."""
    blanked = _without_refs(tokens, text)
    starts = [token.start for token in tokens]
    scanned = _scanned(tokens, blanked, today)
    found = [when for one in scanned if (when := _when(one, tokens, starts, today)) is not None]
    found = [when for when in found if not _street(tokens, when)]
    more = (*_after_next(tokens, text, today, found), *_months(tokens, today, found))
    return tuple(sorted((*found, *more), key=lambda when: when.first))


def _street(tokens: Sequence[Token], when: When) -> bool:
    """ "The family has moved to April Close": a month in a name."""
    if when.last >= len(tokens) or when.last - when.first != 1:
        return False
    return tokens[when.last].capital and tokens[when.last].key in LEXICON.words("street_names")


def said_alone(words: str, today: date) -> When | None:
    """The date that a few words are where a date was asked for: "march" and "the 12th" too, which elsewhere need a word
    like "by" before them."""
    for text in (words, f"by {words}"):
        tokens = tokens_of(text)
        found = find_dates(tokens, text, today)
        if len(found) == 1 and (found[0].first == 0 or text != words) and found[0].last == len(tokens):
            return found[0]
    return None


def _scanned(tokens: Sequence[Token], text: str, today: date) -> list[Found]:
    """The dates of a text whose mistyped words ("setember") are read as what they are compared as; places are the
    text's own."""
    pieces: list[str] = []
    places: list[int] = []  # for each character of the mended text its place in the text
    done = 0
    for token in tokens:
        if token.key.isalpha() and token.text.isalpha() and token.key != token.text.casefold():
            pieces += [text[done : token.start], token.key]
            places += [*range(done, token.start), *(min(token.start + at, token.end) for at in range(len(token.key)))]
            done = token.end
    if not pieces:
        return scan(text, today)
    places += [*range(done, len(text) + 1)]
    mended = "".join((*pieces, text[done:]))
    found = scan(mended, today)
    return [one._replace(start=places[one.start], stop=places[one.stop]) for one in found]


def _without_refs(tokens: Sequence[Token], text: str) -> str:
    """The text with the numbers of actions blanked: "move 2.1 to 12 Feb" has no range from 1 to 12 February."""
    opening: int | None = None
    for place, token in enumerate(tokens):
        if token.key == LINK:
            text = text[: token.start] + "x" * (token.end - token.start) + text[token.end :]
        after = tokens[place + 1].key if place + 1 < len(tokens) else ""
        modal = token.key == "may" and after in LEXICON.words("after_modal") and not _contrasted(tokens, place)
        ranged = token.key.isdigit() and after in ("to", "until", "til", "till", "-")
        if ranged and opening is None:
            opening = _opening(tokens)
        if (
            modal
            or _REF.fullmatch(token.key)
            or _LETTERED_REF.fullmatch(token.key)
            or (ranged and _addressed(tokens, place, opening or 0))
        ):
            text = text[: token.start] + "x" * (token.end - token.start) + text[token.end :]
    return text


def _opening(tokens: Sequence[Token]) -> int:
    """Where the words end that only open a message."""
    openers = LEXICON.words("openers")
    told = (at for at, token in enumerate(tokens) if token.key not in openers and token.key[:1].isalnum())
    return next(told, len(tokens))


def _addressed(tokens: Sequence[Token], place: int, opening: int) -> bool:
    """Whether a number before "to" is an action's, whose date moves there, and not the first day of a range."""
    before = tokens[place - 1].key if place else ""
    told = before in LEXICON.words("moves_dates") or bool(_CODE.fullmatch(before))
    return told or _opens(tokens, place, opening)


def _opens(tokens: Sequence[Token], place: int, opening: int) -> bool:
    """Whether a number opens a message, behind a greeting too (`opening`: where those end), or a clause of one that
    began with a number."""
    if place <= opening:
        return True
    numbered = _NUMBERED.fullmatch(tokens[0].key)
    return bool(numbered) and tokens[place - 1].key in (",", ";", ".", "\n", "and", "&")


def _contrasted(tokens: Sequence[Token], place: int) -> bool:
    """ "1 May not 1 April", "May not June": a month beside the one that it is not."""
    if place + 2 >= len(tokens) or tokens[place + 1].key != "not":
        return False
    first, second = (tokens[at].key if at < len(tokens) else "" for at in (place + 2, place + 3))
    return (second if first.isdigit() else first) in LEXICON.words("month_names")


def _when(one: Found, tokens: Sequence[Token], starts: Sequence[int], today: date) -> When | None:
    near = range(max(bisect_right(starts, one.start) - 1, 0), bisect_left(starts, one.stop))
    places = [place for place in near if one.start < tokens[place].end]
    if not places or one.timescale.end is None or not _meant(tokens, places):
        return None
    begin, end, back = one.timescale.start or one.timescale.end, one.timescale.end, one.behind
    if back.end == end and len(places) == 1 and _DAY_ONLY.fullmatch(tokens[places[0]].key):
        back = _day_behind(back, today)
    return When(
        places[0] - _article(tokens, places[0]),
        places[-1] + 1,
        one.timescale,
        back,
        _also_a_day(one.timescale, today),
        behind=end < today,
        current=begin <= today <= end,
        recent=back.end is not None and back.end <= today and today - back.end < end - today,
    )


def _article(tokens: Sequence[Token], first: int) -> bool:
    """Whether "the" belongs to the date: "the spring"."""
    return first > 0 and tokens[first - 1].key == "the" and tokens[first].key in LEXICON.words("seasons")


def _day_behind(timescale: Timescale, today: date) -> Timescale:
    """ "The 12th", said of what has happened: of this month or of the one before."""
    day = timescale.end
    while day is not None and day > today:
        day -= relativedelta(months=1)
    return Timescale(text=timescale.text, kind=timescale.kind, start=day, end=day)


def _meant(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Words that are dates and something else ("may", "sat", "2027", "the 12th") need a word like "by" before them."""
    first, word = places[0], tokens[places[0]].key
    led = first - 2 if first > 1 and tokens[first - 1].key == "the" else first - 1
    before = tokens[led].key if led >= 0 else ""
    made = led > 0 and before in LEXICON.words("what_is_set") and tokens[led - 1].key in LEXICON.words("sets_dates")
    if len(places) > 1 or (word not in LEXICON.words("ambiguous_dates") and not _bare_number(word)):
        return True
    if made or before in LEXICON.words("before_dates") or _article(tokens, first):
        return True
    begins = first == 0 or before in (".", "!", "?", "\n")
    return word[0].isalpha() and tokens[first].capital and not begins


def _bare_number(word: str) -> bool:
    return word.isdigit() or _DAY_ONLY.fullmatch(word) is not None


def _also_a_day(timescale: Timescale, today: date) -> tuple[date, ...]:
    """ "July 27" is July 2027, and 27 July."""
    match = _MONTH_AND_TWO_DIGITS.fullmatch(timescale.text)
    if match is None or timescale.start is None:
        return ()
    try:
        day = timescale.start.replace(year=today.year, day=int(match.group(1)))
        return (day if day >= today else day.replace(year=today.year + 1),)
    except ValueError:
        return ()


def _after_next(tokens: Sequence[Token], text: str, today: date, found: Sequence[When]) -> list[When]:
    """ "The week after next", "the month after next"."""
    line = Line([token.key for token in tokens])
    made: list[When] = []
    for first, last, match in line.find(LEXICON.single("after_next")):
        start = today - timedelta(days=today.weekday()) + timedelta(weeks=2)
        end = start + timedelta(days=6)
        if match.group("unit") == "month":
            start = today.replace(day=1) + relativedelta(months=2)
            end = start + relativedelta(months=1, days=-1)
        words = text[tokens[first].start : tokens[last - 1].end]
        timescale = Timescale(text=words, kind=Kind.PERIOD, start=start, end=end)
        if all(last <= one.first or one.last <= first for one in found):
            made.append(When(first, last, timescale, timescale))
    return made


def _months(tokens: Sequence[Token], today: date, found: Sequence[When]) -> Iterator[When]:
    """ "Gonna be march not feb", "may more like": the words around it make a month of what is a word as well."""
    for place, token in enumerate(tokens):
        if token.key not in LEXICON.words("ambiguous_months"):
            continue
        before = tokens[place - 1].key if place else ""
        after = tokens[place + 1].key if place + 1 < len(tokens) else ""
        beside = before in LEXICON.words("before_months") or after in LEXICON.words("after_months")
        taken = any(one.first <= place < one.last for one in found)
        when = said_alone(token.key, today) if beside and not taken else None
        if when is not None:
            yield replace(when, first=place, last=place + 1)


# --- shifts: "two weeks later", "another month" ----------------------------------------------------------------------


def amount_of(words: str) -> int:
    """ "two" → 2, "a couple of" → 2, "6" → 6."""
    first = words.split()[0]
    return int(first) if first.isdigit() else LEXICON.numbers.get(words, LEXICON.numbers.get(first, 1))


def shifted(day: date, amount: int, unit: str) -> date:
    """A day moved by so many days, weeks, months, quarters or years; a month's last day stays a month's last day."""
    if unit.startswith("d"):
        return day + timedelta(days=amount)
    if unit.startswith(("w", "f")):
        return day + timedelta(weeks=amount * (2 if unit.startswith("f") else 1))
    months = amount * (12 if unit.startswith("y") else 3 if unit.startswith("q") else 1)
    moved = day + relativedelta(months=months)
    last = (day + timedelta(days=1)).day == 1
    return moved + relativedelta(day=31) if last else moved

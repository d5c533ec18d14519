"""Dates as people say them in a chat, read against today: "end of next month", "a week on Friday", "31/01/27", "Q3".

The words lie in `lexicon/en.toml` ([dates]); what each form means lies in `calendar_forms`. A date without a year is the
next one (`ahead`) or, where the words look back ("since August"), the last one (`back`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.understanding.calendar_forms import Range, read_form
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.tokens import Token
from storage.timescale import Kind, Timescale


@dataclass(frozen=True, slots=True)
class When:
    """A date expression: the tokens `first` to `last` (exclusive), and what it is, ahead of today and behind it.

    `others` are further ends that the same words may mean; where there are any, a change must ask.
    """

    first: int
    last: int
    text: str
    ahead: Range
    back: Range
    others: tuple[date, ...] = ()
    bare_number: bool = False  # "2027", "the 12th": a date only where the words around it say so

    @property
    def end(self) -> date:
        return self.ahead.end

    def timescale(self) -> Timescale:
        kind = Kind.DATE if self.ahead.day else Kind.PERIOD
        return Timescale(text=self.text, kind=kind, start=self.ahead.start, end=self.ahead.end)


def find_dates(tokens: Sequence[Token], text: str, today: date) -> tuple[When, ...]:
    """Every date expression, in order; where two overlap the longer one, then the earlier one, stands."""
    line = Line([token.key for token in tokens])
    found = [
        when
        for name, pattern in LEXICON.date_forms
        for first, last, match in line.find(pattern)
        if (when := _when(name, match.groupdict(), tokens, first, last, text, today)) is not None
    ]
    chosen: list[When] = []
    for one in sorted(found, key=lambda when: (when.first - when.last, when.first)):
        if all(one.last <= other.first or other.last <= one.first for other in chosen):
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda when: when.first))


def _when(
    form: str,
    parts: dict[str, str | None],
    tokens: Sequence[Token],
    first: int,
    last: int,
    text: str,
    today: date,
) -> When | None:
    if not _meant_as_date(tokens, first, last):
        return None
    said = {key: value for key, value in parts.items() if value}
    ahead, back = read_form(form, said, today, True), read_form(form, said, today, False)
    if ahead is None or back is None:
        return None
    return When(
        first=first,
        last=last,
        text=text[tokens[first].start : tokens[last - 1].end],
        ahead=ahead,
        back=back,
        others=ahead.others,
        bare_number=form in ("year", "day_only"),
    )


def _meant_as_date(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Words that are dates and something else ("may", "march", "sat") count only where they are written as dates."""
    if last - first > 1 or tokens[first].key not in LEXICON.words("ambiguous_dates"):
        return True
    before = tokens[first - 1].key if first else ""
    if before in LEXICON.words("before_dates"):
        return True
    sentence_first = first == 0 or before in (".", "!", "?", "\n")
    return tokens[first].capital and not sentence_first and len(tokens[first].key) > 2

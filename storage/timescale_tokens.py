"""Text → tokens that a timescale is read from: numbers, numeric dates, separators, words with what they may mean."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from storage.lexicon import words

_SHAPES = re.compile(
    r"""
    (?P<date>\d{1,4}(?P<mark>[/.–-])\d{1,2}(?P=mark)\d{2,4}(?!(?P=mark)?\d)(?:[T\ ]\d\d:\d\d(?::\d\d)?)?
           |(?<!\w)\d\d\ \d\d\ \d{4}(?!\d))
  | (?P<percent>\d{1,3}\s?%)
  | (?P<done>[✅✔✓☑])
  | (?P<strike>~~)
  | (?P<pair>(?<![\d/])\d{1,4}/\d{1,4}(?![\d/])|\d{4}[–-]\d{2,4}(?!\d)
           |(?<![\w–-])\d{1,2}[–-]\d{4}(?![\d–-])|\d{4}\ [–/-]\ \d{2,4}(?!\d|\s*[^\W\d_]{3}))
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<short>['’‘]\d\d(?!\d))
  | (?P<code>\d{19,})
  | (?P<number>\d+)
  | (?P<word>[^\W\d_]+)
  | (?P<arrow>→|->|=>|>)
  | (?P<dash>[-–—−])
  | (?P<slash>/)
  | (?P<amp>[&+])
  | (?P<comma>,)
  | (?P<newline>[\n\r\v\f\x85\u2028;]+)
  | (?P<stop>[.:!?](?=\s|$))
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of the text. `kind` is the shape; `terms` say what a word may be: category → value."""

    kind: str
    text: str
    start: int
    stop: int
    terms: Mapping[str, str] = field(default_factory=dict)

    def term(self, category: str) -> str | None:
        return self.terms.get(category)

    def any(self, *categories: str) -> bool:
        return any(category in self.terms for category in categories)


@cache
def _phrases() -> dict[tuple[str, ...], dict[str, str]]:
    """Every phrase of the lexicon → what it may be. Values of `mark`, `join` and `fill` are categories themselves."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for category, values in words("timescale").items():
        if category in ("seasons", "shy"):
            continue
        for value, phrases in values.items():
            own = value if category in ("mark", "join", "fill", "nothing") else category
            for phrase in phrases:
                found.setdefault(tuple(phrase.replace("'", " ").split()), {})[own] = value
    return found


@cache
def _longest() -> int:
    return max(map(len, _phrases()))


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a text, with the longest known phrases joined into one token each."""
    raw = [Token(_shape(one), one.group(), one.start(), one.end()) for one in _SHAPES.finditer(text)]
    return _days_in_figures(tuple(_joined(raw, text)))


def _days_in_figures(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "The thirty first of January" as "31st": a day in words, beside a month or behind "by the"."""
    if not any(token.any("nth") for token in found):
        return found
    return tuple(
        replace(token, kind="ordinal", text=f"{token.terms['nth']}th", terms={})
        if token.any("nth") and (_beside_month(found, place) or _awaited(found, place))
        else token
        for place, token in enumerate(found)
    )


def _beside_month(found: tuple[Token, ...], place: int) -> bool:
    after, before = place + 1, place - 1
    while after < len(found) and found[after].any("day_of"):
        after += 1
    while before >= 0 and found[before].text.casefold() == "the":
        before -= 1
    near = (*found[after : after + 1], *(found[before : before + 1] if before >= 0 else ()))
    return any(token.any("month") for token in near)


def _awaited(found: tuple[Token, ...], place: int) -> bool:
    """ "By the fifteenth"; "to the first" and "by the second" may be of a list."""
    if place < 2 or found[place - 1].text.casefold() != "the" or found[place].any("count"):
        return False
    return found[place - 2].any("by", "until", "before")


def _shape(match: re.Match[str]) -> str:
    return next(name for name, found in match.groupdict().items() if found is not None)


_TICK = {"done": "done"}


def _joined(raw: list[Token], text: str) -> Iterator[Token]:
    place = 0
    while place < len(raw):
        length, terms = _phrase_at(raw, place)
        if length:
            first, last = raw[place], raw[place + length - 1]
            yield Token("word", text[first.start : last.stop], first.start, last.stop, terms)
        else:
            length = 1
            yield raw[place] if raw[place].kind != "done" else replace(raw[place], kind="word", terms=_TICK)
        place += length


def _phrase_at(raw: list[Token], place: int) -> tuple[int, dict[str, str]]:
    """The longest phrase that begins here, hyphens skipped: how many raw tokens it takes and what it may be."""
    said: list[str] = []
    best: tuple[int, dict[str, str]] = (0, {})
    for length, token in enumerate(raw[place : place + 2 * _longest()], start=1):
        if token.kind in ("word", "ordinal"):
            said.append(token.text.casefold())
        elif not (said and _skipped(token, raw, place + length)):
            break
        if token.kind in ("word", "ordinal") and (terms := _phrases().get(tuple(said))):
            best = (length, terms)
    return best


def _skipped(token: Token, raw: list[Token], following: int) -> bool:
    """A hyphen inside a word ("on-going"), or the slash and stops of an abbreviation ("n/a", "t.b.c")."""
    if token.kind not in ("dash", "slash", "stop"):
        return False
    tight = following < len(raw) and raw[following].start == token.stop
    return tight and (token.kind == "dash" or len(raw[following].text) == 1)


def unlabelled(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "Phase 2": a number behind a word for parts, or in a series that begins with 1, is a label and no day."""
    numbered = {place: found[place - 1].text.casefold() for place in range(1, len(found)) if _labels(found, place)}
    often = Counter(numbered.values())
    labels = often.keys() & frozenset(words("timescale")["shy"]["labels"])
    series = {word for place, word in numbered.items() if found[place].text == "1" and often[word] > 1} | labels
    if not series:
        return found
    return tuple(
        replace(token, kind="label") if numbered.get(place) in series else token for place, token in enumerate(found)
    )


def _labels(found: tuple[Token, ...], place: int) -> bool:
    before = found[place - 1]
    return found[place].kind == "number" and len(found[place].text) < 3 and before.kind == "word" and not before.terms


# --- numbers that are dates by themselves -------------------------------------------------------------------------


def numeric_date(text: str) -> date | None:
    """31/01/27, 31.1.2027, 2027-01-31 (also with a time): day first unless the year is. None for no such day."""
    day, month, year = (int(one) for one in re.findall(r"\d+", text)[:3])
    if day > 31:
        day, year = year, day
    try:
        return date(full_year(year), month, day)
    except ValueError:
        return None


def full_year(year: int) -> int:
    """27 → 2027; four figures stay."""
    return year + 2000 if year < 100 else year


def pair(text: str) -> tuple[int, int, str]:
    """The two numbers of "2026/27" or "19/9", and what is between them."""
    first, second = re.findall(r"\d+", text)
    return int(first), int(second), "/" if "/" in text else "-"

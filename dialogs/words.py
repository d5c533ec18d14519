"""Everything the bot says: templates by key from a data file of one language, and how dates and names are written."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from storage.status import Status

ELLIPSIS = "…"
WORD = re.compile(r"[\w']+")


@cache
def _phrases() -> dict[str, Any]:
    raw = files("dialogs").joinpath("words/en.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(raw)))


def _flat(prefix: str, table: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Nested tables as dotted keys. A table with the key `other` is one phrase with its plural forms."""
    for key, value in table.items():
        if isinstance(value, dict) and "other" not in value:
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def say(key: str, **slots: object) -> str:
    """The phrase of a key with its slots filled; a phrase with plural forms is chosen by the slot `n`.

    Raises KeyError for a key or a slot that is missing: a hole in a sentence is a defect, not an answer.
    """
    phrase = _phrases()[key]
    if isinstance(phrase, dict):
        phrase = phrase.get({0: "zero", 1: "one", 2: "two"}.get(_whole(slots["n"]), "other")) or phrase["other"]
    return str(phrase).format(**slots)


def _whole(number: object) -> int:
    return number if isinstance(number, int) else -1


def keys(prefix: str) -> list[str]:
    """The keys under a dotted prefix, in the order of the file."""
    return [key for key in _phrases() if key.startswith(f"{prefix}.")]


def listed(key: str) -> list[str]:
    """A key whose value is a list of phrases."""
    return [str(one) for one in _phrases()[key]]


def asks(key: str, text: str) -> bool:
    """Whether a message holds one of the phrases of a key, as whole words in any case."""
    words = WORD.findall(text.casefold().replace("’", "'"))
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in listed(key))


# --- how things are written ---------------------------------------------------------------------------------------


def day(value: date) -> str:
    """31 July 2027."""
    return f"{value.day} {month(value)}"


def month(value: date) -> str:
    """July 2027."""
    return f"{listed('calendar.months')[value.month - 1]} {value.year}"


def days(values: Sequence[date]) -> str:
    """3 and 10 November 2026; 27 October and 3 November 2026: month and year once where they are the same."""
    said = []
    for value, following in zip(values, [*values[1:], None], strict=True):
        written = day(value)
        if following is not None and value.year == following.year:
            written = written.removesuffix(f" {value.year}")
            same = value.month == following.month
            written = str(value.day) if same else written
        said.append(written)
    return joined(said)


def weekday(number: int) -> str:
    """Monday for 0."""
    return listed("calendar.weekdays")[number]


def span(start: date | None, end: date) -> str:
    """A month, a year or a day as people write it, else its last day: "July 2027", "1 May to 14 June 2027"."""
    if start is None or start == end:
        return day(end)
    month_ends = (end + timedelta(days=1)).day == 1
    if start.day == 1 and month_ends and (start.year, start.month) == (end.year, end.month):
        return month(end)
    if start.day == 1 and month_ends:
        return _from_to(month, start, end)
    return _from_to(day, start, end)


def _from_to(written: Callable[[date], str], start: date, end: date) -> str:
    """The year is said once where both ends are in it."""
    first = written(start)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
    return say("calendar.span", start=first, end=written(end))


def joined(words: Iterable[str]) -> str:
    """a, b and c."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return say("calendar.last", some=", ".join(parts[:-1]), last=parts[-1])


def cut(text: str, length: int) -> str:
    """The plan's own words on one line, ended by … between two words where they are longer than `length`."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    kept = flat[: length - 1]
    return kept.rsplit(" ", 1)[0].rstrip(" ,;:.–-") + ELLIPSIS


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def symbol(status: Status | None) -> str:
    """A sign of its own shape for each status, so that colour is never needed to tell them apart."""
    return say(f"symbol.{status.value if status else 'none'}")

"""The parts of one cell: bullets, paragraphs, or sentences that ran together."""

import re
from collections.abc import Sequence

from storage.lexicon import words


def parts_of(text: str, count: int) -> tuple[str, list[str]] | None:
    """What stands before the parts, and exactly `count` parts of a cell: bullets, paragraphs, sentences run together.

    The last are told apart where a new sentence begins with no stop before it, as when bullets were lost on the way.
    """
    for divide in (_bulleted, _paragraphs, _run_together):
        intro, parts = divide(text, count)
        if len(parts) == count:
            return intro, parts
    return None


def bullets_of(text: str, count: int) -> tuple[str, list[str]] | None:
    """The same of bullets and numbered lines alone: two paragraphs beside two owners may be one action of both."""
    intro, parts = _bulleted(text, count)
    return (intro, parts) if len(parts) == count else None


def _bulleted(text: str, _: int) -> tuple[str, list[str]]:
    pieces = re.split(r"(?:^|\s+)[•▪◦‣●○]\s*", text)
    if len(pieces) == 1:
        pieces = re.split(r"(?:^|\n)\s*(?:[·*–-]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)", text)
    return pieces[0].strip(), [" ".join(one.split()) for one in pieces[1:] if one.strip()]


def _paragraphs(text: str, count: int) -> tuple[str, list[str]]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) == count + 1 and lines[0].rstrip().endswith(":"):
        return lines[0], lines[1:]
    return "", lines


def _run_together(text: str, _: int) -> tuple[str, list[str]]:
    openers = "|".join(words("text")["openers"])
    intro, colon, rest = text.partition(": ")
    if not colon:
        intro, rest = "", text
    pieces = re.split(rf"(?<=[a-z)])\s+(?=(?:{openers})\b)", rest)
    return intro + colon.strip(), [" ".join(one.split()) for one in _sensible(pieces)]


def _sensible(pieces: Sequence[str]) -> list[str]:
    return [one for one in pieces if one.strip()]

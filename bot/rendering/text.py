"""Reply → plain text, for the terminal, for `chat --json`, and for everything that only reads words. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable

from dialogs.reply import Reply
from dialogs.words import ELLIPSIS

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls but for line breaks and tabs, halves of a character, and the marks that turn text round.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u200d"
_HANGS_ON = frozenset(("Mn", "Mc", "Me", "Sk"))  # accents, vowel signs, skin tones: parts of the character before them


def render(reply: Reply) -> str:
    """What the reply says, in words. `Reply.text` is promised to say all of it, card or no card."""
    return clean(reply.text)


def clean(words: str) -> str:
    """Words fit to be shown: no terminal controls, no marks that turn text round, no halves of a character.

    A plan's cell or a typed note may hold an escape sequence that recolours the terminal, or a right-to-left
    override that makes "5: amber" read otherwise. Line breaks and tabs stay.
    """
    if words.isprintable():  # controls, line ends, marks without a width and halves of a character are not
        return words
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", words))


def one_line(words: str, room: int) -> str:
    """Words on a single line of at most `room` characters, as a banner shows them and a screen reader reads them."""
    lines = (" ".join(line.split()) for line in clean(words).split("\n"))
    return within(" · ".join(line for line in lines if line), room)


def within(words: str, room: int, weigh: Callable[[str], int] = len) -> str:
    """Words that weigh at most `room` (1 or more), ended by … where some are left out; an emoji is not cut in two.

    `weigh` says what words count, by the service that will count them; never less for more words.
    """
    if weigh(words) <= room:
        return words
    fits = bisect_right(range(len(words)), room - weigh(ELLIPSIS), key=lambda end: weigh(words[:end])) - 1
    return words[: _whole(words, fits)].rstrip() + ELLIPSIS


def _whole(words: str, end: int) -> int:
    """The end moved back to where no character is left without its parts; where all are parts, it stays."""
    place = end
    while place and (words[place - 1] == _JOINER or words[place] == _JOINER or _hangs(words[place])):
        place -= 1
    return place or end


def _hangs(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in _HANGS_ON

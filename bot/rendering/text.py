"""Reply → plain text, for the terminal, for `chat --json`, and for everything that only reads words. Pure."""

import re
import unicodedata

from dialogs.reply import Reply

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TURNS_TEXT_ROUND = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\t")


def render(reply: Reply) -> str:
    """What the reply says, in words. `Reply.text` is promised to say all of it, card or no card."""
    return clean(reply.text)


def clean(words: str) -> str:
    """Words fit to be shown: no terminal controls, no marks that turn text round, no halves of a character.

    A plan's cell or a typed note may hold an escape sequence that recolours the terminal, or a right-to-left
    override that makes "5: amber" read otherwise. Line breaks and tabs stay.
    """
    return "".join(map(_shown, _LINE_ENDS.sub("\n", words)))


def _shown(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    if character in _TURNS_TEXT_ROUND or unicodedata.category(character) in ("Cc", "Cs"):
        return ""
    return character

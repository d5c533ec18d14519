"""Words fit for a file: what no file can hold is left out, and lines end in one way. Pure.

What XML, and so Word and Excel, has no way to say: https://www.w3.org/TR/xml/#charsets. Marks that turn the words after
them round (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings) would turn our own words too, where
nothing closes them; marks of a single place (U+200E, U+200F) stay.
"""

import re

from storage.markup import UNFIT

_UNFIT = re.compile(
    f"[{UNFIT}\x0b-\x0d\x85\u2028\u2029](?:(?<=\r)\n)?"
)  # begins with a class of signs, which `re` looks for fast
_LINE_ENDS = frozenset("\r\n\v\f\x85\u2028\u2029")


def fit(words: str) -> str:
    """The same words, on the same lines, without what breaks a file or turns it round."""
    return _UNFIT.sub(_instead, words)


def _instead(found: re.Match[str]) -> str:
    return "\n" if found[0][0] in _LINE_ENDS else ""

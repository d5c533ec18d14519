"""Words fit for a file: what no file can hold is left out, and lines end in one way. Pure.

What XML, and so Word and Excel, has no way to say: https://www.w3.org/TR/xml/#charsets. Marks that turn the words after
them round (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings) would turn our own words too, where
nothing closes them; marks of a single place (U+200E, U+200F) stay.
"""

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x85\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff](?:(?<=\r)\n)?"
)  # begins with a class of signs, which `re` looks for fast
_LINE_ENDS = frozenset("\r\n\v\f\x85\u2028\u2029")


def fit(words: str) -> str:
    """The same words, on the same lines, without what breaks a file or turns it round."""
    return _UNFIT.sub(_instead, words)


def _instead(found: re.Match[str]) -> str:
    return "\n" if found[0][0] in _LINE_ENDS else ""

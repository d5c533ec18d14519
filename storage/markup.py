"""Text of cells: the little markup that extracted tables carry, and white space."""

import html
import re

_BREAKS = re.compile(r"</?(?:p|br|li|ul|ol|div|tr)\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
# what no file can hold, and marks that turn the words after them round (`dialogs/reports/fit.py` says whose rules these
# are): kept, they would be printed nowhere and come back as a change
UNFIT = "\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_UNFIT = re.compile(f"[{UNFIT}]")


def plain(text: str) -> str:
    """Without tags: paragraphs, items and breaks become line breaks, everything else goes; entities are resolved."""
    if text.isprintable() and "<" not in text and "&" not in text:  # most cells: one line of words, kept once
        said = text.strip()
        return said if "  " not in said else one_line(said)
    unmarked = _UNFIT.sub("", html.unescape(_TAGS.sub("", _BREAKS.sub("\n", text))))
    lines = (" ".join(line.replace("\u00a0", " ").split()) for line in re.split(r"[\n\r\f\v\u2028]+", unmarked))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """All white space made single spaces."""
    return " ".join(text.split())

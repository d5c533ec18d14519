"""The words of the lexicon's patterns as they were worked out before, so that no process has to do it again.

To work them all out takes two seconds, and to compile the patterns for it one and a half. So they are kept in a file
beside the lexicon: a line for each pattern, its digest and then its keys (`triggers.py`). The digest is that of the
pattern's own form, so that a line can be too many and never wrong; a pattern without a line is worked out when the
first texts are read.

`make lexicon` writes the file anew.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from dialogs.understanding.triggers import Keys, triggers_of

FILE = Path(__file__).with_name("lexicon") / "triggers.txt"
DIGITS = 16  # of a digest: 64 bits tell two thousand patterns apart


def digest(form: str) -> str:
    """What a pattern's line begins with."""
    return sha256(form.encode()).hexdigest()[:DIGITS]


def kept() -> Mapping[str, Keys | None]:
    """Digest → keys, as `triggers_of` gave them; nothing where there is no file."""
    if not FILE.exists():
        return {}
    lines = (line.split(" ") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {name: frozenset(keys) or None for name, *keys in lines}


def lines(forms: Iterable[str], common: frozenset[str]) -> list[str]:
    """The lines of patterns, in the order of their digests."""
    found = {digest(form): triggers_of(re.compile(form), common) or frozenset() for form in forms}
    return [" ".join((name, *sorted(keys))) for name, keys in sorted(found.items())]


def write() -> None:
    """The file anew, for the lexicon as it is."""
    from dialogs.understanding.lexicon import LEXICON  # here: the lexicon reads what is written here

    told = lines(LEXICON.forms(), LEXICON.words("stop"))
    FILE.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")

"""What a row of a working sheet is known by, whatever is done to the sheet: sorted, filtered, copied, saved as CSV.

`pm:PLAN:ACTION:NUMBER:MARK:WORDS:STANDING`: permanent ids, the plan's change number that the row shows, and three short
digests. They give no right and prove nothing; they tell a row that was torn apart, filled down or brought from
elsewhere from one that is as it was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

_PLAIN = re.compile(r"[a-z0-9]+")
_KEY = re.compile(r"pm:(\d{1,9}):(\d{1,9}):(\d{1,9}):([0-9a-f]{6}):([0-9a-f]{4}):([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Key:
    """A row's key, read. `words` is of the wording, `standing` of how it stood when it was made."""

    plan: int
    action: int
    number: int
    mark: str
    words: str
    standing: str

    @property
    def said(self) -> str:
        return f"pm:{self.plan}:{self.action}:{self.number}:{self.mark}:{self.words}:{self.standing}"

    def of(self, organisation: str) -> bool:
        """Whether the ids belong together and are of this organisation."""
        return self.mark == _mark(organisation, self.plan, self.action, self.number)


def key_of(organisation: str, plan: int, action: int, number: int, words: Sequence[str], told: Sequence[str]) -> Key:
    """The key of an action's row: `words` is its wording, `told` how it stands, as the row shows them."""
    mark = _mark(organisation, plan, action, number)
    return Key(plan, action, number, mark, digest(words), digest(told))


def read_key(text: str) -> Key | None:
    """The key that a cell holds; None for everything else."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        return None
    plan, action, number = map(int, found.group(1, 2, 3))
    return Key(plan, action, number, *found.group(4, 5, 6))


def digest(cells: Sequence[str]) -> str:
    """Four figures for some cells, of their plain letters and figures alone: the rest is what programs change, such as
    white space, or lose in CSV, such as accents and dashes."""
    said = " ".join("".join(_PLAIN.findall(cell.casefold())) for cell in cells)
    return sha256(said.encode()).hexdigest()[:4]


def _mark(organisation: str, *ids: int) -> str:
    return sha256("|".join((organisation, *map(str, ids))).encode()).hexdigest()[:6]

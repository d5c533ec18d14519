"""What a heading is by those beside it: letters of a RACI chart, and what only follows from the actions."""

from collections.abc import Sequence

from storage.documents.headings import key_of
from storage.documents.looks import filled
from storage.documents.table import Row
from storage.lexicon import words

_RACI = {"r": "owner", "a": "sponsor", "c": "other", "i": "other"}


def beside(roles: Sequence[str], headings: Row) -> list[str]:
    """The roles, each seen among the others."""
    said = [key_of(cell.line) for cell in headings]
    return _afterwards(_answerable(_letters(list(roles), said), said), said)


def _letters(roles: list[str], said: Sequence[tuple[str, ...]]) -> list[str]:
    """R, A, C and I, each alone above a column: who does it, who answers for it, who is asked and who is told."""
    found = {letter: said.index((letter,)) for letter in _RACI if (letter,) in said}
    if not {"r", "a"} <= found.keys() or len(found) < 3:
        return roles
    for letter, place in found.items():
        roles[place] = _RACI[letter]
    return roles


def _answerable(roles: list[str], said: Sequence[tuple[str, ...]]) -> list[str]:
    """Beside a column of who is responsible, the one of who is accountable names the sponsor."""
    owners = [place for place, role in enumerate(roles) if role == "owner"]
    above = [place for place in owners if set(said[place]) & set(words("text")["answers"])]
    if len(above) == 1 and len(owners) > 1 and "sponsor" not in roles:
        roles[above[0]] = "sponsor"
    return roles


def _afterwards(roles: list[str], said: Sequence[tuple[str, ...]]) -> list[str]:
    """Issues and risks to the right of the actions and their owners are what stands in the way of them."""
    if not {"action", "owner"} <= set(roles):
        return roles
    begun = max(roles.index("action"), roles.index("owner"))
    late = set(words("text")["afterwards"])
    return [
        "other" if role == "recommendation" and place > begun and set(said[place]) & late else role
        for place, role in enumerate(roles)
    ]


_BESIDE = frozenset(("owner", "timescale", "status"))


def wording_by_look(roles: Sequence[str], headings: Row, rows: Sequence[Row]) -> int | None:
    """The column that says what is done, where no heading names one and owners, dates or statuses stand beside it.

    With recommendations it is the one between them and the owners.
    """
    if {"action", "response", "step"} & set(roles) or len(_BESIDE & set(roles)) < 2:
        return None
    begun = roles.index("recommendation") if "recommendation" in roles else -1
    ended = min(roles.index(role) for role in _BESIDE & set(roles))
    places = [begun + 1] if begun >= 0 else range(ended)
    fits = (place for place in places if place < ended and roles[place] == "unknown" and headings[place].line)
    return next((place for place in fits if _worded(rows, place)), None)


def _worded(rows: Sequence[Row], place: int) -> bool:
    """Different words in nearly every row, and mostly more than one."""
    said = [cell.line for cell in filled(rows, place)]
    several = sum(" " in line for line in said)
    return len(said) > 1 and 2 * several > len(said) and len(set(said)) >= 0.8 * len(said)

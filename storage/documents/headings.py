"""What a heading names, by its words; and headings that stand in two rows."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from storage.documents.table import Cell, Row
from storage.lexicon import words
from storage.status import Status, read_status
from storage.timescale import Kind, read_timescale

_MAX_PHRASE = 6  # words
_LONG_HEADING = 200  # characters; a longer cell is no heading
_SHORT_HEADING = 60
_SHARE_HEADING = 4  # words


@cache
def _headings() -> dict[tuple[str, ...], str]:
    return {key_of(phrase): role for role, phrases in words("column").items() for phrase in phrases}


@cache
def _alone() -> dict[tuple[str, ...], str]:
    return {key_of(phrase): role for role, phrases in words("column_alone").items() for phrase in phrases}


def stands_alone(heading: str) -> bool:
    """The heading says what its column is only where no other one does: "What", beside "Who" and "When"."""
    return key_of(heading) in _alone()


def key_of(heading: str) -> tuple[str, ...]:
    """The words of a heading by which it is looked up."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # "ActionName" as exports write it
    return tuple(re.findall(r"[^\W_]+|[#%]", parted.casefold().replace("’", "'").replace("'", "")))


@lru_cache(maxsize=1024)
def role_of(heading: str) -> str | None:
    """What a heading names: the longest known phrase in it, the first of equally long ones; None for no known word.

    A whole heading that is known wins over any phrase inside; what is only kept, over nothing. What stands in brackets
    counts only if nothing else does.
    """
    if names_both(heading) or _names_two(heading):
        return "owner"
    if _shares(heading) or (asks_whether(heading) and not exact(heading)):
        return "status"
    inside = re.findall(r"\(([^()]*)\)|\[([^\[\]]*)\]", heading)
    if any(_headings().get(key_of(one or other)) == "status" for one, other in inside):
        return "status"  # "Progress (RAG)"
    outside = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading)
    return _alone().get(key_of(outside)) or _phrase_role(key_of(outside)) or _phrase_role(key_of(heading))


def exact(heading: str) -> bool:
    """The heading is a known one, word for word."""
    return key_of(re.sub(r"\([^()]*\)", " ", heading)) in _headings() or key_of(heading) in _headings()


def year_guessed(heading: str) -> bool:
    """ "January update": the month stands there, the year was taken from the day of the import, and decides nothing."""
    reading = read_timescale(heading)
    return reading.kind is not Kind.UNCLEAR and reading.end is None


@cache
def names_both(heading: str) -> bool:
    """The heading names who and when: "Owner and timescale", "Lead / by when"."""
    halves = re.split(r"[&/,+]|\band\b", heading)
    return len(halves) > 1 and {"owner", "timescale"} <= {role_of(half) for half in halves}


def _names_two(heading: str) -> bool:
    """The heading names a sponsor and an owner, whose names stand in one cell: "Cabinet Member and Lead Officer"."""
    halves = re.split(r"[&/,+]|\band\b", heading)
    return len(halves) > 1 and {role_of(half) for half in halves} == {"owner", "sponsor"}


def asks_whether(heading: str) -> Status | None:
    """The status that a heading asks for: "On track?"."""
    return read_status(heading.rstrip(" ?")) if heading.endswith("?") else None


def _shares(heading: str) -> bool:
    """The heading asks how much is done: "% complete", "Progress (%)", and not how much there shall be."""
    said = key_of(heading)
    rest = tuple(word for word in said if word not in words("text")["share"])
    return (
        len(rest) < len(said) <= _SHARE_HEADING
        and _phrase_role(rest) in ("status", "update", "timescale")
        and "target" not in rest
    )


def _phrase_role(said: tuple[str, ...]) -> str | None:
    known = _headings()
    if said in known:
        return known[said]
    if len(said) == 2 and known.get(said[1:]) == "number" and known.get(said[:1]) in ("recommendation", "action"):
        return "number"  # "Finding ID"
    for size in range(min(_MAX_PHRASE, len(said)), 0, -1):
        found = [known.get(said[place : place + size]) for place in range(len(said) - size + 1)]
        roles = [role for place, role in enumerate(found) if role and (size > 1 or _counts(role, place, said))]
        if roles:
            return next((role for role in roles if role not in ("other", "recommendation")), _worded(roles, said))
    return None


def _worded(roles: Sequence[str], said: tuple[str, ...]) -> str:
    """What is only kept, unless it is called a finding: "Governance issue", but not "Description and aims"."""
    finding = "recommendation" in roles and not set(said) & set(words("text")["broad"])
    return "recommendation" if finding else roles[0]


def _counts(role: str, place: int, said: tuple[str, ...]) -> bool:
    """Whether one word of a heading may name it: a number behind other words, and what is only kept in a short one."""
    if role == "number":
        return place == len(said) - 1 and len(said) < 3
    return role != "other" or len(said) < 3


# --- which row ----------------------------------------------------------------------------------------------------


def weight(row: Row) -> float:
    """How much a row looks like headings: what its cells name, surely or by a phrase inside; numbers tell against it.

    0 where it names nothing that is done and fewer than three things.
    """
    named: dict[str, float] = {}
    for cell in row:
        role = role_of(cell.line) if 0 < len(cell.line) < _LONG_HEADING else None
        if role:
            sure = 2.0 if exact(cell.line) else 1.5 if len(cell.line) <= _SHORT_HEADING else 1.0
            named[role] = max(named.get(role, 0.0), sure)
    if len(named) < 2 or not (named.keys() & {"recommendation", "action"} or len(named) > 2):
        return 0.0
    return sum(named.values()) - sum(1.0 for cell in row if re.fullmatch(r"[\d./:-]+", cell.line))


# --- two rows -----------------------------------------------------------------------------------------------------


def header_rows(rows: tuple[Row, ...], place: int) -> tuple[int, int, Row]:
    """The first and the last row of the header whose best row is at `place`, and its headings as one row.

    A heading over several columns goes before those below it, where they do not say by themselves what they are.
    """
    if place + 1 < len(rows) and _below(rows[place], rows[place + 1]):
        return place, place + 1, _combined(rows[place], rows[place + 1])
    if place and _above(rows[place - 1], rows[place]):
        return place - 1, place, _combined(rows[place - 1], rows[place])
    return place, place, rows[place]


def _below(header: Row, row: Row) -> bool:
    """Whether a row only divides the wide headings above it.

    Below headings that are merged half of it may be words that name nothing we know, such as a department's.
    """
    said = [place for place, cell in enumerate(row) if cell.line]
    if len(said) < 2 or not all(_divides(header, row, place) for place in said):
        return False
    named = sum(_subheading(row[place]) for place in said)
    short = all(len(row[place].line) <= _SHORT_HEADING // 2 and not row[place].line[0].isdigit() for place in said)
    merged = any(header[place].span > 1 for place in said)
    return named == len(said) or (merged and short and 2 * named >= len(said))


def _divides(header: Row, row: Row, place: int) -> bool:
    """The cell stands under a wide heading: one that spans, or one with nothing beside it where the row has more."""
    cell = header[place]
    if not cell.line:
        return not cell.above and any(one.line for one in header[:place])
    beside = place + 1 < len(row) and not header[place + 1].line and bool(row[place + 1].line)
    return cell.span > 1 or beside


def _subheading(cell: Cell) -> bool:
    if len(cell.line) > _SHORT_HEADING:
        return False
    dated = read_timescale(cell.line).kind in (Kind.DATE, Kind.PERIOD)
    return dated or role_of(cell.line) is not None or cell.line.casefold() in words("text")["subheadings"]


def _above(upper: Row, header: Row) -> bool:
    """Whether the row above names columns that the header leaves blank, or spans several of the header's."""
    if any(len(cell.line) > _SHORT_HEADING or 2 * cell.span > len(upper) for cell in upper):
        return False
    named = [cell for place, cell in enumerate(upper) if cell.line and (not header[place].line or cell.span > 1)]
    return any(role_of(cell.line) for cell in named)


def _combined(upper: Row, lower: Row) -> Row:
    made: list[Cell] = []
    group = ""
    for place, cell in enumerate(upper):
        group = cell.line or ("" if cell.above else group)
        made.append(Cell(_heading(group if lower[place].line else cell.line, lower[place].line)))
    return tuple(made)


def _heading(group: str, own: str) -> str:
    if not group or not own:
        return group or own
    speaks = role_of(own) is not None and read_timescale(group).kind not in (Kind.DATE, Kind.PERIOD)
    return own if speaks else f"{group} {own}"

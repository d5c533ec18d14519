"""How wide the columns of a table are to be, so that its rows are low. Pure."""

from collections.abc import Sequence
from math import sqrt

LONGEST_WORD = 18  # characters: a longer one may be broken
ROOM = 27  # characters of a line in a column that is to be read at ease
CROWDED = 0.75  # of the width; where the longest words and that column take more, there is no room for ease
PADDING = 2.5  # characters: the margins of a cell


def widths(columns: Sequence[Sequence[str]], total: float, character: float, roomy: int | None = None) -> list[int]:
    """The widths of columns, each given by its cells, that share `total`; a `character` is so wide on average.

    Every column has room for its longest word, as far as that goes. What is left is shared by the square root of how
    much stands in each: a column with four times the words gets twice the room, and no column more than its longest
    line needs. `roomy` is a column that is never narrow, where there is room for that.
    """
    least = [(_longest(cells) + PADDING) * character for cells in columns]
    if roomy is not None and sum(least) + (ROOM * character - least[roomy]) < total * CROWDED:
        least[roomy] = max(least[roomy], ROOM * character)
    if sum(least) >= total:
        return [round(one * total / sum(least)) for one in least]
    most = [max(low, (_line(cells) + PADDING) * character) for low, cells in zip(least, columns, strict=True)]
    wanted = [sqrt(sum(map(len, cells)) or 1) for cells in columns]
    return [round(one) for one in _shared(least, most, wanted, total)]


def _shared(least: Sequence[float], most: Sequence[float], wanted: Sequence[float], total: float) -> list[float]:
    """Room for each by what it wants, between its limits; all of `total`, even where nobody wants more."""
    found = list(least)
    open_ = {at for at, one in enumerate(found) if one < most[at]}
    left = total - sum(found)
    while left > 0.5 and open_:
        sum_of = sum(wanted[at] for at in open_)
        for at in sorted(open_):
            found[at] = min(most[at], found[at] + left * wanted[at] / sum_of)
        open_ = {at for at in open_ if found[at] < most[at] - 0.5}
        left = total - sum(found)
    return [one * total / sum(found) for one in found]


def _longest(cells: Sequence[str]) -> int:
    longest = 1
    for cell in set(cells):  # the same words stand in row after row
        longest = max(longest, *map(len, cell.split()), 0)
        if longest >= LONGEST_WORD:
            return LONGEST_WORD
    return longest


def _line(cells: Sequence[str]) -> int:
    return max((len(line) for cell in set(cells) for line in cell.split("\n")), default=1)

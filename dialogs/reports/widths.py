"""How wide the columns of a table are to be, so that its rows are low. Pure."""

from collections.abc import Sequence
from math import sqrt

LONGEST_WORDS = (18, 15, 12, 10)  # characters: a longer one may be broken; the first limit that the page has room for
BOLD = 1.1  # how much wider the letters of a heading are
ROOM = 27  # characters of a line in a column that is to be read at ease
CROWDED = 0.75  # of the width; where the longest words and that column take more, there is no room for ease
CAPITAL = 1.28  # how wide a letter is beside one of average width; every other one is about that
WIDE_LETTERS = {
    **dict.fromkeys("mMW@%", 1.6),
    **dict.fromkeys("wGOQ", 1.4),
    **dict.fromkeys("ijlftrI.,:;'|!()/-", 0.56),
}
PADDING = 2.5  # characters: the margins of a cell


def widths(columns: Sequence[Sequence[str]], total: float, character: float, roomy: int | None = None) -> list[int]:
    """The widths of columns, each given by its cells, the heading first, that share `total`.

    A `character` is so wide on average.

    Every column has room for its longest word, as far as that goes. What is left is shared by the square root of how
    much stands in each: a column with four times the words gets twice the room, and no column more than its longest
    line needs. `roomy` is a column that is never narrow, where there is room for that.
    """
    words = [_longest(cells) for cells in columns]
    tried = ([(min(one, most) + PADDING) * character for one in words] for most in LONGEST_WORDS)
    least = next((one for one in tried if sum(one) < total), [(one + PADDING) * character for one in words])
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


def _longest(cells: Sequence[str]) -> float:
    """The widest word of a column, in characters of average width."""
    heading, *rest = cells
    longest = ""
    for cell in set(rest):  # the same words stand in row after row
        longest = max((longest, *cell.split()), key=len)
    return max(1.0, _wide(longest[: LONGEST_WORDS[0]]), *(BOLD * _wide(word) for word in heading.split()))


def _wide(word: str) -> float:
    """How wide a word is, in characters of average width; of Arial."""
    return sum(WIDE_LETTERS.get(letter, CAPITAL if letter.isupper() else 1.03) for letter in word)


def _line(cells: Sequence[str]) -> int:
    return max((len(line) for cell in set(cells) for line in cell.split("\n")), default=1)

"""Plans that say how an action stands by the colour of its whole row, without a column for it."""

from collections.abc import Sequence

from storage.documents.colour import status_of_colour
from storage.documents.columns import Layout
from storage.documents.table import Row

_DIFFERENT = 2  # statuses: rows in one colour are only ruled in it


def rows_are_rated(rows: Sequence[Row], layout: Layout) -> bool:
    """No column holds statuses, and the rows have colours that stand for different ones."""
    if layout.place("status") is not None:
        return False
    colours = {colour for row in rows if (colour := colour_of_row(row))}
    return len({status for one in colours if (status := status_of_colour(one))}) >= _DIFFERENT


def colour_of_row(row: Row) -> str | None:
    """The colour that all cells with words have."""
    colours = {cell.colour for cell in row if cell.line}
    return colours.pop() if len(colours) == 1 else None

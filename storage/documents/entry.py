"""One row of a plan as it stands in its table, before it is read."""

from dataclasses import dataclass, field

from storage.documents.columns import Layout


@dataclass(slots=True)
class Item:
    """One line of the third level: what is done inside an action, and the cell that dates it."""

    text: str
    timescale: str = ""


@dataclass(slots=True)
class Entry:
    """One row of the plan: texts by role; `updates` and `others` by the place of their column."""

    section: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    updates: dict[int, str] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    revised: str = ""
    colour: str | None = None  # of the status cell
    ink: str | None = None  # of the letters of the status cell
    merged: frozenset[str] = frozenset()  # roles whose cell began in a row above
    items: list[Item] = field(default_factory=list)
    moved: bool = False  # its cells stood under other headings and were put back

    def text(self, role: str) -> str:
        return self.texts.get(role, "")

    def own(self, besides: str | None = None) -> bool:
        """The row has a date, an owner or a status of its own; the colour that the row above has, too, is none."""
        said = any(self.text(role) for role in ("timescale", "owner", "status"))
        return said or (bool(self.colour) and self.colour != besides)

    def filled(self) -> int:
        """How many of its cells hold words."""
        return sum(1 for one in (*self.texts.values(), *self.updates.values(), *self.others.values()) if one)

    def progress(self, layout: Layout) -> str:
        """What the column of steps says; without one, the only column of updates that no date makes a report."""
        if layout.place("step") is not None:
            return self.text("step")
        lasting = [place for place in layout.places("update") if layout.columns[place].as_at is None]
        return self.updates.get(lasting[0], "") if len(lasting) == 1 else ""


def wording(layout: Layout) -> str:
    """The role of the column that says what is done: action, else response, else recommendation."""
    return next(role for role in ("action", "response", "recommendation") if layout.place(role) is not None)

"""The other way round: a plan's table as it was imported, with the same columns, order and words. Pure.

What is written here is read again as the same document (`grid` → `csv`, `xlsx` or `docx` → `read_document`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from storage.documents.document import DatedText, PlanDocument, ReadAction, ReadRecommendation
from storage.markup import one_line
from storage.plan import Column
from storage.status import Scheme, Status
from storage.timescale import read_timescale

_BETWEEN = " / "  # how two timescales, or two owners, stand in one cell


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells of a row. `shade` is a status that only a cell's colour says; `across` marks a section's heading.

    `recommendation` and `actions` say whose row it is: several actions may share one, and the further rows of an action
    name none. `first`: the recommendation's own cells stand in it, which its further rows leave blank.
    """

    cells: tuple[str, ...]
    shade: Status | None = None
    across: bool = False
    recommendation: str | None = None
    actions: tuple[str, ...] = ()
    first: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    title: str
    headings: tuple[str, ...]
    rows: tuple[GridRow, ...]
    status: int | None  # the status column's place
    lead: tuple[str, ...] = ()  # lines above the table, where the day of its updates stands there and in no heading


def grid(document: PlanDocument) -> Grid:
    """The table of a document: a row for each action, and for each recommendation without one."""
    columns = document.layout or tuple(Column(heading, "other") for heading in document.columns)
    making = _Making(columns, Scheme(document.scheme), _numbered(document, columns))
    status = next((place for place, one in enumerate(columns) if one.role == "status"), None)
    rows = tuple(row for row in making.rows(document))
    return Grid(document.title, tuple(one.heading for one in columns), rows, status, _lead(document))


def _lead(document: PlanDocument) -> tuple[str, ...]:
    undated = [one for one in document.layout if one.role == "update" and one.as_at]
    above = any(read_timescale(one.heading).end is None for one in undated)
    return tuple(document.title.split(" – ")) if above else ()


def _numbered(document: PlanDocument, columns: Sequence[Column]) -> bool:
    """Whether the texts themselves begin with the numbers: no column holds them, and counting would give others."""
    if any(one.role == "number" for one in columns):
        return False
    counted = (str(number) for number in count(1))
    return any(one.ref != expected for one, expected in zip(document.recommendations, counted, strict=False))


@dataclass(slots=True)
class _Making:
    columns: Sequence[Column]
    scheme: Scheme
    numbered: bool

    def rows(self, document: PlanDocument) -> Iterator[GridRow]:
        section: str | None = None
        for one in document.recommendations:
            if one.section != section and one.section and not self._has("section"):
                yield self._heading(one.section)
            section = one.section
            if not one.actions:
                yield GridRow(tuple(self._cells(one, None, first=True)), recommendation=one.ref)
            lines = self._lines(one)
            for place, action in enumerate(lines):
                shade = action.status if action.status and action.status_text is None else None
                head, *further = _torn(action)
                whose = tuple(each.ref for each in one.actions) if len(lines) < len(one.actions) else (action.ref,)
                first = tuple(self._cells(one, head, first=place == 0))
                yield GridRow(first, shade, recommendation=one.ref, actions=whose, first=place == 0)
                for line in further:
                    cells = tuple(self._cells(one, line, first=False))
                    yield GridRow(cells, recommendation=one.ref, first=False)

    def _lines(self, one: ReadRecommendation) -> Sequence[ReadAction]:
        """The actions that have a row each; those that are parts of one response share its row, line by line."""
        texts = [each.text for each in one.actions]
        if self._has("action") or len(texts) < 2 or "\n".join(texts) == one.response:
            return one.actions
        return [_together(one)]

    def _has(self, role: str) -> bool:
        return any(one.role == role for one in self.columns)

    def _heading(self, section: str) -> GridRow:
        return GridRow((section, *[""] * (len(self.columns) - 1)), across=True)

    def _cells(self, one: ReadRecommendation, action: ReadAction | None, *, first: bool) -> Iterator[str]:
        updates = [*action.updates, *_steps(action)] if action else []
        seen: dict[str, int] = {}
        for column in self.columns:
            place = seen[column.role] = seen.get(column.role, -1) + 1
            if column.role == "update":
                yield _update(updates, column)
            elif column.role == "other":
                cells = {**(one.cells if first else {}), **(action.cells if action else {})}
                yield cells.get(column.heading, "")
            else:
                yield self._cell(column.role, place, one, action, first=first)

    def _cell(self, role: str, place: int, one: ReadRecommendation, action: ReadAction | None, *, first: bool) -> str:
        match role:
            case "number":
                return self._number(place, one, action, first=first)
            case "section":
                return one.section or ""
            case "recommendation":
                return self._text(one.ref, one.text) if first else ""
            case "response":
                return self._response(one, action, first=first)
            case "action":
                return self._action(one, action, first=first)
            case "sponsor":
                return _owners(one) if first and place == 0 else ""
        return self._of_action(role, place, action) if action else ""

    def _of_action(self, role: str, place: int, action: ReadAction) -> str:
        match role:
            case "owner":
                return _owners(action) if place == 0 else ""
            case "timescale":
                return self._timescale(action, place)
            case "measure":
                return action.measure or ""
            case "status":
                return action.status_text or ""
        return ""

    # --- cells that several things make ---------------------------------------------------------------------------

    def _number(self, place: int, one: ReadRecommendation, action: ReadAction | None, *, first: bool) -> str:
        """The recommendation's number and the action's, in two columns or in one."""
        several = sum(column.role == "number" for column in self.columns) > 1
        if action is None or (several and place == 0):
            return one.ref if first and place == 0 else ""
        if not several and action.ref and _counted(one):
            return one.ref if first else ""
        return action.ref

    def _text(self, ref: str, text: str) -> str:
        return f"{ref}. {text}" if self.numbered else text

    def _action(self, one: ReadRecommendation, action: ReadAction | None, *, first: bool) -> str:
        """Blank where it only repeats what the recommendation's own column says."""
        if action is None:
            return ""
        if self._has("recommendation"):
            return "" if first and action.text == one.text else action.text
        return self._text(action.ref, action.text)

    def _response(self, one: ReadRecommendation, action: ReadAction | None, *, first: bool) -> str:
        """Where no column says what is done, each action is its part of the response."""
        if action and not self._has("action") and len(self._lines(one)) > 1:
            return action.text
        return one.response or "" if first else ""

    def _timescale(self, action: ReadAction, place: int) -> str:
        """With a column for newer deadlines, the older words and the newer ones apart."""
        text = _told(action)
        if sum(column.role == "timescale" for column in self.columns) < 2 or _BETWEEN not in text:
            return text if place == 0 else ""
        older, _, newer = text.rpartition(_BETWEEN)
        return older if place == 0 else newer if place == 1 else ""


def _counted(one: ReadRecommendation) -> bool:
    """Whether its actions were counted by us: then only the first row bears a number, the recommendation's.

    A row without an owner or one that begins in the middle of a sentence would be read as part of the row above, so it
    had a number of its own.
    """
    further = one.actions[1:]
    ours = [action.ref for action in one.actions] == [f"{one.ref}.{place}" for place in range(1, len(one.actions) + 1)]
    return (
        ours
        and all(action.text and not action.text[0].islower() for action in further)
        and all(bool(action.owners) >= bool(one.actions[0].owners) for action in further)
    )


def _torn(action: ReadAction) -> list[ReadAction]:
    """The rows of one action: where its update is its steps, but not line by line, each step has a row of its own."""
    steps = [step.text for step in action.steps]
    if len(action.updates) != 1 or not steps or " ".join(steps) != one_line(action.updates[0].text):
        return [action]
    if [one_line(line) for line in action.updates[0].text.split("\n")] == steps:
        return [action]
    as_at = action.updates[0].as_at
    lines: list[dict[str, Any]] = [
        {"updates": [DatedText(as_at=as_at, text=text)], "timescale": step.timescale, "steps": []}
        for step, text in zip(action.steps, _cut(action), strict=True)
    ]
    return [action.model_copy(update=lines[0]), *(ReadAction(ref="", text="", **line) for line in lines[1:])]


def _cut(action: ReadAction) -> Iterator[str]:
    """The update's own text, line breaks and all, cut where one step ends and the next begins."""
    text = action.updates[0].text
    words = [match.span() for match in re.finditer(r"\S+", text)]
    begin = 0
    for step in action.steps:
        end = begin + len(step.text.split())
        yield text[words[begin][0] : words[end - 1][1]]
        begin = end


def _steps(action: ReadAction) -> list[DatedText]:
    """The progress items of an action, as they stand in a column of progress."""
    said = "\n".join(f"• {step.text}" for step in action.steps)
    return [DatedText(as_at=None, text=said)] if said and not action.updates else []


def _together(one: ReadRecommendation) -> ReadAction:
    """One row's worth of several parts: what differs stands line by line, what is shared stands once."""
    first = one.actions[0]
    slots = [_owners(each) for each in one.actions]
    dates = [_told(each) for each in one.actions]
    notes = [[update.text for update in each.updates] for each in one.actions]
    joined = [
        update.model_copy(update={"text": _listed([row[place] for row in notes if place < len(row)])})
        for place, update in enumerate(first.updates)
    ]
    told = first.timescale.model_copy(update={"text": _shared(dates), "parts": ()}) if first.timescale else None
    return first.model_copy(update={"ref": one.ref, "owner_cell": _shared(slots), "timescale": told, "updates": joined})


def _owners(one: ReadRecommendation | ReadAction) -> str:
    """As the document has them, where that is known."""
    return _BETWEEN.join(one.owners) if one.owner_cell is None else one.owner_cell


def _listed(texts: Sequence[str]) -> str:
    """An update told part by part: the first part has the opening words before it."""
    if len(set(texts)) == 1:
        return texts[0]
    opening, _, first = texts[0].rpartition("\n")
    return "\n".join([*([opening] if opening else []), *(f"• {one}" for one in (first, *texts[1:]))])


def _shared(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else "\n".join(texts)


def _told(action: ReadAction) -> str:
    """The words of a timescale; where they were several, one a line, or those of the steps."""
    if action.timescale is None:
        return ""
    steps = [step.timescale.text for step in action.steps if step.timescale]
    lines = [one.text for one in action.timescale.parts]
    for each in (steps, lines):
        if len(each) > 1 and one_line(" ".join(each)) == one_line(action.timescale.text):
            return "\n".join(each)
    return action.timescale.text


def _update(left: list[DatedText], column: Column) -> str:
    """The first update of the column's date; it is taken out, so that two columns of one date do not repeat it."""
    for place, one in enumerate(left):
        if one.as_at == column.as_at:
            return left.pop(place).text
    return ""

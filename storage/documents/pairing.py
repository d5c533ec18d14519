"""Several timescales, owners or statuses in one row, paired with the parts of its action where the counts agree."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from storage.documents.colour import status_of_colour
from storage.documents.columns import Layout
from storage.documents.document import ReadStep
from storage.documents.entry import Entry, wording
from storage.documents.headings import asks_whether, key_of
from storage.documents.labelled import labelled, of_ref
from storage.documents.parts import bullets_of, parts_of
from storage.documents.questions import Questions
from storage.documents.shares import share_of, status_of_share
from storage.documents.steps import dates_of, read_steps, uneven
from storage.lexicon import words
from storage.owners import one_or_two, owner_slots, run_together
from storage.status import Status, read_status
from storage.timescale import Kind, Timescale, read_timescale


@dataclass(slots=True)
class Part:
    """One action to be. `text` is empty where the recommendation's own words are all there is."""

    text: str
    owners: list[str]
    timescale: Timescale | None
    status: Status | None
    status_text: str
    measure: str
    owner_cell: str | None = None  # in the document's own words; None where the cell has those of other parts, too
    updates: dict[int, str] = field(default_factory=dict)
    steps: list[ReadStep] = field(default_factory=list)
    place: int = 1
    of: int = 1


@dataclass(slots=True)
class Pairing:
    """Reads the cells of a row. `base` is the date that words without a year are read from."""

    layout: Layout
    questions: Questions
    base: date | None = None
    known: Collection[str] = ()
    assumed: bool = False
    whole: float | None = None  # the figure that stands for all of it, in a column of shares

    def parts(self, entry: Entry, of: str, where: str, several: bool) -> list[Part]:
        """The parts of a row: one, or as many as it has timescales (or lines of owners) if its wording has as many.

        `several` says that recommendation `of` has further rows, so that its own words cannot stand for the action.
        """
        role = wording(self.layout)
        timescale = _timescale(entry, self.base)
        told = labelled(entry.text("timescale"), of)
        dates: Sequence[Timescale] = [read_timescale(said, self.base) for _, said in told]
        if not dates and timescale and timescale.original_end is None:
            dates = dates_of(entry.text("timescale"), self.base)
        slots = owner_slots(entry.text("owner"), self.known)
        found = _divided(entry, role, dates, slots)
        whole = _whole(entry, role, timescale, slots, several)
        apart = labelled(entry.text("status"), of)
        whole.status, whole.status_text = (None, "") if apart else self._status(entry, where)
        if found is None:
            whole.steps = read_steps(entry.items, self.base, self.layout.place("step") is not None)
        self._ask(entry, where, whole, dates, found is not None)
        return [whole] if found is None else _split(entry, whole, found, dates, slots)

    def told_apart(self, part: Part, entry: Entry, ref: str, of: str, where: str) -> Part:
        """The part with what cells say of it alone, in which each action has its number before its words."""
        if any(":" in said for said in part.updates.values()):
            part = replace(part, updates={place: of_ref(said, ref, of) for place, said in part.updates.items()})
        if not labelled(entry.text("status"), of):
            return part
        own = replace(entry, texts={**entry.texts, "status": of_ref(entry.text("status"), ref, of)})
        status, status_text = self._status(own, where)
        return replace(part, status=status, status_text=status_text)

    def _status(self, entry: Entry, where: str) -> tuple[Status | None, str]:
        said = " ".join(entry.text("status").split())
        status = self._read(entry, said)
        if not said and status is None and self._ended(entry):
            return Status.COMPLETE, ""
        if said and (status or not _unrated(said)):
            self.questions.status(where, said, status)
        elif status is None:
            self.questions.unrated(where)
        return status, said

    def _read(self, entry: Entry, said: str) -> Status | None:
        place = self.layout.place("status")
        if place is not None and (yes := _asked(self.layout.columns[place].heading)):
            return _answer(said, yes)
        if self.whole and (share := share_of(said)) is not None:
            return status_of_share(share / self.whole)
        return _agreed(entry.text("status")) or _shown(entry, said)

    def _ended(self, entry: Entry) -> bool:
        """A day stands where the plan tells when an action was completed."""
        told = (
            text for place, text in entry.others.items() if key_of(self.layout.columns[place].heading) in _ended_on()
        )
        days = (read_timescale(text, self.base).end for text in told)
        return any(day and (self.base is None or day <= self.base) for day in days)

    def _ask(self, entry: Entry, where: str, whole: Part, dates: Sequence[Timescale], split: bool) -> None:
        timescale = whole.timescale
        if timescale and timescale.kind is Kind.UNCLEAR and not _nothing(timescale.text):
            self.questions.timescale(where, timescale.text)
        for owner in whole.owners:
            if run_together(owner):
                self.questions.ask(where, f'"{owner}" may be several names with nothing between them: whose are they?')
        for owner in one_or_two(entry.text("owner")):
            self.questions.ask(where, f'"{owner}": one person with the family name first, or two owners (assumed)?')
        if entry.moved:
            self.questions.ask(where, "cells stood under other headings and were put under those that they fit: right?")
        if self.assumed and self.base and timescale and timescale.end and _floats(timescale):
            self.questions.assumed_from(self.base, where, timescale.text)
        stepped = bool(whole.steps) and not uneven(entry.items, self.base)
        if len(dates) > 1 and not split and not stepped:
            self.questions.several(where, timescale, len(dates))
        if split and len(dates) < 2:
            self.questions.ask(where, "as many lines of owners as parts: one each (assumed), or all for all?")
        if split and whole.status and len({one.end for one in dates}) > 1:
            self.questions.shared(where, entry.text("status"), len(dates))


@lru_cache(maxsize=64)
def _asked(heading: str) -> Status | None:
    """What yes stands for where a column asks: "Complete?", "Implemented (Y/N)", "Done", "On track?"."""
    if status := asks_whether(heading):
        return status
    table, said = words("status")["answer"], set(key_of(heading))
    asks = "?" in heading or len(said) == 1 or bool(said & set(table["asks"]))
    return Status.COMPLETE if asks and said & set(table["heading"]) else None


def _answer(said: str, yes: Status) -> Status | None:
    """What no means stays a question, and so does anything else that is no status."""
    table = words("status")["answer"]
    plain = said.casefold().strip(" .")
    return yes if plain in table["yes"] else None if plain in table["no"] else read_status(said)


@cache
def _ended_on() -> frozenset[tuple[str, ...]]:
    return frozenset(map(key_of, words("text")["ended_on"]))


def _nothing(said: str) -> bool:
    """A dash, or words that say that there is no date."""
    words_said = " ".join(re.findall(r"\w+", said.casefold()))
    return not words_said or words_said in words("timescale")["nothing"]["nothing"]


def _unrated(said: str) -> bool:
    """A dash, or words that say that there is no rating."""
    words_said = " ".join(re.findall(r"\w+", said.casefold()))
    nothing = (*words("timescale")["nothing"]["nothing"], *words("status")["nothing"]["words"])
    return not said.strip("-–—/. ") or words_said in nothing


def _floats(timescale: Timescale) -> bool:
    """The end hangs on the day from which it is read: a month without a year, a number of weeks."""
    return read_timescale(timescale.text).end is None


@lru_cache(maxsize=1024)  # the same few words stand in row after row
def _agreed(said: str) -> Status | None:
    """The status of a cell; none where it tells of several things apart, and not the same of all."""
    pieces = [piece for piece in said.split(";") if piece.strip()]
    read = {read_status(piece) for piece in pieces}
    return read_status(said) if len(read) == 1 or not all(":" in piece for piece in pieces) else None


def _shown(entry: Entry, said: str) -> Status | None:
    """What the colour of the cell or of its sign says, where no words say anything."""
    if any(sign.isalnum() for sign in said):
        return None
    shown = status_of_colour(entry.colour) if entry.colour else None
    return shown or (status_of_colour(entry.ink) if entry.ink and said else None)


def _divided(entry: Entry, role: str, dates: Sequence[Timescale], slots: list[list[str]]) -> list[str] | None:
    """The texts of the parts; None where the row is one. Dates of its lines of the third level divide nothing."""
    if role == "recommendation" or len(entry.items) > 1:
        return None
    if len(dates) > 1:
        found = parts_of(entry.text(role), len(dates))
    else:
        count = _lines(entry.text("owner"), slots)
        found = bullets_of(entry.text(role), count) if count > 1 else None
    return found[1] if found else None


def _lines(text: str, slots: list[list[str]]) -> int:
    return len(slots) if text.count("\n") + 1 == len(slots) else 0


def _timescale(entry: Entry, base: date | None) -> Timescale | None:
    """The reading of the row's cell; with a column for new deadlines, of both."""
    said = entry.text("timescale")
    if not entry.revised:
        return read_timescale(said, base) if said else None
    newer, older = read_timescale(entry.revised, base), read_timescale(said, base)
    if newer.kind is Kind.UNCLEAR:
        return older if said else None
    first = older.original_end or older.end
    text = " / ".join(one for one in (older.text, newer.text) if one)
    return newer.model_copy(update={"text": text, "original_end": first if first != newer.end else None})


def _whole(entry: Entry, role: str, timescale: Timescale | None, slots: list[list[str]], several: bool) -> Part:
    own = role == "action" or (role == "response" and several)
    return Part(
        text=entry.text(role) if own else "",
        owners=[one for slot in slots for one in slot],
        timescale=timescale,
        status=None,
        status_text="",
        measure=entry.text("measure"),
        owner_cell=entry.text("owner"),
        updates=dict(entry.updates),
    )


def _split(
    entry: Entry, whole: Part, texts: list[str], dates: Sequence[Timescale], slots: list[list[str]]
) -> list[Part]:
    """Each part with its own date and owners where there are as many, else the row's; the row's status goes to each."""
    count = len(texts)
    cells = _cells(entry.text("owner"), slots, count)
    updates = {place: _each(said, count) for place, said in entry.updates.items()}
    return [
        Part(
            text=text,
            owners=slots[place] if len(slots) == count else whole.owners,
            timescale=dates[place] if len(dates) == count else whole.timescale,
            status=whole.status,
            status_text=whole.status_text,
            measure=whole.measure,
            owner_cell=cells[place],
            updates={column: said[place] for column, said in updates.items()},
            place=place + 1,
            of=count,
        )
        for place, text in enumerate(texts)
    ]


def _cells(text: str, slots: list[list[str]], count: int) -> Sequence[str | None]:
    """The owners' cell of each part: its line of the row's, or all of it."""
    if len(slots) != count:
        return [text] * count
    return text.split("\n") if _lines(text, slots) else [None] * count


def _each(text: str, count: int) -> list[str]:
    """An update told part by part, its opening words with the first; one that is not so divided is each part's."""
    found = parts_of(text, count) if "\n" in text or "•" in text else None
    if found is None:
        return [text] * count
    intro, parts = found
    return [f"{intro}\n{parts[0]}" if intro else parts[0], *parts[1:]]

"""Several timescales, owners or statuses in one row, paired with the parts of its action where the counts agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from storage.documents.colour import status_of_colour
from storage.documents.entry import Entry
from storage.documents.parts import parts_of
from storage.documents.questions import Questions
from storage.owners import owner_slots
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
    updates: dict[int, str] = field(default_factory=dict)
    place: int = 1
    of: int = 1


def paired(
    entry: Entry, role: str, where: str, questions: Questions, base: date | None, known: Sequence[str], several: bool
) -> list[Part]:
    """The parts of a row: one, or as many as it has timescales (or lines of owners) if its wording has as many.

    `role` is the column that says what is done; `several` says that the recommendation has further rows, so that its
    own words cannot stand for the action.
    """
    timescale = _timescale(entry, base)
    dates = list(timescale.parts) if timescale and timescale.original_end is None else []
    slots = owner_slots(entry.text("owner"), known)
    count = len(dates) if len(dates) > 1 else _lines(entry.text("owner"), slots)
    found = parts_of(entry.text(role), count) if count > 1 and role != "recommendation" else None
    _ask(entry, where, timescale, dates, found is not None, questions)
    whole = _whole(entry, role, timescale, slots, several)
    status = _status(entry, where, questions)
    whole.status, whole.status_text = status
    return [whole] if found is None else _split(entry, whole, found[1], dates, slots)


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
        updates=dict(entry.updates),
    )


def _split(
    entry: Entry, whole: Part, texts: list[str], dates: Sequence[Timescale], slots: list[list[str]]
) -> list[Part]:
    """Each part with its own date and owners where there are as many, else the row's; the row's status goes to each."""
    count = len(texts)
    updates = {place: _divided(said, count) for place, said in entry.updates.items()}
    return [
        Part(
            text=text,
            owners=slots[place] if len(slots) == count else whole.owners,
            timescale=dates[place] if len(dates) == count else whole.timescale,
            status=whole.status,
            status_text=whole.status_text,
            measure=whole.measure,
            updates={column: said[place] for column, said in updates.items()},
            place=place + 1,
            of=count,
        )
        for place, text in enumerate(texts)
    ]


def _divided(text: str, count: int) -> list[str]:
    """An update told part by part, its opening words with the first; one that is not so divided is each part's."""
    found = parts_of(text, count) if "\n" in text or "•" in text else None
    if found is None:
        return [text] * count
    intro, parts = found
    return [f"{intro}\n{parts[0]}" if intro else parts[0], *parts[1:]]


def _status(entry: Entry, where: str, questions: Questions) -> tuple[Status | None, str]:
    said = " ".join(entry.text("status").split())
    if said:
        status = read_status(said)
        questions.status(where, said, status)
        return status, said
    if entry.colour and (status := status_of_colour(entry.colour)):
        return status, ""
    questions.unrated(where)
    return None, ""


def _ask(
    entry: Entry, where: str, timescale: Timescale | None, dates: Sequence[Timescale], split: bool, questions: Questions
) -> None:
    if timescale and timescale.kind is Kind.UNCLEAR and timescale.text.strip("-–— ."):
        questions.ask(where, f'"{timescale.text}" could not be read as a timescale')
    if len(dates) > 1 and not split:
        questions.several(where, timescale, len(dates))
    ended = read_status(entry.text("status")) if split else None
    if ended and len({one.end for one in dates}) > 1:
        questions.shared(where, entry.text("status"), len(dates))

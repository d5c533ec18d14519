"""What a document leaves open, as few and worthwhile questions; the same one about several rows is asked once."""

from dataclasses import dataclass, field
from datetime import date

from storage.documents.document import Doubt
from storage.lexicon import words
from storage.status import Status
from storage.timescale import Timescale

_MANY = 3  # entries that are asked about one by one
_SHOWN = 8  # entries, or rows, that a question quotes


@dataclass(slots=True)
class Questions:
    """Collected while a document is read. `labels` are the plan's status words in the order of the document."""

    asked: dict[tuple[str, str], None] = field(default_factory=dict)  # in order
    labels: dict[str, Status] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    floating: dict[str, list[str]] = field(default_factory=dict)
    base: date | None = None
    doubled: list[tuple[str, str]] = field(default_factory=list)
    undated: dict[str, list[str]] = field(default_factory=dict)

    def ask(self, where: str, text: str) -> None:
        self.asked[where, text] = None

    def status(self, where: str, label: str, status: Status | None) -> None:
        """Note a status word and what it was read as."""
        if status is None:
            self.unread.setdefault(label, []).append(where)
        elif _key(label) not in map(_key, self.labels):
            self.labels[label] = status

    def unrated(self, where: str) -> None:
        self.without.append(where)

    def timescale(self, where: str, said: str) -> None:
        """Note words of a timescale that were not read."""
        self.undated.setdefault(said, []).append(where)

    def assumed_from(self, base: date, where: str, said: str) -> None:
        """Note words of a timescale that were counted from a day that the document does not name."""
        self.base = base
        self.floating.setdefault(said, []).append(where)

    def twice(self, number: str, fresh: str) -> None:
        """Note a number that stands twice, and what the second is called instead."""
        self.doubled.append((number, fresh))

    def several(self, where: str, timescale: Timescale | None, count: int) -> None:
        reading = timescale.end.isoformat() if timescale and timescale.end else "no end"
        self.ask(where, f"{count} timescales for one action: which parts do they belong to? Read as {reading}")

    def shared(self, where: str, label: str, count: int) -> None:
        self.ask(
            where, f'one status, "{" ".join(label.split())}", for {count} parts with dates of their own: taken for each'
        )

    def scheme(self) -> tuple[tuple[str, Status], ...]:
        return tuple(self.labels.items())

    def collected(self, rated: bool) -> list[Doubt]:
        """All questions. `rated` says that the plan has a status column in which something stands."""
        for label in self.labels:
            if (choice := words("status")["assumed"].get(label.casefold())) is not None:
                self.ask("status scheme", f'"{label}" has no colour: {choice[0]} (assumed) or {choice[1]}?')
        if self.doubled:
            self._doubled()
        if self.floating and self.base:
            said = ", ".join(f'"{one}"' for one in list(self.floating)[:_SHOWN])
            day = f"{self.base.day} {self.base:%B %Y}"
            rows = [where for places in self.floating.values() for where in places]
            self.ask(_together(rows), f"{said}: counted from {day}, as the document names no date: right?")
        self._unread(self.undated, "could not be read as a timescale", "timescales")
        self._unread(self.unread, "was not read as a status", "statuses")
        if rated and self.without:
            for place in dict.fromkeys(self.without):
                self.ask(place, "no RAG rating given")
        rows_first = sorted(self.asked, key=lambda one: not one[0].startswith(("recommendation", "action")))
        return _merged(rows_first)

    def _doubled(self) -> None:
        own = ", ".join(number for number, _ in self.doubled[: 2 * _SHOWN])
        fresh = ", ".join(number for _, number in self.doubled[: 2 * _SHOWN])
        said = f"the numbers {own} stand twice: the second ones are" if len(self.doubled) > 1 else ""
        self.ask("numbers", f"{said or f'the number {own} stands twice: the second is'} taken as {fresh}")

    def _unread(self, found: dict[str, list[str]], what: str, column: str) -> None:
        """What was not read: an entry of one row with that row, all that stand in several rows or are many in one."""
        single = {label: places for label, places in found.items() if len(places) == 1}
        if len(single) > _MANY:
            single = {}
        for label, places in single.items():
            self.ask(_together(places), f'"{label}" {what}')
        together = [label for label in found if label not in single]
        if len(together) == 1:
            self.ask(_together(found[together[0]]), f'"{together[0]}" {what}')
        elif together:
            rows = sum(len(found[label]) for label in together)
            said = ", ".join(f'"{label}"' for label in together[:_SHOWN])
            more = f" and {len(together) - _SHOWN} others" if len(together) > _SHOWN else ""
            plural = what.replace("was", "were").replace("as a timescale", "as timescales")
            self.ask(f"{column} ({rows} rows)", f"{said}{more} {plural}: what do they stand for?")


def _key(label: str) -> str:
    return "".join(label.casefold().split())


def _merged(asked: list[tuple[str, str]]) -> list[Doubt]:
    """One question for all places that raise the same one."""
    places: dict[str, list[str]] = {}
    for where, text in asked:
        places.setdefault(text, []).append(where)
    return [Doubt(where=_together(where), text=text) for text, where in places.items()]


def _together(places: list[str]) -> str:
    """ "recommendation 3" and "recommendation 9" → "recommendations 3, 9"."""
    different = list(dict.fromkeys(places))
    kinds = {one.partition(" ")[0] for one in different}
    if len(different) == 1 or len(kinds) > 1:
        return "; ".join(different)
    shown = ", ".join(one.partition(" ")[2] for one in different[: 2 * _SHOWN])
    more = f" and {len(different) - 2 * _SHOWN} more" if len(different) > 2 * _SHOWN else ""
    return f"{kinds.pop()}s {shown}{more}"

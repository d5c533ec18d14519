"""What a document leaves open, as few and worthwhile questions; the same one about several rows is asked once."""

from dataclasses import dataclass, field

from storage.documents.document import Doubt
from storage.lexicon import words
from storage.status import Status
from storage.timescale import Timescale


@dataclass(slots=True)
class Questions:
    """Collected while a document is read. `labels` are the plan's status words in the order of the document."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, Status] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)

    def ask(self, where: str, text: str) -> None:
        if (where, text) not in self.asked:
            self.asked.append((where, text))

    def status(self, where: str, label: str, status: Status | None) -> None:
        """Note a status word and what it was read as."""
        if status is None:
            self.unread.setdefault(label, []).append(where)
        elif _key(label) not in map(_key, self.labels):
            self.labels[label] = status

    def unrated(self, where: str) -> None:
        self.without.append(where)

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
        for label, places in self.unread.items():
            self.ask(_together(places), f'"{label}" was not read as a status')
        if rated and self.without:
            for place in dict.fromkeys(self.without):
                self.ask(place, "no RAG rating given")
        rows_first = sorted(self.asked, key=lambda one: not one[0].startswith(("recommendation", "action")))
        return _merged(rows_first)


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
    return f"{kinds.pop()}s {', '.join(one.partition(' ')[2] for one in different)}"

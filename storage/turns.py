"""From a turn's work to a job for the writer, checked against this process's copy first."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from storage.copies import Copy
from storage.plan import Change, Plan
from storage.replay import advance
from storage.rows import (
    Held,
    as_stored,
    link_rows,
    people_rows,
    place_rows,
    recorded_rows,
    recordings,
    schedule_rows,
    talk_rows,
)
from storage.statements import Row
from storage.work import PutPerson, Recorded, Stale, StorageError, Work
from storage.writer import Job


class Known:
    """Which organisations, conversations and identities are stored as they are, so that they need not be written."""

    LIMIT = 100_000  # then it starts afresh: a few rows are written once more, and memory stays bounded

    def __init__(self) -> None:
        self._known: set[Any] = set()

    def has(self, work: Work) -> bool:
        return self._key(work) in self._known

    def add(self, work: Work) -> None:
        if len(self._known) >= self.LIMIT:
            self._known.clear()
        self._known.add(self._key(work))

    def clear(self) -> None:
        self._known.clear()

    def _key(self, work: Work) -> Any:
        place = work.conversation
        said = (place.channel, place.id, place.place, place.zone, repr(place.reference)) if place else None
        return work.organisation, said, work.identity


@dataclass(frozen=True, slots=True)
class Chained:
    """The recordings of one work: their rows, and the plans as they will be held."""

    rows: tuple[tuple[str, Row], ...]
    held: tuple[Held, ...]


def behind(work: Work, copy: Copy) -> bool:
    """Whether the copy knows too little to number this work: it was decided against a later plan."""
    return any(write.expected > _number(copy, write.plan) for write in recordings(work))


def _number(copy: Copy, plan: int) -> int:
    return copy.plans[plan].plan.number if plan in copy.plans else 0


def job_of(work: Work, copy: Copy, holder: str, known: Known, copies: Callable[[], Copy | None]) -> Job:
    """The work's rows. Raises Stale where this process knows already that somebody was quicker."""
    chained = _chain(work, copy)
    rows = [*chained.rows, *people_rows(work), *link_rows(work), *talk_rows(work, holder), *schedule_rows(work)]

    def written() -> None:
        known.add(work)
        if (kept := copies()) is not None:
            _advance(kept, work, chained)

    return Job(rows, keys_of(work), tuple(place_rows(work)), known.has(work), written)


def keys_of(work: Work) -> frozenset[Any]:
    """What the work checks a version of."""
    keys: set[Any] = {("plan", work.organisation, write.plan) for write in recordings(work)}
    if any(isinstance(write, PutPerson) for write in work.writes):
        keys.add(("directory", work.organisation))
    if work.conversation:
        where = work.organisation, work.conversation.id
        if work.heard:
            keys.add(("message", *where, work.heard.id))
        if work.memory is not None:
            keys.add(("memory", *where, work.identity))
    return frozenset(keys)


def _advance(copy: Copy, work: Work, chained: Chained) -> None:
    for held in chained.held:
        copy.put(held)
    puts = [write for write in work.writes if isinstance(write, PutPerson)]
    if puts and copy.directory.number == puts[0].expected:
        copy.put_people((put.person for put in puts), puts[0].expected + 1)


def _chain(work: Work, copy: Copy) -> Chained:
    standing: dict[int, Held] = {}
    rows: list[tuple[str, Row]] = []
    for write in recordings(work):
        before = standing.get(write.plan) or copy.plans.get(write.plan) or Held(Plan(work.organisation, write.plan))
        if before.plan.number != write.expected:
            raise Stale(f"The plan has changed since: it is at change {before.plan.number}. Look again.")
        changes = _in_sequence(write)
        after = advance(before.plan, changes)
        added, head = recorded_rows(work.organisation, before, after, changes)
        rows += added
        standing[write.plan] = replace(before, plan=after, head=head)
    return Chained(tuple(rows), tuple(standing.values()))


def _in_sequence(write: Recorded) -> tuple[Change, ...]:
    wanted = range(write.expected + 1, write.expected + 1 + len(write.changes))
    if not write.changes or [change.sequence for change in write.changes] != list(wanted):
        raise StorageError("The changes are not numbered in sequence. Nothing was recorded.")
    return tuple(as_stored(change) for change in write.changes)

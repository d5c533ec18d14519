"""From a turn's work to a job for the writer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import return_rows
from storage.accounts import account_rows
from storage.addresses import address_rows
from storage.copies import Copy, Standing
from storage.handed_rows import report_rows
from storage.plan import Change, Plan
from storage.presence import presence_rows
from storage.rebase import rebased
from storage.registers import RIGHTS, Head, read_head
from storage.replay import advance
from storage.returns import PutReturn
from storage.rhythm_rows import rhythm_rows
from storage.rights_rows import rights_of, rights_rows
from storage.rows import (
    Held,
    as_stored,
    link_rows,
    people_put,
    people_rows,
    place_rows,
    recorded_rows,
    recordings,
    schedule_rows,
    talk_rows,
)
from storage.statements import Tagged
from storage.uploads import upload_rows
from storage.work import PutClaim, PutPerson, Recorded, Release, Stale, StorageError, Withdraw, Work
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
        # The day, so that of several addresses the one is found that was used last.
        return work.organisation, repr(place), work.identity, repr(work.address), work.now.date()


def behind(work: Work, copy: Copy) -> bool:
    """Whether the copy knows too little to number this work: it was decided against a later plan."""
    return any(write.expected > _number(copy, write.plan) for write in recordings(work))


def _number(copy: Copy, plan: int) -> int:
    return copy.plans[plan].plan.number if plan in copy.plans else 0


@dataclass(frozen=True, slots=True)
class Heads:
    """What the work's entries follow in the chains that no copy holds."""

    returns: return_rows.Heads = field(default_factory=dict)
    rights: Head = field(default_factory=Head)


def chains_more(work: Work) -> bool:
    """Whether the work adds to such a chain, which is rare."""
    return bool(return_rows.returned(work) or rights_of(work))


async def read_heads(connection: AsyncConnection, work: Work) -> Heads:
    """As they stand. Where somebody else is quicker the number is taken, and the work is Stale."""
    returns = await return_rows.read_heads(connection, work)
    return Heads(returns, await read_head(connection, work.organisation, RIGHTS) if rights_of(work) else Head())


def job_of(work: Work, holder: str, known: Known, heads: Heads) -> Job:
    """The work as rows. Its changes are chained when its turn to be written has come, after whoever came before."""
    rows = [*talk_rows(work, holder), *(_written(work, heads) if work.writes else ())]

    def build(standing: Standing) -> Iterable[Tagged]:
        return [*_chained(work, standing), *rows]

    return Job(
        build,
        keys=_keys(work),
        plans=frozenset((work.organisation, write.plan) for write in recordings(work)),
        places=(*place_rows(work), *address_rows(work)),
        known=(seen := known.has(work)),
        written=None if seen else lambda: known.add(work),
    )


def _written(work: Work, heads: Heads) -> Iterator[Tagged]:
    """The rows of what a turn changes, its plans apart: a question changes nothing."""
    yield from people_rows(work)
    yield from link_rows(work)
    yield from account_rows(work)
    yield from presence_rows(work)
    yield from schedule_rows(work)
    yield from upload_rows(work)
    yield from report_rows(work)
    yield from return_rows.written(work, heads.returns)
    yield from rhythm_rows(work)
    yield from rights_rows(work, heads.rights)


def _keys(work: Work) -> frozenset[Any]:
    """What the work checks a version of, other than its plans."""
    keys: set[Any] = _written_keys(work) if work.writes else set()
    if work.conversation:
        where = work.organisation, work.conversation.id
        if work.heard:
            keys.add(("message", *where, work.heard.id))
        if work.memory is not None:
            keys.add(("memory", *where, work.identity))
    return frozenset(keys)


def _written_keys(work: Work) -> set[Any]:
    keys: set[Any] = set()
    if any(isinstance(write, PutPerson) for write in work.writes):
        keys.add(("directory", work.organisation))
    keys |= {("rights", work.organisation)} if rights_of(work) else set()
    keys |= {("claim", work.organisation, write.claim.id) for write in work.writes if isinstance(write, PutClaim)}
    for put in (write for write in work.writes if isinstance(write, PutReturn)):
        keys |= {("return", work.organisation, one.plan, one.label, one.sequence) for one in put.events}
    kept = [write.message for write in work.writes if isinstance(write, Release | Withdraw)]
    return keys | {("held", work.organisation, message) for message in kept}


def _chained(work: Work, standing: Standing) -> list[Tagged]:
    """The rows of the work's changes. `standing` is advanced by them and by its people; where this raises, by none."""
    rows: list[Tagged] = []
    here = standing.within(work.organisation)
    mine: dict[int, Held] = {}
    for write in recordings(work):
        before = mine.get(write.plan) or here.plan(write.plan) or Held(Plan(work.organisation, write.plan))
        changes = _in_sequence(_following(write, before.plan))
        after = advance(before.plan, changes)
        added, head = recorded_rows(work.organisation, before, after, changes)
        rows += added
        mine[write.plan] = replace(before, plan=after, head=head)
    here.put_plans(mine)
    if puts := people_put(work):
        here.put_people([put.person for put in puts], puts[0].expected)
    return rows


def _following(write: Recorded, plan: Plan) -> Recorded:
    moved = write if write.expected == plan.number else rebased(write, plan)
    if moved is None:
        raise Stale(f"The plan has changed since: it is at change {plan.number}. Look again.")
    return moved


def _in_sequence(write: Recorded) -> tuple[Change, ...]:
    wanted = range(write.expected + 1, write.expected + 1 + len(write.changes))
    if not write.changes or [change.sequence for change in write.changes] != list(wanted):
        raise StorageError("The changes are not numbered in sequence. Nothing was recorded.")
    return tuple(as_stored(change) for change in write.changes)

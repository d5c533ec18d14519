"""A past of a plan as rows of JSON, and back. It may be thrown away at any time: the record of changes is the truth."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from pydantic import TypeAdapter
from sqlalchemy import Column, Date, Integer, LargeBinary, Row, String, Table

from storage import deadlines, plan, replay, status, timescale, updates, wishes
from storage.past import Past
from storage.plan import Action, Plan
from storage.tables import metadata, organisation, within
from storage.types import Moment
from storage.uncollected import uncollected

PART = 500  # actions in a row: so long nothing else runs while they are read
QUICK = 1  # of zlib's levels

snapshots = Table(
    "snapshots",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("part", Integer, primary_key=True),  # 0: the plan without its actions
    Column("number", Integer, nullable=False),
    Column("redactions", Integer, nullable=False),
    Column("recorded", Moment),
    Column("made_by", String(64), nullable=False),
    Column("state", LargeBinary, nullable=False),
    within("plan_id", "plans", "id"),
)


@cache
def made_by() -> str:
    """A digest of the code that makes a plan of its changes: what another version has made is not read."""
    sources = (module.__file__ or "" for module in (deadlines, plan, replay, status, timescale, updates, wishes))
    return hashlib.sha256(b"".join(Path(one).read_bytes() for one in sources)).hexdigest()


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


@cache
def _actions() -> TypeAdapter[list[Action]]:
    return TypeAdapter(list[Action])


def snapshot_rows(past: Past) -> Iterator[dict[str, Any]]:
    """The rows of a past, which `past_of` reads."""
    of = {"organisation_id": past.plan.organisation, "plan_id": past.plan.id, "day": past.day, "number": past.number}
    of |= {"redactions": past.redactions, "recorded": past.recorded, "made_by": made_by()}
    bare = _plans().dump_json(replace(past.plan, actions={}, recent=()), exclude_defaults=True)
    yield of | {"part": 0, "state": compress(bare, QUICK)}
    actions = list(past.plan.actions.values())
    for part, start in enumerate(range(0, len(actions), PART), start=1):
        state = _actions().dump_json(actions[start : start + PART], exclude_defaults=True)
        yield of | {"part": part, "state": compress(state, QUICK)}


def past_of(rows: Sequence[Row[Any]]) -> Past:
    """The past that its rows, in order, hold. Long: not to be called where others wait."""
    first = rows[0]
    with uncollected():
        bare = _plans().validate_json(decompress(first.state))
        actions = {one.id: one for one in _read(row.state for row in rows[1:])}
    return Past(replace(bare, actions=actions), first.day, first.number, first.redactions, first.recorded)


def _read(states: Iterable[bytes]) -> Iterator[Action]:
    for state in states:
        yield from _actions().validate_json(decompress(state))

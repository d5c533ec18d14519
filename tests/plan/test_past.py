"""What was known of an earlier day, brought to a later one, is what replay from nothing makes."""

import asyncio
import gc
import threading
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.past import Past, Structural, carried, told_late
from storage.plan import Change, Plan
from storage.replay import replay
from storage.uncollected import uncollected
from tests.support.histories import DAYS, START, Step, everything, history, steps

days = st.integers(0, DAYS).map(lambda after: START + timedelta(days=after))


def past(changes: Sequence[Change], number: int, day: date) -> Past:
    known = [one for one in changes if one.sequence <= number]
    return Past(replay("x", 1, known, day), day, number, 0)


def brought(base: Past, changes: Sequence[Change], day: date) -> Plan:
    by_then = [one for one in changes if one.effective <= day]
    new = [one for one in by_then if one.effective > base.day or one.sequence > base.number]
    late = told_late(base, new)
    return carried(base, new, [one for one in by_then if one.subject in late], day)


@given(steps, days, days, st.integers(6, 50))
def test_a_past_that_is_brought_to_a_later_day_is_what_replay_makes(
    happened: list[Step], one: date, other: date, number: int
) -> None:
    changes = [change for _, told in history("x", 1, happened) for change in told]
    earlier, day = min(one, other), max(one, other)
    try:
        found = brought(past(changes, number, earlier), changes, day)
    except Structural:
        return
    assert everything(found) == everything(replay("x", 1, changes, day))


def test_what_was_told_late_of_an_action_makes_only_that_action_anew() -> None:
    happened: list[Step] = [("status", 0, 20, 1), ("due", 1, 20, 3), ("due", 0, 5, 5), ("note", 2, 30, 1)]
    changes = [change for _, told in history("x", 1, happened) for change in told]
    base = past(changes, 8, START + timedelta(days=20))
    found = brought(base, changes, START + timedelta(days=25))
    assert everything(found) == everything(replay("x", 1, changes, START + timedelta(days=25)))
    first, *others = base.plan.actions
    assert found.actions[first].moves == 1 and base.plan.actions[first].moves == 0
    assert all(found.actions[one] is base.plan.actions[one] for one in others)


@pytest.mark.parametrize("step", [("ref", 0, 30, 1), ("action", 0, 30, 4), ("recommendation", 0, 30, 5)])
def test_where_the_structure_has_changed_since_there_is_nothing_to_bring(step: Step) -> None:
    changes = [change for _, told in history("x", 1, [step]) for change in told]
    with pytest.raises(Structural):
        brought(past(changes, 6, START), changes, START + timedelta(days=35))


def test_the_collector_is_on_again_after_the_last_one_out_also_after_an_error() -> None:
    with uncollected(), pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()
    with uncollected():
        other = threading.Thread(target=lambda: asyncio.run(asyncio.sleep(0)))
        other.start()
        other.join()
        assert not gc.isenabled()
    assert gc.isenabled()

"""No service is spoken to faster than it allows, and never slower than it must be."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams.limits import LIMITS
from bot.pace import Limit, Pace, next_at

some_limits = st.lists(st.builds(Limit, st.integers(1, 9), st.floats(0.1, 60)), max_size=4).map(tuple)
gaps = st.lists(st.floats(0, 5), max_size=60)


def played(limits: tuple[Limit, ...], waits: list[float]) -> tuple[list[float], list[float]]:
    """When messages were asked for, one gap after the other, and when they went."""
    pace, now, asked, went = Pace(limits), 0.0, [], []
    for gap in waits:
        now += gap
        at = pace.next_at("somebody", now)
        pace.promise("somebody", at)
        asked.append(now)
        went.append(at)
    return asked, went


def too_many(went: list[float], limits: tuple[Limit, ...]) -> bool:
    """Whether any window of a limit holds more than it allows."""
    return any(
        went[place + one.messages] - went[place] < one.seconds - 1e-9
        for one in limits
        for place in range(len(went) - one.messages)
    )


@given(some_limits, gaps)
def test_no_window_holds_more_than_its_limit(limits: tuple[Limit, ...], waits: list[float]) -> None:
    _, went = played(limits, waits)
    assert not too_many(went, limits)


@given(some_limits, gaps)
def test_nobody_waits_for_longer_than_a_limit_asks(limits: tuple[Limit, ...], waits: list[float]) -> None:
    asked, went = played(limits, waits)
    assert went == sorted(went)
    for place, (now, at) in enumerate(zip(asked, went, strict=True)):
        before = went[:place]
        assert at >= now
        just_before = at - 1e-6
        assert at == now or (before and before[-1] > just_before) or too_many([*before, just_before], limits)


@given(some_limits, gaps, gaps)
def test_one_conversation_does_not_hold_up_another(
    limits: tuple[Limit, ...], ours: list[float], theirs: list[float]
) -> None:
    both, alone = Pace(limits), Pace(limits)
    now = 0.0
    for place, gap in enumerate(ours):
        now += gap
        assert both.next_at("ours", now) == alone.next_at("ours", now)
        for pace in (both, alone):
            pace.promise("ours", pace.next_at("ours", now))
        if place < len(theirs):
            both.promise("theirs", both.next_at("theirs", now))


def test_without_limits_everything_goes_at_once() -> None:
    assert next_at([1.0] * 100, (), 1.0) == 1.0


def test_the_documented_burst_of_teams() -> None:
    _, went = played(LIMITS.conversation, [0.0] * 70)
    assert went[6] == 0.0  # seven at once
    assert went[7] == 1.0  # eight in two seconds
    assert went[8] == 2.0
    assert went[59] < 30.0 <= went[60]  # sixty in thirty seconds


def test_quiet_conversations_are_forgotten() -> None:
    pace = Pace((Limit(1, 1.0),))
    for place in range(5_000):
        pace.promise(place, float(place))
    assert len(pace._went) <= Pace.SWEPT

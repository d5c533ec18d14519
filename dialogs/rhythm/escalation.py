"""Who hears that nobody has answered about an overdue action: its sponsor, else the managers; later the officers.

Only where the plan says so, and only after the grace that it gives: whole working days after the asking, on which
whoever was asked was there. Each is told once until somebody answers. Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from dialogs.rhythm.asks import ASKING, Ask, Today, answered_since, who_is_asked
from dialogs.rights import sees
from storage.people import Directory, Role
from storage.plan import Action, Plan, PlanState
from storage.rhythm import Asked, Rhythm, Why
from storage.schedule import working_day

DAY = timedelta(days=1)
Here = Callable[[int], bool]  # whether a person can be told something today


@dataclass(frozen=True, slots=True)
class Levels:
    """Who hears first, and who after another grace."""

    first: tuple[int, ...]
    up: tuple[int, ...]


def escalated(
    plans: Mapping[int, Plan], directory: Directory, rhythm: Rhythm, today: Today, unreached: frozenset[int]
) -> Iterator[Ask]:
    """What is told today of that nobody has answered, and to whom. `unreached`: whom no message of ours reaches."""
    lately = _by_action(rhythm.asked)
    for plan in plans.values():
        if plan.state is PlanState.LIVE and plan.escalation:
            for (of, action), asked in lately.items():
                if of == plan.id and action in plan.actions:
                    yield from _of(plan, plan.actions[action], asked, directory, rhythm, today, unreached)


def _by_action(asked: Iterable[Asked]) -> dict[tuple[int, int], list[Asked]]:
    found: dict[tuple[int, int], list[Asked]] = {}
    for one in asked:
        found.setdefault((one.plan, one.action), []).append(one)
    return found


def _of(
    plan: Plan,
    action: Action,
    asked: Sequence[Asked],
    directory: Directory,
    rhythm: Rhythm,
    today: Today,
    unreached: frozenset[int],
) -> Iterator[Ask]:
    tried = unanswered(action, asked, rhythm)
    if not tried or not action.open:
        return

    def here(person: int) -> bool:
        return person not in unreached and rhythm.away(person, today(person)) is None

    told = [one for one in asked if one.why is Why.ESCALATED and one.recorded >= tried[0].recorded]
    known = {one.person for one in told}
    levels = who_hears(plan, action, directory, here, known)
    for person in (*levels.first, *levels.up):
        day = today(person)
        if person in known or not action.overdue(day) or not _waited(tried, plan, action, directory, rhythm, day, here):
            continue
        if person in levels.first or (told and graced(min(one.day for one in told), day, plan.grace_days)):
            yield Ask(person, plan.id, action.id, Why.ESCALATED, tried=tuple(tried))


def unanswered(action: Action, asked: Iterable[Asked], rhythm: Rhythm) -> list[Asked]:
    """The times of asking since its date passed to which no answer has come, the first one first.

    "Not now" is an answer, too; and whoever was asked a week ahead has not been silent about what is late.
    """
    late = [one for one in asked if one.why in ASKING and action.due is not None and one.day > action.due]
    open_ones = [one for one in late if not answered_since(action, one.recorded)]
    left = [one for one in open_ones if not rhythm.rests(one.person, one.plan, one.action, one.day)]
    return sorted(left, key=lambda one: (one.recorded, one.person))


def _waited(
    tried: Sequence[Asked],
    plan: Plan,
    action: Action,
    directory: Directory,
    rhythm: Rhythm,
    day: date,
    here: Here,
) -> bool:
    """Whether somebody who could have answered was there all through the grace, and is not resting from it now."""
    responsible = set(who_is_asked(plan, action, directory))
    for person in {one.person for one in tried} & responsible:
        since = min(one.day for one in tried if one.person == person)
        if not here(person) or rhythm.rests(person, plan.id, action.id, day):
            continue
        present = (one for one in _between(since, day) if rhythm.away(person, one) is None)
        if _as_many(present, plan.grace_days):
            return True
    return False


def graced(since: date, day: date, grace: int) -> bool:
    """Whether so many whole working days lie between two days."""
    return _as_many(_between(since, day), grace)


def _as_many(some: Iterable[date], number: int) -> bool:
    """Whether there are so many; no more are looked at, since something may have been asked for months."""
    return sum(1 for _ in islice(some, number)) == number


def _between(since: date, day: date) -> Iterator[date]:
    """The working days between two days, neither of them included."""
    return (one for n in range(1, (day - since).days) if working_day(one := since + DAY * n))


def who_hears(plan: Plan, action: Action, directory: Directory, here: Here, told: Iterable[int] = ()) -> Levels:
    """The sponsors, else the manager of whoever was asked, else the plan's managers, else the officers; then those.

    Nobody hears of what they were asked themselves; of several groups it stays the one of which somebody was `told`.
    """
    asked, known = set(who_is_asked(plan, action, directory)), set(told)
    sponsors = (one for sponsor in plan.recommendation_of(action).sponsors for one in directory.answers_for(sponsor))
    officers = _of_role(plan, directory, Role.OFFICER)
    managers = _above(asked, plan, directory) or _of_role(plan, directory, Role.MANAGER)
    groups = [tuple(dict.fromkeys(some)) for some in (sponsors, managers, officers)]
    others = [tuple(one for one in group if one not in asked) for group in groups]
    present = [tuple(one for one in group if here(one)) for group in others]
    first = next((some for group, some in zip(others, present, strict=True) if known.intersection(group)), None)
    if first is None:
        first = next((some for some in present if some), ())
    return Levels(first, tuple(one for one in present[-1] if one not in first))


def _of_role(plan: Plan, directory: Directory, role: Role) -> tuple[int, ...]:
    return tuple(one.id for one in directory.here() if plan.role_of(one) is role and sees(one, plan, directory))


def _above(asked: Iterable[int], plan: Plan, directory: Directory) -> tuple[int, ...]:
    """To whom those who were asked report, where they see the plan."""
    above = (directory.people.get(directory[one].manager or 0) for one in asked)
    return tuple(one.id for one in above if one and one.id not in directory.left and sees(one, plan, directory))

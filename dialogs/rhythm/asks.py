"""Of what each person is asked today: only what is due, overdue or silent, and not again until some days have passed.

An answer is any change of the action, however it was made; after it, and after each time of asking, there is quiet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.rhythm.return_days import asking_since, open_return
from dialogs.rhythm.returning import outstanding
from dialogs.rights import sees
from storage.people import Directory
from storage.plan import Action, Plan, PlanState
from storage.returns import Return
from storage.rhythm import EVERY_ACTION, Asked, Prompt, Rhythm, Why, covered

SOON = timedelta(days=7)  # before its date an action is asked of once
QUIET = timedelta(days=7)  # after an answer, and between two times of asking for the same thing
PATIENCE = timedelta(days=14)  # between two times of asking for what is only silent: nothing of it is late
ORDER = tuple(Why)  # of a message: what is most pressing first
ASKING = frozenset((Why.RETURN, Why.OVERDUE, Why.DUE, Why.SILENT, Why.CHASED))  # what somebody answers by an update


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is said to a person: about which action, why, and what of what was wanted it comes from."""

    person: int
    plan: int
    action: int  # EVERY_ACTION where it is about none
    why: Why
    absent: int | None = None  # for whom a delegate is asked
    prompts: tuple[Prompt, ...] = ()  # who wanted it said
    tried: tuple[Asked, ...] = ()  # whom it was asked before, and when, where nobody has answered


Today = Callable[[int], date]


def asks(
    plans: Mapping[int, Plan],
    directory: Directory,
    rhythm: Rhythm,
    today: Today,
    returns: Sequence[Return] = (),
    more: Iterable[Ask] = (),
) -> dict[int, tuple[Ask, ...]]:
    """Everybody who is to hear something today, with what, the most pressing first. `today` is each person's date.

    `more` is what joins it from elsewhere: of what nobody has answered.
    """
    live = [plan for plan in plans.values() if plan.state is PlanState.LIVE]
    rhythm = rhythm.without_left(directory.left)
    returned, named = (
        list(_returned(live, directory, rhythm, today, returns)),
        [*_prompted(plans, rhythm, today), *more],
    )
    computed = _together(_computed(live, directory, rhythm, today), [*returned, *named], rhythm, today)
    found = [*returned, *computed, *named]
    by_person: dict[int, list[Ask]] = {}
    for one in found:
        if not _sees(one, plans, directory, rhythm, today):
            continue
        mine = by_person.setdefault(one.person, [])
        place = next((at for at, each in enumerate(mine) if _same(each, one)), None)
        if place is None:
            mine.append(one)
        else:
            mine[place] = replace(mine[place], prompts=(*mine[place].prompts, *one.prompts))
    return {person: tuple(sorted(some, key=lambda one: ORDER.index(one.why))) for person, some in by_person.items()}


def _sees(ask: Ask, plans: Mapping[int, Plan], directory: Directory, rhythm: Rhythm, today: Today) -> bool:
    """Whether the plan is there for whoever would be told of it."""
    plan, person = plans.get(ask.plan), directory.people.get(ask.person)
    if plan is None or person is None or not plan.restricted:
        return True
    return sees(person, plan, covered(directory, rhythm.absences, today(person.id)))


def _together(computed: Iterable[Ask], named: Iterable[Ask], rhythm: Rhythm, today: Today) -> list[Ask]:
    """What is only asked again waits, for some days at most, until somebody hears something anyway: one message a week
    of what they know already, instead of one for each action on a day of its own."""
    heard: dict[int, date] = {}
    known: set[tuple[int, int, int]] = set()
    for said in rhythm.asked:
        if said.why in ASKING:
            heard[said.person] = max(heard.get(said.person, date.min), said.day)
            known.add((said.person, said.plan, said.action))
    found = list(computed)
    hears = {one.person for one in named} | {
        one.person for one in found if (one.person, one.plan, one.action) not in known
    }
    return [one for one in found if one.person in hears or today(one.person) - heard.get(one.person, date.min) >= QUIET]


def _same(one: Ask, other: Ask) -> bool:
    """Two reasons to ask about one action are one question."""
    both = one.why in ASKING and other.why in ASKING
    return both and (one.plan, one.action, one.absent) == (other.plan, other.action, other.absent)


def _returned(
    plans: Sequence[Plan], directory: Directory, rhythm: Rhythm, today: Today, returns: Sequence[Return]
) -> Iterator[Ask]:
    """The outstanding rows of open returns, once to each person since the last of the return's days of asking."""
    told: dict[tuple[int, int, int], date] = {}
    for said in rhythm.asked:
        if said.why is Why.RETURN:
            key = said.person, said.plan, said.action
            told[key] = max(told.get(key, date.min), said.day)
    for plan in plans:
        made = open_return(plan.id, returns)
        for one in outstanding(plan, made) if made and plan.reminders else ():
            for person in who_is_asked(plan, one.action, directory):
                if rhythm.rests(person, plan.id, one.action.id, today(person)):
                    continue
                for ask in _to(Ask(person, plan.id, one.action.id, Why.RETURN), rhythm, today):
                    since = asking_since(plan, made, today(ask.person)) if made else None
                    if since is not None and told.get((ask.person, ask.plan, ask.action), date.min) < since:
                        yield ask


def _computed(plans: Sequence[Plan], directory: Directory, rhythm: Rhythm, today: Today) -> Iterator[Ask]:
    lately: dict[tuple[int, int], list[Asked]] = {}
    for one in rhythm.asked:
        lately.setdefault((one.plan, one.action), []).append(one)
    for plan in plans:
        for action in plan.actions.values():
            for person in who_is_asked(plan, action, directory):
                day = today(person)
                why = reason(plan, action, day, lately.get((plan.id, action.id), ()))
                if why is not None and not rhythm.rests(person, plan.id, action.id, day):
                    yield from _to(Ask(person, plan.id, action.id, why), rhythm, today)


def _prompted(plans: Mapping[int, Plan], rhythm: Rhythm, today: Today) -> Iterator[Ask]:
    """What somebody wanted said, unless it is done already."""
    for one in rhythm.prompts:
        plan = plans.get(one.plan)
        action = plan.actions.get(one.action) if plan else None
        gone = one.action != EVERY_ACTION and action is None
        if one.day <= today(one.person) and not gone and not (action and _settled(one, action)):
            yield from _to(Ask(one.person, one.plan, one.action, one.why, prompts=(one,)), rhythm, today)


def _settled(prompt: Prompt, action: Action) -> bool:
    """Whether what was wanted is done already: a chase is answered, what was nobody's has somebody."""
    if prompt.why is Why.CHASED:
        return not action.open or answered_since(action, prompt.made)
    if prompt.why in (Why.HANDED, Why.DISOWNED):
        return not action.open or any(one.recorded > prompt.made and "owners" in one.changed for one in action.updates)
    return False


def answered_since(action: Action, moment: datetime) -> bool:
    """Whether anything was said of an action after a moment (UTC), by whomever and however."""
    return any(one.recorded > moment for one in action.updates)


def _to(ask: Ask, rhythm: Rhythm, today: Today) -> Iterator[Ask]:
    """To the person, to the delegate of who is away, or to nobody until they are back."""
    absence = rhythm.away(ask.person, today(ask.person))
    if absence is None:
        yield ask
        return
    delegate = absence.delegate
    if delegate is not None and ask.why in ASKING and rhythm.away(delegate, today(delegate)) is None:
        yield Ask(delegate, ask.plan, ask.action, ask.why, absent=ask.person, prompts=ask.prompts)


def who_is_asked(plan: Plan, action: Action, directory: Directory) -> tuple[int, ...]:
    """Whoever answers for the lead; where nobody does (a vacant post), whoever answers for the sponsor."""
    lead = directory.answers_for(action.lead) if action.lead is not None else ()
    if lead or action.lead is None:
        return lead
    sponsors = (directory.answers_for(one) for one in plan.recommendation_of(action).sponsors)
    return next((some for some in sponsors if some), ())


def reason(plan: Plan, action: Action, day: date, asked: Iterable[Asked]) -> Why | None:
    """Why an action is asked about on a day, if it is."""
    if not action.open or not plan.reminders:
        return None
    before = [one for one in asked if one.why in ASKING]
    last = max((one.day for one in before), default=date.min)
    if day - max(last, action.updated or date.min) < QUIET:
        return None
    if action.overdue(day):
        return Why.OVERDUE
    if action.due is not None and day <= action.due <= day + SOON:
        told = last >= action.due - SOON or (action.updated is not None and action.updated >= action.due - SOON)
        return None if told else Why.DUE
    silent = day - heard(action) > timedelta(days=plan.interval_days) and day - last >= PATIENCE
    return Why.SILENT if silent else None


def heard(action: Action) -> date:
    """When something was last said of an action: its last update, else when it came into the plan."""
    return action.updated or max(action.set_on.values(), default=date.max)

"""What there is for somebody in a conversation: of the plans, of what is remembered, and of what messages showed.

Everything that a turn is decided from goes through here once, so that no dialog has to know that there is more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dialogs.memory import Memory
from dialogs.rights import in_sight, named_in
from dialogs.understanding.interpretation import Interpretation
from storage.people import Directory, Person, today_in
from storage.plan import Plan
from storage.rhythm import covered
from storage.work import Loaded

KEPT = 64  # directories that are remembered without the labels of some plans


def directory_on(loaded: Loaded, day: date) -> Directory:
    """Everybody on a day: who covers for whom, and who has left."""
    return covered(today_in(loaded.directory, day), loaded.covers, day)


def seen_by(loaded: Loaded, person: Person | None, directory: Directory, *, private: bool) -> Loaded:
    """What a turn starts from, without the plans that do not exist for this person here.

    `directory` is today's: whoever covers for somebody sees what they see. Labels that belong to an unseen plan stay in
    it, since their numbers are taken; the understanding is given `known_to`.
    """
    plans = in_sight(loaded.plans, person, directory, private=private)
    if len(plans) == len(loaded.plans):
        return loaded
    card = tuple(pair for pair in loaded.card if pair[0] in plans)
    schedules = tuple(one for one in loaded.schedules if one.plan is None or one.plan in plans)
    unseen = tuple(plan for id_, plan in loaded.plans.items() if id_ not in plans)
    return replace(loaded, plans=plans, card=card, schedules=schedules, unseen=unseen)


_known: dict[tuple[int, frozenset[int]], tuple[Directory, Directory]] = {}
_named: dict[int, tuple[Plan, set[int]]] = {}


def known_to(directory: Directory, unseen: Iterable[Plan], plans: Iterable[Plan]) -> Directory:
    """The people that words may mean: not the initials, posts and groups that only a plan out of sight has.

    Made once for each directory and for what is hidden of it, as its index of names is.
    """
    hidden = _labels_of(directory, list(unseen), plans)
    if not hidden:
        return directory
    key = id(directory), hidden
    found = _known.get(key)
    if found is None or found[0] is not directory:
        if len(_known) >= KEPT:
            _known.clear()
        people = {id_: one for id_, one in directory.people.items() if id_ not in hidden}
        found = _known[key] = (directory, replace(directory, people=people))
    return found[1]


def _labels_of(directory: Directory, unseen: Sequence[Plan], plans: Iterable[Plan]) -> frozenset[int]:
    """Initials of the plans out of sight, and posts and groups that these name and no plan in sight does."""
    if not unseen:
        return frozenset()
    ids = {one.id for one in unseen}
    named = set[int]().union(*map(_names, unseen)).difference(*map(_names, plans))
    labels = (one for one in directory.people.values() if not one.speaks)
    return frozenset(one.id for one in labels if one.plan in ids or one.id in named)


def _names(plan: Plan) -> set[int]:
    """Whom a plan names, worked out once for as long as it stands."""
    found = _named.get(id(plan))
    if found is None or found[0] is not plan:
        if len(_named) >= KEPT:
            _named.clear()
        found = _named[id(plan)] = (plan, named_in(plan))
    return found[1]


def still_in_sight(memory: Memory, plans: Mapping[int, Plan]) -> Memory:
    """What is remembered, without anything about a plan that is out of sight by now."""
    focus, question, filling = memory.focus, memory.question, memory.filling
    if focus is not None:
        actions = tuple(pair for pair in focus.actions if pair[0] in plans)
        changes = tuple(one for one in focus.changes if one.plan_id is None or one.plan_id in plans)
        gone = focus.plan is not None and focus.plan not in plans
        update = {"actions": actions, "changes": changes}
        focus = None if gone or (focus.actions and not actions) else focus.model_copy(update=update)
    if question is not None and not _about(question.pending) <= plans.keys():
        question = None
    if filling is not None and filling.plan not in plans:
        filling = None
    return memory.model_copy(update={"focus": focus, "question": question, "filling": filling})


def _about(pending: Interpretation) -> set[int]:
    """The plans that an open question touches."""
    changed = {one.plan_id for one in pending.changes if one.plan_id is not None}
    return changed | {plan for plan, _ in (*pending.targets, *pending.disowned)}

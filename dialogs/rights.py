"""Who may see and change what. The one place that says so, asked at the moment of the change for every road.

Who somebody is in a plan is what they are everywhere, or what that plan gives them, whichever may do more; besides that
an owner, whoever holds an owner's post or covers for one, a sponsor and the manager to whom an owner reports may change
what is theirs. A restricted plan does not exist for whoever is outside it, nor in a conversation that others read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from dialogs.parties import who_answers
from dialogs.words import joined, say
from storage.people import OVER_ALL, Directory, Person, Role
from storage.plan import Action, Plan

Act = Literal[
    "update",
    "assign",
    "decide",
    "oversee",
    "schedule",
    "people",
    "confirm_people",
    "rights",
    "internal",
    "return",
    "settings",
]

ONLY_READ = (Role.READER, Role.SERVICE)  # whatever is theirs besides
OFFICERS_ONLY = ("people", "confirm_people", "rights", "return", "settings")


def may(person: Person, act: Act, plan: Plan | None, action: Action | None, directory: Directory) -> bool:
    """Whether a person may do something to an action (or, with no action, to the plan; with neither, everywhere).

    `internal` is the right to read internal notes, `decide` that to say yes or no to a later date, which nobody has on
    what is their own, `oversee` that to ask others for it and to see who has not answered.
    """
    if plan is not None and not sees(person, plan, directory):
        return False
    role = plan.role_of(person) if plan is not None else person.role
    theirs = action is not None and answers_above(person, action, directory)
    if act == "decide":
        able = role in OVER_ALL or (theirs and role not in ONLY_READ)
        return able and (action is None or not _own(person, action, directory))
    if role is Role.OFFICER:
        return True
    if act in OFFICERS_ONLY or role in ONLY_READ:
        return False
    if role is Role.MANAGER or (theirs and act != "schedule"):
        return True
    if act in ("assign", "oversee"):
        return False
    return act == "schedule" or (plan is not None and action is not None and owns(person, plan, action, directory))


def _own(person: Person, action: Action, directory: Directory) -> bool:
    """Whether somebody is among the owners: as themselves, by a post, or as whoever covers for one of them."""
    mine = directory.stands_for(person.id)
    return any(not mine.isdisjoint(directory.answers_for(one)) for one in action.owners)


def owns(person: Person, plan: Plan, action: Action, directory: Directory) -> bool:
    """Whether the action is this person's: as an owner, as a holder of an owner's post, or as the sponsor."""
    mine = directory.stands_for(person.id)
    return not mine.isdisjoint(action.owners) or not mine.isdisjoint(plan.recommendation_of(action).sponsors)


def changes_what_is_theirs(person: Person, plans: Iterable[Plan], directory: Directory) -> bool:
    """Whether what is somebody's own, comes to them by cover or belongs to who reports to them is theirs to change, in
    one of these plans (where there is none, anywhere). Readers only read."""
    seen = [plan for plan in plans if sees(person, plan, directory)]
    return any(plan.role_of(person) not in ONLY_READ for plan in seen) if seen else person.role not in ONLY_READ


def may_stand_in(person: Person, other: Person, plans: Iterable[Plan], directory: Directory) -> bool:
    """Whether somebody could answer for another, were they to cover for them: in a plan in which that one has something
    to answer for, where there is such a plan."""
    covering = replace(directory, covers={person.id: directory.covers.get(person.id, frozenset()) | {other.id}})
    named = directory.stands_for(other.id)
    some = list(plans)
    theirs = [plan for plan in some if not named.isdisjoint(named_in(plan))]
    return changes_what_is_theirs(person, theirs or some, covering)


def answers_above(person: Person, action: Action, directory: Directory) -> bool:
    """Whether somebody who answers for the action reports to this person."""
    owners = (one for owner in action.owners for one in directory.answers_for(owner))
    return any(directory.reports_to(one, person.id) for one in owners)


def oversees(person: Person, plans: Iterable[Plan] = ()) -> bool:
    """Whether somebody is a manager or a performance officer, everywhere or in one of these plans."""
    return person.role in OVER_ALL or any(plan.role_of(person) in OVER_ALL for plan in plans)


def may_speak_for(person: Person, other: Person, directory: Directory) -> bool:
    """Whether somebody may say for another that they are away: managers, officers, and whoever they report to."""
    return person.id == other.id or person.role in OVER_ALL or directory.reports_to(other.id, person.id)


def may_name_cover(person: Person, other: Person) -> bool:
    """Whether somebody may say who answers for another meanwhile: that one, and performance officers. It opens to the
    delegate whatever that one sees, of which a manager may know nothing."""
    return person.id == other.id or person.role is Role.OFFICER


def shut_out(person: Person, today: date) -> str | None:
    """Why somebody is answered nothing: they have left, or are another system, which speaks in no chat."""
    if person.gone(today):
        return say("rights.left", name=person.name)
    return say("rights.service") if person.role is Role.SERVICE else None


# --- who sees a plan ----------------------------------------------------------------------------------------------


def sees(person: Person, plan: Plan, directory: Directory) -> bool:
    """Whether a plan exists for somebody: where it is restricted, for its members, for performance officers, and for
    whoever answers for something in it. Another system sees what it was given, and nothing else."""
    if person.role is Role.SERVICE:
        return str(person.id) in plan.members
    if not plan.restricted or person.role is Role.OFFICER or str(person.id) in plan.members:
        return True
    return not directory.stands_for(person.id).isdisjoint(named_in(plan))


def named_in(plan: Plan) -> set[int]:
    """The owners and sponsors of a plan."""
    owners = {one for action in plan.actions.values() for one in action.owners}
    return owners.union(*(found.sponsors for found in plan.recommendations.values()))


def in_sight(
    plans: Mapping[int, Plan], person: Person | None, directory: Directory, *, private: bool
) -> dict[int, Plan]:
    """The plans that there are for somebody here: where others read along, none that is restricted."""
    return {
        id_: plan
        for id_, plan in plans.items()
        if (private or not plan.restricted) and (sees(person, plan, directory) if person else not plan.restricted)
    }


# --- in words -----------------------------------------------------------------------------------------------------


def why_not(
    person: Person,
    act: Act,
    plan: Plan | None,
    action: Action | None,
    directory: Directory,
    *,
    ref: str | None = None,
) -> str:
    """In words, who could do it instead. `ref` is the action's as shown here: with its plan, where it has to be."""
    if person.role is Role.SERVICE:
        return say("rights.service")
    if act == "assign" and action is not None:
        return say("rights.assign", ref=ref or action.ref, who=_who_can(plan, directory))
    if act == "decide" and action is not None:
        return say("rights.decide", ref=ref or action.ref)
    if act == "update" and plan is not None and action is not None:
        return _who_may_update(plan, action, directory, ref or action.ref)
    return say(f"rights.{act}" if act in ("schedule", "oversee", *OFFICERS_ONLY) else "rights.reader")


def _who_may_update(plan: Plan, action: Action, directory: Directory, ref: str) -> str:
    """Whom to ask: the owners by name, and the sponsor where there is one."""
    sponsors = joined(directory.names(plan.recommendation_of(action).sponsors))
    sponsor = say("rights.sponsor", names=sponsors) if sponsors else ""
    owners = joined(who_answers(directory, one) for one in action.owners)
    return say("rights.update", n=len(action.owners), ref=ref, owners=owners, sponsor=sponsor)


def _who_can(plan: Plan | None, directory: Directory) -> str:
    """Up to three managers and officers by name, so that a refusal says where to turn."""
    able = sorted(one.name for one in directory.here() if oversees(one, [plan] if plan else ()))
    return say("rights.assign_named", names=joined(able[:3])) if able else say("rights.assign_none")


def may_load(person: Person, *, local: bool) -> bool:
    """Whether somebody may load a document: performance officers; on one's own machine, anybody but a reader."""
    return person.role is Role.OFFICER or (local and person.role not in ONLY_READ)

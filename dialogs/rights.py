"""Who may change what. The one place that says so, asked at the moment of the change for every road."""

from typing import Literal

from dialogs.parties import who_answers
from dialogs.words import joined, say
from storage.people import Directory, Person, Role
from storage.plan import Action, Plan

Act = Literal["update", "assign", "decide", "schedule", "people", "confirm_people", "internal", "return", "settings"]

OFFICERS_ONLY = ("people", "confirm_people", "return", "settings")
OVER_ALL = (Role.MANAGER, Role.OFFICER)


def may(person: Person, act: Act, plan: Plan | None, action: Action | None, directory: Directory) -> bool:
    """Whether a person may do something to an action (or, with no action, to the plan or the conversation).

    `internal` is the right to read internal notes, `decide` that to say yes or no to a later date, which nobody has on
    what is their own. Who owns an action: any of its owners, whoever answers for an
    owner that is a post, a group or initials, and the recommendation's sponsors.
    """
    if act == "decide":
        return person.role in OVER_ALL and (action is None or not _named(person, action, directory))
    if person.role is Role.OFFICER:
        return True
    if act in OFFICERS_ONLY or person.role is Role.READER:
        return False
    if person.role is Role.MANAGER:
        return True
    if act == "assign":
        return False
    return act == "schedule" or (plan is not None and action is not None and owns(person, plan, action, directory))


def _named(person: Person, action: Action, directory: Directory) -> bool:
    """Whether somebody is among the owners, as themselves or by a post; not as whoever covers for one of them."""
    return any(person.id in directory.answers_for(one) for one in action.owners)


def owns(person: Person, plan: Plan, action: Action, directory: Directory) -> bool:
    """Whether the action is this person's: as an owner, as a holder of an owner's post, or as the sponsor."""
    mine = directory.stands_for(person.id)
    return not mine.isdisjoint(action.owners) or not mine.isdisjoint(plan.recommendation_of(action).sponsors)


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
    if act == "assign" and action is not None:
        return say("rights.assign", ref=ref or action.ref, who=_who_can(directory))
    if act == "decide" and action is not None:
        return say("rights.decide", ref=ref or action.ref)
    if act == "update" and plan is not None and action is not None:
        return _who_may_update(plan, action, directory, ref or action.ref)
    return say(f"rights.{act}" if act in ("schedule", *OFFICERS_ONLY) else "rights.reader")


def _who_may_update(plan: Plan, action: Action, directory: Directory, ref: str) -> str:
    """Whom to ask: the owners by name, and the sponsor where there is one."""
    sponsors = joined(directory.names(plan.recommendation_of(action).sponsors))
    sponsor = say("rights.sponsor", names=sponsors) if sponsors else ""
    owners = joined(who_answers(directory, one) for one in action.owners)
    return say("rights.update", n=len(action.owners), ref=ref, owners=owners, sponsor=sponsor)


def _who_can(directory: Directory) -> str:
    """Up to three managers and officers by name, so that a refusal says where to turn."""
    able = sorted(one.name for one in directory.people.values() if one.speaks and one.role in OVER_ALL)
    return say("rights.assign_named", names=joined(able[:3])) if able else say("rights.assign_none")


def may_load(person: Person, *, local: bool) -> bool:
    """Whether somebody may load a document: performance officers; on one's own machine, anybody but a reader."""
    return person.role is Role.OFFICER or (local and person.role is not Role.READER)

"""By which right a change is made, as it is kept with it: the nearest that holds, so that an auditor sees on whose
authority somebody could. Whether they may at all says `dialogs.rights`, before.

`owner` of the action · `post 12`, which the owner is and they hold · `sponsor` of the recommendation · `cover 7`: for
somebody who is away · `above 7`: who reports to them · else the role that they have in the plan: `manager`, `officer`,
`owner` (of others' actions: none) · `command line`: whoever runs the bot.
"""

from dialogs.words import say
from storage.people import OVER_ALL, Directory, Person
from storage.plan import Action, Plan


def authority(person: Person, plan: Plan | None, subject: int, directory: Directory) -> str:
    """The right by which a person changes an item of a plan, or the plan itself (0)."""
    action = plan.actions.get(subject) if plan else None
    named = _named(person, plan, action, directory) if plan and action else None
    return named or f"role {(plan.role_of(person) if plan else person.role).value}"


def _named(person: Person, plan: Plan, action: Action, directory: Directory) -> str | None:
    for what, parties in (("owner", action.owners), ("sponsor", plan.recommendation_of(action).sponsors)):
        if person.id in parties:
            return what
        for party in parties:
            if person.id in directory.answers_for(party):
                return f"{what} {party}"
    for covered in sorted(directory.covers.get(person.id, ())):
        if covered != person.id and {covered, *_held(covered, directory)} & {*action.owners}:
            return f"cover {covered}"
    below = (one for owner in action.owners for one in directory.answers_for(owner))
    reports = next((one for one in below if directory.reports_to(one, person.id)), None)
    return f"above {reports}" if reports is not None and plan.role_of(person) not in OVER_ALL else None


def _held(person: int, directory: Directory) -> set[int]:
    return {one.id for one in directory.people.values() if person in one.holders}


def told(kept: str | None, directory: Directory) -> str:
    """In words: "as owner", "as Head of Finance, who is an owner", "for Ben Okoro, who was away"."""
    if kept is None:
        return say("authority.unknown")
    what, _, whose = kept.partition(" ")
    if what == "role":
        return say(f"authority.role_{whose}")
    if not whose.isdigit():
        return say(f"authority.{kept.replace(' ', '_')}")
    return say(f"authority.{what}_by", who=directory.name(int(whose)))

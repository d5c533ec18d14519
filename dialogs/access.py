""" "Who can see CPC23", "restrict CPC23 to Ruth and Ian", "let Moira see CPC23": for whom a plan is there, and as what.

All of it is in the plan's own record, so that it is dated, attributed and undone as everything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogs.focus import did
from dialogs.read_back import changed
from dialogs.reply import Reply
from dialogs.rights import may, sees, why_not
from dialogs.set_up import differences
from dialogs.turn import Outcome, Turn
from dialogs.words import day, joined, say
from storage.people import Directory, Person, Role
from storage.plan import ChangeKind, Draft, Plan

SHOWN = 12  # people who are named; the rest is counted


def access(turn: Turn) -> Outcome:
    """Who sees a plan, for whoever sees it; changed by performance officers."""
    plan = next((one for one in turn.live if one.code == turn.meant.filter.get("plan")), None)
    if plan is None:
        return _told(say("list.no_plan"))
    do = turn.meant.args["do"]
    people = [turn.directory[one] for one in turn.meant.people.get("who", ()) if one in turn.directory.people]
    if do == "see":
        return _told("\n".join(_asked(turn, plan, people)))
    if not may(turn.speaker, "rights", plan, None, turn.directory):
        return _told(why_not(turn.speaker, "rights", plan, None, turn.directory))
    if groups := [one.name for one in people if not one.speaks]:
        return _told(say("access.no_person", names=joined(groups)))
    if do == "restrict":
        return _restricted(turn, plan, people)
    if do == "open":
        return _opened(turn, plan)
    return _let(turn, plan, people) if do == "let" else _barred(turn, plan, people)


def _told(words: str) -> Outcome:
    return Outcome(Reply(text=words))


# --- asked --------------------------------------------------------------------------------------------------------


def _asked(turn: Turn, plan: Plan, people: Sequence[Person]) -> list[str]:
    if people:
        return [_one(turn, plan, one) for one in people]
    return who_sees(plan, turn.directory)


def _one(turn: Turn, plan: Plan, person: Person) -> str:
    key = "access.sees" if sees(person, plan, turn.directory) else "access.sees_not"
    return say(key, name=person.name, plan=plan.code, why=_why(plan, person, turn.directory))


def _why(plan: Plan, person: Person, directory: Directory) -> str:
    if not sees(person, plan, directory):
        return ""
    if not plan.restricted:
        return say("access.why_open")
    if person.role is Role.OFFICER:
        return say("access.why_officer")
    return say("access.why_member" if str(person.id) in plan.members else "access.why_named")


def who_sees(plan: Plan, directory: Directory) -> list[str]:
    """Everybody for whom a plan is there, and why."""
    officers = [one for one in directory.here() if plan.role_of(one) is Role.OFFICER]
    members = [one for one in directory.here() if str(one.id) in plan.members and one not in officers]
    parts = [part for one in members if plan.role_of(one) is not one.role and (part := shown_part(plan, one))]
    told = [say("access.officers", names=names(officers))] if officers else []
    if not plan.restricted:
        return [say("access.open", plan=plan.code), *told, *parts]
    others = [one for one in directory.here() if one not in (*officers, *members) and sees(one, plan, directory)]
    told += [say("access.members", names=names(members))] if members else []
    told += [say("access.named", names=names(others))] if others else []
    return [say("access.restricted", plan=plan.code, since=_since(plan)), *told, *parts]


def _since(plan: Plan) -> str:
    """When it was restricted, where that is remembered."""
    found = next((one for one in reversed(plan.recent) if one.facts.get("restricted") is True), None)
    return say("access.since", date=day(found.effective)) if found else ""


def names(people: Iterable[Person]) -> str:
    some = [one.name for one in people]
    left = len(some) - SHOWN
    return joined(some) if left <= 0 else f"{', '.join(some[:SHOWN])} {say('roles.more', n=left)}"


def shown_part(plan: Plan, person: Person) -> str:
    """ "In CPC23 Ian Forde is a manager."."""
    return say("access.part", plan=plan.code, name=person.name, role=say(f"people.role_{plan.role_of(person).value}"))


# --- changed ------------------------------------------------------------------------------------------------------


def _restricted(turn: Turn, plan: Plan, people: Sequence[Person]) -> Outcome:
    members = {str(one.id): plan.members.get(str(one.id), Role.READER.value) for one in people}
    if plan.restricted and (not people or members == dict(plan.members)):
        return _told("\n".join((say("access.same"), *who_sees(plan, turn.directory))))
    kept = members if people else dict(plan.members)
    return _set(turn, plan, {"restricted": True, "members": kept}, more=[say("access.in_private")])


def _opened(turn: Turn, plan: Plan) -> Outcome:
    if not plan.restricted:
        return _told(say("access.open_already", plan=plan.code))
    return _set(turn, plan, {"restricted": False})


def _let(turn: Turn, plan: Plan, people: Sequence[Person]) -> Outcome:
    """Whoever sees it anyway is told so; another system is given what an owner has."""
    new = [one for one in people if not sees(one, plan, turn.directory)]
    if not new:
        return _told("\n".join(_one(turn, plan, one) for one in people) or say("access.who"))
    given = {str(one.id): (Role.OWNER if one.role is Role.SERVICE else Role.READER).value for one in new}
    return _set(turn, plan, {"members": {**plan.members, **given}})


def _barred(turn: Turn, plan: Plan, people: Sequence[Person]) -> Outcome:
    gone = {str(one.id) for one in people}
    left = {key: role for key, role in plan.members.items() if key not in gone}
    after = replace(plan, members=left)
    still = [one for one in people if sees(one, after, turn.directory)]
    if len(left) == len(plan.members):
        return _told("\n".join(_one(turn, plan, one) for one in people) or say("access.who"))
    return _set(turn, plan, {"members": left}, more=[_one(turn, after, one) for one in still])


def member_set(turn: Turn, plan: Plan, people: Sequence[Person], role: Role, ends: Role | None) -> Outcome:
    """Somebody has a part in one plan alone, or has it no longer."""
    (person,) = people
    key = str(person.id)
    if ends is not None and plan.members.get(key) != ends.value:
        return _told(say("access.no_part", plan=plan.code, name=person.name))
    members = dict(plan.members) | {key: role.value}
    if ends is not None:
        members = {one: given for one, given in plan.members.items() if one != key}
        members |= {key: Role.READER.value} if plan.restricted else {}
    elif plan.role_of(person) is role:
        return _told(shown_part(plan, person))
    return _set(turn, plan, {"members": members})


def _set(turn: Turn, plan: Plan, facts: Mapping[str, Any], more: Sequence[str] = ()) -> Outcome:
    after, written = turn.record(plan, [Draft(ChangeKind.EDIT, 0, facts=dict(facts))])
    lines = differences(plan, after, turn.directory)
    seen = who_sees(after, turn.directory)[1:] if after.restricted else []
    reply = changed(turn, lines, [*seen, *more], {plan.id: after}, [])
    done = (*turn.memory.done, *did(turn, (written,)))
    return Outcome(reply, (written,), turn.memory.model_copy(update={"done": done, "question": None}))

""" "Make Ian a manager", "Ian reports to Ruth", "who are the managers", "what can Ian do": what somebody is."""

from collections.abc import Iterable
from dataclasses import replace

from dialogs.access import access, member_set, shown_part
from dialogs.ask import asked
from dialogs.directory_changes import person_changed
from dialogs.directory_undone import NO_PLAN
from dialogs.items import Item, meant, several
from dialogs.memory import Done, Memory
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.rights import changes_what_is_theirs, may, owns, why_not
from dialogs.shown import refs_shown, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.words import day, joined, say, upper_first
from storage.people import Person, Role
from storage.work import Write

SHOWN = 12  # people who are named; the rest is counted


async def rights(turn: Turn) -> Outcome:
    """Who may do what: asked by anybody, changed by performance officers."""
    if turn.meant.asks:
        return asked(turn)
    do, args = turn.meant.args.get("do"), turn.meant.args
    if do in ("see", "restrict", "open", "let", "bar"):
        return access(turn)
    if do == "reports":
        return _reports(turn)
    role = _role(args.get("role"))
    people = _people(turn)
    if role is not None and people:
        return _made(turn, people[0], Role.OWNER if do == "end" else role, ends=role if do == "end" else None)
    if role is not None:
        return _told(_who_are(turn, role))
    if items := meant(turn):
        return _told("\n".join(_who_may_change(turn, one) for one in items))
    person = people[0] if people else turn.speaker
    return _told("\n".join((*_what_may(turn, person), *await _since(turn, person))))


def _told(words: str) -> Outcome:
    return Outcome(Reply(text=words))


def _people(turn: Turn) -> list[Person]:
    ids = turn.meant.people.get("who", ())
    return [turn.directory[one] for one in ids if one in turn.directory.people]


def _role(said: object) -> Role | None:
    try:
        return Role(str(said)) if said else None
    except ValueError:
        return None


# --- what somebody is ---------------------------------------------------------------------------------------------


def _made(turn: Turn, person: Person, role: Role, ends: Role | None) -> Outcome:
    """Somebody becomes something, everywhere or in one plan; `ends` is what they are no longer."""
    plan = next((one for one in turn.live if one.code == turn.meant.filter.get("plan")), None)
    if not may(turn.speaker, "rights", plan, None, turn.directory):
        return _told(why_not(turn.speaker, "rights", plan, None, turn.directory))
    if not person.speaks:
        return _told(say("roles.no_person", name=person.name))
    if plan is not None:
        return member_set(turn, plan, [person], role, ends=ends)
    if ends is not None and person.role is not ends:
        return _told(say("roles.is_not", name=person.name, role=role_name(ends), now=role_name(person.role)))
    if person.role is role:
        return _told(say("roles.same", name=person.name, role=role_name(role)))
    if person.role is Role.OFFICER and not turn.directory.officers([person.id]):
        return _told(say("roles.last_officer", name=person.name))
    words = say("roles.made", name=person.name, old=role_name(person.role), new=role_name(role), what=_means(role))
    return written(turn, words, person_changed(turn, [replace(person, role=role)]))


def role_name(role: Role) -> str:
    return say(f"people.role_{role.value}")


def _means(role: Role) -> str:
    return say(f"roles.means_{role.value}")


def _reports(turn: Turn) -> Outcome:
    """To whom somebody reports; nobody reports to themselves, through whomever."""
    if not may(turn.speaker, "rights", None, None, turn.directory):
        return _told(why_not(turn.speaker, "rights", None, None, turn.directory))
    above = next((turn.directory[one] for one in turn.meant.people.get("manager", ())), None)
    people = _people(turn)
    if above is None or not people or not all(one.speaks for one in (above, *people)):
        return _told(say("roles.nobody_above"))
    round_ = [one for one in people if one.id == above.id or turn.directory.reports_to(above.id, one.id)]
    if round_:
        return _told(say("roles.round", name=above.name, other=round_[0].name))
    news = [replace(one, manager=above.id) for one in people if one.manager != above.id]
    if not news:
        return _told(say("roles.reports_same", names=joined(one.name for one in people), manager=above.name))
    able = changes_what_is_theirs(above, turn.live, turn.directory)
    key = "roles.reports" if able else "roles.reports_reader"
    words = say(key, n=len(news), names=joined(one.name for one in news), manager=above.name)
    return written(turn, words, person_changed(turn, news))


def written(turn: Turn, words: str, writes: Iterable[Write]) -> Outcome:
    """What was done to the directory, with the way to take it back."""
    undo = Payload(act="undo", change_set=turn.change_set)
    first, *more = words.split("\n")
    button = Button(label=say("button.undo"), payload=undo)
    card = Card(heading=first, paragraphs=tuple(more), buttons=(button,))
    return Outcome(Reply(text=words, card=card), tuple(writes), _remembered(turn))


def _remembered(turn: Turn) -> Memory:
    done = (*turn.memory.done, Done(plan=NO_PLAN, change_set=turn.change_set))
    return turn.memory.model_copy(update={"done": done, "question": None})


# --- asked --------------------------------------------------------------------------------------------------------


def _who_are(turn: Turn, role: Role) -> str:
    """ "Who are the managers": everywhere, and in one plan alone."""
    names = [one.name for one in turn.directory.here() if one.role is role]
    lines = [upper_first(say("roles.are", n=len(names), names=_some(names), role=role_name(role)))]
    for plan in turn.live:
        alone = [one for one in turn.directory.here() if one.role is not role and plan.role_of(one) is role]
        lines += [say("roles.are_in", plan=plan.code, names=_some([one.name for one in alone]))] if alone else []
    return "\n".join(lines)


def _some(names: list[str]) -> str:
    left = len(names) - SHOWN
    return joined(names) if left <= 0 else f"{', '.join(names[:SHOWN])} {say('roles.more', n=left)}"


def _who_may_change(turn: Turn, found: Item) -> str:
    """Whoever may, and whether the speaker is one of them."""
    ref = shown_ref(found, several(turn))
    words = why_not(turn.speaker, "update", found.plan, found.action, turn.directory, ref=ref)
    able = may(turn.speaker, "update", found.plan, found.action, turn.directory)
    return f"{words} {say('roles.you_may' if able else 'roles.you_may_not')}"


async def _since(turn: Turn, person: Person) -> list[str]:
    """Since when somebody is what they are, and who has said so, where that has been recorded."""
    told = [one for one in await turn.past.rights() if one.person == person.id and one.what == "role"]
    if not told or told[-1].recorded is None:
        return []
    when = day(told[-1].recorded.astimezone(turn.zone).date())
    by = turn.directory.name(told[-1].recorder) if told[-1].recorder else say("authority.command_line")
    return [say("roles.since", date=when, who=by)]


def _what_may(turn: Turn, person: Person) -> list[str]:
    """What somebody is, what of it is theirs, and who reports to them."""
    named = [
        Item(plan, action)
        for plan in turn.live
        for action in plan.actions.values()
        if action.open and owns(person, plan, action, turn.directory)
    ]
    own = [one for one in named if may(person, "update", one.plan, one.action, turn.directory)]
    only_read = [one for one in named if one not in own]
    lines = [say("roles.is", name=person.name, role=role_name(person.role), what=_means(person.role))]
    for key, some in (("roles.own", own), ("roles.own_reader", only_read)):
        lines += [say(key, n=len(some), refs=refs_shown(some[:SHOWN], several(turn)))] if some else []
    lines += [shown_part(plan, person) for plan in turn.live if plan.role_of(person) is not person.role]
    below = [one.name for one in turn.directory.here() if one.manager == person.id]
    able = changes_what_is_theirs(person, turn.live, turn.directory)
    key = "roles.below" if able else "roles.below_reader"
    return lines + ([say(key, n=len(below), names=_some(below))] if below else [])

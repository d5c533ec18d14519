""" "Who is WJ", "WJ is William Jones", "who is on 2", "I am Anne": the people that a plan names."""

from collections.abc import Iterable
from dataclasses import replace

from dialogs.ask import asked
from dialogs.claims import claims
from dialogs.directory_changes import person_changed
from dialogs.introduce import become, by_name, chosen_person
from dialogs.items import Item, every, meant, several
from dialogs.leaver import leaves
from dialogs.reply import Reply
from dialogs.rights import may, why_not
from dialogs.shown import refs_shown, shown_ref
from dialogs.sight import known_to
from dialogs.turn import Outcome, Turn
from dialogs.unreached import unreached
from dialogs.words import day, joined, say
from storage.people import Kind, Person
from storage.plan import Plan


async def people(turn: Turn) -> Outcome:
    """Who somebody is; for officers also, who somebody is from now on."""
    if turn.meant.asks:
        return asked(turn)
    args = turn.meant.args
    if turn.message.payload.get("act") == "be" or "i_am" in args:
        return _be(turn)
    if "claims" in args:
        return await claims(turn)
    if "alias" in args:
        return _alias(turn)
    if "leaves" in args:
        return await leaves(turn)
    if "unreached" in args:
        return await unreached(turn)
    if "who" in args or "owner" in turn.meant.filter:
        return _who(turn)
    items = meant(turn)
    if items:
        return Outcome(Reply(text="\n".join(_whose(turn, one) for one in items)))
    if turn.meant.people:
        return _who(turn)
    return Outcome(Reply(text=say("people.unknown_bare", name=turn.speaker.name)))


# --- who is -------------------------------------------------------------------------------------------------------


def _who(turn: Turn) -> Outcome:
    found = _resolved(turn, "who") or _resolved(turn, "owner")
    if not found:
        name = turn.meant.args.get("who") or turn.meant.filter.get("owner") or ""
        return Outcome(Reply(text=say("people.unknown", name=name)))
    return Outcome(Reply(text="\n".join(card(turn, one) for one in found)))


def _resolved(turn: Turn, key: str) -> list[Person]:
    """The people behind a slot: as resolved, else by their exact name, initials or alias."""
    ids = turn.meant.people.get(key)
    if ids is not None:
        return [turn.directory[one] for one in ids if one in turn.directory.people]
    said = turn.meant.args.get(key) or turn.meant.filter.get(key)
    if not isinstance(said, str):
        return []
    known = known_to(turn.directory, turn.unseen, turn.plans.values())
    found = known.named(said) or by_name(known, said)
    return [found] if found else []


def card(turn: Turn, person: Person) -> str:
    """One line about somebody: what they are, what they are called, and what is theirs."""
    parts = [_kind(turn, person)]
    if person.posts:
        parts.append(joined(person.posts))
    if initials := _news(person.initials, person.name):
        parts.append(say("people.initials", initials=joined(initials)))
    if aliases := _news(person.aliases, person.name, *person.posts, *person.initials):
        parts.append(say("people.also", aliases=joined(aliases)))
    if not person.speaks:
        held = joined(turn.directory.names(person.holders))
        parts.append(say("people.held", names=held) if held else say("people.vacant"))
    parts += [person.team] if person.team else []
    parts += [say("people.reports", name=turn.directory.name(person.manager))] if person.manager else []
    if person.until is not None:
        parts.append(say("people.left_on" if person.gone(turn.today) else "people.leaves_on", date=day(person.until)))
    parts += list(person.emails)
    owned = _owned(turn, person)
    parts.append(say("people.owns", n=len(owned), refs=refs_shown(owned, several(turn))))
    return say("people.card", name=person.name, what=", ".join(part for part in parts if part))


def _news(names: Iterable[str], *told: str) -> list[str]:
    """The names that have not been said already."""
    known = {one.casefold() for one in told}
    return [one for one in names if one.casefold() not in known]


def _owned(turn: Turn, person: Person) -> list[Item]:
    mine = turn.directory.stands_for(person.id)
    return [one for one in every(turn.live) if one.action.open and not mine.isdisjoint(one.action.owners)]


def _kind(turn: Turn, person: Person) -> str:
    if person.kind is Kind.PERSON:
        return say(f"people.role_{person.role.value}")
    plan: Plan | None = turn.plans.get(person.plan) if person.plan is not None else None
    return say(f"people.kind_{person.kind.value}", plan=plan.code if plan else say("people.this_plan"))


def _whose(turn: Turn, found: Item) -> str:
    ref = shown_ref(found, several(turn))
    if not found.action.owners:
        return say("people.whose_nobody", ref=ref)
    return say("people.whose", ref=ref, names=joined(turn.directory.names(found.action.owners)))


# --- who somebody is from now on ----------------------------------------------------------------------------------


def _alias(turn: Turn) -> Outcome:
    """Initials, a post or another name are said to be somebody; it holds for every action that names them."""
    if not may(turn.speaker, "people", None, None, turn.directory):
        return Outcome(Reply(text=why_not(turn.speaker, "people", None, None, turn.directory)))
    alias = str(turn.meant.args["alias"])
    found = _resolved(turn, "name")
    if len(found) != 1 or not found[0].speaks:
        return Outcome(Reply(text=say("people.unknown", name=turn.meant.args.get("name", ""))))
    person = found[0]
    label = _label(turn, alias)
    amended = _amended(person, label, alias)
    if amended is None:
        return Outcome(Reply(text=say("people.alias_same", alias=alias, name=person.name)))
    named = [one for one in every(turn.live) if label and label.id in one.action.owners]
    text = say("people.alias_done", n=len(named), alias=alias, name=person.name)
    return Outcome(Reply(text=text), person_changed(turn, [amended]))


def _label(turn: Turn, alias: str) -> Person | None:
    """The party of this name in a document that is not itself a person."""
    found = turn.directory.named(alias)
    return found if found and not found.speaks else None


def _amended(person: Person, label: Person | None, alias: str) -> Person | None:
    """The label with its holder, or the person with one more name; None where that is so already."""
    if label is not None:
        return None if label.holders == (person.id,) else replace(label, holders=(person.id,))
    known = {one.casefold() for one in (person.name, *person.aliases, *person.initials)}
    return None if alias.casefold() in known else replace(person, aliases=(*person.aliases, alias))


def _be(turn: Turn) -> Outcome:
    """Being somebody else is for one's own machine only; elsewhere the account settles it."""
    resolved = _resolved(turn, "i_am")
    wanted = resolved[0] if len(resolved) == 1 else chosen_person(turn.message, turn.meant, turn.directory)
    if wanted is not None and wanted.id == turn.speaker.id:
        role = say(f"people.role_{turn.speaker.role.value}")
        return Outcome(Reply(text=say("people.you_are", name=turn.speaker.name, role=role)))
    if not turn.local:
        return Outcome(Reply(text=say("people.not_here")))
    if wanted is None or not wanted.speaks:
        return Outcome(Reply(text=say("people.not_a_person", name=turn.meant.args.get("i_am", ""))))
    return become(turn.message, wanted)

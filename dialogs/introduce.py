"""Somebody of this machine whom we do not know yet: a friendly word, no plan data, and the choice of who to be."""

from collections.abc import Mapping

from dialogs.memory import Memory
from dialogs.message import Message
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Interpretation
from dialogs.words import listed, say
from storage.people import Directory, Person, Role
from storage.plan import Plan, PlanState
from storage.work import Identity, LinkIdentity

OFFERED = 8  # names on buttons; more than fit one card are typed
PICKED = "picked on this machine"


def introduce(message: Message, meant: Interpretation, directory: Directory, plans: Mapping[int, Plan]) -> Outcome:
    """Answer a chat identity of this machine that is nobody in the plan: it may say who to be."""
    people = offered(directory, plans)
    if not people:
        return Outcome(Reply(text=_hello(message.sender.name, say("introduce.nobody"))))
    chosen = chosen_person(message, meant, directory)
    return become(message, chosen) if chosen is not None else Outcome(_pick(message, people))


def stranger(name: str) -> Reply:
    """What somebody is told who is nobody in the plan and cannot choose: no plan data, and whom to ask."""
    return Reply(text=_hello(name, say("introduce.ask")))


def become(message: Message, person: Person) -> Outcome:
    """Link this chat identity with a person, and begin afresh: another's open question is not theirs."""
    link = LinkIdentity(Identity(message.sender.channel, message.sender.id), person.id, PICKED)
    return Outcome(Reply(text=say("introduce.was", name=person.name)), (link,), Memory())


def chosen_person(message: Message, meant: Interpretation, directory: Directory) -> Person | None:
    """Who was picked by a button, or said in words: "I am Anne". Nobody where the words fit two."""
    pressed = message.payload.get("person")
    if message.payload.get("act") == "be" and isinstance(pressed, int):
        found = directory.people.get(pressed)
        return found if found and found.speaks else None
    said = _name_said(message.text)
    return by_name(directory, said) if said else None


def _name_said(text: str) -> str:
    """What stands after "I am", or the whole message where it is no more than a name can be."""
    return opened(text) or _flat(text)


def opened(text: str) -> str | None:
    """What stands after "I am", "my name is" or the like at the beginning of a message; None where none of it does."""
    flat = _flat(text)
    lower = flat.casefold()
    found = next((one for one in listed("introduce.openings") if lower.startswith(f"{one} ")), None)
    return flat[len(found) :].strip() if found else None


def _flat(text: str) -> str:
    return " ".join(text.split()).strip(" .!")


def by_name(directory: Directory, said: str) -> Person | None:
    """The one person of this full name, or else of this first or family name, initials or alias."""
    exact = directory.named(said)
    if exact is not None:
        return exact if exact.speaks else None
    wanted = said.casefold()
    found = [one for one in directory.people.values() if one.speaks and wanted in _called(one)]
    return found[0] if len(found) == 1 else None


def _called(person: Person) -> set[str]:
    return {word.casefold() for word in (*person.name.split(), *person.initials, *person.aliases)}


def offered(directory: Directory, plans: Mapping[int, Plan]) -> list[Person]:
    """Whom one can be: who owns something in a live plan, most first, then managers and officers."""
    live = [plan for plan in plans.values() if plan.state is PlanState.LIVE]
    owners = [one for plan in live for action in plan.actions.values() for one in action.owners]
    able = (one for one in directory.here() if (one.id in owners or one.role is not Role.OWNER))
    return sorted(able, key=lambda one: (one.role is Role.OWNER, -owners.count(one.id), one.name))


def _hello(name: str, rest: str) -> str:
    return f"{say('introduce.hello', name=f' {name}' if name else '')} {rest}"


def _pick(message: Message, people: list[Person]) -> Reply:
    shown = people[:OFFERED]
    words = _hello(message.sender.name, say("introduce.pick", example=shown[-1].name))
    buttons = tuple(Button(label=one.name, payload=Payload(act="be", person=one.id)) for one in shown)
    names = ", ".join(one.name for one in shown)
    return Reply(text=f"{words}\n{names}", card=Card(heading=say("introduce.heading"), intro=words, buttons=buttons))

"""Who waits for somebody to say who they are: the officer's list, and a yes or a no to each."""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.message import Place
from dialogs.recognise import ACCEPTED, REFUSED
from dialogs.reply import Button, Card, Line, Notice, Payload, Recipient, Reply
from dialogs.rights import may, why_not
from dialogs.turn import Elsewhere, Outcome, Turn
from dialogs.words import joined, say
from storage.people import Directory, Person, fold
from storage.work import Claim, LetGo, LinkIdentity, PutClaim, PutPerson, Write

SHOWN = 20  # on one card; the others follow when these are settled


async def claims(turn: Turn) -> Outcome:
    """ "Who is waiting", "confirm Anne", "refuse Anne", and the buttons that say the same."""
    if not may(turn.speaker, "confirm_people", None, None, turn.directory):
        return Outcome(Reply(text=why_not(turn.speaker, "confirm_people", None, None, turn.directory)))
    waiting = await turn.past.claims()
    act = turn.meant.args["claims"]
    if act == "list":
        return Outcome(_here(turn, listed(waiting, turn.directory)))
    meant = [one for one in waiting if _is_meant(turn, one)]
    if len(meant) != 1:
        return Outcome(_here(turn, _which(turn, meant or waiting, found=bool(meant))))
    rest = [one for one in waiting if one is not meant[0]]
    return _refused(turn, meant[0], rest) if act == "refuse" else _accepted(turn, meant[0], rest)


def listed(waiting: Sequence[Claim], directory: Directory, done: str | None = None) -> Reply:
    """Everybody who waits, on one card with a yes and a no for each. `done` is what has just been settled."""
    if not waiting:
        return Reply(text=done or say("claims.none"))
    heading = say("claims.heading", n=len(waiting))
    told = [_told(one, directory) for one in waiting]
    hint = say("claims.hint", name=_name(waiting[0], directory))
    card = Card(
        notice=Notice(text=done) if done else None,
        heading=heading,
        lines=tuple(_line(one, directory) for one in waiting[:SHOWN]),
        more=say("claims.more", n=len(waiting) - SHOWN) if len(waiting) > SHOWN else None,
        footnote=hint,
    )
    return Reply(text="\n".join([*([done] if done else []), heading, *told, hint]), card=card)


def who_waits(waiting: Sequence[Claim], directory: Directory) -> str:
    """Everybody who waits, a line for each."""
    return "\n".join([say("claims.heading", n=len(waiting)), *(_told(one, directory) for one in waiting)])


def _which(turn: Turn, some: Sequence[Claim], *, found: bool) -> Reply:
    name = str(turn.meant.args.get("name", ""))
    if not some:
        return Reply(text=say("claims.none"))
    words = say("claims.which", name=name) if found else say("claims.nobody", name=name)
    reply = listed(some, turn.directory)
    return reply.model_copy(update={"text": f"{words}\n{reply.text}"})


def _here(turn: Turn, reply: Reply) -> Reply:
    """Names and addresses are for the officer's eyes."""
    private = turn.message.place == Place.PERSONAL
    return reply if private else reply.model_copy(update={"recipient": Recipient.PRIVATELY})


# --- which one ----------------------------------------------------------------------------------------------------


def _is_meant(turn: Turn, claim: Claim) -> bool:
    """By a button's id, else by a name: the account's, or that of somebody it may be."""
    if "claim" in turn.meant.args:
        return bool(turn.meant.args["claim"] == claim.id)
    said = fold(str(turn.meant.args.get("name", "")))
    names = [_name(claim, turn.directory), *turn.directory.names(claim.candidates)]
    words = {word for name in names for word in (fold(name), *fold(name).split())}
    return bool(said) and said in words


def _person(turn: Turn, claim: Claim) -> Person | None:
    """Who it is: the one candidate, or the one whom the button or the words name."""
    named = [one for one in turn.meant.people.get("name", ()) if one in claim.candidates]
    chosen = named if len(named) == 1 else list(claim.candidates)
    return turn.directory.people.get(chosen[0]) if len(chosen) == 1 else None


# --- yes and no ---------------------------------------------------------------------------------------------------


def _accepted(turn: Turn, claim: Claim, rest: Sequence[Claim]) -> Outcome:
    person = _person(turn, claim)
    if person is None:
        return Outcome(_here(turn, listed([claim], turn.directory)))
    done = say("claims.accepted", account=_name(claim, turn.directory), name=person.name, kept=_keeping(claim))
    link = LinkIdentity(claim.identity, person.id, str(turn.speaker.id))
    writes: tuple[Write, ...] = (link, _settled(turn, claim, ACCEPTED), *_address(turn, claim, person))
    told = say("claims.told_yes", officer=turn.speaker.name, name=person.name)
    return _outcome(turn, claim, rest, done, told, writes)


def _refused(turn: Turn, claim: Claim, rest: Sequence[Claim]) -> Outcome:
    who = joined(turn.directory.names(claim.candidates))
    done = say("claims.refused", account=_name(claim, turn.directory), name=who, kept=_dropping(claim))
    told = say("claims.told_no", officer=turn.speaker.name, name=who, kept=_dropped(claim))
    return _outcome(turn, claim, rest, done, told, (_settled(turn, claim, REFUSED), LetGo(claim.identity)))


def _outcome(
    turn: Turn, claim: Claim, rest: Sequence[Claim], done: str, told: str, writes: tuple[Write, ...]
) -> Outcome:
    """The list goes on where a button of it was pressed; words are answered in words."""
    pressed = bool(turn.message.payload)
    reply = listed(rest, turn.directory, done) if pressed else Reply(text=done)
    there = Elsewhere(claim.conversation, claim.identity.channel, Reply(text=told))
    return Outcome(_here(turn, reply), writes, elsewhere=(there,))


def _settled(turn: Turn, claim: Claim, outcome: str) -> PutClaim:
    return PutClaim(replace(claim, outcome=outcome, settled_by=turn.speaker.id))


def _address(turn: Turn, claim: Claim, person: Person) -> tuple[PutPerson, ...]:
    """The account's verified address is the person's now, so that the next channel knows them by it."""
    email = claim.account.email if claim.account else None
    if not email or fold(email) in map(fold, person.emails):
        return ()
    return (PutPerson(replace(person, emails=(*person.emails, email)), turn.directory.number),)


# --- words --------------------------------------------------------------------------------------------------------


def _name(claim: Claim, directory: Directory) -> str:
    account = claim.account
    return (account and (account.name or account.email or account.login)) or joined(directory.names(claim.candidates))


def _line(claim: Claim, directory: Directory) -> Line:
    return Line(ref=_name(claim, directory), text=_why(claim, directory), buttons=_buttons(claim, directory))


def _told(claim: Claim, directory: Directory) -> str:
    return say("claims.row", account=_name(claim, directory), why=_why(claim, directory))


def _why(claim: Claim, directory: Directory) -> str:
    address = claim.account.email or claim.account.login if claim.account else None
    parts = [say(f"claims.why_{claim.why}", names=joined(directory.names(claim.candidates)))]
    parts += [say("claims.address", address=address)] if address else []
    parts += [say("claims.held", n=claim.held)] if claim.held else []
    return " ".join(parts)


def _buttons(claim: Claim, directory: Directory) -> tuple[Button, ...]:
    several = len(claim.candidates) > 1
    yes = [
        Button(
            label=say("claims.it_is", name=directory.name(one)) if several else say("claims.yes"),
            payload=Payload(act="accept", claim=claim.id, person=one),
        )
        for one in claim.candidates
    ]
    no = say("claims.neither") if several else say("claims.no")
    return (*yes, Button(label=no, payload=Payload(act="refuse", claim=claim.id)))


def _keeping(claim: Claim) -> str:
    return say("claims.keeping", n=claim.held) if claim.held else ""


def _dropping(claim: Claim) -> str:
    return say("claims.dropping", n=claim.held) if claim.held else ""


def _dropped(claim: Claim) -> str:
    return say("claims.dropped", n=claim.held) if claim.held else ""

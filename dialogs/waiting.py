"""What somebody is told of whom it is not certain yet who they are. Nothing of a plan, and nothing they say is lost."""

from collections.abc import Sequence

from dialogs.introduce import by_name, opened
from dialogs.message import Message, MessageKind
from dialogs.recognise import REFUSED, Arrival
from dialogs.reply import Reply
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.words import joined, say
from storage.people import Directory, Person, Role
from storage.work import Claim, Held, Hold, Identity, Withdraw

KEPT = frozenset({Intent.UPDATE, Intent.ASSIGN, Intent.CORRECT, Intent.UNDO})  # what would have changed a plan
MOST = 50  # messages kept of one identity
SAID = (MessageKind.NEW, MessageKind.EDITED)


def guest(message: Message) -> Outcome:
    """Somebody of another organisation."""
    return Outcome(Reply(text=say("waiting.guest", name=_called(message))))


def said_to_be(message: Message, directory: Directory) -> Person | None:
    """Whom the message says its writer is: "I am Anne Brinkley", and no name on its own."""
    name = opened(message.text) if message.kind is MessageKind.NEW else None
    return by_name(directory, name) if name else None


def waiting(
    message: Message, meant: Interpretation, arrival: Arrival, directory: Directory, kept: Sequence[Held]
) -> Outcome:
    """The answer to somebody with a claim, or without any; what would change a plan is kept until it is settled.

    `kept` is what is kept of theirs already.
    """
    claim, officers = arrival.claim, officers_told(directory)
    if claim is None:
        return Outcome(Reply(text=say("waiting.unknown", name=_called(message), officers=officers)))
    if claim.outcome == REFUSED:
        words = say("waiting.refused", who=_who(claim, directory), officer=_settler(claim, directory))
        return Outcome(Reply(text=words))
    if message.kind in SAID and meant.intent in KEPT:
        if len(kept) >= MOST:
            return Outcome(Reply(text=say("waiting.full", n=len(kept), officers=officers)))
        return Outcome(Reply(text=_kept(claim, arrival, directory, officers)), (Hold(message.dump()),))
    if edits_kept(message, kept):
        return edited_away(message)
    return Outcome(Reply(text=_asked(message, claim, arrival, directory, officers)))


def edits_kept(message: Message, kept: Sequence[Held]) -> bool:
    """Whether a message is the edit of one that is kept."""
    return message.kind is MessageKind.EDITED and any(
        one.conversation == message.conversation and message.in_reply_to in (one.message, one.said.get("in_reply_to"))
        for one in kept
    )


def edit_of_kept(message: Message, meant: Interpretation) -> Outcome:
    """The answer to the edit of a message that waits for its turn, though its writer is known: it waits behind it."""
    if meant.intent not in KEPT:
        return edited_away(message)
    return Outcome(Reply(text=say("held.edited")), (Hold(message.dump()),))


def edited_away(message: Message) -> Outcome:
    """What has been edited into no update has no turn. It was never in a plan, so nothing is asked."""
    identity = Identity(message.sender.channel, message.sender.id)
    gone = Withdraw(identity, message.conversation, message.in_reply_to or "")
    return Outcome(Reply(text=say("waiting.edited_away")), (gone,))


def _asked(message: Message, claim: Claim, arrival: Arrival, directory: Directory, officers: str) -> str:
    """At first: who they may be, and that it has been asked; later only that it is still open."""
    slots = {"who": _who(claim, directory), "officers": officers}
    if not arrival.new:
        return say("waiting.still", **slots)
    return say(_of(claim, "first"), name=_called(message), **slots)


def _kept(claim: Claim, arrival: Arrival, directory: Directory, officers: str) -> str:
    slots = {"who": _who(claim, directory), "officers": officers}
    kept = say(_of(claim, "kept"), **slots)
    return f"{kept} {say(_of(claim, 'else'), **slots)}" if arrival.new else kept


def _of(claim: Claim, key: str) -> str:
    return f"waiting.{key}" if len(claim.candidates) == 1 and claim.why != "taken" else f"waiting.{key}_unsure"


def _who(claim: Claim, directory: Directory) -> str:
    return joined(directory.names(claim.candidates))


def _settler(claim: Claim, directory: Directory) -> str:
    return directory.name(claim.settled_by) if claim.settled_by else officers_told(directory)


def _called(message: Message) -> str:
    return f" {message.sender.name}" if message.sender.name else ""


def officers_told(directory: Directory) -> str:
    """Whom a claim is put to: the performance officer by name, where there is only one."""
    names = [one.name for one in directory.here() if one.role is Role.OFFICER]
    return names[0] if len(names) == 1 else say("waiting.officers")

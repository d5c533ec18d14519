"""The name of what one message changes."""

import hashlib
from dataclasses import replace

from dialogs.message import Message, MessageKind


def change_set_of(message: Message) -> str:
    """One message, one change set: short, and the same when the message is delivered again.

    That of an edit begins with that of the message it edits, so that all of one message's updates are found by it.
    """
    if message.kind is MessageKind.EDITED:
        first = replace(message, kind=MessageKind.NEW, id=message.in_reply_to or "")
        return f"{change_set_of(first)}-{_digest(message)[:6]}"
    return _digest(message)


def _digest(message: Message) -> str:
    whole = "\n".join((message.sender.channel, message.conversation, message.id))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]

"""Pressed buttons, filled forms and the message shortcut → Message. Pure.

https://docs.slack.dev/reference/interaction-payloads
"""

import json
from hashlib import sha256
from typing import Any

from bot.channels.slack.body import Json, Reading, objects, part, sender_of, text
from bot.channels.slack.origin import Means, Origin
from bot.rendering.blocks import PREFIX, payload_of
from dialogs.message import Message, MessageKind

RECORD = "record_progress"  # the message shortcut's callback_id
LONGEST_NOTE = 3_000  # characters of a text field


def pressed(read: Reading) -> Message | None:
    """A button of ours: on a message, or on the Home tab. Others, a date that was picked say, are no news yet."""
    action = next(iter(objects(read.body, "actions")), {})
    if action.get("type") != "button" or not text(action, "action_id").startswith(PREFIX):
        return None
    held, kept = part(read.body, "container"), metadata(part(read.body, "view"))
    channel = text(held, "channel_id") or text(part(read.body, "channel"), "id") or text(kept, "channel")
    on = text(held, "message_ts")
    inputs = _filled(part(read.body, "state"))
    origin = Origin(
        f"{on or text(held, 'view_id')}:{text(action, 'action_ts')}",
        read.speaker.id,
        _thread(read, channel, on),
        Means.ALONE if held.get("is_ephemeral") else Means.MESSAGE,
    )
    parts = {"payload": _payload(text(action, "value")), "inputs": inputs, "in_reply_to": on or None}
    kind = MessageKind.FORM if inputs else MessageKind.BUTTON
    return read.message(origin, kind, channel, thread=origin.thread, **parts) if channel else None


def submitted(read: Reading) -> Message | None:
    """A modal's form. Sent again it is the same message; with other words, or shown anew in between, another."""
    view = part(read.body, "view")
    kept, inputs = metadata(view), _filled(part(view, "state"))
    channel = text(kept, "channel")
    if not text(view, "callback_id").startswith(PREFIX) or not channel:
        return None
    digest = sha256(json.dumps([text(view, "hash"), inputs], sort_keys=True).encode()).hexdigest()[:12]
    means = Means.ALONE if kept.get("alone") is True else Means.MESSAGE
    thread, on = text(kept, "thread") or None, text(kept, "message") or None
    origin = Origin(f"{text(view, 'id')}:{digest}", read.speaker.id, thread, means)
    parts = {"payload": part(kept, "payload"), "inputs": inputs, "in_reply_to": on, "thread": thread}
    return read.message(origin, MessageKind.FORM, channel, **parts)


def recorded(read: Reading) -> Message | None:
    """The message shortcut: somebody's words, to be recorded as progress by whoever picked them.

    Whose words they are stands in `mentions`, where Slack says it.
    """
    channel = text(part(read.body, "channel"), "id")
    if read.body.get("callback_id") != RECORD or not channel:
        return None
    picked = part(read.body, "message")
    said = read.words(picked)
    note = "\n".join(one for one in (said.said, said.quoted) if one)[:LONGEST_NOTE]
    author = read.people.get(text(picked, "user"))
    whose = (sender_of(author, read.workspace),) if author and not author.bot else ()
    origin = Origin(f"shortcut:{text(read.body, 'trigger_id')}", read.speaker.id, None, Means.ALONE)
    carried = {"act": "record", "note": note}
    return read.message(origin, MessageKind.BUTTON, channel, payload=carried, mentions=whose)


def metadata(view: Json) -> Json:
    """What a view of ours carries: where it was opened, and what its Submit means."""
    try:
        kept = json.loads(text(view, "private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _payload(value: str) -> Json:
    try:
        carried = payload_of(value)
    except (ValueError, RecursionError):
        return {}
    return carried if isinstance(carried, dict) else {}


def _filled(state: Json) -> dict[str, str]:
    """What was filled in, by the fields' ids; an empty field is an empty text."""
    values: dict[str, Any] = dict(part(state, "values"))
    fields = {key: held for block in values.values() if isinstance(block, dict) for key, held in block.items()}
    return {key: _answer(held) for key, held in fields.items() if isinstance(held, dict)}


def _answer(held: Json) -> str:
    """A typed text, a picked date or a chosen option. What is typed here is escaped by nobody."""
    return text(held, "value") or text(held, "selected_date") or text(part(held, "selected_option"), "value")


def _thread(read: Reading, channel: str, on: str) -> str | None:
    """The thread that a pressed message stands in; in a channel, the one beneath it."""
    thread = text(part(read.body, "container"), "thread_ts") or text(part(read.body, "message"), "thread_ts")
    if thread and thread != on:
        return thread
    return None if channel.startswith("D") else on or None

"""What Slack sends → Message. Pure.

Events: https://docs.slack.dev/apis/events-api and https://docs.slack.dev/reference/events
Commands: https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.slack.body import Json, Reading, objects, part, text
from bot.channels.slack.origin import Means, Origin
from bot.channels.slack.people import Profile, Workspace
from bot.channels.slack.plain import mentioned
from bot.channels.slack.pressing import metadata, pressed, recorded, submitted
from dialogs.message import Attachment, Message, MessageKind

OWN_WORDS = frozenset({"", "file_share", "thread_broadcast", "me_message"})  # subtypes of what people say themselves
GONE = "tombstone"  # subtype of what stands where a message was deleted that others have answered
STAYS = {
    "member_joined_channel": MessageKind.INSTALLED,
    "member_left_channel": MessageKind.REMOVED,
    "channel_left": MessageKind.REMOVED,
    "group_left": MessageKind.REMOVED,
}
NOTHING_SAID = "help"  # what `/plan` alone asks for


def message(
    body: Json,
    workspace: Workspace,
    people: Mapping[str, Profile],
    received: datetime,
    files: tuple[Attachment, ...] = (),
    chat: str | None = None,
) -> Message | None:
    """The message that a verified body is; None where it is nothing that anybody said or pressed to the bot."""
    speaker = people.get(speaker_in(body)) or Profile(speaker_in(body))
    if not speaker.id or (speaker.bot and speaker.id != workspace.bot_user):
        return None
    read = Reading(body, workspace, people, speaker, received, chat)
    match body.get("type"):
        case "event_callback":
            return _event(read, files)
        case "block_actions":
            return pressed(read)
        case "view_submission":
            return submitted(read)
        case "message_action":
            return recorded(read)
    return _command(read) if text(body, "command") else None


def users_in(body: Json) -> tuple[str, ...]:
    """The users whose profiles are needed to read a body: who speaks, who is mentioned, whose words were picked."""
    event = part(body, "event")
    saids = (text(one, "text") for one in (event, part(event, "message"), body, part(body, "message")))
    author = text(part(body, "message"), "user") if body.get("type") == "message_action" else ""
    named = [speaker_in(body), author, *(user for said in saids for user in mentioned(said))]
    return tuple(dict.fromkeys(one for one in named if one))


def speaker_in(body: Json) -> str:
    """Who spoke, pressed or brought the bot somewhere; "" for nobody."""
    event = part(body, "event")
    if not event:
        return text(body, "user_id") or text(part(body, "user"), "id")
    first = [text(event, key) for key in ("inviter", "actor_id")]
    saids = [part(event, key) for key in ("message", "previous_message")]
    about = [text(one, "user") for one in saids if text(one, "subtype") != GONE]
    return next((one for one in (*first, text(event, "user"), *about) if one), "")


def maybe_elsewhere(body: Json) -> bool:
    """May this come from a chat of two people that the bot is not in? What only one of them sees may stand there."""
    kept = metadata(part(body, "view"))
    channel = text(body, "channel_id") or text(part(body, "channel"), "id") or text(kept, "channel")
    alone = part(body, "container").get("is_ephemeral") is True or kept.get("alone") is True
    picked = bool(text(body, "command")) or body.get("type") == "message_action"
    return channel.startswith("D") and (picked or alone)


def team_of(body: Json) -> str:
    """The workspace that a view of ours was drawn for; "" for what stands in none.

    In an enterprise with several installations Slack may name another: https://github.com/slackapi/bolt-python/issues/1229
    """
    return text(metadata(part(body, "view")), "team")


def files_in(body: Json) -> list[Json]:
    """The files that came with an event's message, as Slack describes them."""
    return objects(part(body, "event"), "files")


# --- events -------------------------------------------------------------------------------------------------------


def _event(read: Reading, files: tuple[Attachment, ...]) -> Message | None:
    event = part(read.body, "event")
    kind = text(event, "type")
    if not text(event, "channel"):
        return None
    if kind in STAYS:
        return _stay(read, event, STAYS[kind])
    match kind:
        case "app_mention":
            return _heard(read, event, files)
        case "message":
            return _message_event(read, event, files)
        case "app_home_opened":
            return _opened(read, event)
    return None


def _message_event(read: Reading, event: Json, files: tuple[Attachment, ...]) -> Message | None:
    """In a channel only what mentions the bot is for it; which comes as `app_mention` too, under the same `ts`."""
    after, before = part(event, "message"), part(event, "previous_message")
    if not text(event, "channel").startswith("D") and not read.mentions_us(event, after, before):
        return None
    match text(event, "subtype"):
        case "message_changed" if text(after, "subtype") == GONE:
            return _about(read, event, before, MessageKind.DELETED, "")
        case "message_changed":
            return _edited(read, event, after, before)
        case "message_deleted":
            return _about(read, event, before, MessageKind.DELETED, "")
        case subtype if subtype in OWN_WORDS:
            return _heard(read, event, files)
    return None


def _heard(read: Reading, event: Json, files: tuple[Attachment, ...]) -> Message | None:
    if not text(event, "ts") or not text(event, "user") or event.get("bot_id"):
        return None
    said = read.words(event)
    return read.message(
        _origin(read, event, text(event, "channel")),
        MessageKind.FILE if files else MessageKind.NEW,
        text(event, "channel"),
        text=said.said,
        quoted=said.quoted,
        mentions=read.mentions(event),
        sent=moment(text(event, "ts"), read.received),
        thread=_thread(event),
        in_reply_to=_thread(event),
        attachments=files,
    )


def _edited(read: Reading, event: Json, after: Json, before: Json) -> Message | None:
    """An edit by its author. Slack says "changed" too where it added a preview or found out the language."""
    if not part(after, "edited") or after.get("text") == before.get("text"):
        return None
    said = read.words(after)
    words = {"text": said.said, "quoted": said.quoted, "mentions": read.mentions(after)}
    return _about(read, event, after, MessageKind.EDITED, text(part(after, "edited"), "ts"), **words)


def _about(read: Reading, event: Json, about: Json, kind: MessageKind, when: str, **words: Any) -> Message | None:
    """What became of an earlier message: `in_reply_to` is the id that it was heard under, `sent` its first time."""
    if not text(about, "ts") or about.get("bot_id") or text(about, "subtype") == GONE:
        return None
    first = _origin(read, about, text(event, "channel"))
    now = Origin(f"{first.own}:{kind.value}:{when}", first.user, first.thread)
    parts = {"in_reply_to": str(first), "thread": _thread(about), "sent": moment(first.own, read.received)}
    return read.message(now, kind, text(event, "channel"), **parts, **words)


def _opened(read: Reading, event: Json) -> Message | None:
    """The Home tab was opened, or the bot's own chat: which is where it is from then on, and no news the next time."""
    if event.get("tab") == "home":
        origin = Origin(text(event, "event_ts"), read.speaker.id, None, Means.HOME)
        return read.message(origin, MessageKind.HOME, text(event, "channel"))
    return _stay(read, event, MessageKind.INSTALLED) if event.get("tab") == "messages" else None


def _stay(read: Reading, event: Json, kind: MessageKind) -> Message | None:
    """The bot was brought into a channel, or taken out of it; others' comings and goings are no news."""
    if text(event, "type").startswith("member_") and text(event, "user") != read.workspace.bot_user:
        return None
    return read.message(
        Origin(f"{kind.value}:{text(event, 'event_ts')}", read.speaker.id), kind, text(event, "channel")
    )


# --- commands -----------------------------------------------------------------------------------------------------


def _command(read: Reading) -> Message | None:
    """`/plan …`: what stands behind it is the message, and the answer is for whoever typed it."""
    channel = text(read.body, "channel_id")
    if not channel or not text(read.body, "trigger_id"):
        return None
    said = read.words(read.body)
    origin = Origin(f"command:{text(read.body, 'trigger_id')}", read.speaker.id, None, Means.ALONE)
    words = {"text": said.said or NOTHING_SAID, "mentions": read.mentions(read.body)}
    return read.message(origin, MessageKind.NEW, channel, **words)


# --- small things -------------------------------------------------------------------------------------------------


def _origin(read: Reading, said: Json, channel: str) -> Origin:
    """Of a message object. In a channel an answer goes into a thread beneath what it answers."""
    own = text(said, "ts")
    thread = _thread(said) or (None if channel.startswith("D") else own)
    return Origin(own, text(said, "user") or read.speaker.id, thread)


def _thread(said: Json) -> str | None:
    """The thread that a message stands in; the first message of one stands in none."""
    thread = text(said, "thread_ts")
    return thread if thread and thread != text(said, "ts") else None


def moment(ts: str, otherwise: datetime) -> datetime:
    """The time that a `ts` is: seconds since 1970, with six more digits that make it unique."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise

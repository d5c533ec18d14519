"""Activity → Message. JSON is read directly: the SDK's own conversion costs about 0.2 ms an activity.

Fields: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
Teams' own: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.channels.teams.plain import Words, quotes, words
from bot.channels.teams.settings import TeamsSettings
from bot.rendering.adaptive import KEY
from dialogs.message import Message, MessageKind, Place, Sender

NAME = "teams"
THREAD = ";messageid="  # parts a channel's id from that of the thread in it
ABOUT = ":later:"  # parts a message's id from what happened to it later
CARD_ACTION = "adaptiveCard/action"

PLACES = {"personal": Place.PERSONAL, "groupChat": Place.GROUP, "channel": Place.CHANNEL}

# A conversationUpdate comes with most of these, before or after; the router hears of it once. What is removed for the
# sake of an upgrade (`remove-upgrade`) is there again at once.
INSTALLATION = {
    "add": MessageKind.INSTALLED,
    "add-upgrade": MessageKind.INSTALLED,
    "remove": MessageKind.REMOVED,
}
DELETED_PLACES = ("channelDeleted", "teamDeleted", "teamHardDeleted")
RESTORED_PLACES = ("channelRestored", "teamRestored")
RENAMED_PLACES = ("channelRenamed", "teamRenamed")  # of a team: its first channel, which goes by the team's name

# Told of one channel, in another of its team; and of one channel, there. A team's apps are let into its shared and
# private channels one by one: https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels
OF_ANOTHER_CHANNEL = ("channelDeleted", "channelRestored", "channelRenamed")
OF_A_CHANNEL = (*OF_ANOTHER_CHANNEL, "channelMemberAdded", "channelMemberRemoved")

NO_PERSON = ("19:", "28:", "tag:")  # how the ids of channels, teams, other bots and tags begin

COMING_AND_GOING = (MessageKind.INSTALLED, MessageKind.REMOVED)
LATER = (MessageKind.EDITED, MessageKind.DELETED)

Json = Mapping[str, Any]


class Unreadable(Exception):
    """The activity lacks what every activity has."""


class Foreign(Exception):
    """The activity comes from a tenant that this bot does not serve. The text is for the log."""


def message(activity: Json, settings: TeamsSettings, received: datetime) -> Message | None:
    """The message that an activity is; None where it is nothing that anybody said or pressed.

    Raises Unreadable and Foreign.
    """
    conversation, thread = conversation_in(activity)
    kind = kind_of(activity)
    if kind is None:
        return None
    said = _said(activity)
    return Message(
        id=id_of(activity, kind, thread),
        kind=kind,
        organisation=organisation_of(activity, settings),
        conversation=conversation,
        place=place_of(activity),
        sender=_account(_object(activity, "from")),
        text=said.said,
        sent=_time(activity.get("timestamp"), received),
        received=received,
        title=_title(activity),
        within=_text(_object(_object(activity, "channelData"), "team").get("id")) or None,
        whole=kind in COMING_AND_GOING and _event(activity) not in OF_A_CHANNEL,
        thread=thread,
        in_reply_to=_answered(activity, kind, said, thread),
        quoted=said.quoted,
        mentions=_mentions(activity),
        payload=_payload(activity),
        inputs=_inputs(activity),
        locale=_text(activity.get("locale")) or None,
        zone=_zone(activity),
        reference=reference(activity, conversation),
        address=address(activity),
    )


def conversation_in(activity: Json) -> tuple[str, str | None]:
    """The conversation that an activity is about, and its thread."""
    if _event(activity) in OF_ANOTHER_CHANNEL:
        return _required(_object(_object(activity, "channelData"), "channel"), "id"), None
    return place_in(_required(_object(activity, "conversation"), "id"))


def _title(activity: Json) -> str | None:
    """What people call the channel or the group; the first channel of a team, which bears its id, goes by the team."""
    data, here = _object(activity, "channelData"), _object(activity, "conversation")
    team = _object(data, "team")
    own = team if team.get("id") == place_in(_text(here.get("id")))[0] else {}
    return next((name for one in (_object(data, "channel"), here, own) if (name := _text(one.get("name")))), None)


def place_in(conversation_id: str) -> tuple[str, str | None]:
    """A channel's `19:…;messageid=…` as the channel and the thread; other conversations have no thread."""
    conversation, _, thread = conversation_id.partition(THREAD)
    return conversation, thread or None


def place_of(activity: Json) -> Place:
    """Where it was said. What is not known to be private counts as a group."""
    conversation = _object(activity, "conversation")
    kind = _text(conversation.get("conversationType"))
    if kind in PLACES:
        return PLACES[kind]
    return Place.GROUP if kind or conversation.get("isGroup") else Place.PERSONAL


def kind_of(activity: Json) -> MessageKind | None:
    """What happened; None for what a bot need not hear (typing, reactions, other people joining)."""
    match activity.get("type"):
        case "message":
            return _pressed(activity) if KEY in _data(activity) else MessageKind.NEW
        case "invoke" if activity.get("name") == CARD_ACTION:
            return _pressed(activity)
        case "messageUpdate":
            return MessageKind.EDITED
        case "messageDelete":
            return MessageKind.DELETED
        case "conversationUpdate":
            return _joined_or_left(activity)
        case "installationUpdate":
            return INSTALLATION.get(_text(activity.get("action")))
    return None


def _event(activity: Json) -> str:
    """What Teams calls it; "" for what it has no name for."""
    return _text(_object(activity, "channelData").get("eventType"))


def _pressed(activity: Json) -> MessageKind:
    return MessageKind.FORM if _inputs(activity) else MessageKind.BUTTON


def _joined_or_left(activity: Json) -> MessageKind | None:
    event = _event(activity)
    if event in DELETED_PLACES or event in RESTORED_PLACES:
        return MessageKind.REMOVED if event in DELETED_PLACES else MessageKind.INSTALLED
    if event in RENAMED_PLACES:
        return MessageKind.RENAMED
    bot = _object(activity, "recipient").get("id")
    if bot in [one.get("id") for one in _objects(activity, "membersAdded")]:
        return MessageKind.INSTALLED
    if bot in [one.get("id") for one in _objects(activity, "membersRemoved")]:
        return MessageKind.REMOVED
    return None


def id_of(activity: Json, kind: MessageKind, thread: str | None) -> str:
    """The same for a redelivery and for nothing else. An edit carries the id of what it edits; a thread is named
    so that an answer finds its way there."""
    own = _text(activity.get("id")) or sha256(repr(sorted(activity.items())).encode()).hexdigest()[:24]
    if kind in LATER:
        own = f"{own}{ABOUT}{kind.value}:{_version(activity)}"
    return f"{own}{THREAD}{thread}" if thread else own


def _version(activity: Json) -> str:
    """What tells one edit of a message from the next; the service has been seen to repeat the first time of sending."""
    parts = (activity.get("timestamp"), activity.get("localTimestamp"), activity.get("text"))
    return sha256(repr(parts).encode()).hexdigest()[:12]


def answered(message_id: str) -> tuple[str | None, str | None]:
    """The activity below which a message is answered (none, if it was deleted), and its thread."""
    own, thread = place_in(message_id)
    first, about, rest = own.partition(ABOUT)
    return None if about and rest.startswith(MessageKind.DELETED.value) else first, thread


def _answered(activity: Json, kind: MessageKind, said: Words, thread: str | None) -> str | None:
    """The message of ours that this one answers; for an edit and a deletion, the message that it is about."""
    if kind in LATER:
        about = _text(activity.get("id"))
        return f"{about}{THREAD}{thread}" if about and thread else about or None
    return said.quoted_id or _text(activity.get("replyToId")) or None


# --- who and where ------------------------------------------------------------------------------------------------


def organisation_of(activity: Json, settings: TeamsSettings) -> str:
    """The organisation whose tenant it is; raises Foreign for a tenant that is not served.

    Where two tenants are named, in a shared channel, the host's counts.
    """
    tenant = tenant_of(activity)
    if not tenant and not settings.local:
        raise Unreadable("no tenant")
    organisation = settings.organisation_of(tenant)
    if organisation is None:
        raise Foreign(f"tenant {tenant} is not on the list")
    return organisation


def tenant_of(activity: Json) -> str:
    own = _object(_object(activity, "channelData"), "tenant").get("id")
    return _text(_object(activity, "conversation").get("tenantId")) or _text(own)


def account_of(activity: Json) -> str:
    """The identity of whoever an activity comes from."""
    return _account(_object(activity, "from")).id


def _account(account: Json) -> Sender:
    return Sender(NAME, _text(account.get("aadObjectId")) or _required(account, "id"), _text(account.get("name")))


def reference(activity: Json, conversation: str) -> dict[str, Any]:
    """How this conversation is reached later, whoever speaks in it: the shape of the SDK's ConversationReference."""
    where = _object(activity, "conversation")
    person = {"user": _named(_object(activity, "from"))} if place_of(activity) is Place.PERSONAL else {}
    return {
        "serviceUrl": _required(activity, "serviceUrl"),
        "channelId": _text(activity.get("channelId")),
        "bot": _named(_object(activity, "recipient")),
        "conversation": {
            "id": conversation,
            "conversationType": _text(where.get("conversationType")),
            "tenantId": tenant_of(activity),
        },
        **person,
    }


def address(activity: Json) -> dict[str, Any]:
    """How the sender is reached alone, wherever they spoke: what the service wants to open a chat with them.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
    """
    return {
        "serviceUrl": _required(activity, "serviceUrl"),
        "channelId": _text(activity.get("channelId")),
        "bot": _named(_object(activity, "recipient")),
        "user": _named(_object(activity, "from")),
        "tenantId": tenant_of(activity),
    }


def _named(account: Json) -> dict[str, str]:
    return {"id": _required(account, "id"), "name": _text(account.get("name"))}


def _mentions(activity: Json) -> tuple[Sender, ...]:
    """The people mentioned: without the bot, and without channels, teams and tags, which stay in the words."""
    bot = _object(activity, "recipient").get("id")
    accounts = [_object(one, "mentioned") for one in _objects(activity, "entities") if one.get("type") == "mention"]
    named = [(one, id_) for one in accounts if isinstance(id_ := one.get("id"), str) and id_ not in ("", bot)]
    return tuple(_account(one) for one, id_ in named if not id_.startswith(NO_PERSON))


def _zone(activity: Json) -> str | None:
    """The speaker's time zone by name; the offset in `localTimestamp` names none."""
    client = next((one for one in _objects(activity, "entities") if one.get("type") == "clientInfo"), {})
    return _text(activity.get("localTimezone")) or _text(client.get("timezone")) or None


def _time(given: object, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(given))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of all time have no UTC everywhere
        return otherwise


# --- words and buttons --------------------------------------------------------------------------------------------


def _said(activity: Json) -> Words:
    """The words; from the HTML body where there is no `text`, or where that runs a quotation and the words together."""
    ours, text = _our_names(activity), _text(activity.get("text"))
    bodies = [one.get("content") for one in _objects(activity, "attachments") if one.get("contentType") == "text/html"]
    whole = next((body for body in bodies if isinstance(body, str) and (quotes(body) or not text.strip())), text)
    read = words(whole, ours)
    preview = next((_object(one, "quotedReply") for one in _objects(activity, "entities") if "quotedReply" in one), {})
    return Words(
        read.said,
        read.quoted or _text(preview.get("preview")) or None,
        read.quoted_id or _text(preview.get("messageId")) or None,
    )


def _our_names(activity: Json) -> frozenset[str]:
    bot = _object(activity, "recipient")
    ours = [one for one in _objects(activity, "entities") if _object(one, "mentioned").get("id") == bot.get("id")]
    names = [_object(one, "mentioned").get("name") for one in ours]
    texts = [words(_text(one.get("text")), frozenset()).said for one in ours]
    return frozenset(str(name) for name in (*names, *texts, bot.get("name")) if name)


def _data(activity: Json) -> Json:
    """What a pressed button carried: inside `action` of an Action.Execute, bare from an Action.Submit."""
    value = _object(activity, "value")
    return _object(_object(value, "action"), "data") if activity.get("type") == "invoke" else value


def _payload(activity: Json) -> Json:
    return _object(_data(activity), KEY)


def _inputs(activity: Json) -> dict[str, str]:
    data = _data(activity)
    return {key: _text(value) for key, value in data.items() if key not in (KEY, "msteams")} if KEY in data else {}


# --- JSON of strangers --------------------------------------------------------------------------------------------


def _object(parent: Json, key: str) -> Json:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _objects(parent: Json, key: str) -> list[Json]:
    value = parent.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _required(parent: Json, key: str) -> str:
    value = parent.get(key)
    if not isinstance(value, str) or not value:
        raise Unreadable(f"no {key}")
    return value

"""The two rooms of the page: a private chat for each person, and one channel that everybody shares."""

from typing import Any

from dialogs.message import Place

PRIVATE_ROOM = "private"
CHANNEL_ROOM = "action-plan"
ROOMS: tuple[dict[str, Any], ...] = (
    {"id": PRIVATE_ROOM, "name": "Private chat", "about": "Only you and Planminder"},
    {"id": CHANNEL_ROOM, "name": "#action-plan", "about": "Everybody; the weekly summary is posted here"},
)


def private(who: str) -> str:
    return f"{PRIVATE_ROOM}:{who}"


def conversation_of(room: str, who: str) -> str:
    """The conversation behind a room's name for one person."""
    return CHANNEL_ROOM if room == CHANNEL_ROOM else private(who)


def room_of(conversation: str) -> str:
    return CHANNEL_ROOM if conversation == CHANNEL_ROOM else PRIVATE_ROOM


def place_of(conversation: str) -> Place:
    return Place.CHANNEL if conversation == CHANNEL_ROOM else Place.PERSONAL

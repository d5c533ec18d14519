"""Whether a body has the shape of what Slack sends, so far as bolt and we rely on it without looking. Pure.

https://docs.slack.dev/apis/events-api and https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Iterator
from typing import Any

OBJECTS = (
    "event",
    "view",
    "message",
    "previous_message",
    "container",
    "state",
    "item",
    "assistant_thread",
    "function_data",
)
TYPED = ("event", "view")  # objects that say what they are
NAMED = ("team", "user", "enterprise", "channel")  # an id, or an object that has one
LISTS = ("authorizations", "actions", "response_urls", "files", "attachments")  # of objects
TEXTS = (
    *("type", "subtype", "ts", "event_ts", "thread_ts", "deleted_ts", "message_ts", "event_id", "trigger_id", "hash"),
    *("team_id", "user_id", "channel_id", "channel_name", "enterprise_id", "app_installed_team_id", "bot_id", "id"),
    *("command", "callback_id", "action_id", "block_id", "private_metadata", "response_url", "channel_type", "tab"),
)


def shaped(body: Any) -> bool:
    """Whether every part that is there is of the kind that Slack documents."""
    if not isinstance(body, dict) or not all(map(_part_shaped, _parts(body))):
        return False
    return all(isinstance(body[name].get("type"), str) for name in TYPED if body.get(name) is not None)


def _parts(body: dict[str, Any]) -> Iterator[Any]:
    """The body, and the parts of it that are read like it."""
    yield body
    for name in OBJECTS:
        if isinstance(body.get(name), dict):
            yield from _parts(body[name])
    for name in LISTS:
        if isinstance(body.get(name), list):
            yield from body[name]


def _part_shaped(part: Any) -> bool:
    return isinstance(part, dict) and (
        all(isinstance(part.get(name), dict | None) for name in OBJECTS)
        and all(isinstance(part.get(name), dict | str | None) for name in NAMED)
        and all(isinstance(part.get(name), list | None) for name in LISTS)
        and all(isinstance(part.get(name), str | None) for name in TEXTS)
    )

"""Bodies as Slack sends them, in the shapes of its reference; keywords replace parts of the inner object.

https://docs.slack.dev/reference/events/message and https://docs.slack.dev/reference/interaction-payloads
"""

import json
from typing import Any

TEAM, BOT, ANNE, IAN = "T0OLDBRIDGE", "U0BOT", "U0ANNE", "U0IAN"
DIRECT, CHANNEL = "D0ANNE", "C0PLAN"
TS = "1795426200.000100"  # 2026-11-23 09:30 UTC

Body = dict[str, Any]


def event(inner: Body, **outer: Any) -> Body:
    """An event in its wrapper."""
    return {
        "token": "verification-token",
        "team_id": TEAM,
        "api_app_id": "A0PLAN",
        "type": "event_callback",
        "event_id": "Ev0001",
        "event_time": 1795426200,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}],
        "event": inner,
        **outer,
    }


def said(text: str = "what's overdue", **parts: Any) -> Body:
    """A message in the bot's own chat."""
    return event(
        {
            "type": "message",
            "channel": DIRECT,
            "channel_type": "im",
            "user": ANNE,
            "text": text,
            "ts": TS,
            "event_ts": TS,
            "team": TEAM,
            **parts,
        }
    )


def mention(text: str = f"<@{BOT}> what's overdue", **parts: Any) -> Body:
    """A mention in a channel."""
    inner = {"type": "app_mention", "channel": CHANNEL, "user": ANNE, "text": text, "ts": TS, "event_ts": TS}
    return event({**inner, "team": TEAM, **parts})


def edited(text: str, before: str = "5 amber", **parts: Any) -> Body:
    message = {"type": "message", "user": ANNE, "ts": TS, "text": text}
    return event(
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": DIRECT,
            "channel_type": "im",
            "ts": "1795426300.000200",
            "event_ts": "1795426300.000200",
            "message": {**message, "edited": {"user": ANNE, "ts": "1795426300.000000"}},
            "previous_message": {**message, "text": before},
            **parts,
        }
    )


def deleted(before: str = "5 amber", **parts: Any) -> Body:
    return event(
        {
            "type": "message",
            "subtype": "message_deleted",
            "channel": DIRECT,
            "channel_type": "im",
            "ts": "1795426350.000300",
            "event_ts": "1795426350.000300",
            "deleted_ts": TS,
            "previous_message": {"type": "message", "user": ANNE, "ts": TS, "text": before},
            **parts,
        }
    )


def home(tab: str = "home", **parts: Any) -> Body:
    inner = {"type": "app_home_opened", "user": ANNE, "channel": DIRECT, "tab": tab, "event_ts": "1795426201.000000"}
    return event({**inner, **parts})


def joined(**parts: Any) -> Body:
    inner = {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "channel_type": "C", "team": TEAM}
    return event({**inner, "inviter": ANNE, "event_ts": "1795426202.000000", **parts})


def command(text: str = "what's overdue", **parts: Any) -> Body:
    """The fields of a slash command, which come as a form."""
    return {
        "token": "verification-token",
        "team_id": TEAM,
        "team_domain": "oldbridge",
        "channel_id": CHANNEL,
        "channel_name": "general",
        "user_id": ANNE,
        "user_name": "anne",
        "command": "/plan",
        "text": text,
        "api_app_id": "A0PLAN",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T/1/x",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        **parts,
    }


def button(payload: Any, **parts: Any) -> Body:
    """A button of ours, pressed on a message in the bot's own chat. A text as payload is the value as it stands."""
    value = payload if isinstance(payload, str) else json.dumps(payload)
    action = {
        "action_id": "planminder-0",
        "block_id": "b1",
        "type": "button",
        "text": {"type": "plain_text", "text": "Done"},
        "value": value,
        "action_ts": "1795426260.123456",
    }
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "oldbridge"},
        "user": {"id": ANNE, "username": "anne", "name": "anne", "team_id": TEAM},
        "api_app_id": "A0PLAN",
        "token": "verification-token",
        "container": {
            "type": "message",
            "message_ts": "1795426250.000900",
            "channel_id": DIRECT,
            "is_ephemeral": False,
        },
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        "channel": {"id": DIRECT, "name": "directmessage"},
        "message": {"type": "message", "user": BOT, "ts": "1795426250.000900", "text": "5 …"},
        "response_url": "https://hooks.slack.com/actions/T/1/x",
        "state": {"values": {}},
        "actions": [action],
        **parts,
    }


def form(payload: Any, fields: dict[str, Body], **kept: Any) -> Body:
    """A modal of ours, submitted."""
    metadata = {"channel": DIRECT, "message": "1795426250.000900", "payload": payload, **kept}
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "oldbridge"},
        "user": {"id": ANNE, "username": "anne", "name": "anne", "team_id": TEAM},
        "api_app_id": "A0PLAN",
        "token": "verification-token",
        "trigger_id": "12321423423.333649436676.aaaa",
        "view": {
            "id": "V0FORM",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": "planminder",
            "hash": "1795426260.abcd",
            "private_metadata": json.dumps(metadata),
            "state": {"values": {key: {key: value} for key, value in fields.items()}},
        },
    }


def shortcut(text: str, **parts: Any) -> Body:
    """“Record as progress…” on Ian's message in a channel."""
    return {
        "type": "message_action",
        "callback_id": "record_progress",
        "team": {"id": TEAM, "domain": "oldbridge"},
        "user": {"id": ANNE, "username": "anne", "name": "anne", "team_id": TEAM},
        "channel": {"id": CHANNEL, "name": "general"},
        "message": {"type": "message", "user": IAN, "ts": "1795426100.000500", "text": text},
        "message_ts": "1795426100.000500",
        "trigger_id": "13345224609.738474920.cccc",
        "response_url": "https://hooks.slack.com/app/T/1/x",
        "token": "verification-token",
        **parts,
    }


def typed(value: str | None) -> Body:
    return {"type": "plain_text_input", "value": value}


def chosen(value: str | None) -> Body:
    option = {"text": {"type": "plain_text", "text": "…"}, "value": value} if value else None
    return {"type": "static_select", "selected_option": option}


def picked(day: str | None) -> Body:
    return {"type": "datepicker", "selected_date": day}

"""Slack. The only importer of slack_bolt and slack_sdk."""

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.settings import SlackSettings, slack_settings

__all__ = ["SlackChannel", "SlackSettings", "slack_settings"]

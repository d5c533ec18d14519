"""Slack. The only importer of slack_bolt and slack_sdk."""

from bot.channels.slack.asking import LIMITS
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.checkup import slack
from bot.channels.slack.settings import SlackSettings, slack_settings

__all__ = ["LIMITS", "SlackChannel", "SlackSettings", "slack", "slack_settings"]

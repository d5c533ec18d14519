"""Microsoft Teams. The only importer of botbuilder, which its makers have archived: its successor fits in here."""

from bot.channels.teams.channel import TeamsChannel
from bot.channels.teams.checkup import teams
from bot.channels.teams.limits import LIMITS
from bot.channels.teams.settings import TeamsSettings, teams_settings

__all__ = ["LIMITS", "TeamsChannel", "TeamsSettings", "teams", "teams_settings"]

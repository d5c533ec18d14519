"""What the Slack channel is told when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.loopback import loopback_url
from bot.outgoing import Allowed
from bot.settings import SLACK_API, Settings

# What is asked for when a workspace installs the bot, and why. The manifest asks for the same.
SCOPES = {
    "app_mentions:read": "hear what mentions it in a channel",
    "channels:read": "learn that it was brought into a channel or taken out of one",
    "groups:read": "the same of private channels",
    "chat:write": "answer",
    "commands": "/plan, and the message shortcut",
    "files:read": "read a plan that is dropped into its chat",
    "files:write": "hand out reports",
    "im:history": "hear what is said to it in its own chat",
    "im:write": "open that chat, to answer somebody alone",
    "users:read": "names, time zones, and who is a guest",
    "users:read.email": "know by the address which person of the plan somebody is",
}

DOMAIN = "slack.com"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """One Slack app. With a bot token it serves one workspace, with a client id as many as install it."""

    organisation: str = "local"
    signing_secret: str = field(default="", repr=False)  # without one nothing is heard over HTTP
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)  # with one, Slack is listened to over Socket Mode
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    workspaces: Mapping[str, str] = field(default_factory=dict)  # team id → organisation
    api_url: str = SLACK_API

    @property
    def allowed(self) -> Allowed:
        """All that this channel may ask at all: the Web API, the sockets and the files, which lie below one domain."""
        if loopback_url(self.api_url):
            return Allowed(this_machine=True)
        return Allowed(below=frozenset({DOMAIN}))

    @property
    def single(self) -> bool:
        return bool(self.bot_token)

    def organisation_of(self, team: str) -> str:
        """The organisation that a workspace belongs to."""
        if team in self.workspaces:
            return self.workspaces[team]
        return self.organisation if self.single else f"slack:{team}"


def slack_settings(settings: Settings) -> SlackSettings:
    """What the installation's settings say of Slack."""
    return SlackSettings(
        organisation=settings.organisation,
        signing_secret=settings.slack_signing_secret.get_secret_value().strip(),
        bot_token=settings.slack_bot_token.get_secret_value().strip(),
        app_token=settings.slack_app_token.get_secret_value().strip(),
        client_id=settings.slack_client_id.strip(),
        client_secret=settings.slack_client_secret.get_secret_value().strip(),
        workspaces=settings.workspaces,
        api_url=settings.slack_api_url,
    )

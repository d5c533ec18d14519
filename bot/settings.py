"""Settings, read once from the environment (`PLANMINDER_…`). Everything that is missing or wrong is named at once."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.loopback import loopback_url
from bot.secret_files import read_files

ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}")  # a Slack workspace's id, or an enterprise's
SLACK_API = "https://slack.com/api/"
DEFAULT_DATABASE = "sqlite+aiosqlite:///planminder.db"


YEARS = range(1900, 2200)  # of a date that is set as today: what is reckoned from it lies within the calendar
Told = tuple[tuple[str, ...], str]  # a fault of Pydantic's: which setting, and what is wrong
KEY = 32  # characters at least, of a key that nobody can guess


class SettingsError(Exception):
    """The settings cannot be used; the text names every fault and the variable that mends it."""


class Settings(BaseSettings):
    """One installation. Without Teams' app id and without Slack the bot answers this machine only."""

    model_config = SettingsConfigDict(env_prefix="PLANMINDER_", extra="ignore")

    database_url: str = Field(default=DEFAULT_DATABASE, repr=False)  # it may hold a password
    database_connections: int = Field(default=10, ge=2)  # to a PostgreSQL server, for reading; half as many write
    organisation: str = "local"
    zone: str = "Europe/London"
    today: date | None = None  # moves the date, not the hour
    teams_app_id: str = ""
    teams_app_password: SecretStr = SecretStr("")
    teams_tenant_id: str = ""
    teams_managed_identity: bool = False  # instead of the app's password, where Azure runs the bot
    teams_tenants: str = ""  # who else may come in: "tenant" or "tenant=organisation", separated by commas
    teams_cloud: Literal["public", "gcc", "gcch", "dod", "china"] = "public"
    teams_service_hosts: str = ""  # where answers may go besides the cloud's own hosts, separated by commas
    teams_file_hosts: str = ""  # domains below which people's files may lie besides SharePoint's, separated by commas
    teams_openid_url: str = ""  # instead of the cloud's, for tests
    teams_login_url: str = ""
    slack_signing_secret: SecretStr = SecretStr("")  # Slack speaks to us over HTTP,
    slack_app_token: SecretStr = SecretStr("")  # or we listen to it over Socket Mode
    slack_bot_token: SecretStr = SecretStr("")  # one workspace,
    slack_client_id: str = ""  # or as many as install the bot by OAuth
    slack_client_secret: SecretStr = SecretStr("")
    slack_workspaces: str = ""  # "T…=organisation", separated by commas; others are organisations of their own
    slack_api_url: str = SLACK_API  # another only on this machine, for tests
    links: int = Field(default=0, ge=0, le=24 * 60)  # minutes that a link to a file works without signing in; 0: none
    links_url: str = ""  # where this bot is reached from outside, for such links
    links_key: SecretStr = SecretStr("")  # what they are signed with
    administrator: str = ""  # the e-mail address of the first performance officer
    identity_endpoint: str = Field(default="", validation_alias="IDENTITY_ENDPOINT")  # App Service's own names
    identity_header: SecretStr = Field(default=SecretStr(""), validation_alias="IDENTITY_HEADER")
    rate_person: int = Field(default=60, ge=0)  # messages a minute that are taken in from one person; 0: any number
    rate_conversation: int = Field(default=300, ge=0)  # and in one conversation
    turns_at_once: int = Field(default=100, ge=1)  # beyond them requests are turned away: Slack asks again
    stop_seconds: float = Field(default=0.0, ge=0, le=300)  # still served after a signal to stop, for a load balancer
    metrics_token: SecretStr = SecretStr("")  # whoever has it may read /metrics from elsewhere
    log: Literal["text", "json"] = "text"
    log_words: bool = False  # whether what people wrote, and the texts of errors, may stand in the log
    messages_days: int = Field(default=400, ge=0)  # days that messages lie as they were said; 0: for good
    traces_url: str = ""  # where OpenTelemetry traces are sent, by OTLP over HTTP; none unless set
    reminders: bool = True  # whether owners get their message of the day
    clock_seconds: float = Field(default=15.0, gt=0)  # how often the clock looks for what is due

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone of this machine; try Europe/London")
        return value

    @field_validator("today")
    @classmethod
    def _within_the_calendar(cls, value: date | None) -> date | None:
        if value and value.year not in YEARS:
            raise ValueError(f"{value} lies outside of what plans are about, {YEARS[0]} to {YEARS[-1]}")
        return value

    @field_validator("administrator")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not ADDRESS.fullmatch(value.strip()):
            raise ValueError(f"{value!r} is no e-mail address")
        return value.strip()

    @field_validator("teams_tenants")
    @classmethod
    def _listed(cls, value: str) -> str:
        for one in _split(value):
            tenant, equals, organisation = one.partition("=")
            if not tenant.strip() or (equals and not organisation.strip()):
                raise ValueError(f"{one!r} is neither a tenant id nor tenant=organisation")
        return value

    @field_validator("slack_workspaces")
    @classmethod
    def _workspaces_listed(cls, value: str) -> str:
        for one in _split(value):
            workspace, _, organisation = one.partition("=")
            if not WORKSPACE.fullmatch(workspace.strip()) or not organisation.strip():
                raise ValueError(f"{one!r} is not workspace=organisation, as in T0123ABCD=oldbridge")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slack_or_here(cls, value: str) -> str:
        """Tokens go there, so it is Slack's own address or this machine's."""
        if value.rstrip("/") != SLACK_API.rstrip("/") and not loopback_url(value):
            raise ValueError(f"{value!r} is neither {SLACK_API} nor an address of this machine")
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Whatever is missing, of Teams and of Slack, is said in one go."""
        if faults := [*self._teams_faults(), *self._slack_faults(), *self._links_faults(), *self._watching_faults()]:
            raise ValueError("\n  ".join(faults))
        return self

    def _watching_faults(self) -> list[str]:
        token = len(_secret(self.metrics_token))
        faults = [f"PLANMINDER_METRICS_TOKEN has fewer than {KEY} characters"] if 0 < token < KEY else []
        if self.traces_url and not (self.traces_url.startswith("https://") or loopback_url(self.traces_url)):
            faults.append("PLANMINDER_TRACES_URL is neither an https address nor one of this machine")
        return faults

    def _links_faults(self) -> list[str]:
        if not self.links:
            return []
        here = self.links_url.startswith("https://") or loopback_url(self.links_url)
        faults = [] if here else ["PLANMINDER_LINKS is set, and PLANMINDER_LINKS_URL is no https address"]
        if len(self.links_key.get_secret_value()) < KEY:
            faults.append(f"PLANMINDER_LINKS is set, and PLANMINDER_LINKS_KEY has fewer than {KEY} characters")
        return faults

    def _teams_faults(self) -> list[str]:
        secret = bool(self.teams_app_password.get_secret_value())
        given = {
            "PLANMINDER_TEAMS_APP_PASSWORD": secret or self.teams_managed_identity,
            "PLANMINDER_TEAMS_TENANT_ID": bool(self.teams_tenant_id),
        }
        missing = [name for name, there in given.items() if not there]
        if not self.teams_app_id or not missing:
            return []
        return [f"PLANMINDER_TEAMS_APP_ID is set, and these are not: {', '.join(missing)}"]

    def _slack_faults(self) -> list[str]:
        """No value is repeated: they are secrets, and somebody may have put one in another's place."""
        if not self.slack:
            return []
        one, many = bool(_secret(self.slack_bot_token)), bool(self.slack_client_id)
        faults = {
            "PLANMINDER_SLACK_BOT_TOKEN does not begin with xoxb-": one and not _is(self.slack_bot_token, "xoxb-"),
            "PLANMINDER_SLACK_APP_TOKEN does not begin with xapp-": bool(_secret(self.slack_app_token))
            and not _is(self.slack_app_token, "xapp-"),
            "Slack needs PLANMINDER_SLACK_SIGNING_SECRET (HTTP) or PLANMINDER_SLACK_APP_TOKEN (Socket Mode)": not (
                _secret(self.slack_signing_secret) or _secret(self.slack_app_token)
            ),
            "Slack needs PLANMINDER_SLACK_BOT_TOKEN (one workspace) or PLANMINDER_SLACK_CLIENT_ID (several)": not (
                one or many
            ),
            "PLANMINDER_SLACK_BOT_TOKEN and PLANMINDER_SLACK_CLIENT_ID are both set: one workspace, or several?": one
            and many,
            "PLANMINDER_SLACK_CLIENT_ID and PLANMINDER_SLACK_CLIENT_SECRET belong together": many
            != bool(_secret(self.slack_client_secret)),
        }
        return [fault for fault, there in faults.items() if there]

    @property
    def tenants(self) -> dict[str, str]:
        """Teams tenant → organisation, for every tenant that is served; our own always is."""
        named = [one.partition("=") for one in _split(self.teams_tenants)]
        listed = {tenant.strip(): organisation.strip() or self.organisation for tenant, _, organisation in named}
        known = {tenant.casefold() for tenant in listed}
        own = {self.teams_tenant_id: self.organisation} if self.teams_tenant_id.casefold() not in known else {}
        return own | listed

    @property
    def service_hosts(self) -> frozenset[str]:
        return frozenset(one.casefold() for one in _split(self.teams_service_hosts))

    @property
    def file_hosts(self) -> frozenset[str]:
        """Domains below which Teams may keep people's files besides the cloud's own."""
        return frozenset(one.casefold().lstrip("*.") for one in _split(self.teams_file_hosts))

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def workspaces(self) -> dict[str, str]:
        """Slack workspace → organisation, where that is said."""
        named = [one.partition("=") for one in _split(self.slack_workspaces)]
        return {workspace.strip(): organisation.strip() for workspace, _, organisation in named}

    @property
    def slack(self) -> bool:
        """Whether anything of Slack is set."""
        secrets = (self.slack_signing_secret, self.slack_app_token, self.slack_bot_token, self.slack_client_secret)
        return bool(self.slack_client_id) or any(map(_secret, secrets))

    @property
    def local(self) -> bool:
        """Neither Teams nor Slack: this machine only, and who somebody is may be picked."""
        return not self.teams_app_id and not self.slack

    def on_this_machine(self) -> "Settings":
        """The same without Teams and without Slack."""
        slack = {name: type(self).model_fields[name].default for name in type(self).model_fields if "slack_" in name}
        return self.model_copy(update={"teams_app_id": "", **slack})


def secrets() -> list[str]:
    """The settings that may come from a file: what is secret, and the database's address, which may hold a password."""
    ours = {name: one for name, one in Settings.model_fields.items() if one.validation_alias is None}
    return [name for name, one in ours.items() if one.annotation is SecretStr or name == "database_url"]


def read(**given: object) -> Settings:
    """The settings of the environment and of the files that it names, with `given` over them. Raises SettingsError."""
    from_files, faults = read_files(os.environ, secrets())
    over = from_files | {key: value for key, value in given.items() if value is not None}
    try:
        settings = Settings(**over)  # type: ignore[arg-type]  # pydantic converts
    except ValidationError as wrong:
        told = [(tuple(map(str, one["loc"])), one["msg"]) for one in wrong.errors()]
        raise _unusable([*faults, *(_fault(*one) for one in (*told, *_of_the_whole(over, told)))]) from None
    if faults:
        raise _unusable(faults)
    return settings


def _of_the_whole(over: Mapping[str, object], told: Sequence[Told]) -> list[Told]:
    """What does not go together, which Pydantic looks at only where each setting alone is right: the wrong ones count
    as not set."""
    wrong = {place[0] for place, _ in told if place}
    if not wrong or not wrong <= Settings.model_fields.keys():
        return []
    unset = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong}
    try:
        Settings(**{**over, **unset})
    except ValidationError as rest:
        return [((), one["msg"]) for one in rest.errors() if not one["loc"]]
    return []


def _unusable(faults: list[str]) -> SettingsError:
    return SettingsError("The settings cannot be used:\n" + "\n".join(f"  {one}" for one in faults))


def _split(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",") if one.strip()]


def _secret(given: SecretStr) -> str:
    return given.get_secret_value().strip()


def _is(given: SecretStr, prefix: str) -> bool:
    return _secret(given).startswith(prefix)


def _fault(place: tuple[str, ...], message: str) -> str:
    variable = f"PLANMINDER_{place[0].upper()}: " if place else ""
    return f"{variable}{message.removeprefix('Value error, ')}"

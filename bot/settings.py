"""Settings, read once from the environment (`PLANMINDER_…`). Everything that is missing or wrong is named at once."""

import re
from datetime import date
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
DEFAULT_DATABASE = "sqlite+aiosqlite:///planminder.db"


class SettingsError(Exception):
    """The settings cannot be used; the text names every fault and the variable that mends it."""


class Settings(BaseSettings):
    """One installation. Without `teams_app_id` the bot answers this machine only."""

    model_config = SettingsConfigDict(env_prefix="PLANMINDER_", extra="ignore")

    database_url: str = DEFAULT_DATABASE
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
    administrator: str = ""  # the e-mail address of the first performance officer
    identity_endpoint: str = Field(default="", validation_alias="IDENTITY_ENDPOINT")  # App Service's own names
    identity_header: SecretStr = Field(default=SecretStr(""), validation_alias="IDENTITY_HEADER")
    clock_seconds: float = Field(default=15.0, gt=0)  # how often the clock looks for what is due

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone of this machine; try Europe/London")
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

    @model_validator(mode="after")
    def _whole_teams(self) -> Self:
        secret = bool(self.teams_app_password.get_secret_value())
        given = {
            "PLANMINDER_TEAMS_APP_PASSWORD": secret or self.teams_managed_identity,
            "PLANMINDER_TEAMS_TENANT_ID": bool(self.teams_tenant_id),
        }
        missing = [name for name, there in given.items() if not there]
        if self.teams_app_id and missing:
            raise ValueError(f"PLANMINDER_TEAMS_APP_ID is set, and these are not: {', '.join(missing)}")
        return self

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
    def local(self) -> bool:
        """No app id: this machine only, and who somebody is may be picked."""
        return not self.teams_app_id


def read(**given: object) -> Settings:
    """The settings of the environment, with `given` over them. Raises SettingsError."""
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]  # pydantic converts
    except ValidationError as wrong:
        faults = [_fault(tuple(map(str, one["loc"])), one["msg"]) for one in wrong.errors()]
        raise SettingsError("The settings cannot be used:\n" + "\n".join(faults)) from None


def _split(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",") if one.strip()]


def _fault(place: tuple[str, ...], message: str) -> str:
    variable = f"PLANMINDER_{place[0].upper()}: " if place else ""
    return f"  {variable}{message.removeprefix('Value error, ')}"

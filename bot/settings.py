"""Settings, read once from the environment (`PLANMINDER_…`). Everything that is missing or wrong is named at once."""

from datetime import date
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    clock_seconds: float = Field(default=15.0, gt=0)  # how often the clock looks for what is due

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone of this machine; try Europe/London")
        return value

    @model_validator(mode="after")
    def _whole_teams(self) -> Self:
        given = {
            "PLANMINDER_TEAMS_APP_PASSWORD": bool(self.teams_app_password.get_secret_value()),
            "PLANMINDER_TEAMS_TENANT_ID": bool(self.teams_tenant_id),
        }
        missing = [name for name, there in given.items() if not there]
        if self.teams_app_id and missing:
            raise ValueError(f"PLANMINDER_TEAMS_APP_ID is set, and these are not: {', '.join(missing)}")
        return self

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


def _fault(place: tuple[str, ...], message: str) -> str:
    variable = f"PLANMINDER_{place[0].upper()}: " if place else ""
    return f"  {variable}{message.removeprefix('Value error, ')}"

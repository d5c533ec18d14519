"""What the Teams channel is told when it is made."""

from dataclasses import dataclass

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """Without an app id the channel answers this machine only, and everybody belongs to `organisation`."""

    app_id: str = ""
    app_password: str = ""
    tenant_id: str = ""
    organisation: str = "local"
    openid_url: str = OPENID_URL  # where the service publishes its keys
    login_url: str = LOGIN_URL  # where our own tokens come from

    @property
    def local(self) -> bool:
        return not self.app_id

"""What the Teams channel is told when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.channels.teams.clouds import CLOUDS, Cloud, Endpoints
from bot.loopback import loopback_url
from bot.outgoing import Allowed, origin_of
from bot.settings import Settings

IMDS = "http://169.254.169.254/metadata/identity/oauth2/token"  # the same address on every Azure machine


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """Where Azure hands out tokens to what runs in it, so that there is no secret to keep.

    App Service and Container Apps set IDENTITY_ENDPOINT and IDENTITY_HEADER; a virtual machine has neither.
    """

    endpoint: str = ""
    header: str = field(default="", repr=False)
    imds: str = IMDS


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """Without an app id the channel answers this machine only, and everybody belongs to `organisation`."""

    app_id: str = ""
    app_password: str = field(default="", repr=False)  # none where `identity` is given
    tenant_id: str = ""
    organisation: str = "local"
    openid_url: str = ""  # where the service publishes its keys, if not where the cloud does
    login_url: str = ""  # where our own tokens come from, if not from where the cloud's do
    cloud: Cloud = Cloud.PUBLIC
    tenants: Mapping[str, str] = field(default_factory=dict)  # tenant → organisation; none: our own tenant alone
    hosts: frozenset[str] = frozenset()  # where answers may go besides the cloud's own hosts
    file_hosts: frozenset[str] = frozenset()  # domains below which files may lie besides the cloud's own
    identity: ManagedIdentity | None = None

    @property
    def local(self) -> bool:
        return not self.app_id

    @property
    def endpoints(self) -> Endpoints:
        """The cloud's addresses, with whatever is set instead of them."""
        cloud = CLOUDS[self.cloud]
        return replace(
            cloud,
            openid_url=self.openid_url or cloud.openid_url,
            login_url=self.login_url or cloud.login_url,
            hosts=cloud.hosts | self.hosts,
            files=cloud.files | self.file_hosts,
        )

    def organisation_of(self, tenant: str) -> str | None:
        """The organisation that a tenant belongs to; None for one that is not on the list."""
        if self.local:
            return self.organisation
        listed = {one.casefold(): name for one, name in (self.tenants or {self.tenant_id: self.organisation}).items()}
        return listed.get(tenant.casefold()) if tenant else None

    def serves(self, url: str) -> bool:
        """Whether an answer, with our token on it, may go to this address: the cloud's hosts, by https.

        This machine is answered where the bot serves this machine only, or is told to trust its key server (tests).
        """
        if loopback_url(url):
            return self._this_machine
        return not self.local and _https_host(url) in self.endpoints.hosts

    def keeps_files(self, url: str) -> bool:
        """Whether a file may be fetched from an address, or put there: below the cloud's file domains, by https."""
        if loopback_url(url):
            return self._this_machine
        host = _https_host(url)
        return not self.local and any(host == one or host.endswith(f".{one}") for one in self.endpoints.files)

    @property
    def allowed(self) -> Allowed:
        """All that this channel may ask at all: the service, its keys, our own tokens, and people's files."""
        if self.local:
            return Allowed(this_machine=True)
        ends = self.endpoints
        asked = {_https_host(ends.openid_url), _https_host(ends.login_url)} - {""}
        given = (self.identity.endpoint or self.identity.imds,) if self.identity else ()
        return Allowed(ends.hosts | asked, ends.files, frozenset(map(origin_of, given)), self._this_machine)

    @property
    def _this_machine(self) -> bool:
        return self.local or loopback_url(self.openid_url) or loopback_url(self.login_url)


def _https_host(url: str) -> str:
    """The host of a plain https address; "" for every other: another scheme or port, a name and password in it."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
    except ValueError:
        return ""
    return (parts.hostname or "") if plain else ""


def teams_settings(settings: Settings, organisation: str) -> TeamsSettings:
    """What the installation's settings say of Teams. `organisation` is whose plan our own tenant talks about."""
    identity = ManagedIdentity(settings.identity_endpoint, settings.identity_header.get_secret_value())
    return TeamsSettings(
        app_id=settings.teams_app_id,
        app_password=settings.teams_app_password.get_secret_value(),
        tenant_id=settings.teams_tenant_id,
        organisation=organisation,
        openid_url=settings.teams_openid_url,
        login_url=settings.teams_login_url,
        cloud=Cloud(settings.teams_cloud),
        tenants=settings.tenants,
        hosts=settings.service_hosts,
        file_hosts=settings.file_hosts,
        identity=identity if settings.teams_managed_identity else None,
    )

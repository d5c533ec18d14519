"""Where Microsoft's clouds keep the services that a bot of Teams talks to.

Keys, issuer and audience: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
(for the government clouds the same page and https://learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high)
Hosts: https://microsoft.github.io/teams-sdk/python/essentials/app-configuration/service-url-validation
Files lie in the people's own SharePoint and OneDrive, whose domains are those of
https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
and of the pages for the national clouds beside it. In GCC High, DoD and 21Vianet's cloud bots neither send files nor
receive any: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from dataclasses import dataclass
from enum import StrEnum


class Cloud(StrEnum):
    """The clouds that Teams runs in, by the names that their administrators use."""

    PUBLIC = "public"
    GCC = "gcc"
    GCCH = "gcch"
    DOD = "dod"
    CHINA = "china"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """One cloud's addresses. `resource` is what our own tokens are for; `hosts` is where answers may go.

    `files` are the domains below which people's files lie; `hands_files`: whether a bot gets any and may offer them.
    """

    openid_url: str
    issuer: str
    login_url: str
    resource: str
    hosts: frozenset[str]
    files: frozenset[str]
    hands_files: bool = True


_WORLDWIDE = Endpoints(
    openid_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    issuer="https://api.botframework.com",
    login_url="https://login.microsoftonline.com",
    resource="https://api.botframework.com",
    hosts=frozenset(
        {
            "smba.trafficmanager.net",
            "smba.onyx.prod.teams.trafficmanager.net",
            "smba.infra.gcc.teams.microsoft.com",
        }
    ),
    files=frozenset({"sharepoint.com"}),
)


def _government(host: str, *files: str) -> Endpoints:
    return Endpoints(
        openid_url="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        issuer="https://api.botframework.us",
        login_url="https://login.microsoftonline.us",
        resource="https://api.botframework.us",
        hosts=frozenset({host}),
        files=frozenset(files),
        hands_files=False,
    )


CLOUDS = {
    Cloud.PUBLIC: _WORLDWIDE,
    Cloud.GCC: _WORLDWIDE,  # GCC shares the worldwide sign-in and bot service; only its host is its own
    Cloud.GCCH: _government("smba.infra.gov.teams.microsoft.us", "sharepoint.us"),
    Cloud.DOD: _government("smba.infra.dod.teams.microsoft.us", "sharepoint-mil.us", "dps.mil"),
    Cloud.CHINA: Endpoints(
        openid_url="https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        issuer="https://api.botframework.azure.cn",
        login_url="https://login.partner.microsoftonline.cn",
        resource="https://api.botframework.azure.cn",
        hosts=frozenset({"frontend.botapi.msg.infra.teams.microsoftonline.cn"}),
        files=frozenset({"sharepoint.cn"}),
        hands_files=False,
    ),
}

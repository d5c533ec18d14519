"""Where the bot may send requests to: the hosts on its list, and nowhere else, whatever an address in a message says.

Each channel also looks at an address before it shows its token there. This is the last door, in the one place where
connections are made: it holds for redirects and web sockets, and where somebody forgets to look.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from errno import EHOSTUNREACH
from ipaddress import IPv6Address, ip_address
from socket import AddressFamily
from typing import Any

from aiohttp import ClientError, ClientRequest, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from aiohttp.resolver import DefaultResolver
from yarl import URL

from bot.loopback import loopback_url

TIMEOUT = ClientTimeout(total=30)  # where the request itself names none
SECURE = ("https", "wss")


class NotListed(ClientError):
    """The address is none that the bot may ask. The text has its host alone: the rest may be a key."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The list. `hosts` by https at its own port, and whatever lies `below` a domain (itself too); `origins` as they
    stand, such as Azure's own addresses that hand out tokens; `this_machine`: whatever listens on loopback."""

    hosts: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    origins: frozenset[str] = field(default_factory=frozenset)
    this_machine: bool = False

    def __call__(self, url: URL) -> bool:
        if url.user is not None or url.password is not None:
            return False
        if loopback_url(str(url.with_scheme("http"))):
            return self.this_machine or origin(url) in self.origins
        if origin(url) in self.origins:
            return True
        host = (url.raw_host or "").casefold()
        plain = url.scheme in SECURE and url.port == 443
        return plain and (host in self.hosts or any(host == one or host.endswith(f".{one}") for one in self.below))


def origin(url: URL) -> str:
    """Scheme, host and port, as they are compared."""
    return f"{url.scheme}://{(url.raw_host or '').casefold()}:{url.port}"


def origin_of(address: str) -> str:
    return origin(URL(address))


def session(allowed: Allowed, **options: Any) -> ClientSession:
    """A session that reaches what is allowed. Proxies of the environment are not used: they would be asked instead."""
    options.setdefault("timeout", TIMEOUT)
    return ClientSession(connector=_Connector(allowed), trust_env=False, **options)


class _Connector(TCPConnector):
    def __init__(self, allowed: Callable[[URL], bool]) -> None:
        super().__init__(resolver=_Resolver())
        self._allowed = allowed

    async def connect(self, req: ClientRequest, traces: Any, timeout: ClientTimeout) -> Connection:  # noqa: ASYNC109 - aiohttp's
        if not self._allowed(req.url):
            raise NotListed(f"{req.url.host} is not on the list of hosts that may be asked")
        return await super().connect(req, traces, timeout)


class _Resolver(AbstractResolver):
    """Names as the machine resolves them; one that leads back into this machine, or to its link, is not followed."""

    def __init__(self) -> None:
        self._machine = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        found = await self._machine.resolve(host, port, family)
        if host.casefold() != "localhost" and any(_inside(one["host"]) for one in found):
            raise OSError(EHOSTUNREACH, f"{host} resolves to an address of this machine or its link")
        return found

    async def close(self) -> None:
        await self._machine.close()


def _inside(address: str) -> bool:
    """Loopback, link-local (where clouds hand out tokens), unspecified and multicast. Private networks are not: some
    councils reach Microsoft through one."""
    there = ip_address(address.partition("%")[0])
    there = (there.ipv4_mapped or there) if isinstance(there, IPv6Address) else there
    return there.is_loopback or there.is_link_local or there.is_unspecified or there.is_multicast

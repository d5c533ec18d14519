"""Who may come in where no token is asked for: this machine's own programs, and nobody behind a proxy.

A reverse proxy on this machine connects from loopback too, so the peer's address alone proves nothing. What a proxy
leaves on a request is looked for: HTTP/1.0 (nginx's default upstream), a `Host` that is not this machine's or not the
port that was connected to, forwarding headers, `Connection: close` straight after `Host` (nginx over HTTP/1.1). A proxy
that hides all of them cannot be told from a local program; its installation needs an app id.
"""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from aiohttp import HttpVersion, HttpVersion11, web

FORWARDING = frozenset(
    {
        "forwarded",
        "via",
        "true-client-ip",
        "client-ip",
        "fastly-client-ip",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-original-host",
        "x-original-forwarded-for",
        "x-original-url",
        "x-rewrite-url",
        "x-arr-ssl",
        "x-appengine-user-ip",
        "x-envoy-external-address",
        "x-ms-proxy",
        "x-request-start",
    }
)
FORWARDING_PREFIXES = ("x-forwarded", "cf-", "x-azure-", "x-amzn-", "tailscale-", "ngrok-")

NOT_HERE = "This address answers this machine only."


def refusal(request: web.Request) -> str | None:
    """Why an aiohttp request may not come in without a token; None where it may."""
    peer, here = (_address(request, end) for end in ("peername", "sockname"))
    return reason(peer[0], request.version, request.headers, here[1])


def reason(peer: str, version: HttpVersion, headers: Mapping[str, str], port: int) -> str | None:
    """The same as a pure function of the peer's address, the HTTP version, the headers and the port connected to."""
    if not loopback_name(peer) or peer.casefold() == "localhost":
        return NOT_HERE
    if version < HttpVersion11:
        return f"{NOT_HERE} The request came as HTTP/1.0, as a proxy sends it."
    carried = next((name for name in headers if forwarding(name)), None)
    if carried is not None:
        return f"{NOT_HERE} The request came through a proxy ({carried})."
    if _closed_by_proxy(headers):
        return f"{NOT_HERE} The request came through a proxy."
    if not _addressed(headers.get("Host", ""), port):
        return f"{NOT_HERE} The request is addressed to another host or port."
    if "Origin" in headers and not loopback_url(headers["Origin"]):
        return f"{NOT_HERE} The request comes from another site's page."
    return None


def forwarding(name: str) -> bool:
    """Is this the name of a header that only a proxy or a tunnel adds?"""
    folded = name.casefold()
    return folded in FORWARDING or folded.startswith(FORWARDING_PREFIXES)


@lru_cache(maxsize=1_024)
def loopback_url(url: str) -> bool:
    """Does an http(s) address lie on this machine? `null`, credentials in it and anything unreadable do not."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.username is None and loopback_name(host)


@lru_cache(maxsize=1_024)
def loopback_name(name: str) -> bool:
    """`localhost`, 127.0.0.0/8 or ::1 (mapped too), without a port. A name that merely resolves there is not."""
    if name.casefold() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _addressed(header: str, port: int) -> bool:
    """Does a `Host` header name this machine and the port that was connected to?"""
    try:
        parts = urlsplit(f"//{header}")
        named = parts.netloc == header and parts.username is None and loopback_name(parts.hostname or "")
        return named and (parts.port or 80) == port
    except ValueError:
        return False


def _closed_by_proxy(headers: Mapping[str, str]) -> bool:
    """nginx writes `Host`, then its own `Connection: close`, then what it was sent; programs write theirs last."""
    first = [(name.casefold(), value.casefold()) for name, value in headers.items()][:3]
    return len(first) > 2 and first[0][0] == "host" and first[1] == ("connection", "close")


def _address(request: web.Request, end: str) -> tuple[str, int]:
    """Address and port of one end of the connection; ("", 0) where it is no TCP connection."""
    given = request.transport.get_extra_info(end) if request.transport else None
    return (str(given[0]), int(given[1])) if isinstance(given, tuple) and len(given) > 1 else ("", 0)

"""What `planminder doctor` looks at beyond this machine: whether hosts answer, their time, and our own certificate."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.checkup import Finding, drift, fault, ok, warning
from bot.now import Now
from bot.outgoing import NotListed

TIMEOUT = ClientTimeout(total=10)
AWAY = "It cannot be reached"
SOON = timedelta(days=21)  # before its end a certificate should have been renewed: many last 90 days, and renew at 60


async def host(session: ClientSession, url: str, now: Now) -> list[Finding]:
    """Whether a host answers, whatever it answers, and whether its clock is ours."""
    name = urlsplit(url).hostname or url
    try:
        async with session.get(url, timeout=TIMEOUT, allow_redirects=False) as answer:
            dated = answer.headers.get("Date", "")
    except NotListed as refused:
        return [fault(name, f"{refused}.", "Add it to PLANMINDER_TEAMS_SERVICE_HOSTS, if it is the service's own.")]
    except (ClientError, TimeoutError, OSError) as away:
        found = f"{AWAY} ({type(away).__name__})."
        return [fault(name, found, f"Let this machine out to {name}, port 443 (name service, firewall).")]
    try:
        ahead = parsedate_to_datetime(dated) - now()
    except (ValueError, TypeError):
        return [ok(name, "It answers.")]
    return [ok(name, "It answers."), drift(f"clock by {name}", ahead, f"that of {name}")]


async def certificate(url: str, now: Now, context: ssl.SSLContext | None = None) -> list[Finding]:
    """Whether the bot's own address shows a certificate that services trust, and for how long yet."""
    parts = urlsplit(url)
    part = f"certificate of {parts.hostname}"
    renew = "Renew it where your reverse proxy keeps it (for Let's Encrypt: `certbot renew`), and let it be reloaded."
    if parts.scheme != "https" or not parts.hostname:
        return [fault(part, "The address is not https.", "Teams and Slack call https only: put a proxy before it.")]
    try:
        async with asyncio.timeout(10):
            context = context or ssl.create_default_context()
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=context)
    except ssl.SSLCertVerificationError as wrong:
        return [fault(part, f"It is not trusted: {wrong.verify_message}.", renew)]
    except (OSError, TimeoutError) as away:
        found = f"The address cannot be reached from here ({type(away).__name__})."
        return [warning(part, found, "Look from outside: some networks do not lead back to their own public address.")]
    shown = writer.get_extra_info("peercert")
    writer.close()
    return [lasting(part, datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC), now(), renew)]


def lasting(part: str, ends: datetime, now: datetime, renew: str) -> Finding:
    """What the end of a certificate comes to."""
    found = f"It is trusted, and ends on {ends.day} {ends:%B %Y}, in {(ends - now).days} days."
    return ok(part, found) if ends - now > SOON else warning(part, found, renew)

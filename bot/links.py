"""Addresses under which one file of ours is had for some minutes without signing in. A setting, off unless asked for.

Whoever has the address has the file, so it is short-lived, signed, for one file of one message, and never made for a
file that is for signed-in eyes alone.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.loopback import refusal
from bot.now import Now
from bot.settings import Settings
from dialogs.reply import File, Reply
from dialogs.words import say
from storage.store import Store
from storage.work import Outgoing

log = structlog.get_logger(__name__)

LONGEST = 1_000  # characters of a token that are looked at
PATH = "/files/{token}"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

LinkTo = Callable[[str, Outgoing, int, File], str | None]  # organisation, message, which file of it → its address


@dataclass(frozen=True, slots=True)
class Named:
    """What a token stands for."""

    organisation: str
    cause: str
    number: int


class Links:
    """Makes addresses and reads them again. The moment at which one ends is part of what is signed."""

    def __init__(self, base: str, key: bytes, lasts: timedelta, now: Now) -> None:
        self._base = base.rstrip("/")
        self._key = key
        self.lasts = lasts
        self._now = now

    def to(self, organisation: str, outgoing: Outgoing, number: int, file: File) -> str | None:
        """The address of a file; None where it may be had by nobody who has not signed in."""
        if file.signed_in_only:
            return None
        ends = int((self._now() + self.lasts).timestamp())
        named = json.dumps([organisation, outgoing.cause, number, ends], separators=(",", ":")).encode()
        return f"{self._base}/files/{_text(named)}.{_text(self._signature(named))}"

    def named(self, token: str) -> Named | None:
        """What a token stands for; None for one that is forged, spoilt or over."""
        body, _, signature = token[:LONGEST].partition(".")
        try:
            named, given = _bytes(body), _bytes(signature)
            if not hmac.compare_digest(given, self._signature(named)):
                return None
            organisation, cause, number, ends = json.loads(named)
        except ValueError:
            return None
        over = self._now() >= datetime.fromtimestamp(ends, UTC)
        return None if over else Named(str(organisation), str(cause), int(number))

    def _signature(self, named: bytes) -> bytes:
        return hmac.digest(self._key, b"planminder file\n" + named, sha256)


def links_of(settings: Settings, now: Now) -> Links | None:
    """As the settings have them; None where they are off."""
    if not settings.links:
        return None
    key = settings.links_key.get_secret_value().encode()
    return Links(settings.links_url, key, timedelta(minutes=settings.links), now)


def routes(links: Links, store: Store, *, local: bool) -> list[web.RouteDef]:
    """`GET /files/…`. It changes nothing, so that a chat's preview of the address costs nobody the file."""

    async def give(request: web.Request) -> web.Response:
        if local and (reason := refusal(request)):
            raise web.HTTPForbidden(text=f"{reason}\n")
        named = links.named(request.match_info["token"])
        file = await _kept(store, named) if named else None
        if file is None:
            log.info("link not followed", known=named is not None)
            return web.Response(status=404, text=say("file.link_over"), headers=HEADERS)
        shown = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = HEADERS | {"Content-Disposition": shown, "Content-Type": file.content_type}
        return web.Response(body=file.content, headers=headers)

    return [web.get(PATH, give)]


async def _kept(store: Store, named: Named) -> File | None:
    """The file, as long as it is kept and open to whoever has its address."""
    offered = await store.handed_out(named.organisation, named.cause)
    files = Reply.load(dict(offered.reply)).files if offered else ()
    file = files[named.number] if 0 <= named.number < len(files) else None
    return file if file and file.content and not file.signed_in_only else None


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Raises ValueError for what is no base64."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))

"""Is it the Bot Connector service that speaks? The check of the token on each request.

After "Authenticate requests from the Bot Connector service to your bot" in
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
The token is signed with RS256 by a key of the service's OpenID metadata; its issuer is the cloud's, its
audience our app id, five minutes of clock skew, the `serviceurl` claim is the activity's, and the key is endorsed
for its channel.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.now import Now

log = structlog.get_logger(__name__)

CHANNEL = "msteams"  # no other: a Direct Line or web chat client could claim to be anybody
SKEW = 300  # seconds
KEYS_LAST = 24 * 3600.0  # seconds until keys are fetched again, beside the traffic
KEYS_REST = 60.0  # seconds between two fetches, whatever key ids are asked for
KEYS_AWAY = 5.0  # seconds until it is tried again where there were none to be had: until then nobody is heard
CACHED = 4096  # verified tokens kept
TIMEOUT = ClientTimeout(total=3)  # of each of two fetches, while a request waits that has to be answered in 15


class Unverified(Exception):
    """The request is not shown to come from the service. The text is for the log, never for the answer."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key and the channels that it is endorsed for."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified token says."""

    service_url: str
    endorsements: frozenset[str]
    expires: float  # seconds of the epoch

    def check(self, activity: Mapping[str, Any]) -> None:
        """Raises Unverified where the token is not for this activity."""
        if _bare(self.service_url) != _bare(str(activity.get("serviceUrl") or "")):
            raise Unverified("serviceUrl is not the token's")
        if activity.get("channelId") != CHANNEL or CHANNEL not in self.endorsements:
            raise Unverified("the key is not endorsed for this channel")


class KeyRing:
    """The service's keys, fetched when they are first needed, when one is unknown, and daily."""

    def __init__(self, session: ClientSession, openid_url: str) -> None:
        self._session = session
        self._url = openid_url
        self._keys: dict[str, Key] = {}
        self._fetched = float("-inf")  # monotonic seconds, as the next
        self._rests = float("-inf")  # until then nothing is fetched
        self._lock = asyncio.Lock()
        self._beside: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> Key:
        """The key of an id. Raises Unverified where the service has none."""
        if key_id not in self._keys:
            async with self._lock:
                if key_id not in self._keys and not self._resting():
                    await self._fetch()
        elif self._stale() and not self._resting() and (self._beside is None or self._beside.done()):
            self._beside = asyncio.create_task(self._fetch())
        if key_id not in self._keys:
            raise Unverified("unknown key")
        return self._keys[key_id]

    async def close(self) -> None:
        if self._beside is not None:
            self._beside.cancel()
            await asyncio.gather(self._beside, return_exceptions=True)

    def _stale(self) -> bool:
        return time.monotonic() - self._fetched > KEYS_LAST

    def _resting(self) -> bool:
        return time.monotonic() < self._rests

    async def _fetch(self) -> None:
        """New keys in place of the old; the old ones stay where the service is out of reach."""
        self._rests = time.monotonic() + KEYS_AWAY
        try:
            metadata = await self._json(self._url)
            self._keys = _keys(await self._json(str(metadata["jwks_uri"])))
            self._fetched = time.monotonic()
            self._rests = self._fetched + KEYS_REST
        except (ClientError, TimeoutError, ValueError, KeyError, TypeError) as away:
            log.warning("signing keys not fetched", reason=repr(away))

    async def _json(self, url: str) -> Any:
        async with self._session.get(url, timeout=TIMEOUT) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


class Verifier:
    """Checks the `Authorization` header, and remembers what it has checked until it expires."""

    def __init__(self, keys: KeyRing, app_id: str, issuer: str, now: Now) -> None:
        self._keys = keys
        self._issuer = issuer
        self._now = now
        self._app_id = app_id
        self._verified: OrderedDict[bytes, Token] = OrderedDict()

    async def verify(self, header: str) -> Token:
        """The token of a header `Bearer …`. Raises Unverified."""
        scheme, _, raw = header.partition(" ")
        if scheme.casefold() != "bearer" or not raw:
            raise Unverified("no bearer token")
        digest = sha256(raw.encode("utf-8", "replace")).digest()
        known = self._verified.get(digest)
        if known is not None and known.expires > self._now().timestamp():
            return known
        token = await self._read(raw.strip())
        self._remember(digest, token)
        return token

    def _remember(self, digest: bytes, token: Token) -> None:
        self._verified[digest] = token
        while len(self._verified) > CACHED:
            self._verified.popitem(last=False)

    async def _read(self, raw: str) -> Token:
        try:
            key = await self._keys.key(str(jwt.get_unverified_header(raw).get("kid", "")))
            claims = jwt.decode(
                raw,
                key.key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=SKEW,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise Unverified(repr(wrong)) from None
        service_url = claims.get("serviceurl") or claims.get("serviceUrl")
        if not isinstance(service_url, str):
            raise Unverified("no serviceurl claim")
        return Token(service_url, key.endorsements, float(claims["exp"]) + SKEW)


def _keys(published: Mapping[str, Any]) -> dict[str, Key]:
    """The RSA keys of a JWKS document by id; one that cannot be read does not spoil the others."""
    keys: dict[str, Key] = {}
    for one in published["keys"]:
        try:
            keys[str(one["kid"])] = Key(jwt.PyJWK(one, "RS256"), frozenset(one.get("endorsements") or ()))
        except (jwt.PyJWTError, KeyError, ValueError) as wrong:
            log.warning("signing key not read", reason=repr(wrong))
    return keys


def _bare(url: str) -> str:
    return url.rstrip("/")

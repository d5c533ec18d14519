"""`/healthz`, `/readyz` and `/metrics`: whether the bot lives, whether it may be given messages, and how it goes.

The first two say a word each and nothing of the inside, so they answer anybody. The figures are for this machine's own
programs, asked directly, or for whoever has the token of the settings.
"""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.app import App
from bot.loopback import refusal
from bot.metrics import Metrics
from storage.pulse import Backlog
from storage.work import SchemaTooOld, StorageError

ASKED_AGAIN = 1.0  # seconds for which the database's answer holds: whoever asks must not be able to keep it busy
SLOWEST = 60.0  # seconds, or four rounds of the clock: for longer no duty may take before the clock counts as stuck
SHOWN_AS = "text/plain; version=0.0.4; charset=utf-8"
ALIVE, HEALTH, METRICS = "/healthz", "/readyz", "/metrics"


@dataclass(slots=True)
class Health:
    """How the bot is. `draining`: it has been told to stop, and nothing new should be sent here."""

    app: App
    metrics: Metrics
    seconds: Callable[[], float] = time.monotonic
    draining: bool = False
    _asked: float = field(default=float("-inf"), init=False)
    _database: str = field(default="", init=False)
    _without_officer: int | None = field(default=None, init=False)  # organisations

    def routes(self) -> list[web.RouteDef]:
        return [web.get(ALIVE, self._alive), web.get(HEALTH, self._ready), web.get(METRICS, self._shown)]

    async def checks(self) -> dict[str, str]:
        """Each part that must be well, and in a word how it is; `officers` keeps nobody from being answered."""
        return {
            "database": await self._database_is(),
            "clock": "ok" if self.lag() <= self._patience() else "stuck",
            "stopping": "yes" if self.draining else "no",
            "officers": "unknown" if self._without_officer is None else "none" if self._without_officer else "ok",
        }

    def lag(self) -> float:
        """Seconds since the clock last saw to a duty; without end before it first did."""
        beat = self.app.clock.beat
        return float("inf") if beat is None else max(0.0, time.monotonic() - beat)

    def _patience(self) -> float:
        return max(SLOWEST, 4 * self.app.settings.clock_seconds)

    async def _database_is(self) -> str:
        if self.seconds() - self._asked >= ASKED_AGAIN:
            self._database = await self._looked()
            self._asked = self.seconds()
        return self._database

    async def _looked(self) -> str:
        try:
            await self.app.store.demand_current()
            self._without_officer = len(await self.app.store.without_officer(self.app.now().date()))
        except SchemaTooOld:
            return "another version"
        except StorageError:
            return "away"
        return "ok"

    # requests ------------------------------------------------------------------------------------------------

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _ready(self, _: web.Request) -> web.Response:
        checks = await self.checks()
        ready = well(checks)
        return web.json_response({"ready": ready, **checks}, status=200 if ready else 503)

    async def _shown(self, request: web.Request) -> web.Response:
        self._may_read(request)
        ready = float(well(await self.checks()))
        gauges = {"turns_under_way": float(self.app.router.under_way), "clock_lag_seconds": self.lag(), "ready": ready}
        if self._without_officer is not None:
            gauges["organisations_without_officer"] = float(self._without_officer)
        body = self.metrics.shown(await self._backlog(), self.app.now(), **gauges)
        return web.Response(body=body, headers={"Content-Type": SHOWN_AS})

    async def _backlog(self) -> Backlog | None:
        try:
            return await self.app.store.backlog(self.app.now())
        except StorageError:
            return None

    def _may_read(self, request: web.Request) -> None:
        token = self.app.settings.metrics_token.get_secret_value().strip()
        if not token:
            if refusal(request):
                raise web.HTTPForbidden(text="The figures are for this machine alone, unless a token is set.\n")
            return
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise web.HTTPUnauthorized(text="The figures are for whoever has the token.\n")


def well(checks: dict[str, str]) -> bool:
    return {"database": "ok", "clock": "ok", "stopping": "no"}.items() <= checks.items()

"""The door that services knock at: what every answer carries, and what is turned away when there is too much to do."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.watching import Watch

log = structlog.get_logger(__name__)

AGAIN = 2  # seconds until what was turned away may come again; whatever is under way takes less
READING = 30.0  # seconds for a request's body to come and its answer to be made; turns that take longer go on beside it
SERVER = "Planminder"  # no version of anything
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",  # whatever stands before us speaks https
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def front(at_once: int, under_way: Callable[[], int], watch: Watch) -> web.Application:
    """An application without routes. `at_once`: how many turns there may be; `under_way`: how many there are.

    Beyond that a POST is answered 429 with `Retry-After` before anything of it is read. Slack sends an event that was
    not answered 2xx again, three times within some six minutes (https://docs.slack.dev/apis/events-api#retries); Teams'
    pages promise no such thing, so that whoever wrote may have to write again.
    """
    application = web.Application(middlewares=[_shedding(at_once, under_way, watch)])
    application.on_response_prepare.append(_headed)
    return application


def _shedding(at_once: int, under_way: Callable[[], int], watch: Watch) -> Middleware:
    open_ = 0

    @web.middleware
    async def taken(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal open_
        if request.method != "POST":
            return await handler(request)
        if max(open_, under_way()) >= at_once:
            watch.turned_away("overload")
            return web.Response(status=429, headers={"Retry-After": str(AGAIN)}, text="Too much to do just now.\n")
        open_ += 1
        try:
            async with asyncio.timeout(READING):
                return await handler(request)
        except TimeoutError:
            return web.Response(status=408, text="The request did not come to an end.\n")
        finally:
            open_ -= 1

    return taken


async def _headed(_: web.Request, response: web.StreamResponse) -> None:
    """What a route has set itself is stricter, and stands."""
    response.headers["Server"] = SERVER
    if response.content_type.startswith("text/") and not response.charset and "Content-Type" in response.headers:
        response.charset = "utf-8"
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)

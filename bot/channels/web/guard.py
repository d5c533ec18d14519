"""Who may reach the page: this machine alone, with the key of the address that was printed."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.loopback import refusal

KEY_HEADER = "X-Planminder-Key"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the key stands in the address
    "X-Content-Type-Options": "nosniff",
}
NO_KEY = (
    "This page opens with the whole address that Planminder printed when it started, the key at its end included.\n"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guard(key: str) -> Middleware:
    """A middleware that refuses before anything is read, and puts the security headers on whatever is answered."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = _refused(request, key) or await handler(request)
        except web.HTTPException as refused:
            refused.headers.update(HEADERS)
            raise
        response.headers.update(HEADERS)
        return response

    return guarded


def _refused(request: web.Request, key: str) -> web.Response | None:
    reason = refusal(request)
    if reason is not None:
        return web.Response(status=403, text=f"{reason}\n")
    if not hmac.compare_digest(_given_key(request).encode(), key.encode()):
        return web.Response(status=403, text=NO_KEY)
    return None


def _given_key(request: web.Request) -> str:
    """From the header that the script sends; in the address only for the page and what it is made of."""
    in_address = request.path == "/" or request.path.startswith("/static/")
    return request.headers.get(KEY_HEADER) or (request.query.get("key", "") if in_address else "")

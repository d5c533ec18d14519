"""Files that come with a message, fetched with the bot's token from Slack's own file host and from nowhere else.

https://docs.slack.dev/reference/objects/file-object
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.slack.body import Json, text
from bot.loopback import loopback_url
from dialogs.message import Attachment, Lost

log = structlog.get_logger(__name__)

HOST = "files.slack.com"
LARGEST = 25 * 1024 * 1024  # bytes
MOST = 5  # files a message
TIMEOUT = ClientTimeout(total=30)


class _NotHad(Exception):
    """A file that is not fetched. The text is for the log; the address, which may carry a key, is not in it."""

    def __init__(self, lost: Lost, reason: str) -> None:
        super().__init__(reason)
        self.lost = lost


async def fetched(offered: Iterable[Json], session: ClientSession, token: str, api_url: str) -> tuple[Attachment, ...]:
    """The files of a message. One that cannot be had is logged and says why, so that its sender can be told."""
    return tuple([await _file(one, session, token, api_url) for one in list(offered)[:MOST]])


async def _file(offered: Json, session: ClientSession, token: str, api_url: str) -> Attachment:
    name = text(offered, "name") or text(offered, "title") or "file"
    url = text(offered, "url_private_download") or text(offered, "url_private")
    size = offered.get("size")
    try:
        if not ours(url, api_url):
            raise _NotHad(Lost.ELSEWHERE, "it lies at another host")
        if isinstance(size, int) and size > LARGEST:
            raise _NotHad(Lost.TOO_LARGE, "over 25 MB")
        content = await _content(url, session, token)
    except _NotHad as not_had:
        log.warning("file not fetched", file=text(offered, "id"), reason=str(not_had))
        return Attachment(name, b"", lost=not_had.lost)
    return Attachment(name, content, text(offered, "mimetype") or "application/octet-stream")


def ours(url: str, api_url: str) -> bool:
    """Does an address lie at Slack's file host? With a Web API on this machine, at that same port of this machine."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        here = (parts.scheme, parts.hostname, parts.port, parts.username)
        if loopback_url(api_url):
            return here == (api.scheme, api.hostname, api.port, None)
    except ValueError:
        return False
    return here in (("https", HOST, None, None), ("https", HOST, 443, None))


async def _content(url: str, session: ClientSession, token: str) -> bytes:
    """The bytes. A redirect leads to the sign-in page, and with the token nowhere: none is followed. Raises _NotHad."""
    body = bytearray()
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with session.get(url, headers=headers, timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise _NotHad(Lost.AWAY, f"Slack answered {response.status}")
            async for part in response.content.iter_any():
                body += part
                if len(body) > LARGEST:
                    raise _NotHad(Lost.TOO_LARGE, "over 25 MB")
    except (ClientError, TimeoutError, ValueError) as away:
        raise _NotHad(Lost.AWAY, type(away).__name__) from None
    return bytes(body)

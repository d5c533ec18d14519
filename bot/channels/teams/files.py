"""Files that come with a message.

Teams sends a `file.download.info` with an address that needs no token:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.loopback import loopback_url
from dialogs.message import Attachment

log = structlog.get_logger(__name__)

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
LARGEST = 25 * 1024 * 1024  # bytes
MOST = 5  # files a message
TIMEOUT = ClientTimeout(total=30)


async def fetched(activity: Mapping[str, Any], session: ClientSession, *, local: bool) -> tuple[Attachment, ...]:
    """The files of an activity. One that cannot be had is logged and comes empty, so that its name can be answered."""
    given = activity.get("attachments")
    offered = [one for one in given if _offers(one)] if isinstance(given, list) else []
    return tuple([await _file(one, session, local=local) for one in offered[:MOST]])


def _offers(attachment: object) -> bool:
    return (
        isinstance(attachment, dict)
        and attachment.get("contentType") == DOWNLOAD
        and isinstance(attachment.get("content"), dict)
    )


async def _file(offered: Mapping[str, Any], session: ClientSession, *, local: bool) -> Attachment:
    url = str(offered["content"].get("downloadUrl") or "")
    # Without an app id nobody vouches for the address, so only this machine is asked.
    allowed = loopback_url(url) if local else url.startswith("https://")
    content = await _content(url, session) if allowed else b""
    return Attachment(str(offered.get("name") or "file"), content)


async def _content(url: str, session: ClientSession) -> bytes:
    body = bytearray()
    try:
        async with session.get(url, timeout=TIMEOUT, allow_redirects=False) as response:
            response.raise_for_status()
            async for part in response.content.iter_any():
                body += part
                if len(body) > LARGEST:
                    raise ValueError("over 25 MB")
    except (ClientError, TimeoutError, ValueError) as lost:
        log.warning("file not fetched", reason=repr(lost))
        return b""
    return bytes(body)

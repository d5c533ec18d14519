"""Files that come with a message.

Teams sends a `file.download.info` with an address that needs no token, in the personal chat only; of a file in a
channel or a group a bot sees a mark in the HTML and nothing else:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.teams.settings import TeamsSettings
from dialogs.message import Attachment, Lost

log = structlog.get_logger(__name__)

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
MARK = "<attachment"  # in the HTML, where a file stands beside the words
LARGEST = 25 * 1024 * 1024  # bytes
MOST = 5  # files a message
TIMEOUT = ClientTimeout(total=30)


async def fetched(
    activity: Mapping[str, Any], session: ClientSession, settings: TeamsSettings
) -> tuple[Attachment, ...]:
    """The files of an activity. One that cannot be had says why, so that its sender can be told."""
    given = activity.get("attachments")
    listed = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    offered = [one for one in listed if _offers(one)]
    if not offered and any(_shows_a_file(one) for one in listed):
        return (Attachment("", b"", lost=Lost.NOT_GIVEN),)
    return tuple([await _file(one, session, settings) for one in offered[:MOST]])


def _offers(attachment: Mapping[str, Any]) -> bool:
    return attachment.get("contentType") == DOWNLOAD and isinstance(attachment.get("content"), dict)


def _shows_a_file(attachment: Mapping[str, Any]) -> bool:
    return attachment.get("contentType") == "text/html" and MARK in str(attachment.get("content")).casefold()


async def _file(offered: Mapping[str, Any], session: ClientSession, settings: TeamsSettings) -> Attachment:
    name, url = str(offered.get("name") or "file"), str(offered["content"].get("downloadUrl") or "")
    if not settings.keeps_files(url):
        log.warning("file not fetched", reason="its address is none of the service's")
        return Attachment(name, b"", lost=Lost.ELSEWHERE)
    content = await _content(url, session)
    return Attachment(name, b"", lost=content) if isinstance(content, Lost) else Attachment(name, content)


async def _content(url: str, session: ClientSession) -> bytes | Lost:
    """The bytes of an address, or why not. A redirection is not followed: it could lead anywhere."""
    body = bytearray()
    try:
        async with session.get(url, timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                log.warning("file not fetched", reason=f"answered {response.status}")
                return Lost.AWAY
            if (response.content_length or 0) > LARGEST:
                return _too_large()
            async for part in response.content.iter_any():
                body += part
                if len(body) > LARGEST:
                    return _too_large()
    except (ClientError, TimeoutError, ValueError) as lost:
        log.warning("file not fetched", reason=type(lost).__name__)  # its text may hold the address, which is a key
        return Lost.AWAY
    return bytes(body)


def _too_large() -> Lost:
    log.warning("file not fetched", reason="over 25 MB")
    return Lost.TOO_LARGE

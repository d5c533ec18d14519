"""A file of ours on its way to somebody: Teams takes none from a bot before the person agrees where it is put.

A consent card is pressed, `fileConsent/invoke` brings an address in the person's own OneDrive, the bytes are put there,
and the card becomes the file: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
The address is that of an upload session, which takes a file in ranges:
https://learn.microsoft.com/graph/api/driveitem-createuploadsession
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from botbuilder.schema import Activity, ActivityTypes, Attachment

from bot.channels.teams.reading import NAME, account_of
from bot.channels.teams.settings import TeamsSettings
from dialogs.reply import File, Reply
from dialogs.words import say
from storage.work import HandedOut

log = structlog.get_logger(__name__)

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
INVOKE = "fileConsent/invoke"
RANGE = 3 * 320 * 1024  # bytes a request: a multiple of 320 KiB, as an upload session asks
TIMEOUT = ClientTimeout(total=60)

Say = Callable[[Mapping[str, Any], Activity], Awaitable[None]]  # the activity that was answered, and the answer


class Kept(Protocol):
    """The files that were offered, as long as they are kept."""

    async def handed_out(self, organisation: str, cause: str) -> HandedOut | None: ...

    async def forget_file(self, organisation: str, cause: str, number: int) -> None: ...


class Refused(Exception):
    """The press is not its presser's to make. The text is for the log."""


class NotTaken(Exception):
    """The place where the file was to be put did not take it. The text is for the log."""


def consent_to(file: File, cause: str, number: int) -> Activity:
    """The card that asks for consent. Its context names the message of ours that holds the file, and which one."""
    context = {"cause": cause, "file": number}
    content = {
        "description": say("file.offer", name=file.name),
        "sizeInBytes": len(file.content),
        "acceptContext": context,
        "declineContext": context,
    }
    activity = Activity(type=ActivityTypes.message, summary=say("file.offer", name=file.name))
    activity.attachments = [Attachment(content_type=CONSENT, name=file.name, content=content)]
    return activity


@dataclass(frozen=True, slots=True)
class _Press:
    """What a pressed consent card says."""

    accepted: bool
    cause: str
    number: int
    upload: Mapping[str, Any]


class HandingOver:
    """Answers pressed consent cards. A file is handed over once; where it is kept no more, that is said."""

    def __init__(self, kept: Kept, settings: TeamsSettings, session: Callable[[], ClientSession], answer: Say) -> None:
        self._kept = kept
        self._settings = settings
        self._session = session
        self._answer = answer
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def pressed(self, activity: Mapping[str, Any], organisation: str) -> None:
        """Put the file where its asker has agreed to have it, and say what became of it. Raises Refused."""
        press = _read(activity)
        lock = self._locks.setdefault(press.cause, asyncio.Lock())
        async with lock:  # two presses at once are two in turn
            await self._pressed(activity, organisation, press)

    async def _pressed(self, activity: Mapping[str, Any], organisation: str, press: _Press) -> None:
        offered = await self._kept.handed_out(organisation, press.cause)
        if offered is None or offered.to != account_of(activity) or offered.channel != NAME:
            raise Refused("the file is not theirs")
        files = Reply.load(dict(offered.reply)).files
        if not 0 <= press.number < len(files) or not files[press.number].content:
            await self._say(activity, say("file.not_kept"))
            return
        file = files[press.number]
        if press.accepted:
            await self._hand_over(activity, organisation, press, file)
        else:
            await self._kept.forget_file(organisation, press.cause, press.number)
            await self._say(activity, say("file.declined", name=file.name))

    async def _hand_over(self, activity: Mapping[str, Any], organisation: str, press: _Press, file: File) -> None:
        url = str(press.upload.get("uploadUrl") or "")
        if not self._settings.keeps_files(url):
            raise Refused("the address is none of the service's")
        try:
            await put(self._session(), url, file.content)
        except NotTaken as lost:
            log.warning("file not handed over", reason=str(lost))
            await self._say(activity, say("file.not_taken", name=file.name))
            return
        await self._kept.forget_file(organisation, press.cause, press.number)
        await self._answer(activity, _info(press.upload, file))

    async def _say(self, activity: Mapping[str, Any], words: str) -> None:
        await self._answer(activity, Activity(type=ActivityTypes.message, text=words, text_format="plain"))


def _read(activity: Mapping[str, Any]) -> _Press:
    """Raises Refused for what is none of our cards."""
    value = activity.get("value")
    given: Mapping[str, Any] = value if isinstance(value, dict) else {}
    context, upload, action = given.get("context"), given.get("uploadInfo"), given.get("action")
    cause, number = (context.get("cause"), context.get("file")) if isinstance(context, dict) else (None, None)
    if not isinstance(cause, str) or not isinstance(number, int) or action not in ("accept", "decline"):
        raise Refused("no consent card of ours")
    return _Press(action == "accept", cause, number, upload if isinstance(upload, dict) else {})


def _info(upload: Mapping[str, Any], file: File) -> Activity:
    """The card that is the file, in place of the one that offered it."""
    ending = file.name.rpartition(".")[2]
    content = {"uniqueId": str(upload.get("uniqueId") or ""), "fileType": str(upload.get("fileType") or ending)}
    url, name = str(upload.get("contentUrl") or ""), str(upload.get("name") or file.name)
    activity = Activity(type=ActivityTypes.message, summary=say("file.handed_over", name=name))
    activity.attachments = [Attachment(content_type=INFO, content_url=url, name=name, content=content)]
    return activity


async def put(session: ClientSession, url: str, content: bytes) -> None:
    """Put bytes into an upload session, range by range. Raises NotTaken."""
    for start in range(0, len(content), RANGE):
        part = content[start : start + RANGE]
        headers = {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(content)}"}
        try:
            async with session.put(url, data=part, headers=headers, timeout=TIMEOUT, allow_redirects=False) as answer:
                if answer.status not in (200, 201, 202):
                    raise NotTaken(f"answered {answer.status}")
        except (ClientError, TimeoutError) as lost:
            raise NotTaken(type(lost).__name__) from None

"""Pictures in a message of ours: uploaded to nobody first, and shown in it by a block.

Slack looks at a file only after its upload has been answered; until then its `mimetype` is empty and a block with it is
refused (https://github.com/slackapi/java-slack-sdk/issues/1349). So it is asked for, a few times, and where that takes
too long the picture is handed out as any other file.
https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels import Undeliverable
from bot.rendering.blocks import image
from dialogs.reply import File

log = structlog.get_logger(__name__)

WAITS = (0.2, 0.4, 0.8, 1.6)  # seconds, between the times that Slack is asked
Ask = Callable[..., Awaitable[Any]]  # a method of the Web API and its arguments → its answer; raises Undeliverable


def upload(file: File) -> dict[str, Any]:
    """A file as it is uploaded. A picture, which Slack shows by itself, is told in words too.

    https://docs.slack.dev/reference/methods/files.getUploadURLExternal
    """
    alt = {"alt_txt": file.alt} if file.alt else {}
    return {"filename": file.name, "title": file.name, "file": file.content, **alt}


async def block_of(file: File, ask: Ask) -> dict[str, Any] | None:
    """The block that shows a picture; None where Slack does not take it, or not in time."""
    try:
        answer = await ask("files_upload_v2", file_uploads=[upload(file)])
        number = str(answer["files"][0]["id"])
        for wait in WAITS:
            if (await ask("files_info", file=number))["file"].get("mimetype"):
                return image(number, file.alt)
            await asyncio.sleep(wait)
        log.info("picture not ready in time")
    except (Undeliverable, LookupError, TypeError) as refused:
        log.info("picture not taken", reason=str(refused))
    return None

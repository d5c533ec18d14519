"""Documents that were read and wait for a yes: put by the turn that read them, read by the turn that is answered."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import Tagged
from storage.tables import uploads
from storage.work import DropUpload, PutUpload, Work

KEPT = timedelta(days=7)  # longer than any question stays open


def upload_rows(work: Work) -> Iterator[Tagged]:
    """A new document also sweeps out those of the organisation that nobody has come back to."""
    for write in work.writes:
        if isinstance(write, DropUpload):
            yield "uploads_gone", {"the_organisation_id": work.organisation, "the_id": write.id}
        elif isinstance(write, PutUpload):
            key = {"organisation_id": work.organisation, "id": write.id}
            yield "uploads_old", {"the_organisation_id": work.organisation, "before": work.now - KEPT}
            yield "uploads", key | {"document": write.document, "received": work.now}


async def read_upload(connection: AsyncConnection, organisation: str, upload: str) -> Mapping[str, Any] | None:
    """The document under an id; None where it has been saved, refused or dropped."""
    query = select(uploads.c.document).where(uploads.c.organisation_id == organisation, uploads.c.id == upload)
    found: Mapping[str, Any] | None = await connection.scalar(query)
    return found

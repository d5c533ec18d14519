"""Guards for packed files (`.docx`, `.xlsx`): what they unpack to is looked at before anything is unpacked."""

import io
import zipfile

from storage.documents.errors import Unreadable
from storage.documents.table import MAX_UNPACKED

_MAX_PARTS = 5_000


def checked(name: str, content: bytes, part: str) -> None:
    """Refuse a file that is no such package, is locked, or unpacks to more than is fit for a plan."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(name, "it is damaged: the file could not be unpacked.") from None
    if any(one.flag_bits & 0x1 for one in parts):
        raise Unreadable(name, "it is protected with a password: save it without one.")
    if len(parts) > _MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
        raise Unreadable(name, f"it unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB.")
    if part not in {one.filename for one in parts}:
        raise Unreadable(name, "its content does not fit its extension.")

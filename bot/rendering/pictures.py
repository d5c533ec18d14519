"""Pictures that travel inside what is sent, so that nobody has to fetch them from anywhere."""

from base64 import b64encode

from dialogs.reply import File


def data_url(file: File) -> str:
    """An address that is the file itself (RFC 2397)."""
    return f"data:{file.content_type};base64,{b64encode(file.content).decode()}"

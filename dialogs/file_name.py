"""Names under which a file can be kept anywhere. Pure."""

import re

# What Windows has no way to write, controls, halves of a character, and the marks that turn a name's ending round.
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_UNFIT = re.compile(
    '[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]'
)
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])( *\.|$)", re.IGNORECASE)
LONGEST = 200  # bytes: most systems take 255, and whoever downloads a file twice has " (1)" behind its name


def file_name(said: str) -> str:
    """The same name with a hyphen for what a system would refuse; its ending stays, however long the name is."""
    whole = _UNFIT.sub("-", said).strip(" .") or "-"
    stem, dot, ending = whole.rpartition(".")
    room = LONGEST - len(f"{dot}{ending}".encode())
    if stem and room > 0:
        whole = f"{_short(stem, room)}{dot}{ending}"
    return f"-{whole}" if _DEVICES.match(whole) else _short(whole, LONGEST)


def _short(words: str, room: int) -> str:
    """As many whole characters as `room` bytes hold."""
    raw = words.encode()
    return words if len(raw) <= room else raw[:room].decode(errors="ignore").rstrip(" .")

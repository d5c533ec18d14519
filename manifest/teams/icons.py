"""Draws the two icons of the Teams app: a list of three, each line with a status sign of its own shape.

    python manifest/teams/icons.py

Writes color.png (192 × 192, on the accent colour) and outline.png (32 × 32, white on nothing), as Teams asks:
https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
"""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
FINE = 6  # samples each way in a pixel, for smooth edges
ACCENT, WHITE, NOTHING = (0x1F, 0x4E, 0x5F, 255), (255, 255, 255, 255), (255, 255, 255, 0)
ROWS = (0.27, 0.5, 0.73)  # heights of the three lines, of 1
SIGN, REACH = 0.25, 0.085  # where the signs stand, and half their size

Colour = tuple[int, int, int, int]


def circle(x: float, y: float) -> bool:
    return x * x + y * y <= REACH * REACH


def triangle(x: float, y: float) -> bool:
    return -REACH <= y <= REACH and abs(x) <= (y + REACH) / 2 + REACH * 0.1


def square(x: float, y: float) -> bool:
    return max(abs(x), abs(y)) <= REACH * 0.9


def drawn(x: float, y: float) -> bool:
    """Is the picture white at a point of the unit square?"""
    signs: tuple[Callable[[float, float], bool], ...] = (circle, triangle, square)
    bars = any(abs(y - row) <= 0.045 and 0.42 <= x <= 0.83 for row in ROWS)
    return bars or any(sign(x - SIGN, y - row) for sign, row in zip(signs, ROWS, strict=True))


def pixel(column: int, row: int, size: int, ground: Colour) -> Colour:
    points = [(column + (a + 0.5) / FINE, row + (b + 0.5) / FINE) for a in range(FINE) for b in range(FINE)]
    share = sum(drawn(x / size, y / size) for x, y in points) / FINE**2
    return tuple(round(back + (front - back) * share) for back, front in zip(ground, WHITE, strict=True))  # type: ignore[return-value]  # four


def png(size: int, ground: Colour) -> bytes:
    """A square PNG, eight bits a channel with transparency."""
    rows = (
        b"\0" + bytes(part for column in range(size) for part in pixel(column, row, size, ground))
        for row in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    (HERE / "color.png").write_bytes(png(192, ACCENT))
    (HERE / "outline.png").write_bytes(png(32, NOTHING))

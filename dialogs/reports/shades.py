"""The shading of a status: pale enough for black words on it (contrast above 7:1), and always beside the word."""

from storage.status import Status

SHADES: dict[Status, str] = {
    Status.COMPLETE: "BDD7EE",
    Status.GREEN: "C6E0B4",
    Status.AMBER: "FFD966",
    Status.RED: "F4B0A8",
    Status.IN_PROGRESS: "E2EFDA",
    Status.NOT_STARTED: "EDEDED",
    Status.ON_HOLD: "D9D2E9",
    Status.CLOSED: "D9D9D9",
}


def shade(status: Status | None) -> str:
    """The fill of a cell as RRGGBB; white where nothing is rated."""
    return SHADES[status] if status else "FFFFFF"

"""Secrets from files: `PLANMINDER_…_FILE` names one, as Docker and Kubernetes mount them, in place of the variable."""

from collections.abc import Iterable, Mapping
from pathlib import Path

LARGEST = 16 * 1024  # bytes
PREFIX, SUFFIX = "PLANMINDER_", "_FILE"


def read_files(environment: Mapping[str, str], secrets: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """What the files hold, by the setting's name, and what is wrong with them. No fault repeats what a file holds."""
    found: dict[str, str] = {}
    faults: list[str] = []
    for name in secrets:
        variable = f"{PREFIX}{name.upper()}"
        file = environment.get(variable + SUFFIX, "").strip()
        if not file:
            continue
        if environment.get(variable):
            faults.append(f"{variable} and {variable}{SUFFIX} are both set: one of them")
            continue
        try:
            found[name] = _content(Path(file))
        except ValueError as wrong:
            faults.append(f"{variable}{SUFFIX}: {file} {wrong}")
    return found, faults


def _content(file: Path) -> str:
    """Without the line's end that editors put there. Raises ValueError."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as wrong:
        raise ValueError(f"cannot be read ({wrong.strerror})") from None
    if len(raw) > LARGEST:
        raise ValueError("is larger than any secret")
    try:
        held = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ValueError("is no text") from None
    if not held:
        raise ValueError("is empty")
    return held

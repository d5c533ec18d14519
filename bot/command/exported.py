"""What an earlier `planminder audit export` says of the hash chains."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storage.checking import Key


def links_of(file: Path) -> dict[Key, str]:
    """The link of every entry of an export as JSON or JSON lines. Raises ValueError where it is none, or is empty."""
    try:
        links = {_key(one["chain"]["record"]): str(one["chain"]["link"]) for one in _entries(file.read_text("utf-8"))}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{file} lacks {error}") from error
    if not links:
        raise ValueError(f"{file} holds no entry")
    return links


def _entries(text: str) -> Iterator[dict[str, Any]]:
    try:
        whole = json.loads(text)
        told = whole.get("entries", [whole])
    except json.JSONDecodeError:
        told = [json.loads(line) for line in text.splitlines() if line.strip()]
    return (one for one in told if "chain" in one)


def _key(record: dict[str, Any]) -> Key:
    if register := record.get("register"):
        return record["organisation"], 0, register, record["sequence"]
    return record["organisation"], record["plan"], record.get("return"), record["sequence"]

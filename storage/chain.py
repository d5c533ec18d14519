"""The hash chains of a plan's changes, of each of its returns, and of what an organisation records beside them: what
was recorded cannot be altered, left out or reordered unseen.

Each link is the SHA-256 of the link before and of a change's facts in canonical JSON. What somebody wrote enters only
as a salted digest, so that the words can be erased, with their salt, and the chain still holds. docs/audit.md says how
somebody else checks it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from storage.append_only import OWN_WORDS
from storage.plan import Change
from storage.types import aware, canonical

START = "0" * 64  # what the first link of a chain follows


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(words: Mapping[str, Any], words_before: Mapping[str, Any], salt: str) -> str:
    """The digest of what was written; without the salt nobody can tell from it which words they were."""
    return hmac.new(bytes.fromhex(salt), canonical([words, words_before]).encode(), "sha256").hexdigest()


def link(previous: str, organisation: str, plan: int, change: Change, digest: str | None) -> str:
    """The chain's link for a change that follows `previous`."""
    return linked(previous, change_record(organisation, plan, change, digest))


def change_record(organisation: str, plan: int, change: Change, digest: str | None) -> dict[str, Any]:
    """What a change's link is taken over. The authority is in it where it was kept: earlier links have none."""
    told = {} if change.authority is None else {"authority": change.authority}
    return told | {
        "organisation": organisation,
        "plan": plan,
        "sequence": change.sequence,
        "kind": change.kind,
        "subject": change.subject,
        "effective": change.effective.isoformat(),
        "recorded": aware(change.recorded).isoformat(timespec="microseconds"),
        "speaker": change.speaker,
        "recorder": change.recorder,
        "source": change.source,
        "change_set": change.change_set,
        "facts": change.facts,
        "before": change.before,
        "undoes": change.undoes,
        "words": digest,
    }


def event_link(previous: str, event: Mapping[str, Any]) -> str:
    """The chain's link for an event of a return, given as its row of the database."""
    return linked(previous, event_record(event))


def event_record(event: Mapping[str, Any]) -> dict[str, Any]:
    """What an event's link is taken over."""
    return {
        "organisation": event["organisation_id"],
        "plan": event["plan_id"],
        "return": event["label"],
        "sequence": event["sequence"],
        "kind": event["kind"],
        "by": event["by_person"],
        "recorded": aware(event["recorded"]).isoformat(timespec="microseconds"),
        "facts": event["facts"],
        "rows": event["rows"],
        "words": event["digest"],
    }


def register_record(register: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the link of an entry of a register is taken over: its whole row, in which nobody's words are."""
    told = {name: _told(value) for name, value in row.items() if name not in ("organisation_id", "link")}
    return {"organisation": row["organisation_id"], "register": register, **told}


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return aware(value).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def row_digest(words: Mapping[str, Any], salt: str) -> str:
    """Of a row of a frozen return: the digest of all of it, and of what stays when its owner's words are erased."""
    return f"{digest(words, {}, salt)} {left_digest(words)}"


def left_digest(words: Mapping[str, Any]) -> str:
    """No salt: what it is taken over stands beside it for as long as it does."""
    left = {name: value for name, value in words.items() if name not in OWN_WORDS}
    return hashlib.sha256(canonical(left).encode()).hexdigest()


def linked(previous: str, record: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{previous}{canonical(record)}".encode()).hexdigest()

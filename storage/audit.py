"""An entry of the record as an auditor reads it, with what its hash chain is made of. A value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.plan import Change
from storage.returns import ReturnEvent
from storage.rhythm import Asked
from storage.rights import RightsEvent


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a chain: `link` is the SHA-256 of `previous` and of `record` in canonical JSON.

    `record["words"]` is the salted digest of what was written; `salt`, `words` and `words_before` are None where there
    was nothing, or where it was erased (`erased`).
    """

    of: Change | ReturnEvent | RightsEvent | Asked
    plan: int  # 0: of none, but of the organisation
    label: str | None  # of the return, or the register's name; None: a change of the plan
    record: Mapping[str, Any]
    previous: str
    link: str
    salt: str | None
    words: Mapping[str, Any] | None
    words_before: Mapping[str, Any] | None
    erased: datetime | None

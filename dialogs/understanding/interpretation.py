"""The Interpretation: what a message means, before anything is looked up for change or written.

Its JSON (`contract`) is a published form, printed by `planminder understand` and kept to the letter.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from storage.status import Status
from storage.timescale import Timescale


class Intent(StrEnum):
    LIST = "list"
    SHOW = "show"
    HISTORY = "history"
    UPDATE = "update"
    ASSIGN = "assign"
    ADD = "add"
    EDIT = "edit"
    UNDO = "undo"
    CORRECT = "correct"
    SUMMARY = "summary"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    CHASE = "chase"
    REMIND = "remind"
    SNOOZE = "snooze"
    AWAY = "away"
    DECIDE = "decide"
    RETURN = "return"
    IMPORT = "import"
    PEOPLE = "people"
    RIGHTS = "rights"
    EXPLAIN = "explain"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    UNKNOWN = "unknown"


TAKES, TAKER = "takes", "taker"  # of whoever leaves: which part is asked about (`args`), who takes it (`people`)


class Asks(StrEnum):
    """What the bot must ask before it acts."""

    WHICH_ACTION = "which_action"
    WHICH_PERSON = "which_person"
    WHICH_PLAN = "which_plan"
    WHICH_STATUS = "which_status"
    WHICH_DATE = "which_date"
    CONFIRM = "confirm"


class Meant(BaseModel):
    """One action's change as it was said. A key that was not set is untouched; one set to None clears.

    `plan_id` and `action_id` are the resolved target; they are ours and stay out of the published JSON.
    """

    model_config = ConfigDict(extra="forbid")

    action: str
    status: Status | None = None
    due: date | None = None
    timescale: Timescale | None = None
    note: str | None = None
    owners: list[str] | None = None
    step: int | None = None
    decision: str | None = None
    internal: bool | None = None
    evidence: str | None = None
    speaker: str | None = None
    effective: date | None = None
    plan_id: int | None = None
    action_id: int | None = None
    owner_ids: list[int] | None = None

    def has(self, key: str) -> bool:
        return key in self.model_fields_set

    def contract(self) -> dict[str, Any]:
        said = self.model_dump(mode="json", exclude_unset=True, exclude={"plan_id", "action_id", "owner_ids"})
        if isinstance(said.get("timescale"), dict):
            said["timescale"] = {key: said["timescale"].get(key) for key in ("text", "kind", "start", "end")}
        return said


class Interpretation(BaseModel):
    """A message's meaning. `filter` and `args` hold only the keys that apply (see `docs/understanding.md`)."""

    model_config = ConfigDict(extra="forbid")

    text: str
    intent: Intent
    changes: list[Meant] = []
    filter: dict[str, Any] = {}
    args: dict[str, Any] = {}
    asks: Asks | None = None
    candidates: list[str] = []
    why: list[tuple[str, str]] = []  # ours: (the person's words, what they became)
    targets: list[tuple[int, int]] = []  # ours: (plan id, action id) behind each candidate; person id in the second
    people: dict[str, list[int]] = {}  # ours: filter key → person ids, as resolved
    unknown: list[str] = []  # ours: numbers that no action has
    steps: list[int] = []  # ours: of the one action that is to be completed the steps that are open
    bare_yes: bool = False  # ours: agreed to with a bare yes; what was agreed to is the rest of it
    disowned: list[tuple[int, int]] = []  # ours: what the speaker says is not theirs: (plan id, action id)
    by_owner: bool = False  # ours: a list is counted for each owner
    amends: bool = False  # ours: a schedule that is there is changed, and no other is put beside it
    impossible: tuple[str, str] | None = None  # ours: what there is not (a day, a zone, a plan …), as it was said
    topic: str | None = None  # ours: what help is asked about
    later: list[str] = []  # ours: its dates that lie ahead, where others have passed

    def contract(self) -> dict[str, Any]:
        """The published JSON. A bare yes is `confirm`; any other answer is the intent that it completed."""
        if self.bare_yes:
            return Interpretation(text=self.text, intent=Intent.CONFIRM).contract()
        return {
            "text": self.text,
            "intent": self.intent.value,
            "changes": [one.contract() for one in self.changes],
            "filter": self.plain_filter(),
            "args": _plain(self.args),
            "asks": self.asks.value if self.asks else None,
            "candidates": list(self.candidates),
        }

    def plain_filter(self) -> dict[str, Any]:
        """The filter as it is published, and remembered."""
        return _plain(self.filter)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    if isinstance(value, dict):
        return _plain(value)
    return value.value if isinstance(value, StrEnum) else value

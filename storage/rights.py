"""What happened to people's rights, as values: who became or ceased to be what, when, and who said so. Pure.

Who may see a plan, and who has which part in it, is in the plan's own record; this is the organisation's: roles, who
reports to whom, who covers, who comes and who leaves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RightsEvent:
    """One change about one person. `before` and `after` are JSON: a role, a person's id, ISO dates; no names or words.

    `what` is `role`, `manager`, `team`, `since`, `until`, `cover`, `schedule` (who looks after what is posted) or
    `person` (came into the directory). `recorder` is None where it was the command line.
    """

    person: int
    what: str
    before: Any
    after: Any
    recorder: int | None
    source: str
    change_set: str
    recorded: datetime | None = None  # UTC; None: not written yet


@dataclass(frozen=True, slots=True)
class PutRights:
    """What is recorded beside a change of the directory, for good."""

    events: tuple[RightsEvent, ...]

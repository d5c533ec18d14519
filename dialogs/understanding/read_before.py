"""What was read before in the same state: the same message in the same context means the same, so it is read once.

Many ask the same again and again ("what's overdue", "my actions", "more"). Whoever answers a question or changes
something is read anew.
"""

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.reading import interpret
from dialogs.understanding.same_state import SameState
from storage.people import Person

if TYPE_CHECKING:
    from dialogs.memory import Focus

READINGS = 256  # of a state
LONGEST = 200  # characters of a message that is worth it: longer ones are not said twice


@dataclass(slots=True)
class _Reading:
    speaker: Person | None
    focus: "Focus | None"
    meant: bytes  # as Python's own copy of it, which takes a third of the time of `deepcopy`; it stays in this process


_readings: SameState[_Reading] = SameState(READINGS)


def read_before(text: str, context: Context) -> Interpretation:
    """What `interpret` gives; a value of the caller's own."""
    if context.question is not None or not context.plans or len(text) > LONGEST:
        return interpret(text, context)
    readings = _readings.of(context.plans, context.directory, context.today)
    key = text, context.card, context.filling, context.speaker.id if context.speaker else None
    found = readings.get(key)
    if found is not None and found.speaker is context.speaker and _same(found.focus, context.focus):
        again: Interpretation = pickle.loads(found.meant)  # noqa: S301 - made below
        return again
    meant = interpret(text, context)
    if meant.changes:
        return meant
    readings[key] = _Reading(context.speaker, context.focus, pickle.dumps(meant, pickle.HIGHEST_PROTOCOL))
    return meant


def _same(one: "Focus | None", other: "Focus | None") -> bool:
    """Whether what was shown last is the same, whenever that was."""
    if one is None or other is None:
        return one is other
    return {**vars(one), "at": None} == {**vars(other), "at": None}

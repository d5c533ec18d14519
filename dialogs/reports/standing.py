"""How a plan stood at each of its frozen returns. Pure."""

from collections.abc import Iterable, Mapping

from dialogs.reports.compared import counted
from dialogs.reports.model import Standing
from storage.plan import Plan
from storage.returns import Return
from storage.status import Status

Numbers = Mapping[Status | None, int]  # actions by their status


def history(plan: Plan, kept: Iterable[tuple[Return, Numbers]]) -> tuple[Standing, ...]:
    """Frozen returns with what each kept, under the plan's words of now; oldest first."""
    in_order = sorted(kept, key=lambda one: (one[0].as_at, one[0].opened))
    return tuple(Standing(made.label, made.as_at, counted(plan.scheme, numbers)) for made, numbers in in_order)

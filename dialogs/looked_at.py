"""What is worth a second look before a report goes out, as it is told with the file."""

from collections.abc import Callable

from dialogs.items import several
from dialogs.reports import second_look
from dialogs.reports.model import Odd, Report
from dialogs.reports.sensitive import About
from dialogs.rights import oversees
from dialogs.turn import Turn
from dialogs.words import say

LOOKS = len(Odd) + len(About)  # that are told: one of each kind; of several plans the rest is counted


def looks(turn: Turn, printed: Report, full: Callable[[], Report]) -> list[str]:
    """For whoever answers for the plan, in their own chat: what is at odds, or may not be for everybody's eyes."""
    if not turn.private or not oversees(turn.speaker, turn.live):
        return []
    told = second_look.told(printed, full())
    found = [say("update.plan_ref", plan=printed.code, ref=row) for row in told] if several(turn) else told
    more = [say("look.more", n=len(found) - LOOKS)] if len(found) > LOOKS else []
    return [say("look.head"), *(f"- {row}" for row in [*found[:LOOKS], *more])] if found else []

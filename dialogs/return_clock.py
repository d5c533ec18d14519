"""The clock of a corporate peer challenge, as an optional preset for the dates of returns."""

from datetime import date

from dateutil.relativedelta import relativedelta

from dialogs.returns_which import said
from dialogs.turn import Outcome, Turn
from dialogs.understanding.returns import quarter_ends, quarter_label
from dialogs.words import day, month, say

# Months after the challenge, as the Local Government Association's page gives them:
# https://www.local.gov.uk/our-support/council-assurance-and-peer-challenge/peer-challenges-we-offer/corporate-peer-3
REPORT, PLAN, REVIEW, PUBLISHED = 3, 5, 10, 12
QUARTER = 3


async def clock(turn: Turn) -> Outcome:
    """The dates that follow from the month of the challenge, and the returns that fall before each; opens nothing."""
    begins = turn.meant.args.get("from")
    if begins is None:
        return said(say("return.clock_from"))
    start = begins if isinstance(begins, date) else date.fromisoformat(str(begins))
    after = {f"month_{months}": month(start + relativedelta(months=months)) for months in (REPORT, PLAN, PUBLISHED)}
    review = start + relativedelta(months=REVIEW)
    lines = [say("return.clock", **after, month_10=month(review), start=month(start)), *_returns(start, review)]
    return said("\n".join(lines))


def _returns(start: date, review: date) -> list[str]:
    """The quarters that end between the plan's publication and the clock's last date; which is for the review."""
    ends: list[date] = []
    at = quarter_ends(quarter_label(start + relativedelta(months=PLAN)))
    while at <= start + relativedelta(months=PUBLISHED):
        ends.append(at)
        at = quarter_ends(quarter_label(at + relativedelta(days=1)))
    for_review = max((one for one in ends if one <= review), default=None)
    return [
        say("return.clock_review" if one == for_review else "return.clock_one", label=quarter_label(one), date=day(one))
        for one in ends
    ]

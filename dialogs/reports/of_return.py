"""The report of a frozen return: the plan as the return took it, and the wording that an officer has accepted. Pure."""

from collections.abc import Iterable, Sequence

from dialogs.reports.model import Report, Standing
from dialogs.reports.report import report
from dialogs.rhythm.returning import previous
from storage.people import Directory
from storage.plan import Change, Plan
from storage.returns import Return, ReturnRow, plan_as_returned


def of_return(
    plan: Plan,
    made: Return,
    rows: Sequence[ReturnRow],
    changes: Sequence[Change],
    returns: Iterable[Return],
    directory: Directory,
    standings: Iterable[Standing] = (),
) -> Report:
    """The report of a return whose version has these rows, compared with the return before it.

    What is printed is what was accepted; what was not is blank, and listed. `standings` are the frozen returns before.
    """
    before = previous(made, returns)
    then = plan_as_returned(changes, plan, made)
    earlier = plan_as_returned(changes, plan, before) if before else None
    texts = {row.action: str(row.row["update"]) for row in rows if row.row["accepted"]}
    since = before.as_at if before else None
    return report(then, earlier, directory, made.as_at, since, texts, returns=standings, name=made.label)

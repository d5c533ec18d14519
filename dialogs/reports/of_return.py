"""The report of a frozen return: the plan as the return took it, and the wording that an officer has accepted. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from dialogs.reports.accepted import wordings
from dialogs.reports.eyes import as_accepted
from dialogs.reports.model import Report, Standing
from dialogs.reports.report import report
from storage.people import Directory
from storage.plan import Plan
from storage.returns import Return, ReturnRow


def of_return(
    made: Return,
    then: Plan,
    before: Return | None,
    earlier: Plan | None,
    rows: Sequence[ReturnRow],
    decisions: Mapping[int, str],
    directory: Directory,
    standings: Iterable[Standing] = (),
) -> Report:
    """The report of a return whose version has these rows, compared with the return before it: `then` and `earlier` are
    the plan as the two show it.

    What is printed is what was accepted, `decisions` among it; what was not is blank, and listed. `standings` are the
    frozen returns before.
    """
    texts = wordings(rows)
    since = before.as_at if before else None
    then, earlier = as_accepted(then, decisions), earlier and as_accepted(earlier, decisions)
    return report(then, earlier, directory, made.as_at, since, texts, returns=standings, name=made.label)

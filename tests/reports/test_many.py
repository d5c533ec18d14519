"""A plan of very many actions is told in few words, and what nobody asks for is not worked out."""

from datetime import date, timedelta

from dialogs.reports import text
from dialogs.reports.later import Later
from dialogs.reports.report import Report, report
from storage.people import Directory
from storage.plan import Action, Plan, Recommendation
from storage.status import Status
from storage.timescale import Kind, Timescale

DAY = date(2026, 11, 26)


def many(status: Status, due: date) -> Plan:
    """A hundred and twenty actions of one status and date."""
    when = Timescale(text=due.isoformat(), kind=Kind.DATE, start=due, end=due)
    actions = {n: Action(n, 1, f"1.{n}", f"Do {n}", timescale=when, status=status) for n in range(2, 122)}
    matter = Recommendation(1, "1", "Many things", actions=tuple(actions))
    return Plan("oakvale", 1, number=121, recommendations={1: matter}, actions=actions)


def compared() -> Report:
    """All green and due in a month, and then red and overdue."""
    then, now = many(Status.GREEN, DAY + timedelta(days=30)), many(Status.RED, DAY - timedelta(days=1))
    return report(now, then, Directory(), DAY, DAY - timedelta(days=7))


def test_a_sentence_names_fifty_actions_and_counts_the_others() -> None:
    """Before: ten thousand actions made a sentence of 60,000 characters."""
    late = next(line for line in text.lines(compared()) if line.startswith("120 overdue"))
    assert late.startswith("120 overdue: 1.2, 1.3, ") and " 1.51 and 70 more; " in late


def test_an_answer_has_a_line_for_some_of_what_moved_and_a_file_for_all() -> None:
    one = compared()
    lines = text.lines(one, most=40)
    assert len([line for line in lines if line.startswith("- 1.")]) == 40
    assert "- and 80 more" in lines
    assert text.to_text(one).decode().count("\n- 1.") == 120


def test_what_is_made_later_is_made_once_and_when_somebody_looks() -> None:
    made: list[str] = []
    one: Later[str] = Later(lambda: made.append("made") or ["a", "b"], size=2)
    assert len(one) == 2 and made == []
    assert (list(one), one[0], one[1:], "b" in one, one == ("a", "b")) == (["a", "b"], "a", ("b",), True, True)
    assert made == ["made"]


def test_figures_alone_make_no_rows_of_what_is_in_no_list() -> None:
    """Rows of the table are made when a document is, as its grid is."""
    quiet = report(many(Status.COMPLETE, DAY), None, Directory(), DAY)
    text.lines(quiet)
    assert "_made" not in vars(quiet.rows) and len(quiet.rows) == 120

"""What a report for publication may tell: nothing that was not accepted with the return, whatever it was said of."""

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from dialogs.reports import PAPERS
from dialogs.reports.eyes import as_accepted, for_all, unaccepted
from dialogs.reports.report import report
from dialogs.reports.words import decisions
from storage.plan import Action, Plan, Recommendation
from storage.replay import replay
from tests.reports.histories import LOADED, OPEN, PEOPLE, SECRET, History, histories
from tests.reports.test_figures_agree import FEW, unpacked
from tests.support.at_the_desk import NEW_YEAR, desk_over
from tests.support.conversations import HandClock
from tests.support.screen import Desk

OFFICER, OWNER = "Jo Whitlock", "Rachel Stott"
WITHHELD = "a decision is needed; its words were not accepted with the return"
KINDS = [(paper, name) for paper, formats in PAPERS.items() for name in formats if name != "pdf"]


def plan_with(decision: str | None, *, internal: bool = False) -> Plan:
    action = Action(2, 1, "1", "Find the land", decision=decision, decision_internal=internal)
    return Plan("o", 1, code="O", recommendations={1: Recommendation(1, "1", "H", actions=(2,))}, actions={2: action})


def test_the_words_of_a_decision_are_told_only_as_they_were_accepted() -> None:
    plan = plan_with("Cabinet to buy the land")
    for accepted, told in (({2: "Cabinet to buy the land"}, plan.actions[2].decision), ({}, WITHHELD)):
        one = report(as_accepted(plan, accepted), None, PEOPLE, LOADED, texts={})
        assert decisions(one) == [f"1: {told}"]
    reworded = as_accepted(plan, {2: "Cabinet to look at the land"}).actions[2]
    assert unaccepted(reworded) and reworded.decision == WITHHELD


def test_an_internal_decision_stays_internal_whatever_was_accepted() -> None:
    hidden = as_accepted(plan_with("buy it for less", internal=True), {2: "buy it for less"}).actions[2]
    assert not unaccepted(hidden)
    assert "less" not in str(hidden)
    assert as_accepted(plan_with(None), {}) == for_all(plan_with(None))


@FEW
@given(history=histories())
def test_nothing_that_was_said_is_in_a_report_of_which_nothing_was_accepted(history: History) -> None:
    """Before: the words of a decision were."""
    days = (LOADED, history.today)
    before, then = (as_accepted(replay("oakvale", 1, history.changes, day), {}) for day in days)
    one = replace(report(then, before, PEOPLE, days[1], days[0], {}), audience="publication")
    for paper, name in KINDS:
        content = unpacked(PAPERS[paper][name](one))
        assert OPEN.encode() not in content and SECRET.encode() not in content, (paper, name)


class Running(HandClock):
    """A clock that goes: what is said later is later."""

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", database=tmp_path / "eyes.db", clock=Running(NEW_YEAR)) as one:
        yield one


async def published(desk: Desk, which: str) -> str:
    """A report for publication in words, and what was said with it."""
    said = await desk.say(OFFICER, which)
    (file,) = said.files
    return f"{said.text}\n{_words(file.content)}"


def _words(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


async def frozen(desk: Desk) -> None:
    """A return of three decisions: one stood when the answer was accepted, one came later, one was not accepted."""
    await desk.say(OFFICER, "open the Q3 return as at 31 December, updates by the 12th")
    await desk.say(OFFICER, "yes")
    await desk.say(OFFICER, "1.1 two sites seen, needs a decision from Cabinet on the alpha site")
    await desk.say(OFFICER, "1.2 the survey is done")
    await desk.say(OFFICER, "accept 1.1 and 1.2")
    await desk.say(OFFICER, "1.2 needs a decision from Cabinet on the beta site")
    await desk.say(OFFICER, "1.3 needs a decision from Cabinet on the gamma site")
    await desk.say(OFFICER, "freeze the return")
    await desk.say(OFFICER, "yes")


PUBLISHED = (
    "the Cabinet report please",
    "the report for publication in Word",
    "the report for publication in Markdown",
    "the report for publication as JSON",
    "the report for publication in Excel",
    "one page for publication",
    "show the Q3 return in Word",
    "show the Q3 return as a Cabinet report",
)


async def test_only_decisions_that_were_accepted_with_the_return_are_worded(desk: Desk) -> None:
    """Before: all three were; those of “show the return” even with the notes of the moves."""
    await frozen(desk)
    for which in PUBLISHED:
        told = await published(desk, which)
        assert "alpha" in told, which
        assert "beta" not in told and "gamma" not in told, which


async def test_decisions_whose_words_were_not_accepted_are_listed(desk: Desk) -> None:
    await frozen(desk)
    told = await published(desk, "the report for publication in Markdown")
    assert "2 decisions are needed whose words were not accepted with the return, and are left out: 1.2, 1.3." in told
    assert f"1.2: {WITHHELD} (since 4 January 2027)" in told


async def test_a_decision_that_was_put_otherwise_after_the_return_is_not_the_accepted_one(desk: Desk) -> None:
    await frozen(desk)
    await desk.say(OFFICER, "1.1 needs a decision from Cabinet on the delta site")
    assert "delta" not in await published(desk, "the report for publication in Markdown")
    assert "alpha" in await published(desk, "the Q3 return for publication in Markdown")

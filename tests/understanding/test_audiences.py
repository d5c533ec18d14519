"""Whom a report is for, in a plan of which the same body owns actions."""

from datetime import date
from pathlib import Path

import pytest

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.reading import interpret
from tests.support.plans import load_plans

PLAN = Path(__file__).parent / "plans" / "harrowby.yaml"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    own = tmp_path_factory.mktemp("plans") / "own.yaml"
    own.write_text(PLAN.read_text(encoding="utf-8").replace("SLT", "Cabinet"), encoding="utf-8")
    plans, directory = load_plans(own)
    return Context(plans, directory, directory.named("Joan Fairley"), date(2026, 11, 23))


def read(context: Context, text: str) -> Interpretation:
    return interpret(text, context)


@pytest.mark.parametrize(
    "text",
    [
        "the Cabinet report please, Word, same table as last time",
        "Cabinet report in Word",
        "what's changed since the last Cabinet",
    ],
)
def test_the_report_for_cabinet_is_none_of_what_cabinet_owns(context: Context, text: str) -> None:
    meant = read(context, text)
    assert (meant.intent, meant.filter.get("owner")) == ("summary", None)


@pytest.mark.parametrize("text", ["what has Cabinet got", "anything of Cabinet's overdue", "Cabinet's actions"])
def test_what_cabinet_owns_is_asked_for_by_its_name(context: Context, text: str) -> None:
    meant = read(context, text)
    assert (meant.intent, meant.filter.get("owner")) == ("list", "Cabinet")

"""A plan that is named and that the speaker has not, beside what is no plan: bodies, years, months, postcodes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.no_such_plan import without_other_plan
from dialogs.understanding.reading import interpret
from tests.support.plans import load_plans

PLANS = Path(__file__).parent / "plans"
NAMED = [
    ("SECR26 2.3 amber", "SECR26"),
    ("secr26 2.3 amber", "secr26"),
    ("SECR-26 2.3 amber", "SECR-26"),
    ("SECR26: 2.3 amber", "SECR26"),
    ("SECR26 2 amber", "SECR26"),
    ("3.1 in NOSUCH green", "NOSUCH"),
    ("NOSUCH 3.1 green", "NOSUCH"),
    ("2.3 (SECR26) amber", "SECR26"),
    ("2.3 to 31 March in SECR26", "SECR26"),
    ("2.3 is complete in SECR26, the chair has started", "SECR26"),
    ("2.1 and 2.3 of SECR26 no change", "SECR26"),
    ("2.3 amber, SECR26 2.4 green", "SECR26"),
    ("everything in SECR26 is done", "SECR26"),
    ("SECR26 everything no change", "SECR26"),
    ("SECR26's 2.3 is amber", "SECR26"),
    ("the audit chair is appointed, green, in SECR26", "SECR26"),
    ("drop Martin Oakes from SECR26 2.3", "SECR26"),
    ("close 2.3 in SECR26", "SECR26"),
    ("what's overdue in SECR26", "SECR26"),
    ("what is overdue in NOSUCH?", "NOSUCH"),
    ("SECR26", "SECR26"),
    ("SECR 26 2.3 amber", "SECR 26"),
    ("2.3 in SECR 26 is amber", "SECR 26"),
    ("summary of SECR 26", "SECR 26"),
    ("post the SECR26 summary here every Monday at 9", "SECR26"),
    ("the SECR26 report as Word", "SECR26"),
    ("is SECR26 done?", "SECR26"),
    ("how is SECR26 going", "SECR26"),
    ("SECR26's settings", "SECR26"),
    ("remind me about SECR26 1 on Friday", "SECR26"),
    ("snooze SECR26 2 until Friday", "SECR26"),
    ("close the plan SECR26", "SECR26"),
    ("close the SECR26 plan", "SECR26"),
    ("rename the plan SECR26", "SECR26"),
]
NO_PLAN = [
    "2.3 NHS green",
    "NHS 2.3 green",
    "2.3 green, NHS25 report is in",
    "2.3 amber, see CPC23 4.1",
    "2.3 amber because of the COP26 pledge",
    "2.3 amber, budget set in FY27",
    "2.3 to Jan27",
    "2.3 complete, roof at the depot in NW10 mended",
    "3.1 in UAT, amber",
    "KPI 3.1 green",
    "FYI 2.3 amber",
    "UPDATE 2.3 AMBER",
    "2.3 in COVID-19 recovery, amber",
    "BV26 2.3 amber",
    "bv-26 2.3 amber",
    "close the plan",
    "2.3 amber, the CPC23 plan says the same",
    "what's overdue in BV26",
]


@pytest.fixture(scope="module")
def context() -> Context:
    plans, directory = load_plans(PLANS / "tarnbrook.yaml")
    return Context(plans, directory, directory.named("Jo Whitlock"), date(2026, 11, 23))


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_plan_that_is_not_there_is_seen(context: Context, text: str, code: str) -> None:
    assert interpret(text, context).impossible == ("plan", code)


@pytest.mark.parametrize("text", NO_PLAN)
def test_what_is_no_plan_is_not_taken_for_one(context: Context, text: str) -> None:
    assert interpret(text, context).impossible is None


def test_an_answer_that_names_another_plan_completes_nothing(context: Context) -> None:
    asked = Interpretation(text="amber", intent="update")
    assert without_other_plan(asked, "SECR26 2.3", context).impossible == ("plan", "SECR26")
    assert without_other_plan(asked, "BV26 2.3", context).impossible is None


def test_a_word_that_a_plan_itself_uses_names_no_other_plan(context: Context) -> None:
    (plan,) = context.plans
    first = next(iter(plan.actions.values()))
    worded = replace(plan, actions={**plan.actions, first.id: replace(first, text="Sign off the SECR26 return")})
    assert interpret("2.3 of SECR26 amber", replace(context, plans=(worded,))).impossible is None

"""What is said of a plan that is named and is not there."""

from dataclasses import replace

import pytest

from dialogs.impossible import impossible
from dialogs.understanding.interpretation import Interpretation
from storage.plan import PlanState
from tests.dialogs.talk import Talk


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PlanState.CLOSED, "ELM24 has ended. Nothing was changed."),
        (PlanState.SUPERSEDED, "ELM24 has ended; another plan has taken its place. Nothing was changed."),
        (PlanState.DRAFT, "ELM24 is not in use yet. Nothing was changed."),
    ],
)
def test_a_plan_that_is_not_in_use_is_named_as_such(state: PlanState, said: str) -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    talk.plans[2] = replace(talk.plans[2], state=state)
    assert talk.plans[2].code == "ELM24"
    assert _said(talk, "elm24") == said
    assert _said(talk, "ELM-24") == said


def test_a_plan_out_of_sight_is_as_one_that_was_made_up() -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    del talk.plans[2]
    there = f"here; there is {talk.plans[1].code}. Nothing was changed."
    assert [_said(talk, code) for code in ("ELM24", "XYZ99")] == [
        f"There is no plan ELM24 {there}",
        f"There is no plan XYZ99 {there}",
    ]


def _said(talk: Talk, code: str) -> str | None:
    meant = Interpretation(text="", intent="update", impossible=("plan", code))
    return impossible(talk._turn("Tom Reed", meant))

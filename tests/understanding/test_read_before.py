"""What is read again is what was read: in the same state from what is kept, in any other anew."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.understanding import read_before as kept
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.read_before import read_before
from dialogs.understanding.reading import interpret
from tests.understanding.test_understanding import ROWS, context_of

CONTEXT = context_of(next(row.message for row in ROWS if "after" not in row.message and "asked" not in row.message))
SAID = "what's overdue"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was read anew."""
    read: list[str] = []

    def reading(text: str, context: Context) -> Interpretation:
        read.append(text)
        return interpret(text, context)

    monkeypatch.setattr(kept, "interpret", reading)
    kept._readings.forget()
    return read


@pytest.mark.parametrize("start", range(4))
def test_a_message_said_again_later_means_what_it_meant(start: int) -> None:
    for row in ROWS[start::160]:
        context = context_of(row.message)
        text = row.message["text"]
        later = context.focus and context.focus.model_copy(update={"at": context.focus.at + timedelta(hours=1)})
        said = [read_before(text, context), read_before(text, replace(context, focus=later))]
        assert said == [interpret(text, context)] * 2, text


def test_the_same_words_in_the_same_state_are_read_once(readings: list[str]) -> None:
    first = read_before(SAID, CONTEXT)
    first.filter["status"] = ["red"]  # a dialog may do with it what it likes
    assert read_before(SAID, CONTEXT) == interpret(SAID, CONTEXT)
    assert readings == [SAID]


def test_another_state_is_read_anew(readings: list[str]) -> None:
    plan, *others = CONTEXT.plans
    other = next(one for one in CONTEXT.directory.people.values() if one is not CONTEXT.speaker)
    states = [
        replace(CONTEXT, plans=(replace(plan, number=plan.number + 1), *others)),
        replace(CONTEXT, directory=replace(CONTEXT.directory)),
        replace(CONTEXT, today=CONTEXT.today + timedelta(days=1)),
        replace(CONTEXT, speaker=other),
        replace(CONTEXT, card=((plan.id, next(iter(plan.actions))),)),
        replace(CONTEXT, filling=plan.id),
        CONTEXT,
    ]
    for state in states:
        read_before(SAID, state)
    assert len(readings) == len(states)


def test_of_two_states_of_the_same_plans_only_the_later_is_kept(readings: list[str]) -> None:
    plan, *others = CONTEXT.plans
    for number in range(5):
        read_before(SAID, replace(CONTEXT, plans=(replace(plan, number=number), *others)))
    assert [state.plans[0].number for state in kept._readings._states.values()] == [4]


def test_what_changes_a_plan_is_not_kept(readings: list[str]) -> None:
    ref = next(iter(CONTEXT.plans[0].actions.values())).ref
    said = f"{CONTEXT.plans[0].code} {ref} is amber"
    assert read_before(said, CONTEXT).intent is Intent.UPDATE
    read_before(said, CONTEXT)
    assert readings == [said, said]

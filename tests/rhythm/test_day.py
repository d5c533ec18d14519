"""The one message of a day as a value: what stands in it, and where a press on one of its rows leads back to."""

from dataclasses import replace
from datetime import date

from dialogs.reply import Reply
from dialogs.rhythm.asks import Ask
from dialogs.rhythm.day import message
from storage.people import Directory, Person
from storage.plan import Action, Plan, PlanState, Recommendation
from storage.rhythm import Why

TODAY = date(2026, 11, 23)
DIRECTORY = Directory(1, {1: Person(1, "Anne Lee")})


def plan(number: int = 7, code: str = "P") -> Plan:
    actions = {one: Action(one, 1, f"1.{one}", "Mend it", (1,)) for one in range(1, 8)}
    recommendation = Recommendation(1, "1", "Mend things", actions=tuple(actions))
    return Plan("council", number, 3, code, state=PlanState.LIVE, recommendations={1: recommendation}, actions=actions)


def told(*pairs: tuple[int, int]) -> Reply:
    plans = {7: plan(), 8: replace(plan(8), code="Q")}
    return message([Ask(1, of, action, Why.SILENT) for of, action in pairs], plans, DIRECTORY, TODAY)


def test_the_other_rows_come_back_after_a_press_on_one() -> None:
    card = told((7, 1), (7, 2)).card
    assert card is not None
    (press, *_) = [button.payload for button in card.lines[0].buttons]
    assert (press.back, press.filter) == ("list", {"action": ["1.1", "1.2"], "plan": "P"})


def test_a_row_alone_and_rows_of_several_plans_lead_back_nowhere() -> None:
    for reply in (told((7, 1)), told((7, 1), (8, 2))):
        assert reply.card is not None
        assert all(button.payload.back is None for line in reply.card.lines for button in line.buttons)


def test_five_rows_stand_in_it_and_the_rest_is_counted() -> None:
    reply = told(*((7, one) for one in range(1, 8)))
    assert reply.card is not None
    assert len(reply.card.lines) == 5
    assert reply.card.footnote == "And 2 more."
    assert reply.text.startswith("Anne, 7 actions are waiting for a word from you.")

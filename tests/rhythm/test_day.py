"""The one message of a day as a value: what stands in it, and where a press on one of its rows leads back to."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.rendering import blocks
from dialogs.reply import Reply
from dialogs.rhythm.asks import Ask
from dialogs.rhythm.day import message
from storage.people import Directory, Person, Role
from storage.plan import Action, Plan, PlanState, Recommendation
from storage.rhythm import Asked, Prompt, Why
from tests.support.block_kit import faults

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


def test_what_may_be_theirs_and_what_nobody_answers_stand_below_with_what_to_do() -> None:
    people = {1: DIRECTORY[1], 2: Person(2, "Max Roe", role=Role.MANAGER), 3: Person(3, "Di Moss")}
    then = datetime(2026, 11, 9, 9, tzinfo=UTC)
    handed = Ask(2, 7, 2, Why.HANDED, prompts=(Prompt("h", Why.HANDED, 2, 7, 2, TODAY, 3, then),))
    tried = tuple(Asked(1, date(2026, *day), 7, 3, Why.OVERDUE, then) for day in ((10, 27), (11, 3), (11, 10)))
    escalated = Ask(2, 7, 3, Why.ESCALATED, tried=tried)
    reply = message([Ask(2, 7, 1, Why.SILENT), handed, escalated], {7: plan()}, Directory(1, people), TODAY)
    assert reply.text.split("\n")[2:] == [
        "Press, or just type: “1.1 no change”, “1.1 done”, “1.1 amber, because …”. “Not now” waits a week.",
        "One action may be yours. It moves only if you take it:",
        "1.2  Mend it · no date · – Not rated · Di Moss says that it is yours",
        "Press, or just type: “1.2 is mine”, or “1.2 is not mine”.",
        "One overdue action has had no answer yet. Perhaps you can help, or know what stands in the way:",
        "1.3  Mend it · no date · – Not rated · Anne Lee was asked on 27 October, 3 and 10 November 2026",
        "“show 1.3” opens it; “1.3 amber, because …” answers for it; “chase 1.3” asks once more.",
    ]
    assert reply.card is not None
    labels = [[button.label for button in line.buttons] for line in reply.card.lines[1:]]
    assert labels == [["Open", "Yes, mine", "Not mine"], ["Open", "Update", "Chase"]]
    assert reply.actions == (1, 2, 3)
    assert faults(blocks.render(reply)) == []


def test_where_several_plans_are_live_every_number_carries_its_plan() -> None:
    then = datetime(2026, 11, 9, 9, tzinfo=UTC)
    mine = Prompt("r", Why.REMINDED, 1, 8, 2, TODAY, 1, then)
    asks = [Ask(1, 7, 1, Why.SILENT), Ask(1, 8, 2, Why.REMINDED, prompts=(mine,))]
    text = message(asks, {7: plan(), 8: replace(plan(8), code="Q")}, DIRECTORY, TODAY).text
    assert "You asked to be reminded of Q 1.2" in text
    assert "“P 1.1 no change”" in text

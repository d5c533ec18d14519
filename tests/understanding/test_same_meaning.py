"""What may differ in a message without changing what it means, and what may be typed without anything breaking."""

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dialogs.reply import Payload
from dialogs.understanding.answers import answer
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pressed import pressed
from dialogs.understanding.reading import interpret
from storage.status import Status
from tests.support.plans import directory_of, load_plans, plan_of

PLANS = Path(__file__).parent / "plans"


def context() -> Context:
    plans, directory = load_plans(PLANS / "oakvale.yaml")
    return Context(plans, directory, directory.named("Priya Shah"), date(2026, 11, 23))


def meaning(text: str) -> dict[str, object]:
    told = interpret(text, context()).contract()
    return {key: value for key, value in told.items() if key != "text"}


PLAIN = [
    "5 amber",
    "5 done",
    "6 on track",
    "9 not started",
    "5 moved to July",
    "5 no change",
    "whats overdue",
    "show 7",
]


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize(
    "changed",
    [
        str.upper,
        lambda text: f"hi, {text}",
        lambda text: f"{text} please",
        lambda text: f"{text}.",
        lambda text: f" {text}\n",
    ],
    ids=["in capitals", "after a greeting", "with please", "with a full stop", "with white space"],
)
def test_dress_does_not_change_the_meaning(text: str, changed: object) -> None:
    assert callable(changed)
    told, plain = meaning(changed(text)), meaning(text)
    for side in (told, plain):
        for change in side["changes"]:  # type: ignore[attr-defined]  # a list, by the contract
            change.pop("timescale", None)  # its words are verbatim, so capitals stay in them
    assert told == plain


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("5 ambre", "5 amber"),
        ("5 compelte", "5 complete"),
        ("waht's ovedue", "what's overdue"),
        ("udno", "undo"),
        ("5 amberrrr", "5 amber"),
        ("thankssss", "thanks"),
    ],
)
def test_a_typing_error_does_not_change_the_meaning(mistyped: str, meant: str) -> None:
    assert meaning(mistyped) == meaning(meant)


@pytest.mark.parametrize("word", ["compete", "agreed", "read", "greed", "member", "clothed"])
def test_a_word_that_is_near_a_status_is_no_status(word: str) -> None:
    changes = interpret(f"5 {word}", context()).changes
    assert [one.status for one in changes if one.has("status")] == []


@given(some.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_read_without_an_error(text: str) -> None:
    interpret(text, context())


@given(
    some.lists(
        some.sampled_from(
            ["5", "rec", "amber", "done", "not", "if", "?", "July", "to", "and", "Ian", "-", "all", "\n", "1-10"]
        )
    )
)
@settings(max_examples=150, deadline=None)
def test_the_words_of_the_field_in_any_order_are_read_without_an_error(words: list[str]) -> None:
    meant = interpret(" ".join(words), context())
    assert all(one.plan_id and one.action_id for one in meant.changes)


def test_a_hundred_thousand_characters_and_control_characters_are_read_in_time() -> None:
    started = time.process_time()
    for text in (
        "5 amber " + "x " * 50_000,
        "\x00\x07\u202e5 amber\x1b[31m",
        "a" * 100_000,
        "(" * 5_000,
        "to be " * 2_000,
    ):
        interpret(text, context())
    assert time.process_time() - started < 20


def test_the_same_message_in_the_same_context_always_means_the_same() -> None:
    assert len({interpret("5 amber, slipping to July", context()).model_dump_json() for _ in range(3)}) == 1


def test_a_message_without_a_plan_or_a_speaker_is_read_too() -> None:
    empty = Context((), context().directory, None, date(2026, 11, 23))
    for text in ("5 amber", "what's on my list", "done", "give 5 to Anne", "all mine no change", "undo"):
        interpret(text, empty)


# --- buttons and forms ---------------------------------------------------------------------------------------------


def five() -> tuple[int, int]:
    plan = context().plans[0]
    return plan.id, plan.find("5")[0].id


def test_a_button_that_says_done_means_that_update() -> None:
    plan, action = five()
    meant = pressed(Payload(act="update", plan=plan, action=action, status=Status.COMPLETE), {}, context())
    assert [one.contract() for one in meant.changes] == [{"action": "5", "status": "complete"}]


def test_a_form_says_status_note_and_date() -> None:
    plan, action = five()
    filled = {"status": "amber", "note": "waiting", "due": "2027-07-31"}
    (change,) = pressed(Payload(act="update", plan=plan, action=action), filled, context()).changes
    told = change.contract()
    assert (told["status"], told["note"], told["due"]) == ("amber", "waiting", "2027-07-31")


@pytest.mark.parametrize("action", [0, -1, 999_999])
def test_a_forged_action_means_nothing(action: int) -> None:
    meant = pressed(Payload(act="update", plan=1, action=action, status=Status.COMPLETE), {}, context())
    assert meant.intent is Intent.UNKNOWN
    assert meant.changes == []


@pytest.mark.parametrize("inputs", [{"status": "splendid"}, {"due": "soon"}])
def test_a_form_with_a_value_that_was_not_offered_means_nothing(inputs: dict[str, str]) -> None:
    plan, action = five()
    assert pressed(Payload(act="update", plan=plan, action=action), inputs, context()).intent is Intent.UNKNOWN


def test_an_old_button_answers_no_new_question() -> None:
    assert pressed(Payload(act="answer", choice=1, question="gone"), {}, context()).intent is Intent.UNKNOWN


def test_nothing_is_an_answer_where_nothing_was_asked() -> None:
    assert answer("5", context()) is None


# --- size ----------------------------------------------------------------------------------------------------------


def test_three_thousand_actions_are_searched_without_being_indexed_again() -> None:
    row = {
        "code": "BIG",
        "title": "Big",
        "people": [{"name": "Priya Shah"}],
        "recommendations": [
            {"ref": str(n), "text": f"Improve service number {n} for group {n % 97}", "owners": ["Priya Shah"]}
            for n in range(1, 3001)
        ],
    }
    directory = directory_of(row)
    big = Context((plan_of(row, directory),), directory, directory.named("Priya Shah"), date(2026, 11, 23))
    interpret("5 amber", big)
    started = time.process_time()
    for _ in range(20):
        interpret("500 amber, slipping to July because the consultant left", replace(big))
    assert (time.process_time() - started) / 20 < 0.05  # seconds a message; indexing anew would take several times that


@pytest.mark.parametrize(
    "words",
    [
        "no",
        "wait no",
        "please can you",
        "so sorry",
        "and so",
        "yes it is",
        "just",
        "to the",
        "oops sorry",
        "please",
        "then please",
        "maybe i think",
    ],
)
def test_small_words_said_again_and_again_cost_no_more_than_others(words: str) -> None:
    """Before: 24 times "no" took a quarter of a second, and each further one half as much again."""
    known = context()
    LEXICON.ready()  # the patterns are made before the processor's time is taken
    begun = time.process_time()
    interpret(f"{words} " * (100 // len(words.split())) + "zzz", known)
    assert time.process_time() - begun < 1

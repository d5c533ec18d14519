"""Help, greetings, and an honest line for what is not understood or not possible yet."""

import pytest

from dialogs.reply import Payload
from dialogs.words import keys
from tests.dialogs.talk import Talk


async def test_what_is_not_understood_gets_three_examples_from_one_s_own_actions() -> None:
    talk = Talk()
    assert await talk.text("Priya Shah", "unknown", text="wibble") == (
        "I did not understand that, and nothing was changed. I do understand, for instance:\n"
        "• 1.1 amber, slipping to February because …\n"
        "• 1.2 done\n"
        "• my actions"
    )
    assert talk.written == []


async def test_help_shows_each_thing_that_can_be_done_with_names_of_this_plan() -> None:
    text = await Talk().text("Tom Reed", "help", args={"page": 2})
    assert "• say who somebody is: “who is Priya Shah”" in text
    text = await Talk().text("Tom Reed", "help")
    assert "• show one action or recommendation: “show 1.1”" in text


async def test_help_works_without_a_plan_or_people() -> None:
    talk = Talk()
    talk.plans = {}
    for intent in ("help", "unknown", "list", "show", "summary", "greeting", "history", "explain", "chase"):
        assert (await talk.say("Tom Reed", intent)).reply.text


async def test_a_greeting_says_how_one_s_actions_stand() -> None:
    talk = Talk()
    assert await talk.text("Priya Shah", "greeting") == "Hello Priya. 1 of your 2 open actions is overdue: 1.1."
    assert await talk.text("Nora Quill", "greeting") == "Hello Nora. You have no open actions."


LATER = ("add", "edit", "decide")


@pytest.mark.parametrize("intent", [*LATER, "thanks", "confirm", "cancel"])
async def test_what_cannot_be_done_yet_is_said_in_one_line_and_changes_nothing(intent: str) -> None:
    talk = Talk()
    text = await talk.text("Leila Okoro", intent)
    assert text and "\n" not in text
    assert talk.written == []


async def test_a_status_word_is_explained_in_the_plan_s_terms() -> None:
    text = await Talk().text("Priya Shah", "explain", text="what does “some concern” mean here")
    assert (
        text == "In OAK25, “Some concern” stands for some risk to the date or the result (▲). 1 action has it now: 2."
    )


async def test_several_status_words_are_explained_and_what_is_ours_is_told_in_the_plan_s_words() -> None:
    text = await Talk().text("Priya Shah", "explain", text="difference between amber and red", args={"word": "amber"})
    assert [line.split("”")[0] for line in text.splitlines()] == ["In OAK25, “Some concern", "In OAK25, “Delayed"]


async def test_who_asks_which_words_there_are_is_told_them() -> None:
    text = await Talk().text("Priya Shah", "explain", text="what statuses can i use")
    assert text.startswith("OAK25 uses: ✓ Complete, ● On track")  # before: "I do not know that word as a status."
    unknown = await Talk().text("Priya Shah", "explain", text="what does flurble mean", args={"word": "flurble"})
    assert unknown.startswith("I do not know that word as a status. OAK25 uses:")


async def test_what_is_not_here_yet_is_said_of_the_action_that_was_named() -> None:
    text = await Talk().text("Priya Shah", "edit", filter={"action": "1.2"})
    assert text.endswith("with the right words: “1.2 …”.")


async def test_words_that_may_be_news_of_the_action_spoken_of_are_kept_by_one_press() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "show", filter={"action": "1.1"})
    outcome = await talk.say("Priya Shah", "unknown", text="budget agreed last night")
    assert outcome.writes == ()
    assert outcome.reply.text.endswith(
        "If it was news of 1.1, say it with the number first: “1.1 budget agreed last night”."
    )
    button = outcome.reply.card.buttons[0]
    assert (button.label, button.payload.note) == ("Note it for 1.1", "budget agreed last night")


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("Priya Shah", "oh no"),
        ("Priya Shah", "who wrote all of this?"),
        ("Priya Shah", "if 1.2 goes red I will shout"),
        ("Rhys Bevan", "budget agreed last night"),  # 1.1 is not his
    ],
)
async def test_what_is_no_news_or_not_theirs_to_tell_is_not_offered_to_be_kept(who: str, text: str) -> None:
    talk = Talk()
    await talk.say(who, "show", filter={"action": "1.1"})
    reply = (await talk.say(who, "unknown", text=text)).reply
    assert "If it was news" not in reply.text
    assert {button.payload.act for button in reply.card.buttons} == {"list"}


async def test_help_fits_a_telephone_and_more_tells_the_rest() -> None:
    talk = Talk()
    first = (await talk.say("Tom Reed", "help")).reply
    rest = (await talk.say("Tom Reed", "help", args={"page": 2})).reply
    assert len(first.text.splitlines()) == 10  # before: 17
    assert first.text.splitlines()[-1] == "Say “more” for the rest."
    assert first.card.buttons[0].payload == Payload(act="help", page=2)
    told = [line.split("“")[0] for one in (first, rest) for line in one.card.paragraphs if line.startswith("•")]
    assert sorted(told) == sorted({*told}) and len(told) == len(keys("can"))

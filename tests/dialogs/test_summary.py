"""The plan in figures: counts first, as at a date, as a file, and the weekly one seen first."""

from datetime import date

from tests.dialogs.talk import Talk


async def test_a_manager_s_summary_begins_with_counts() -> None:
    text = await Talk().text("Tom Reed", "summary")
    assert text.splitlines()[:3] == [
        "Oakvale peer challenge (OAK25), as at 23 November 2026",
        "7 actions: 1 Complete, 2 On track, 1 Some concern, 1 Delayed, 1 Not started, 1 Not rated.",
        "2 overdue: 3.1, 1.1; no others past their first date.",
    ]


async def test_an_owner_s_summary_says_how_much_is_theirs() -> None:
    text = await Talk().text("Priya Shah", "summary")
    assert text.splitlines()[0] == "Your 3 of the 7 actions of OAK25."


async def test_a_summary_can_be_given_as_a_file() -> None:
    outcome = await Talk().say("Tom Reed", "summary", filter={"format": "word"})
    (file,) = outcome.reply.files
    assert file.name == "OAK25-2026-11-23.docx"
    assert file.content.startswith(b"PK")


async def test_a_day_to_come_and_an_unknown_format_are_refused() -> None:
    talk = Talk()
    assert "still to come" in await talk.text("Tom Reed", "summary", filter={"as_at": date(2027, 1, 1)})
    assert (await talk.text("Tom Reed", "summary", filter={"format": "wav"})).startswith("I can give a report as")


async def test_the_weekly_summary_can_be_seen_first() -> None:
    text = await Talk().text("Tom Reed", "summary", args={"preview": True})
    assert text.startswith("This is what would be posted:\nOakvale peer challenge: the week to 23 November 2026")


async def test_what_has_changed_since_a_day_comes_first() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    text = await talk.text("Tom Reed", "summary", filter={"since": date(2026, 11, 1)})
    assert text.splitlines()[1:3] == ["Moved since 1 November 2026:", "- 1.1: On track → Delayed"]
    assert "The ones that matter most" not in text


async def test_who_asks_which_need_a_decision_is_told_those_alone() -> None:
    talk = Talk()
    assert await talk.text("Tom Reed", "summary", text="which need a decision?") == "No decision is waiting."
    await talk.say("Priya Shah", "update", talk.meant("1.1", decision="whether to buy the land"))
    text = await talk.text("Tom Reed", "summary", text="what decisions are needed")
    assert text == "1 action needs a decision:\n1.1: whether to buy the land (since 23 November 2026)"


async def test_the_card_does_not_say_in_words_again_what_its_picture_says() -> None:
    outcome = await Talk().say("Tom Reed", "summary")
    card = outcome.reply.card
    assert sum(one.number for one in card.picture) == 7
    assert card.intro == "7 actions"
    assert card.paragraphs[0] == "2 overdue: 3.1, 1.1; no others past their first date."

"""Hello, thanks, a yes and a no: nothing of it changes anything, and nothing of it says what is not so."""

from tests.dialogs.talk import JULY, Talk


async def test_hello_says_what_is_late_by_either_date() -> None:
    talk = Talk()
    assert await talk.text("Priya Shah", "greeting") == "Hello Priya. 1 of your 2 open actions is overdue: 1.1."
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    text = await talk.text("Priya Shah", "greeting")
    assert text == "Hello Priya. You have 2 open actions, none overdue; 1 past its first date."


async def test_never_mind_after_a_change_says_that_it_stands_and_offers_undo() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    outcome = await talk.say("Priya Shah", "cancel")
    # before: "Dropped. Nothing was changed.", while the change stood
    assert outcome.reply.text == ("No question was open. What was recorded for 1.1 stands; say “undo” to take it back.")
    (undo,) = outcome.reply.card.buttons
    assert (undo.payload.act, undo.payload.change_set) == ("undo", "set 1")


async def test_never_mind_after_another_subject_is_not_about_the_change_before() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    await talk.say("Priya Shah", "show", filter={"action": "2"})
    assert await talk.text("Priya Shah", "cancel") == "All right. Nothing was changed."


async def test_a_no_drops_the_question_and_what_was_recorded_before_it_is_not_what_was_said_last() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "update", talk.meant("1.1", note="why"))
    await talk.say(
        "Tom Reed", "update", *(talk.meant(ref, status="red") for ref in ("1.1", "1.2", "2", "3.1", "3.2", "4"))
    )
    assert talk.memories["Tom Reed"].question is not None
    assert await talk.text("Tom Reed", "cancel") == "Dropped. Nothing was changed."
    # before: the focus was still "update", and "forget it" took the note of 1.1 back
    assert talk.memories["Tom Reed"].focus.intent == "show"
    assert talk.memories["Tom Reed"].question is None

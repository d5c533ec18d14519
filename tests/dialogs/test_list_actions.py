"""Lists: the answer first, longest overdue first, five a page, and an empty list that still says something."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rendering.adaptive import render
from dialogs.reply import Reply
from dialogs.shown import overdue_words
from tests.dialogs.talk import JULY, TODAY, Talk


async def test_my_list_counts_first_and_names_only_my_open_actions() -> None:
    text = await Talk().text("Priya Shah", "list", filter={"owner": "Priya Shah"})
    assert text == (
        "2 open actions for you; 1 overdue.\n"
        "1.1  Write a plan for ten years · Priya Shah · September 2026 · ● On track · overdue by 54 days\n"
        "1.2  Tell everybody about it · Priya Shah +1 · November 2026 · ○ Not started"
    )


async def test_overdue_is_told_longest_first_with_what_is_past_its_first_date_beside_it() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    text = await talk.text("Rhys Bevan", "list", filter={"overdue": True})
    assert text.splitlines()[0] == "1 overdue; 1 more past its first date."
    assert text.splitlines()[1].startswith(
        "3.1  Find land · Housing Board · March 2026 · ■ Delayed · overdue by 7 months"
    )


async def test_a_manager_is_told_the_scope() -> None:
    text = await Talk().text("Tom Reed", "list", filter={"overdue": True})
    assert text.splitlines()[0] == "2 overdue. Out of 7 actions in OAK25."


async def test_a_manager_of_two_plans_is_told_the_counts_by_plan_and_each_line_says_its_plan() -> None:
    text = await Talk("oak.yaml", "elm.yaml").text("Tom Reed", "list", filter={"overdue": True})
    assert text.splitlines()[0] == "3 overdue. By plan: OAK25 2 of 7, ELM24 1 of 2."
    assert [line.split("  ")[0] for line in text.splitlines()[1:]] == ["OAK25 3.1", "OAK25 1.1", "ELM24 1"]


async def test_nothing_overdue_is_a_good_answer_and_says_what_is_due_this_month() -> None:
    text = await Talk().text("Rhys Bevan", "list", filter={"overdue": True, "owner": "Rhys Bevan"})
    assert text == "Nothing overdue for you. One due this month: 1.2."


async def test_nothing_red_says_what_comes_next_in_the_same_scope() -> None:
    talk = Talk()
    wanted = {"status": ["red"], "owner": "WJ"}
    text = await talk.text("Tom Reed", "list", filter=wanted, people={"owner": [talk.id("WJ")]})
    assert text == "Nothing for WJ at Delayed. Next due: 3.3, January 2027."


async def test_a_page_has_five_lines_and_a_button_for_the_next() -> None:
    talk = Talk()
    first = await talk.say("Tom Reed", "list")
    assert first.reply.card is not None
    assert [line.ref for line in first.reply.card.lines] == ["3.1", "1.1", "1.2", "3.3", "2"]
    assert first.reply.text.splitlines()[-1] == "1 to 5 of 6. Say “more” for the next page."
    (more,) = first.reply.card.buttons
    second = await talk.say("Tom Reed", "list", press=more.payload, args={"page": more.payload.page})
    assert second.reply.card is not None
    assert [line.ref for line in second.reply.card.lines] == ["3.2"]
    assert [one.label for one in second.reply.card.buttons] == ["Previous page"]


async def test_a_page_beyond_the_last_is_the_last() -> None:
    outcome = await Talk().say("Tom Reed", "list", args={"page": 9})
    assert outcome.reply.card is not None
    assert [line.ref for line in outcome.reply.card.lines] == ["3.2"]


async def test_lines_offer_buttons_only_to_those_who_may() -> None:
    talk = Talk()
    own = await talk.say("Priya Shah", "list")
    assert own.reply.card is not None
    offered = {line.ref: [button.label for button in line.buttons] for line in own.reply.card.lines}
    three = ["Update", "Done", "No change"]
    assert offered == {"3.1": [], "1.1": three, "1.2": three, "3.3": [], "2": []}


async def test_a_group_s_action_is_on_the_list_of_who_answers_for_it() -> None:
    text = await Talk().text("Ian Marsh", "list", filter={"owner": "Ian Marsh"})
    assert text.splitlines()[0] == "1 open action for you; 1 overdue."


async def test_dates_in_a_filter_include_their_day() -> None:
    talk = Talk()
    until = await talk.text("Tom Reed", "list", filter={"due_after": "2026-11-30", "due_before": "2027-01-31"})
    assert until.splitlines()[0] == "2 open actions due 30 November 2026 to 31 January 2027. Out of 7 actions in OAK25."


async def test_what_has_no_date_or_nobody_or_no_news_can_be_asked_for() -> None:
    talk = Talk()
    assert (await talk.say("Tom Reed", "list", filter={"no_due": True})).reply.actions == (talk.action("3.2").id,)
    assert (await talk.say("Tom Reed", "list", filter={"no_owner": True})).reply.actions == (talk.action("3.2").id,)
    await talk.say("Rhys Bevan", "update", talk.meant("2", note="no change"))
    silent = await talk.say("Tom Reed", "list", filter={"not_updated_since": "2026-11-01"})
    assert talk.action("2").id not in silent.reply.actions
    assert silent.reply.text.startswith("5 open actions with no update since 1 November 2026; 2 overdue.")


async def test_a_topic_reaches_what_is_complete_too() -> None:
    text = await Talk().text("Tom Reed", "list", filter={"text": "old projects"})
    assert "4  Close the old projects · Priya Shah · June 2026 · ✓ Complete" in text


async def test_a_count_is_a_sentence_without_lines() -> None:
    text = await Talk().text("Tom Reed", "list", filter={"count": True, "status": ["green", "complete"]})
    assert text == ("3 actions at On track or Complete; 1 overdue. Out of 7 actions in OAK25. 2 On track, 1 Complete.")


async def test_a_list_as_at_a_day_shows_what_stood_then_and_no_buttons() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="complete"))
    outcome = await talk.say("Priya Shah", "list", filter={"owner": "Priya Shah", "as_at": date(2026, 10, 15)})
    assert outcome.reply.text.startswith("As at 15 October 2026: 2 open actions for you; 1 overdue.")
    assert outcome.reply.card is not None
    assert all(line.buttons == () for line in outcome.reply.card.lines)


async def test_a_plan_that_is_not_live_is_said_to_be_unknown() -> None:
    assert await Talk().text("Tom Reed", "list", filter={"plan": "XYZ"}) == (
        "I know no live plan called XYZ. Live now: OAK25."
    )


async def test_the_focus_holds_the_lines_in_the_order_shown() -> None:
    talk = Talk()
    outcome = await talk.say("Tom Reed", "list", filter={"overdue": True})
    assert outcome.memory is not None and outcome.memory.focus is not None
    assert outcome.memory.focus.actions == ((1, talk.action("3.1").id), (1, talk.action("1.1").id))
    assert outcome.memory.focus.filter == {"overdue": True}


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 22), "overdue by 1 day"),
        (date(2026, 8, 23), "overdue by 92 days"),
        (date(2026, 8, 22), "overdue by 3 months"),
        (date(2024, 11, 24), "overdue by 23 months"),
        (date(2024, 11, 23), "overdue by 2 years"),
        (date(2018, 4, 30), "overdue by 8 years"),
    ],
)
def test_lateness_is_told_as_people_would(due: date, words: str) -> None:
    assert overdue_words(due, TODAY) == words


async def test_dates_that_moved_more_than_once_can_be_asked_for() -> None:
    talk = Talk()
    for month in (7, 8):
        await talk.say("Priya Shah", "update", talk.meant("1.1", due=date(2027, month, 1)))
    await talk.say("Rhys Bevan", "update", talk.meant("2", due=date(2027, 7, 1)))
    outcome = await talk.say("Tom Reed", "list", args={"moves": 2})
    assert outcome.reply.text.startswith("1 open action whose date has moved more than once; 1 past its first date.")
    assert outcome.reply.actions == (talk.action("1.1").id,)


async def test_where_only_moved_ones_are_late_they_are_no_more_than_others() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    text = await talk.text("Priya Shah", "list", filter={"overdue": True, "owner": "Priya Shah"})
    assert text.startswith("Nothing overdue for you; 1 past its first date.")  # before: "1 more past its first date"


async def test_what_is_missing_is_told_in_one_breath() -> None:
    text = await Talk().text("Rhys Bevan", "list", filter={"no_due": True, "no_owner": True})
    assert text.startswith("1 open action with no date and nobody named.")


async def test_a_count_of_one_status_is_not_told_twice() -> None:
    text = await Talk().text("Tom Reed", "list", filter={"status": ["red"], "count": True})
    assert text == "1 open action at Delayed; 1 overdue. Out of 7 actions in OAK25."  # before: ended with "1 Delayed."


async def test_a_span_of_months_says_the_year_once() -> None:
    wanted = {"due_after": date(2026, 10, 1), "due_before": date(2026, 12, 31)}
    assert (await Talk().text("Priya Shah", "list", filter=wanted)).startswith(
        "1 open action due October to December 2026."
    )


async def test_more_after_the_last_page_says_so() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "list", args={"page": 2})
    text = await talk.text("Tom Reed", "list", args={"page": 3})
    assert text == "That was the last of the 6."  # before: the last page once more


async def test_more_of_a_list_that_was_shown_whole_is_not_the_same_list_again() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "list", filter={"overdue": True})
    text = await talk.text("Tom Reed", "list", filter={"overdue": True}, args={"page": 2})
    assert text == "That was the last of the 2."  # before: the two once more


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 30), date(2026, 11, 30), "Nothing due on 30 November 2026."),
        (date(2026, 12, 1), date(2026, 12, 31), "Nothing due in December 2026."),
        (date(2027, 2, 1), date(2027, 2, 10), "Nothing due 1 February to 10 February 2027."),
    ],
)
async def test_a_day_a_month_and_a_stretch_are_told_as_such(first: date, last: date, words: str) -> None:
    wanted = {"due_after": first, "due_before": last, "status": ["on_hold"]}
    text = await Talk().text("Priya Shah", "list", filter=wanted)
    assert text.replace(" at On hold", "").startswith(words)


@pytest.mark.parametrize("intent", ["list", "show"])
async def test_what_is_as_at_a_day_to_come_is_refused(intent: str) -> None:
    text = await Talk().text("Tom Reed", intent, filter={"as_at": date(2027, 3, 1), "action": "2"})
    assert text == "1 March 2027 is still to come; the plan can be shown as at today or earlier."


async def test_a_name_that_nobody_has_is_said_to_be_unknown() -> None:
    text = await Talk().text("Tom Reed", "list", asks="which_person")
    assert text == "I know nobody of that name here. Who do you mean?"  # before: only "Who do you mean?"


async def test_a_list_that_is_asked_for_again_while_nothing_changes_is_one_answer_and_drawn_once() -> None:
    talk, wanted = Talk(), {"filter": {"overdue": True}}
    first, again = [(await talk.say("Tom Reed", "list", **wanted)).reply for _ in range(2)]
    assert again is first and render(again) is render(first)
    assert again.dump() is first.dump()


async def test_a_list_is_said_anew_to_somebody_else_on_another_day_and_after_any_change() -> None:
    talk, wanted = Talk(), {"filter": {"overdue": True}}

    async def asked(who: str) -> Reply:
        reply = (await talk.say(who, "list", **wanted)).reply
        assert reply is not None
        return reply

    said = [await asked("Tom Reed"), await asked("Priya Shah")]
    assert said[0].text != said[1].text  # only a manager is told the scope
    talk.today += timedelta(days=1)
    said.append(await asked("Tom Reed"))
    assert "overdue by 55 days" in said[-1].text
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    said.append(await asked("Tom Reed"))
    assert said[-1].text.splitlines()[0] == "1 overdue; 1 more past its first date. Out of 7 actions in OAK25."
    priya = talk.directory[talk.id("Priya Shah")]
    talk.directory = replace(
        talk.directory, people={**talk.directory.people, priya.id: replace(priya, name="Priya Bond")}
    )
    said.append(await asked("Tom Reed"))
    assert len({id(one) for one in said}) == len(said)

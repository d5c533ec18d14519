"""Later dates that wait for a yes: who may say it, what it does, and who is told."""

from datetime import UTC, date, datetime

import pytest

from dialogs.reply import Payload
from dialogs.reports.report import report
from dialogs.reports.table import table
from dialogs.turn import Elsewhere, Outcome
from storage.numbering import Stamp, number
from storage.plan import ChangeKind, Draft
from storage.replay import advance, replay
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import JULY, TODAY, Talk

AUTUMN = Timescale(text="October 2027", kind=Kind.PERIOD, start=date(2027, 10, 1), end=date(2027, 10, 31))


@pytest.fixture
def talk() -> Talk:
    """Rhys Bevan owns 2, Tom Reed manages, Leila Okoro is the officer; later dates wait."""
    one = Talk()
    record(one, Draft(ChangeKind.EDIT, 0, facts={"approval": True}))
    return one


def record(talk: Talk, draft: Draft) -> None:
    """What an import or a setting would have recorded before."""
    stamp = Stamp(datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 20), None, "test", "before")
    talk.plans[1] = advance(talk.plans[1], number(talk.plans[1], [draft], stamp))


async def asked(talk: Talk, to: Timescale = JULY, who: str = "Rhys Bevan", **said: object) -> str:
    said = {"note": "the bank is slow"} | said
    return await talk.text(who, "update", talk.meant("2", due=to.end, timescale=to, **said))


async def decided(talk: Talk, who: str, verdict: str, **args: object) -> tuple[str, tuple[Elsewhere, ...]]:
    ref = [(1, talk.action("2").id)]
    outcome = await talk.say(
        who, "decide", filter={"action": "2"}, targets=ref, args={"verdict": verdict, **args}, text=f"{verdict} 2"
    )
    assert outcome.reply is not None
    return outcome.reply.text, outcome.elsewhere


async def test_a_later_date_of_an_owner_waits_and_the_rest_of_the_message_is_recorded(talk: Talk) -> None:
    said = await asked(talk, status="red")
    action = talk.action("2")
    assert "asked for July 2027 instead of Spring 2027" in said and "until Tom Reed says yes" in said
    assert (action.due, action.status.value, action.updates[-1].note) == (date(2027, 5, 31), "red", "the bank is slow")
    assert (action.extension.to.end, action.extension.reason) == (JULY.end, "the bank is slow")


@pytest.mark.parametrize("who", ["Tom Reed", "Leila Okoro"])
async def test_a_manager_and_an_officer_move_a_date_themselves(talk: Talk, who: str) -> None:
    await asked(talk, who=who)
    assert (talk.action("2").due, talk.action("2").extension) == (JULY.end, None)


async def test_an_earlier_date_and_a_first_date_need_no_yes(talk: Talk) -> None:
    soon = Timescale(text="March 2027", kind=Kind.PERIOD, start=date(2027, 3, 1), end=date(2027, 3, 31))
    await asked(talk, soon)
    assert (talk.action("2").due, talk.action("2").extension) == (soon.end, None)
    await talk.say("Ian Marsh", "update", talk.meant("3.1", due=None, timescale=None))
    assert talk.action("3.1").extension.to is None  # no date at all is later than any


async def test_on_a_plan_without_approval_nothing_waits() -> None:
    talk = Talk()
    await asked(talk)
    assert (talk.action("2").due, talk.action("2").extension) == (JULY.end, None)


async def test_what_an_officer_records_in_an_owners_words_is_the_owners_wish(talk: Talk) -> None:
    await asked(talk, who="Leila Okoro", speaker="Rhys Bevan")
    assert talk.action("2").extension.by == talk.id("Rhys Bevan")
    _, told = await decided(talk, "Leila Okoro", "grant")
    assert talk.action("2").due == JULY.end and len(told) == 1


async def test_a_granted_date_moves_the_deadline_once_and_whoever_asked_is_told(talk: Talk) -> None:
    await asked(talk)
    said, told = await decided(talk, "Tom Reed", "grant")
    action = talk.action("2")
    assert (action.due, action.moves, action.extension, action.original_end) == (JULY.end, 1, None, date(2027, 5, 31))
    assert said == "2: granted, due Spring 2027 → July 2027 (first move).\nRhys Bevan is told."
    assert [(one.conversation, one.reply.text) for one in told] == [
        (f"chat {talk.id('Rhys Bevan')}", "Tom Reed has granted 2 (Save a little each year): it is due July 2027 now.")
    ]


async def test_a_granted_date_is_printed_in_the_plans_table_with_the_reason_of_the_wish(talk: Talk) -> None:
    await asked(talk)
    await decided(talk, "Tom Reed", "grant", reason="agreed by the board")
    made = report(talk.plans[1], None, talk.directory, TODAY)
    slip = next(one for one in made.slips if one.ref == "2")
    assert (slip.now, slip.times, slip.why) == (JULY, 1, "the bank is slow")
    row = next(one for one in table(made).rows if one.cells[0] == "2" or "Save a little each year" in one.cells)
    assert any("July 2027" in cell for cell in row.cells)


async def test_a_refused_wish_is_not_why_a_date_was_put_off(talk: Talk) -> None:
    await asked(talk)
    await decided(talk, "Tom Reed", "grant")
    await asked(talk, AUTUMN, note="the vault is wet")
    await decided(talk, "Tom Reed", "refuse")
    made = report(talk.plans[1], None, talk.directory, TODAY)
    assert next(one for one in made.slips if one.ref == "2").why == "the bank is slow"


async def test_a_refusal_leaves_the_date_and_tells_why(talk: Talk) -> None:
    await asked(talk)
    _, told = await decided(talk, "Tom Reed", "refuse", reason="the board wants it by May")
    assert (talk.action("2").due, talk.action("2").moves, talk.action("2").extension) == (date(2027, 5, 31), 0, None)
    assert told[0].reply.text.endswith("it stays due Spring 2027. “the board wants it by May”")


async def test_nobody_but_a_manager_or_an_officer_decides_and_nobody_on_their_own(talk: Talk) -> None:
    await asked(talk)
    for who in ("Rhys Bevan", "Priya Shah", "Nora Quill"):
        said, _ = await decided(talk, who, "grant")
        assert said == "Whether 2 gets another date is for Tom Reed to say."
    assert talk.action("2").extension is not None


async def test_a_manager_needs_somebody_else_for_what_is_their_own(talk: Talk) -> None:
    record(talk, Draft(ChangeKind.UPDATE, talk.action("2").id, facts={"owners": [talk.id("Tom Reed")]}))
    await asked(talk, who="Tom Reed")
    said, _ = await decided(talk, "Tom Reed", "grant")
    assert said == "Whether 2 gets another date is for Leila Okoro to say."
    said, told = await decided(talk, "Leila Okoro", "grant")
    assert talk.action("2").due == JULY.end and len(told) == 1


async def test_a_newer_wish_takes_the_place_of_the_older_and_its_button_is_held(talk: Talk) -> None:
    await asked(talk)
    press = Payload(act="grant", plan=1, action=talk.action("2").id, seen=talk.plans[1].number)
    await asked(talk, AUTUMN)
    outcome = await talk.say(
        "Tom Reed", "decide", press=press, args={"verdict": "grant"}, targets=[(1, talk.action("2").id)]
    )
    assert outcome.writes == () and "another date is asked since this card: Spring 2027 → October 2027" in _text(
        outcome
    )


async def test_the_second_press_shows_what_stands(talk: Talk) -> None:
    await asked(talk)
    press = Payload(act="grant", plan=1, action=talk.action("2").id, seen=talk.plans[1].number)
    meant = {"args": {"verdict": "grant"}, "targets": [(1, talk.action("2").id)]}
    first = await talk.say("Tom Reed", "decide", press=press, **meant)
    assert "2: granted" in _text(first) and first.reply is not None and first.reply.card is not None
    second = await talk.say("Leila Okoro", "decide", press=press, **meant)
    assert second.writes == ()
    assert _text(second) == "2 is decided already: Tom Reed granted it on 23 November 2026, and it is due July 2027."


async def test_a_manager_who_simply_gives_another_date_settles_the_wish_and_whoever_asked_is_told(talk: Talk) -> None:
    await asked(talk)
    outcome = await talk.say("Tom Reed", "update", talk.meant("2", due=AUTUMN.end, timescale=AUTUMN))
    assert _text(outcome) == (
        "2: due Spring 2027 → October 2027 (first move) · no longer asks for July 2027.\nRhys Bevan is told."
    )
    assert [one.reply.text for one in outcome.elsewhere] == [
        "Tom Reed has given 2 (Save a little each year) another date than the July 2027 that you asked for: "
        "it is due October 2027 now."
    ]
    assert talk.action("2").extension is None


async def test_a_manager_who_gives_the_date_that_was_asked_for_has_granted_it(talk: Talk) -> None:
    await asked(talk)
    outcome = await talk.say("Tom Reed", "update", talk.meant("2", due=JULY.end, timescale=JULY))
    assert _text(outcome) == "2: due Spring 2027 → July 2027 (first move).\nRhys Bevan is told."
    assert [one.reply.text for one in outcome.elsewhere] == [
        "Tom Reed has granted 2 (Save a little each year): it is due July 2027 now."
    ]


async def test_undo_of_a_verdict_lets_it_wait_again_and_says_so_to_whoever_asked(talk: Talk) -> None:
    await asked(talk)
    before = talk.action("2")
    await decided(talk, "Tom Reed", "grant")
    outcome = await talk.say("Tom Reed", "undo")
    action = talk.action("2")
    assert (action.due, action.moves, action.extension) == (before.due, before.moves, before.extension)
    assert [one.reply.text for one in outcome.elsewhere] == [
        "Tom Reed has taken that back: 2, asked for July 2027, waits for a yes again."
    ]


async def test_undo_of_a_wish_withdraws_it_but_not_once_it_is_decided(talk: Talk) -> None:
    await asked(talk)
    await decided(talk, "Tom Reed", "grant")
    assert "Tom Reed has changed 2 since" in await talk.text("Rhys Bevan", "undo")
    await talk.say("Tom Reed", "undo")
    await talk.say("Leila Okoro", "undo")
    await decided(talk, "Rhys Bevan", "withdraw")
    assert talk.action("2").extension is None


async def test_the_record_replayed_is_the_plan_and_as_at_the_day_before_nothing_waits(talk: Talk) -> None:
    await asked(talk)
    await decided(talk, "Tom Reed", "grant", until="2027-06-30")
    again = replay("oakvale", 1, talk.plans[1].recent)
    assert again.actions == talk.plans[1].actions
    assert replay("oakvale", 1, talk.plans[1].recent, date(2026, 11, 22)).find("2")[0].due == date(2027, 5, 31)
    assert again.find("2")[0].due == date(2027, 6, 30)


def _text(outcome: Outcome) -> str:
    assert outcome.reply is not None
    return outcome.reply.text

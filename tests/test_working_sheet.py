"""A working sheet from its making to its coming back: filled in with openpyxl, handed to the real bot."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app import bot
from dialogs.message import Attachment, MessageKind
from dialogs.reply import Reply
from storage.status import Status
from tests.support.at_the_desk import desk_over
from tests.support.screen import Desk, Screen, button
from tests.support.workbooks import OFFICE, Cells, book_of, columns, copied, filled, lines, resaved, saved

HELEN, JO, MARTIN, RACHEL, PETER = "Helen Ardley", "Jo Whitlock", "Martin Oakes", "Rachel Stott", "Peter Lamb"
NAME = "BV26-rows.xlsx"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", "oakvale", database=tmp_path / "working.db") as one:
        yield one


async def sheet(desk: Desk, who: str = JO, words: str = "working sheet of everything in BV26") -> bytes:
    reply = await desk.say(who, words)
    (file,) = reply.files
    return file.content


async def hand_in(desk: Desk, content: bytes, who: str = JO, name: str = NAME) -> Reply:
    await desk._take(who, kind=MessageKind.FILE, attachments=(Attachment(name, content),))
    return desk.screen.last


async def handed(desk: Desk, words: dict[str, Cells], who: str = JO) -> list[str]:
    return (await hand_in(desk, filled(await sheet(desk), words), who)).text.split("\n")


async def noted(desk: Desk, ref: str) -> list[str | None]:
    return [one.note for one in (await desk.action(ref)).updates]


# --- made ---------------------------------------------------------------------------------------------------------


async def test_a_sheet_holds_the_rows_that_were_asked_for_with_a_hidden_key(desk: Desk) -> None:
    said = await desk.say(JO, "send me Helen's overdue actions as a sheet I can fill in")
    assert said.text.split("\n")[0] == "1 row to fill in: BV26-Helen-Ardley-2027-01-04.xlsx."
    page = book_of(said.files[0].content).worksheets[0]
    assert list(lines(page)) == ["1.4"]
    assert page.column_dimensions["A"].hidden
    assert str(page["A2"].value).startswith("pm:1:")


async def test_its_list_offers_the_plan_s_own_words_for_a_status(desk: Desk) -> None:
    book = book_of(await sheet(desk))
    rule = next(one for one in book.worksheets[0].data_validations.dataValidation if one.formula1.startswith("'How"))
    name, _, cells = rule.formula1.partition("!")
    offered = [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]
    assert offered[:6] == ["On track", "At risk", "Off track", "Not started", "Done", "Stopped"]


async def test_who_may_hand_nothing_over_is_offered_no_owner_column(desk: Desk) -> None:
    assert "✎ Owner" not in columns(book_of(await sheet(desk, HELEN, "my rows as a sheet I can fill in")).worksheets[0])


async def test_rows_of_two_plans_are_two_workbooks(desk: Desk) -> None:
    said = await desk.say(JO, "working sheet of everything")
    assert [one.name for one in said.files] == ["CPC23-rows-2027-01-04.xlsx", "BV26-rows-2027-01-04.xlsx"]


async def test_internal_notes_are_in_no_sheet(desk: Desk) -> None:
    await desk.say(JO, "BV26 1.1 the auditor is ill, internal")
    await desk.say(JO, "yes")
    page = book_of(await sheet(desk)).worksheets[0]
    assert not any("auditor" in str(cell.value) for row in page.iter_rows() for cell in row)


# --- and back -----------------------------------------------------------------------------------------------------


async def test_each_cell_is_read_in_its_own_terms_and_nothing_is_recorded_before_a_yes(desk: Desk) -> None:
    words: dict[str, Cells] = {
        "1.1": {"Status": "it's done", "Update": "All of it.", "Evidence (link)": "https://example.org/a"},
        "1.2": {"Status": "On track"},
        "1.4": {"New date": date(2027, 7, 31), "Owner": "Gurpreet"},
        "2.1": {"New date": "31/7/27", "Decision needed": "Cabinet to agree the site"},
        "2.3": {"New date": 46599, "Update": "Only for us", "Internal?": "yes"},
        "3.1": {"New date": "Q2 2027/28"},
        "3.2": {"New date": "ongoing"},
    }
    said = await handed(desk, words)
    assert said[1:8] == [
        "BV26 1.1: At risk → Done · kept: https://example.org/a · “All of it.”",
        "BV26 1.2: stays On track",
        "BV26 1.4: due October 2026 → 31 July 2027 (first move) · Helen Ardley → Gurpreet Sandhu",
        "BV26 2.1: due December 2026 → 31 July 2027 (first move) · decision needed: Cabinet to agree the site",
        "BV26 2.3: due September 2026 → 31 July 2027 (first move) · “Only for us” · internal",
        "BV26 3.1: due 30 November 2026 → Q2 2027/28 (first move)",
        "BV26 3.2: due March 2027 → ongoing",
    ]
    assert said[-1] == "Record these 7 rows?"
    assert await noted(desk, "1.1") == []
    await desk.say(JO, "yes")
    one, two = await desk.action("1.1"), await desk.action("2.3")
    assert (one.status, two.due, two.updates[-1].internal) == (Status.COMPLETE, date(2027, 7, 31), True)
    assert (await desk.action("3.1")).due == date(2027, 9, 30)
    (change,) = [one for one in await desk.app.store.changes("local", 1, one.id) if one.words.get("note")]
    assert change.source == f"sheet: {NAME}"


PLAN_OF_SIXTY = "No,Recommendation,Action,Lead officer,Timescale,Status\n" + "".join(
    f"{rec}.{at},Recommendation {rec},Do part {at} of {rec},Jo Whitlock,July 2027,On track\n"
    for rec in range(1, 11)
    for at in range(1, 7)
)


async def of_sixty(desk: Desk) -> bytes:
    """A sheet of sixty open rows, of a plan that was loaded from a document."""
    await hand_in(desk, PLAN_OF_SIXTY.encode(), name="big.csv")
    for words in ("code BIG26, title: Everything at once", "yes"):
        await desk.say(JO, words)
    return await sheet(desk, words="working sheet of everything in BIG26")


async def test_sixty_rows_are_one_review_in_pages_one_change_and_one_undo(desk: Desk) -> None:
    content = await of_sixty(desk)
    refs = list(lines(book_of(content).worksheets[0]))
    assert len(refs) == 60
    await desk.say(JO, "BIG26 1.1 red, the money is gone")
    await desk.say(JO, "BIG26 10.6 done")
    content = filled(content, {ref: {"Status": "At risk", "Update": f"News of {ref}."} for ref in refs})
    said = await hand_in(desk, content, name="sixty.xlsx")
    assert "sixty.xlsx: 60 rows of BIG26 filled in" in said.text
    assert "1 to 10 of 60. “Next page” shows more, “page 2” that page." in said.text
    conflicts = [line for line in said.text.split("\n") if " in the sheet" in line]
    assert [line.partition(":")[0] for line in conflicts] == ["BIG26 1.1", "BIG26 10.6"]
    pages = [said.text, *[(await desk.say(JO, f"page {number}")).text for number in range(2, 7)]]
    shown = [line for page in pages for line in page.split("\n") if "News of" in line]
    assert len(shown) == len(set(shown)) == 60
    done = (await desk.say(JO, "yes")).text.split("\n")
    assert (done[0], done[-1]) == ("Recorded 60 rows, as one change.", "and 48 more")
    plan = next(one for one in (await desk.app.store.plans("local")).values() if one.code == "BIG26")
    by_ref = {one.ref: one for one in plan.actions.values()}
    assert {one.updates[-1].note for one in by_ref.values()} == {f"News of {ref}." for ref in refs}
    statuses = [by_ref[ref].status for ref in refs]
    assert (statuses[0], statuses[-1], set(statuses[1:-1])) == (Status.RED, Status.COMPLETE, {Status.AMBER})
    await desk.say(JO, "undo")
    plan = next(one for one in (await desk.app.store.plans("local")).values() if one.code == "BIG26")
    assert not [
        one.ref for one in plan.actions.values() if any(each.note == f"News of {one.ref}." for each in one.updates)
    ]


async def test_where_both_have_changed_both_are_shown_and_what_stands_is_kept_until_somebody_chooses(
    desk: Desk,
) -> None:
    content = await sheet(desk)
    await desk.say(RACHEL, "BV26 1.2 amber")
    await desk.say(RACHEL, "BV26 1.4 moved to May")
    content = filled(content, {"1.2": {"Status": "Done", "Update": "Closed."}, "1.4": {"New date": "July 2027"}})
    said = await hand_in(desk, content)
    assert said.text.split("\n")[1:6] == [
        "BV26 1.2: “Closed.”",
        "2 were changed here, too, since the sheet was made:",
        "BV26 1.2: the status is At risk here (by Rachel Stott, 4 January 2027), Done in the sheet",
        "BV26 1.4: the date is May 2027 here (by Rachel Stott, 4 January 2027), July 2027 in the sheet",
        "For these, what stands here is kept. Say “mine for 1.2” where the sheet is right, or “mine for all”; "
        "“skip 1.2” leaves its row out.",
    ]
    said = await desk.say(JO, "mine for 1.2, keep 1.4")
    assert "in the sheet – taken from the sheet" in said.text and "in the sheet – kept as it is here" in said.text
    await desk.say(JO, "yes")
    one, four = await desk.action("1.2"), await desk.action("1.4")
    assert (one.status, four.due) == (Status.COMPLETE, date(2027, 5, 31))


async def test_a_button_takes_the_sheet_s_for_all_conflicts_and_a_row_can_be_skipped(desk: Desk) -> None:
    content = await sheet(desk)
    await desk.say(RACHEL, "BV26 1.2 amber, 1.1 red")
    said = await hand_in(desk, filled(content, {"1.1": {"Status": "Done"}, "1.2": {"Status": "Done"}}))
    await desk.press(JO, button(said, "The sheet's for all"))
    assert "Record these 2 rows?" in desk.screen.last.text
    assert "Left out, as you said: 1.1." in (await desk.say(JO, "skip 1.1")).text
    await desk.say(JO, "yes")
    assert ((await desk.action("1.1")).status, (await desk.action("1.2")).status) == (Status.RED, Status.COMPLETE)


async def test_what_changes_between_the_review_and_the_yes_is_shown_again(desk: Desk) -> None:
    await handed(desk, {"1.2": {"Status": "Done"}})
    await desk.say(RACHEL, "BV26 1.2 amber")
    assert "1 was changed here, too" in (await desk.say(JO, "yes")).text
    assert (await desk.action("1.2")).status is Status.AMBER


async def test_the_same_sheet_twice_records_nothing_twice_also_after_others_have_gone_on(desk: Desk) -> None:
    content = filled(await sheet(desk), {"1.1": {"Status": "Done", "Update": "All of it."}})
    await hand_in(desk, content)
    await desk.say(JO, "yes")
    await desk.say(RACHEL, "BV26 1.1 amber, it is not finished")
    said = await hand_in(desk, content)
    assert said.text.split("\n")[0] == f"{NAME} has nothing new for BV26. Nothing was recorded."
    assert await noted(desk, "1.1") == ["All of it.", "it is not finished"]


async def test_what_was_taken_back_can_be_handed_in_again(desk: Desk) -> None:
    content = filled(await sheet(desk), {"1.1": {"Update": "All of it."}})
    await hand_in(desk, content)
    await desk.say(JO, "yes")
    await desk.say(JO, "undo")
    assert "Record this row?" in (await hand_in(desk, content)).text


async def test_a_sheet_waits_over_a_restart_and_other_talk(desk: Desk, tmp_path: Path) -> None:
    await handed(desk, {"1.1": {"Update": "All of it."}})
    assert f"{NAME} waits" in (await desk.say(JO, "what's overdue")).text
    async with bot(desk.app.settings, desk.app.now) as app:
        again = Desk(app, Screen(), numbers=iter(range(500, 900)))
        app.sender.join(again.screen)
        assert "1.1: “All of it.”" in (await again.say(JO, "go on with the file")).text
        await again.say(JO, "yes")
        assert await noted(again, "1.1") == ["All of it."]


# --- rights -------------------------------------------------------------------------------------------------------


async def test_rights_are_those_of_whoever_hands_it_in_and_the_rest_is_told(desk: Desk) -> None:
    said = await handed(desk, {"1.1": {"Update": "Mine."}, "2.1": {"Update": "Not mine."}}, HELEN)
    assert said[0] == f"{NAME}: 1 row of BV26 filled in, 18 left empty (made on 4 January 2027 for Jo Whitlock)."
    assert "Only the owner of BV26 2.1 (Martin Oakes), a manager or a performance officer can change it." in said
    await desk.say(HELEN, "yes")
    assert (await noted(desk, "1.1"), await noted(desk, "2.1")) == (["Mine."], [])


async def test_an_owner_column_is_for_who_may_hand_over(desk: Desk) -> None:
    said = await handed(desk, {"1.1": {"Update": "Mine.", "Owner": "Kofi Mensah"}}, HELEN)
    assert "BV26 1.1: “Mine.”" in said and any("hand" in one and "1.1" in one for one in said)


async def test_a_reader_s_sheet_changes_nothing(desk: Desk) -> None:
    said = await handed(desk, {"1.1": {"Update": "Mine."}}, PETER)
    assert said[0] == f"{NAME} has nothing new for BV26. Nothing was recorded."


# --- what is done to sheets -----------------------------------------------------------------------------------------


def shuffled(content: bytes) -> bytes:
    """Sorted the other way round, some rows deleted, one filtered out of sight."""
    book = book_of(content)
    page = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)][::-1]
    page.delete_rows(2, page.max_row)
    for row in rows[:-3]:
        page.append(row)
    page.row_dimensions[2].hidden = True
    return saved(book)


async def test_rows_may_be_sorted_deleted_and_hidden(desk: Desk) -> None:
    content = filled(await sheet(desk), {"7.1": {"Update": "Last."}, "2.1": {"Update": "Second."}})
    said = (await hand_in(desk, shuffled(content))).text
    assert "BV26 7.1: “Last.”" in said and "BV26 2.1: “Second.”" in said


async def test_columns_sorted_alone_are_noticed_and_left_out(desk: Desk) -> None:
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "One."}, "1.2": {"Update": "Two."}}))
    page = book.worksheets[0]
    page["A2"].value, page["A3"].value = page["A3"].value, page["A2"].value
    said = (await hand_in(desk, saved(book))).text
    assert "Left out, as their keys are other rows' (were some columns sorted alone?): 1.2, 1.1." in said


async def test_a_copy_in_another_workbook_without_keys_and_marks_is_known_by_its_words(desk: Desk) -> None:
    content = filled(await sheet(desk), {"1.1": {"Update": "One."}, "2.1": {"Status": "done"}})
    await desk.say(RACHEL, "BV26 2.1 amber")
    assert "BV26 1.1: “One.”" in (await hand_in(desk, copied(content))).text
    await desk.say(JO, "no")
    bare = copied(content, without=("Row key (please leave)",))
    said = (await hand_in(desk, bare)).text
    assert said == f"{NAME} is a sheet of a plan that is not here (?). Nothing was recorded.", "two plans are live"
    book = book_of(filled(content, {}))
    book.worksheets[0].delete_cols(1)
    said = (await hand_in(desk, saved(book))).text
    assert "BV26 1.1: “One.”" in said
    assert "BV26 2.1: the status is At risk here (by Rachel Stott, 4 January 2027), Done in the sheet" in said


async def test_a_row_that_stands_twice_counts_once_or_not_at_all(desk: Desk) -> None:
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "One."}, "1.2": {"Update": "Two."}}))
    page = book.worksheets[0]
    for row in (2, 3):
        page.append([cell.value for cell in page[row]])
    page.cell(page.max_row, columns(page)["✎ Update"]).value = "Two and more."
    said = (await hand_in(desk, saved(book))).text
    assert "BV26 1.1: “One.”" in said
    assert "Left out, as it stands twice and says different things: 1.2." in said


async def test_rows_of_another_plan_and_forged_keys_are_left_out(desk: Desk) -> None:
    other = book_of(await sheet(desk, JO, "working sheet for CPC23")).worksheets[0]
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "One."}, "1.2": {"Update": "Two."}}))
    page = book.worksheets[0]
    page.append([other.cell(2, 1).value] + [None] * 8 + ["Of theirs."])
    page["A3"].value = str(page["A3"].value).replace("pm:1:", "pm:1:9")
    said = (await hand_in(desk, saved(book))).text
    assert "Left out, as it is of another plan: CPC23" in said
    assert "Left out, as it is no row of BV26 that I know: 1.2." in said
    assert "BV26 1.1: “One.”" in said


async def test_a_grey_cell_that_was_changed_is_told_and_changes_nothing(desk: Desk) -> None:
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "One."}}))
    page = book.worksheets[0]
    page.cell(2, columns(page)["Status now"]).value = "Done"
    said = (await hand_in(desk, saved(book))).text
    assert "A grey column was changed, which is only read: 1.1." in said and "→ Done" not in said


def emptied(content: bytes, cells: list[tuple[str, str]]) -> bytes:
    """The sheet without what some cells to read said."""
    book = book_of(content)
    page = book.worksheets[0]
    at, rows = columns(page), lines(page)
    for ref, heading in cells:
        page.cell(rows[ref], at[heading]).value = None
    return saved(book)


def heading_of(content: bytes, says: str) -> str:
    """Under which heading to read a word stands."""
    page = book_of(content).worksheets[0]
    place = next(cell.column for row in page.iter_rows(min_row=2) for cell in row if cell.value == says)
    return str(page.cell(1, place).value)


async def test_an_emptied_date_or_owner_is_asked_about_and_taken_off_when_somebody_says_so(desk: Desk) -> None:
    content = await sheet(desk)
    due, owner = heading_of(content, "October 2026"), heading_of(content, "Helen Ardley")
    said = await hand_in(desk, emptied(content, [("1.4", due), ("2.1", owner)]))
    asked = "Emptied in grey columns, which by itself takes nothing off: 1.4 (its date), 2.1 (its owner). "
    assert asked + "Say “clear 1.4”, or “clear all”, to take them off; else they stay." in said.text
    one = (await desk.say(JO, "clear 1.4")).text
    assert "BV26 1.4: date taken off" in one and "2.1 (its owner)" in one
    await desk.press(JO, button(desk.screen.last, "Take off what was emptied"))
    assert "BV26 2.1: " in desk.screen.last.text and "Emptied" not in desk.screen.last.text
    await desk.say(JO, "yes")
    first, second = await desk.action("1.4"), await desk.action("2.1")
    assert (first.due, first.owners != (), second.owners) == (None, True, ())


async def test_what_was_emptied_and_is_not_taken_off_stays_beside_what_is_recorded(desk: Desk) -> None:
    content = filled(await sheet(desk), {"1.4": {"Update": "News."}})
    due = heading_of(content, "October 2026")
    assert "1.4 (its date)" in (await hand_in(desk, emptied(content, [("1.4", due)]))).text
    await desk.say(JO, "yes")
    action = await desk.action("1.4")
    assert (action.due, action.updates[-1].note) == (date(2026, 10, 31), "News.")


async def test_cells_that_say_nothing_certain_are_told_and_the_rest_of_their_row_is_kept(desk: Desk) -> None:
    words: dict[str, Cells] = {
        "1.1": {"Status": "blueish", "Update": "News."},
        "1.2": {"New date": "qqq"},
        "1.3": {"Owner": "Nobody Here"},
        "1.4": {"Internal?": "yes"},
        "2.1": {"Update": "x" * 10_000, "Status": "Done"},
        "2.3": {"Internal?": "perhaps", "Update": "More."},
    }
    said = await handed(desk, words)
    assert "BV26 1.1: “News.”" in said and "BV26 2.1: On track → Done" in said and "BV26 2.3: “More.”" in said
    assert (
        "4 cells that I cannot read, so that they change nothing: 1.1 Status (“blueish”), 1.2 New date (“qqq”), "
        "1.3 Owner (“Nobody Here”), 2.3 Internal? (“perhaps”)." in said
    )
    assert "Marked as internal, and nothing said: 1.4." in said
    assert "Too long to be taken (4,000 characters are the most): 2.1." in said


async def test_formulas_are_never_run_and_words_that_look_like_them_stay_words(desk: Desk) -> None:
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "=1+1"}, "1.2": {"Update": "+44 20 is the number"}}))
    page = book.worksheets[0]
    said = (await hand_in(desk, saved(book))).text
    assert "Formulas that have no value yet were read as empty: J2." in said
    assert "BV26 1.2: “+44 20 is the number”" in said
    page.cell(2, columns(page)["✎ Update"]).data_type = "s"
    assert "BV26 1.1: “=1+1”" in (await hand_in(desk, saved(book))).text


async def test_cells_that_were_joined_say_the_same_for_each_row(desk: Desk) -> None:
    book = book_of(filled(await sheet(desk), {"1.1": {"Update": "For both."}}))
    book.worksheets[0].merge_cells("J2:J3")
    said = (await hand_in(desk, saved(book))).text
    assert "BV26 1.1: “For both.”" in said and "BV26 1.2: “For both.”" in said


async def test_what_is_closed_needs_a_reason(desk: Desk) -> None:
    said = await handed(desk, {"1.1": {"Status": "Stopped"}, "1.2": {"Status": "Stopped", "Update": "No funding."}})
    assert "BV26 1.2: On track → Stopped · “No funding.”" in said
    assert any(one.startswith("1.1 would end undone, and that needs its reason") for one in said)


async def test_a_sheet_past_the_limits_is_refused_whole(desk: Desk) -> None:
    book = book_of(await sheet(desk))
    page = book.worksheets[0]
    first = [cell.value for cell in page[2]]
    for _ in range(2_100):
        page.append(first)
    said = (await hand_in(desk, saved(book))).text
    assert said == f"{NAME} has 2,120 rows, and at most 2,000 are taken at once. Nothing was recorded."


async def test_a_plan_in_excel_is_still_loaded_as_a_plan(desk: Desk) -> None:
    await desk.give(JO, Path(__file__).parents[1] / "examples" / "action-plan.xlsx")
    assert "Shall I" in desk.screen.last.text and "Record" not in desk.screen.last.text


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_a_sheet_that_libreoffice_saved_says_the_same(desk: Desk, tmp_path: Path, kind: str) -> None:
    content = await sheet(desk)
    refs = list(lines(book_of(content).worksheets[0]))
    words: dict[str, Any] = {ref: {"Status": "At risk", "Update": f"News of {ref}\nand more"} for ref in refs}
    words["1.4"] = {"New date": date(2027, 7, 31) if kind == "xlsx" else "31 July 2027"}
    content = filled(content, words)
    said = (await hand_in(desk, resaved(content, tmp_path / "office", kind), name=f"sheet.{kind}")).text.split("\n")
    assert said[0].startswith(f"sheet.{kind}: 20 rows of BV26 filled in")
    assert "BV26 1.4: due October 2026 → 31 July 2027 (first move)" in said
    assert not any("left out" in one.casefold() or "grey" in one.casefold() for one in said)

"""A working sheet that came back: shown first as one review, answered in words or by buttons, recorded at the yes.

The sheet waits in storage under `args["upload"]`, as a document does; the conversation remembers only that, the page
and what was chosen. What it says of itself is only looked up: rights are those of whoever hands it in.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from dialogs.ask import CONFIRMED, asked
from dialogs.drafting import Wanted
from dialogs.memory import UPLOAD
from dialogs.reply import Button, Reply
from dialogs.sheets.answers import CHOICES, NOW, PAGE, SHEET
from dialogs.sheets.compared import ALL, CLEAR, MINE, Compared, clearing, compare, update_of
from dialogs.sheets.made import MADE
from dialogs.sheets.report_table import Edited, as_written, edited
from dialogs.sheets.review import head, lines, pages
from dialogs.sheets.rows import MOST, Filled, filled_rows
from dialogs.sheets.since import since
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.update_action import update_action
from dialogs.words import cut, day, say
from storage.documents.handed import REPORT, Handed, handed_again
from storage.documents.returned import CHANGE, PERSON, PLAN
from storage.plan import Plan, ref_key
from storage.work import DropUpload, PutUpload

READ_BACK = 12  # rows that are read back one by one


async def sheet_handed_in(turn: Turn, name: str, sheet: Handed, *, mine: bool = False) -> Outcome:
    """A file that is a working sheet: what it would change is shown, and nothing recorded before a yes.

    `mine`: where both have changed, it is said already that the sheet is right.
    """
    choices = {ALL: MINE} if mine else {}
    args = {"file": name, UPLOAD: turn.change_set, SHEET: True, CHOICES: choices, NOW: {}, PAGE: 1}
    shown = await _shown(turn, sheet, args)
    if shown.memory is None:
        return shown
    return replace(shown, writes=(PutUpload(turn.change_set, {SHEET: sheet.kept()}),))


async def sheet_answered(turn: Turn) -> Outcome:
    """Another page, a choice between two values, or the yes; what has changed since it was shown is shown again."""
    args = turn.meant.args
    stored = await turn.past.upload(str(args[UPLOAD]))
    if stored is None:
        return _said(say("returned.gone"))
    sheet = handed_again(stored[SHEET])
    shown = await _shown(turn, sheet, args)
    if shown.memory is None:
        return replace(shown, writes=(DropUpload(str(args[UPLOAD])),))
    if not args.get(CONFIRMED) or _seen(shown) != args.get("seen"):
        return shown
    return await _recorded(turn, sheet, args)


def _said(words: str) -> Outcome:
    return Outcome(Reply(text=words))


# --- shown ----------------------------------------------------------------------------------------------------------


async def _shown(turn: Turn, sheet: Handed, args: dict[str, Any]) -> Outcome:
    look = await _look(turn, sheet, str(args["file"]))
    if isinstance(look, Outcome):
        return look
    args, unknown = _with_choices(args, look.plan)
    made = await _compared(turn, look, args)
    page = min(max(1, int(args[PAGE])), pages(made))
    told = [say("working.no_such", refs=", ".join(unknown), code=look.plan.code)] if unknown else []
    told += lines(turn, made, page)
    told += _shared(look.shared)
    told += [say("working.formulas", places=one.rpartition(": ")[2]) for one in sheet.formulas]
    if not made.allowed and not made.conflicts and not made.emptied:
        return _said("\n".join((say("working.nothing_new", file=args["file"], code=look.plan.code), *told)))
    top = head(made, {"file": args["file"], "made": _made(turn, sheet)})
    return _asked(turn, made, [top, *told], {**args, PAGE: page})


def _asked(turn: Turn, made: Compared, told: list[str], args: dict[str, Any]) -> Outcome:
    words = "\n".join((*told, say("working.agree", n=len(made.allowed))))
    said = {**args, "seen": _digest(made), "last": pages(made), CONFIRMED: True}
    pending = Interpretation(text=turn.message.text, intent=Intent.IMPORT, args=said, asks=Asks.CONFIRM)
    outcome = asked(turn, words=words, pending=pending)
    card = outcome.reply.card if outcome.reply else None
    if outcome.reply is None or card is None:
        return outcome
    card = card.model_copy(update={"buttons": (*card.buttons, *_offers(made, said, card.buttons[0]))})
    return replace(outcome, reply=outcome.reply.model_copy(update={"card": card}))


def _offers(made: Compared, args: dict[str, Any], yes: Button) -> Iterator[Button]:
    """A press says the words that somebody would type."""
    said = []
    if args[PAGE] > 1:
        said.append(("button.previous", "working.previous_words"))
    if args[PAGE] < args["last"]:
        said.append(("button.next", "working.next_words"))
    if any(one.chosen is None for one in made.conflicts):
        said += [("working.mine", "working.mine_words"), ("working.theirs", "working.theirs_words")]
    said += [("working.clear", "working.clear_words")] if made.emptied else []
    for label, words in said:
        yield Button(label=say(label), payload=yes.payload.model_copy(update={"choice": None, "note": say(words)}))


def _seen(shown: Outcome) -> object:
    question = shown.memory.question if shown.memory else None
    return question.pending.args["seen"] if question else None


def _digest(made: Compared) -> str:
    """What somebody agrees to: every change, and how it stands that is changed."""
    said = [
        f"{meant.model_dump_json(exclude_unset=True)} {found.action.status} {found.action.due} {found.action.owners}"
        for found, meant in made.allowed
    ]
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def _made(turn: Turn, sheet: Handed) -> str:
    """When and for whom it says that it was made."""
    known = turn.directory.people.get(_whole(sheet.marks.get(PERSON)) or 0)
    try:
        made = date.fromisoformat(sheet.marks.get(MADE, ""))
    except ValueError:
        return ""
    return say("working.made_for", name=known.name, date=day(made)) if known else ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


# --- what it is of --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """A sheet's rows, the plan that they are of, and the plan's number that rows without a key show."""

    rows: list[Filled]
    plan: Plan
    number: int | None
    shared: tuple[str, ...] = ()  # rows of a report that several actions share: whose their words are is not known


async def _look(turn: Turn, sheet: Handed, file: str) -> _Look | Outcome:
    rows, shared = await _rows(turn, sheet)
    if not rows:
        key = "working.as_it_was" if sheet.kind == REPORT and not shared else "working.no_rows"
        return _said("\n".join((say(key, file=file), *_shared(shared))))
    if len(rows) > MOST:
        return _said(say("working.rows_too_many", file=file, n=f"{len(rows):,}", most=f"{MOST:,}"))
    plan = _plan(turn, sheet, rows)
    if plan is None:
        return _said(say("working.no_plan", file=file, plan=cut(sheet.marks.get(PLAN, "?"), 40)))
    return _Look(rows, plan, _whole(sheet.marks.get(CHANGE)), shared)


async def _rows(turn: Turn, sheet: Handed) -> tuple[list[Filled], tuple[str, ...]]:
    if sheet.kind != REPORT:
        return filled_rows(sheet), ()
    made = await report_edited(turn, sheet)
    return (made.rows, tuple(made.shared)) if made else ([], ())


def _shared(rows: tuple[str, ...]) -> list[str]:
    return [say("working.shared", refs="; ".join(rows))] if rows else []


async def report_edited(turn: Turn, sheet: Handed) -> Edited | None:
    """What was filled into a Word report of a live plan; None where it is none."""
    plan = next((one for one in turn.live if one.code == sheet.marks.get(PLAN)), None)
    return edited(plan, await as_written(turn, plan, sheet), sheet) if plan else None


async def _compared(turn: Turn, look: _Look, args: dict[str, Any]) -> Compared:
    numbers = [row.key.number for row in look.rows if row.key and row.key.plan == look.plan.id]
    numbers += [look.number] if look.number is not None else []
    past = since(await turn.past.changes(look.plan.id), min(numbers, default=0))
    return compare(turn, look.plan, look.rows, look.number, past, args[CHOICES])


def _plan(turn: Turn, sheet: Handed, rows: list[Filled]) -> Plan | None:
    """The plan that most of the rows are of; of rows without keys, the one that the file names, else the only one."""
    keys = Counter(row.key.plan for row in rows if row.key and row.key.of(turn.message.organisation))
    if keys:
        return turn.plans.get(keys.most_common(1)[0][0])
    if any(row.key for row in rows):
        return None
    if code := sheet.marks.get(PLAN):
        return next((one for one in turn.live if one.code == code), None)
    return turn.live[0] if len(turn.live) == 1 else None


def _with_choices(args: dict[str, Any], plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """The choices of this message put to those before, by action; and the numbers that the plan has not."""
    choices, unknown = dict(args[CHOICES]), []
    for ref, chosen in (args.get(NOW) or {}).items():
        found = plan.find(ref) if ref_key(ref) else ()
        unknown += [] if found or ref == ALL else [ref]
        named = [ALL] if ref == ALL else [str(one.id) for one in found]
        choices |= {clearing(one) if chosen == CLEAR else one: chosen for one in named}
    return {**args, CHOICES: choices, NOW: {}}, unknown


# --- recorded -------------------------------------------------------------------------------------------------------


async def _recorded(turn: Turn, sheet: Handed, args: dict[str, Any]) -> Outcome:
    """All rows as one change set, which one undo takes back; the source is the sheet."""
    gone = DropUpload(str(args[UPLOAD]))
    look = await _look(turn, sheet, str(args["file"]))
    made = None if isinstance(look, Outcome) else await _compared(turn, look, args)
    if made is None or not made.allowed:
        return replace(_said(say("working.nothing_left")), writes=(gone,))
    outcome = await update_action(update_of(turn, made.changes, args["file"]))
    reply = _briefly(outcome.reply, made.allowed) if outcome.reply else None
    return replace(outcome, reply=reply, writes=(*outcome.writes, gone))


def _briefly(reply: Reply, done: list[Wanted]) -> Reply:
    """What was recorded, row by row for the first of them, with the Undo of all."""
    first, *rest = reply.text.split("\n")
    words = say("working.done", n=len(done))
    rows = [first, *rest]
    more = [say("import.row_more", n=len(done) - READ_BACK)] if len(done) > READ_BACK else []
    told = [*rows[: min(READ_BACK, len(done))], *more, *rows[len(done) :]]
    card = reply.card.model_copy(update={"heading": words, "paragraphs": tuple(told)}) if reply.card else None
    return reply.model_copy(update={"text": "\n".join((words, *told)), "card": card})

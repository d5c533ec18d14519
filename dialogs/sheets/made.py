""" "A working sheet of Ian's rows", "my actions as a sheet I can fill in": the rows that a filter lets through."""

from collections.abc import Sequence

from dialogs.ask import asked
from dialogs.handed import to_whoever_asked
from dialogs.items import Item, plans_meant
from dialogs.list_actions import list_actions
from dialogs.reply import File, Reply
from dialogs.rights import may
from dialogs.scope import chosen
from dialogs.sheets.keys import key_of
from dialogs.sheets.layout import STANDING, layout, standing, told
from dialogs.turn import Outcome, Turn
from dialogs.understanding.working_sheets import SHEET
from dialogs.words import day, joined, listed, say
from storage.documents.handed import KIND, WORKING
from storage.documents.returned import CHANGE, PERSON, PLAN
from storage.plan import Plan

MADE = "PlanminderMade"  # the property that says on which day a sheet was made
MOST = 2_000  # rows of one sheet
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def listed_or_sheet(turn: Turn) -> Outcome:
    """The actions that a message asks for: as a list, or as a sheet to fill in."""
    return await (working_sheets if turn.meant.args.get("do") == SHEET else list_actions)(turn)


async def working_sheets(turn: Turn) -> Outcome:
    """A workbook for each plan that has such rows, handed to whoever asked."""
    if turn.meant.asks:
        return asked(turn)
    items = chosen(turn, plans_meant(turn), turn.today)
    if not items:
        return Outcome(Reply(text=say("working.nothing")))
    if len(items) > MOST:
        return Outcome(Reply(text=say("working.too_many", n=len(items), most=f"{MOST:,}")))
    plans = {one.plan.id: one.plan for one in items}
    files = [sheet_of(turn, plan, [one for one in items if one.plan.id == plan.id]) for plan in plans.values()]
    names = joined(file.name for file in files)
    words = "\n".join((say("working.made", n=len(items), files=names), say("working.how"), say("working.back")))
    return to_whoever_asked(turn, Reply(text=words, files=tuple(files)), "working.aside")


def sheet_of(turn: Turn, plan: Plan, items: Sequence[Item]) -> File:
    """The workbook with some rows of a plan, in the plan's own order."""
    from dialogs.reports.working_sheet import Sheet, to_xlsx  # Excel's library would double the time of a start

    order = {one: place for place, one in enumerate(plan.actions)}
    items = sorted(items, key=lambda one: order[one.action.id])
    shown = layout(plan, assigns=any(may(turn.speaker, "assign", *one, turn.directory) for one in items))
    rows = []
    for one in items:
        cells = told(one, shown, turn.directory)
        stood = standing([cells[shown.place(role)] for role in STANDING])
        key = key_of(plan.organisation, *one_row(one), (cells[shown.place("action")],), stood)
        rows.append((key.said, cells))
    labels = tuple(dict.fromkeys(label for label, _ in plan.scheme.choices()))
    sheet = Sheet(
        name=say("working.rows"),
        key=shown.key,
        read=tuple(one.heading for one in shown.read),
        fill=shown.fill,
        rows=tuple(rows),
        choices={"status": labels, "internal": listed("working.yes_no")},
        guide=_guide(turn, plan),
        marks=_marks(turn, plan),
    )
    return File(name=_name(turn, plan), content_type=XLSX, content=to_xlsx(sheet), signed_in_only=True)


def one_row(one: Item) -> tuple[int, int, int]:
    """The ids of a row and the change number that it shows."""
    return one.plan.id, one.action.id, one.plan.number


def _marks(turn: Turn, plan: Plan) -> dict[str, str]:
    """What the file says of itself. It is only looked up: rights are those of whoever hands it in."""
    made = {PLAN: plan.code, CHANGE: str(plan.number), PERSON: str(turn.speaker.id)}
    return {KIND: WORKING, MADE: turn.today.isoformat()} | made


def _guide(turn: Turn, plan: Plan) -> tuple[str, ...]:
    head = say("working.guide_head", code=plan.code, title=plan.title, date=day(turn.today), name=turn.speaker.name)
    return (head, *listed("working.guide_lines"))


def _name(turn: Turn, plan: Plan) -> str:
    owner = turn.meant.filter.get("owner")
    whose = "-".join(str(owner).split()) if isinstance(owner, str) else "rows"
    return f"{plan.code}-{whose.replace('/', '-')}-{turn.today}.xlsx"

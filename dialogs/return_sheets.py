"""Sheets of a return for people without a chat: their rows to fill in and an e-mail text, handed to the officer."""

from collections.abc import Sequence

from dialogs.handed import to_whoever_asked
from dialogs.items import Item
from dialogs.reply import File, Reply
from dialogs.reports import WORD
from dialogs.reports.return_sheet import Sheet, SheetRow, email, to_docx, to_zip
from dialogs.returns_which import Sight, by_person, refusal, said, sight, slots, without_chat
from dialogs.rhythm.return_days import open_return
from dialogs.rhythm.returning import outstanding
from dialogs.shown import due_words, status_words
from dialogs.turn import Outcome, Turn
from dialogs.words import cut, day, joined, say
from storage.people import Person

MOST_FILES = 3  # people whose files are handed over one by one; those of more are packed into one
LAST = 300  # characters of the last update


async def sheets(turn: Turn) -> Outcome:
    """A sheet and an e-mail text for each person who is asked and has no chat, or for whoever is named."""
    made = await made_for(turn)
    if isinstance(made, Outcome):
        return made
    return to_whoever_asked(turn, _handed(made, named="sheet" in turn.meant.people), "sheets.aside")


async def made_for(turn: Turn) -> list[Sheet] | Outcome:
    """The sheets that are asked for, of every open return where none is named; in words why there are none."""
    if no := refusal(turn):
        return no
    open_now = await _open_now(turn)
    if isinstance(open_now, Outcome):
        return open_now
    named = turn.meant.people.get("sheet", [])
    made: list[Sheet] = []
    for found in open_now:
        theirs = by_person(turn, outstanding(found.plan, found.made))
        wanted = [one for one in named if one in theirs] if named else await without_chat(turn, list(theirs))
        made += [sheet_of(found, turn.directory[one], theirs[one]) for one in wanted]
    if made:
        return made
    key = "sheets.nothing_of" if named else "sheets.none"
    return said(say(key, **slots(open_now[0]), names=joined(turn.directory.names(named))))


async def _open_now(turn: Turn) -> list[Sight] | Outcome:
    """The open returns of all live plans, where no plan is named; else the one that is meant."""
    label, every = turn.meant.args.get("return"), await turn.past.returns()
    found = [
        Sight(turn, plan, made, [one for one in every if one.plan == plan.id])
        for plan in turn.live
        if (made := open_return(plan.id, every)) is not None and label in (None, made.label)
    ]
    if len(found) > 1 and "plan" not in turn.meant.filter:
        return found
    one = await sight(turn)
    if isinstance(one, Outcome):
        return one
    return [one] if one.made.open else said(say("sheets.over", **slots(one)))


def sheet_of(found: Sight, person: Person, items: Sequence[Item]) -> Sheet:
    """One person's rows as they stand."""
    plan, made = found.plan, found.made
    labels = tuple(dict.fromkeys(label for label, _ in plan.scheme.choices()))
    return Sheet(
        plan=plan.code,
        title=plan.title,
        label=made.label,
        as_at=made.as_at,
        deadline=made.deadline,
        person=person.id,
        name=person.name,
        emails=person.emails,
        officer=found.turn.speaker.name,
        number=plan.number,
        statuses=labels,
        rows=tuple(_row(one) for one in items),
    )


def _row(one: Item) -> SheetRow:
    plan, action = one
    return SheetRow(
        action.ref, action.text, due_words(action.timescale), status_words(plan, action), action.status, _last(one)
    )


def _last(one: Item) -> str:
    """What was last said of it; a sheet leaves the house, so nothing internal."""
    told = [update for update in one.action.updates if update.note and not update.internal]
    return say("sheet.said", date=day(told[-1].effective), note=cut(told[-1].note or "", LAST)) if told else ""


def each_file(made: Sequence[Sheet]) -> tuple[File, ...]:
    """For each sheet the document and the e-mail text."""
    return tuple(file for one in made for file in (_document(one), _email(one)))


def _files(made: Sequence[Sheet]) -> tuple[File, ...]:
    """The files to hand over: of more than three people they are packed into one."""
    files = each_file(made)
    if len(made) <= MOST_FILES:
        return files
    codes = dict.fromkeys(one.plan for one in made)
    name = "-".join((*codes, *made[0].label.replace("/", "-").split(), "sheets")) + ".zip"
    return (_kept(name, "application/zip", to_zip((one.name, one.content) for one in files)),)


def _document(one: Sheet) -> File:
    return _kept(f"{one.stem}.docx", WORD, to_docx(one))


def _email(one: Sheet) -> File:
    return _kept(f"{one.stem}.txt", "text/plain; charset=utf-8", email(one).encode())


def _kept(name: str, content_type: str, content: bytes) -> File:
    """What names people and what is asked of them is not reached without signing in."""
    return File(name=name, content_type=content_type, content=content, signed_in_only=True)


def _handed(made: Sequence[Sheet], *, named: bool) -> Reply:
    many = len({one.plan for one in made}) > 1
    rows = (say("sheets.person", name=one.name, refs=_refs(one, many=many)) for one in made)
    files = _files(made)
    head = say("sheets.for_named" if named else "sheets.whom", n=len(made), names=joined(rows))
    packed = len(files) == 1 and len(made) > MOST_FILES
    how = say("sheets.packed", file=files[0].name) if packed else say("sheets.how", n=len(made))
    return Reply(text="\n".join((head, how, say("sheets.back"))), files=files)


def _refs(one: Sheet, *, many: bool) -> str:
    refs = ", ".join(row.ref for row in one.rows)
    return say("update.plan_ref", plan=one.plan, ref=refs) if many else refs

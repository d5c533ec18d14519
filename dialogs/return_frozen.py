"""A frozen return: rows of its own as version 1, corrections as later versions beside it, and what changed since."""

from collections.abc import Sequence
from datetime import date

from dialogs.ask import CONFIRMED, confirm
from dialogs.items import Item, every, meant
from dialogs.reply import File, Recipient, Reply
from dialogs.reports import RENDERERS, WORD, to_cover
from dialogs.reports.gathered import gathered_return
from dialogs.return_progress import progress_of
from dialogs.return_text import wordings
from dialogs.returns_which import Sight, refusal, said, sight
from dialogs.rhythm.returning import frozen_row, standing
from dialogs.shown import due_words, refs_shown, status_words
from dialogs.turn import Outcome, Turn
from dialogs.words import asks, cut, day, say
from storage.returns import ReturnKind, ReturnRow
from storage.status import Status

SHOWN = 160
LINES = 10


async def freeze(turn: Turn) -> Outcome:
    """Kept as it stands, after a yes that says what is missing; once, whoever says it again."""
    if no := refusal(turn):
        return no
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    made, slots = found.made, {"label": found.made.label, "plan": found.plan.code, "date": day(found.made.as_at)}
    if made.frozen is not None:
        return said(say("return.frozen_already", **slots))
    texts = await wordings(found)
    if not turn.meant.args.get(CONFIRMED):
        left = [one for one, words in texts if not words.accepted]
        done = _so_far(found)
        missing = say("return.freeze_left", n=len(left), refs=_refs(left)) if left else say("return.all_accepted")
        return confirm(turn, say("return.freeze", **slots, done=done, left=missing))
    rows = [ReturnRow(1, one.action.id, frozen_row(one, words)) for one, words in texts]
    write = found.put(ReturnKind.FROZEN, rows)
    return Outcome(said(say("return.frozen", **slots, n=len(rows))).reply, (write,))


def _so_far(found: Sight) -> str:
    """How much is answered; that the day has not come, or nothing is answered, before what cannot be taken back."""
    progress, early = progress_of(standing(found.plan, found.made)), found.turn.today < found.made.as_at
    not_yet = say("return.freeze_early", date=day(found.made.as_at)) if early else ""
    for_good = say("return.freeze_for_good") if early or not progress.done else ""
    return f"{not_yet}{progress.label}{for_good}"


def _refs(items: Sequence[Item]) -> str:
    return refs_shown(list(items), many=False)


# --- shown, corrected -----------------------------------------------------------------------------------------------


async def show(turn: Turn) -> Outcome:
    """A version of the frozen return, with the reason for it; in full as a file."""
    found = await sight(turn, frozen=True)
    if isinstance(found, Outcome):
        return found
    made = found.made
    wanted = turn.meant.args.get("version") or made.version
    slots = {"label": made.label, "plan": found.plan.code, "date": day(made.as_at), "version": wanted}
    if made.frozen is None:
        return said(say("return.not_frozen", **slots))
    rows = await turn.past.return_rows(found.plan.id, made.label, int(wanted))
    if not rows:
        return said(say("return.no_version", **slots, latest=made.version))
    ordered = in_order(found, rows)
    heading = say("return.version", **slots, why=why(found, int(wanted)))
    lines = [row_text(one, SHOWN) for one in ordered[:LINES]]
    more = [say("return.and_more", n=len(ordered) - LINES)] if len(ordered) > LINES else []
    if asks("direct.as_word", turn.meant.text) or asks("direct.cover", turn.meant.text):
        shown = Reply(text="\n".join([heading, *lines, *more]), plan=found.plan.id)
        return Outcome(shown, also=(_in_full(turn, await _document(found, int(wanted))),))
    whole = "\n\n".join([f"# {heading}", *(row_text(one) for one in ordered)]) + "\n"
    file = File(name=f"{_stem(found, int(wanted))}.md", content_type="text/markdown", content=whole.encode())
    shown = Reply(text="\n".join([heading, *lines, *more]), plan=found.plan.id)
    return Outcome(shown, also=(_in_full(turn, file),))


async def _document(found: Sight, version: int) -> File:
    """The plan's own table with the return's wording, in Word; below the covering report where that was asked for."""
    turn = found.turn
    one = await gathered_return(turn.past, found.plan, turn.directory, found.made, version)
    cover = asks("direct.cover", turn.meant.text)
    content = to_cover(one) if cover else RENDERERS["docx"](one)
    return File(name=f"{_stem(found, version)}{'-report' if cover else ''}.docx", content_type=WORD, content=content)


def _stem(found: Sight, version: int) -> str:
    return f"{found.plan.code}-{found.made.label.replace('/', '-').replace(' ', '-')}-{version}"


def _in_full(turn: Turn, file: File) -> Reply:
    """The file as a message of its own, since a channel may offer files alone; to whoever asked."""
    where = Recipient.HERE if turn.private else Recipient.PRIVATELY
    return Reply(text=say("return.in_full", name=file.name), files=(file,), recipient=where)


def in_order(found: Sight, rows: Sequence[ReturnRow]) -> list[ReturnRow]:
    """In the document's order; what has been taken out of it since comes last."""
    place = {one.action.id: at for at, one in enumerate(every([found.plan]))}
    return sorted(rows, key=lambda one: (place.get(one.action, len(place)), one.action))


def why(found: Sight, version: int) -> str:
    """Who made a later version, and why."""
    one = next((one for one in found.made.corrections if one.version == version), None)
    if one is None:
        return ""
    who = found.turn.directory.name(one.by)
    return say(
        "return.corrected_by", who=who, date=day(one.recorded.astimezone(found.turn.zone).date()), why=one.reason
    )


def row_text(one: ReturnRow, room: int | None = None) -> str:
    row = one.row
    text = cut(row["update"], room) if room else row["update"]
    mark = "" if row["accepted"] else say("return.mark_unaccepted")
    return say("return.printed", ref=row["ref"], label=row["label"], due=row["due"], text=text, mark=mark)


async def correct(turn: Turn) -> Outcome:
    """ "Correct 5 in the Q3 return: …, because …": another version, with its author and the reason."""
    if no := refusal(turn):
        return no
    found = await sight(turn, frozen=True)
    if isinstance(found, Outcome):
        return found
    made, items = found.made, [one for one in meant(turn) if one.plan.id == found.plan.id]
    slots = {"label": made.label, "plan": found.plan.code, "date": day(made.as_at)}
    if made.frozen is None:
        return said(say("return.not_frozen", **slots))
    if len(items) != 1:
        return said(say("return.text_which"))
    if "to_status" in turn.meant.args:
        return said(say("return.correct_text_only", ref=items[0].action.ref, label=made.label))
    reason, words = turn.meant.args.get("reason"), str(turn.meant.args.get("text", ""))
    if not reason or not words:
        return said(say("return.correct_why", ref=items[0].action.ref, label=made.label))
    rows = await turn.past.return_rows(found.plan.id, made.label, made.version)
    return _next_version(found, items[0], rows, words, str(reason))


def _next_version(found: Sight, one: Item, rows: Sequence[ReturnRow], words: str, reason: str) -> Outcome:
    made, version = found.made, found.made.version + 1
    if one.action.id not in {row.action for row in rows}:
        return said(say("return.no_row", ref=one.action.ref, label=made.label))
    new = [
        ReturnRow(version, row.action, {**row.row, "update": words, "accepted": True})
        if row.action == one.action.id
        else ReturnRow(version, row.action, row.row)
        for row in rows
    ]
    facts = {"version": version, "action": one.action.id}
    write = found.put(ReturnKind.CORRECTED, new, facts=facts, words={"reason": reason, "text": words})
    slots = {"ref": one.action.ref, "label": made.label, "version": version, "before": made.version}
    return Outcome(said(say("return.corrected", **slots)).reply, (write,))


# --- what changed since ---------------------------------------------------------------------------------------------


async def changes(turn: Turn) -> Outcome:
    """What is otherwise now than the last frozen return says."""
    found = await sight(turn, frozen=True)
    if isinstance(found, Outcome):
        return found
    made = found.made
    slots = {"label": made.label, "plan": found.plan.code, "date": day(made.as_at)}
    if made.frozen is None:
        return said(say("return.none_frozen", plan=found.plan.code))
    rows = {one.action: one for one in await turn.past.return_rows(found.plan.id, made.label, made.version)}
    lines = [line for one in every([found.plan]) if (line := _moved(one, rows.get(one.action.id)))]
    if not lines:
        return said(say("return.nothing_since", **slots))
    return said("\n".join([say("return.since", **slots, n=len(lines)), *lines]))


def _moved(one: Item, row: ReturnRow | None) -> str | None:
    """ "5: Green → Amber; due March 2027 → July 2027"; None where it is as it was."""
    if row is None:
        return say("return.new_row", ref=one.action.ref, text=cut(one.action.text, SHOWN))
    parts = []
    if (Status(row.row["status"]) if row.row["status"] else None) is not one.action.status:
        parts.append(say("return.from_to", before=row.row["label"], after=status_words(one.plan, one.action)))
    if (date.fromisoformat(row.row["end"]) if row.row["end"] else None) != one.action.due:
        due = say("return.from_to", before=row.row["due"], after=due_words(one.action.timescale))
        parts.append(say("return.due", change=due))
    return say("return.row", ref=one.action.ref, text="; ".join(parts)) if parts else None

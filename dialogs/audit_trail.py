""" "The audit trail of 9", "export the audit trail": each change with everything that an auditor asks, and as a file.

In the chat an action's last changes are told to whoever may read its history, internal words to whoever may read those.
The file holds everything, so that it goes to performance officers alone.
"""

from collections.abc import Sequence
from datetime import datetime

from dialogs.audit import Audited, of_change
from dialogs.audit_file import Found, found, registered, to_csv
from dialogs.facts import may_read_internal
from dialogs.focus import remembered
from dialogs.handed import to_whoever_asked
from dialogs.items import Item, meant, plans_meant, several
from dialogs.reply import Card, File, Reply
from dialogs.reports.log import FIELDS
from dialogs.rights import may
from dialogs.select import as_date
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.audits import AUDIT
from dialogs.words import cut, day, joined, say
from storage.plan import Change, Plan

SHOWN = 10
NOTE = 300
LONG = 24  # characters of a message's id that are shown; the file has them all


def asks_for_audit(turn: Turn) -> bool:
    return turn.meant.args.get("do") == AUDIT


async def audit_trail(turn: Turn) -> Outcome:
    """An action's last changes in full; as a file where that is asked for, or where it is about a whole plan."""
    items = meant(turn)
    if turn.meant.filter.get("format") or not items:
        return await _as_file(turn, items)
    parts = [await _of(turn, one) for one in items]
    lines = [line for part in parts for line in part]
    card = Card(heading=lines[0], paragraphs=tuple(lines[1:]))
    reply = Reply(text="\n".join(lines), card=card, actions=tuple(one.action.id for one in items))
    return Outcome(reply, memory=remembered(turn, "history", items))


# --- told ----------------------------------------------------------------------------------------------------------


async def _of(turn: Turn, item: Item) -> list[str]:
    """The head, then each change, the newest first."""
    changes = [one for one in await turn.past.changes(item.plan.id, item.action.id) if _since(turn, one.recorded)]
    undone = {one.undoes for one in changes}
    shown = list(reversed(changes))[:SHOWN]
    head = say("audit.head", n=len(changes), ref=shown_ref(item, several(turn)), shown=len(shown))
    return [head, *(_line(turn, item, one, one.sequence in undone) for one in shown)]


def _since(turn: Turn, recorded: datetime) -> bool:
    since = turn.meant.filter.get("since")
    return not since or recorded.astimezone(turn.zone).date() >= as_date(since)


def _line(turn: Turn, item: Item, change: Change, undone: bool) -> str:
    told = of_change(item.plan, change, turn.directory)
    hidden = told.internal and not may_read_internal(turn, item)
    parts = (*_what(told, hidden=hidden), _words(told, hidden=hidden), _where_from(told))
    said = " · ".join(one for one in parts if one)
    line = say("audit.line", when=when(turn, change), who=who(told), authority=told.authority, what=said)
    return say("history.undone", what=line) if undone else line


def when(turn: Turn, change: Change) -> str:
    """When it was recorded; and the day that it is of, where that is another."""
    recorded = change.recorded.astimezone(turn.zone)
    at = say("audit.at", date=day(recorded.date()), time=f"{recorded:%H:%M}")
    if recorded.date() == change.effective:
        return at
    return say("audit.as_at", recorded=at, date=day(change.effective))


def who(told: Audited) -> str:
    """In whose words, and who typed them where that is somebody else."""
    if told.speaker == told.recorder or not told.people:
        return told.speaker
    return say("history.recorded_by", who=told.speaker, recorder=told.recorder)


def _what(told: Audited, *, hidden: bool) -> list[str]:
    """The fields that people know by name; the file has what else there is."""
    if hidden:
        return [say("history.internal")]
    known = [(name, before, after) for name, before, after in told.changed if name in FIELDS]
    kind = [] if told.kind == say("audit.kind_update") else [told.kind]
    return kind + [_changed(*one) for one in known]


def _changed(name: str, before: str, after: str) -> str:
    key = "audit.changed" if before else "audit.set"
    return say(key, what=say(f"log.{name}"), before=cut(before, NOTE), after=cut(after, NOTE))


def _words(told: Audited, *, hidden: bool) -> str:
    return say("history.note", note=cut(told.words, NOTE)) if told.words and not hidden else ""


def _where_from(told: Audited) -> str:
    if not told.channel:
        return told.message
    if told.channel in ("sheet", "import"):
        return say(f"origin.{told.channel}", name=told.message)
    return say("audit.message", channel=say(f"channel.{told.channel}"), id=cut(told.message, LONG))


# --- as a file -----------------------------------------------------------------------------------------------------


async def _as_file(turn: Turn, items: Sequence[Item]) -> Outcome:
    plans = list({one.plan.id: one.plan for one in items}.values()) or list(plans_meant(turn))
    if any(not may(turn.speaker, "people", plan, None, turn.directory) for plan in plans) or not plans:
        return Outcome(Reply(text=say("audit.officers")))
    wanted = frozenset(one.action.id for one in items)
    files = tuple([await _file(turn, plan, wanted) for plan in plans])
    if not items and not turn.meant.filter.get("plan") and may(turn.speaker, "people", None, None, turn.directory):
        files += (await _beside(turn),)
    text = say("audit.made", files=joined(one.name for one in files))
    return to_whoever_asked(turn, Reply(text=text, files=files), "summary.file_aside")


async def _file(turn: Turn, plan: Plan, wanted: frozenset[int]) -> File:
    some = [found(plan, one, turn.directory) for one in await turn.past.entries(plan.id)]
    kept = [one for one in some if _since(turn, one.told.recorded) and (not wanted or _of_items(one, wanted))]
    name = say("audit.file", code=plan.code, date=turn.today.isoformat())
    content = to_csv(kept).encode("utf-8-sig")
    return File(name=name, content_type="text/csv", content=content, signed_in_only=True)


async def _beside(turn: Turn) -> File:
    """What is recorded beside the plans: of rights, and of who was asked."""
    told = [registered(turn.plans, one, turn.directory) for one in await turn.past.registered()]
    name = say("audit.file_beside", date=turn.today.isoformat())
    content = to_csv([one for one in told if _since(turn, one.told.recorded)]).encode("utf-8-sig")
    return File(name=name, content_type="text/csv", content=content, signed_in_only=True)


def _of_items(one: Found, wanted: frozenset[int]) -> bool:
    return isinstance(one.entry.of, Change) and one.entry.of.subject in wanted

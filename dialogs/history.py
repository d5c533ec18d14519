""" "What did I say last time on 5", "who changed 9 to green and when": the record of one action, newest first."""

from collections.abc import Sequence
from datetime import date

from dialogs.ask import asked
from dialogs.audit_trail import asks_for_audit, audit_trail, when
from dialogs.authority import told as authority_told
from dialogs.drafting import timescale_from
from dialogs.facts import may_read_internal
from dialogs.focus import remembered
from dialogs.items import Item, item, meant, plans_meant, several
from dialogs.reply import Card, Reply
from dialogs.scope import mine
from dialogs.select import as_date, many
from dialogs.shown import asked_words, due_words, shown_ref
from dialogs.summary import summary
from dialogs.turn import Outcome, Turn
from dialogs.words import asks, cut, day, joined, keys, say, upper_first
from storage.deadlines import moved_later
from storage.plan import Change, ChangeKind, Extension, Plan
from storage.replay import extension_from, in_time
from storage.status import Status

SHOWN = 5
MANY = 10  # lines of one person's changes
NOTE = 300
TOLD = (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT)  # what was taken back is marked so where it stands


async def history(turn: Turn) -> Outcome:
    """What was said and changed on one action; by one person or to one status where that was asked."""
    if turn.meant.asks:
        return asked(turn)
    if asks_for_audit(turn):
        return await audit_trail(turn)
    items = meant(turn)
    if not items and "since" in turn.meant.filter and "owner" in turn.meant.filter:
        return await _by_somebody(turn, as_date(turn.meant.filter["since"]))
    if not items and turn.meant.filter.get("since"):
        return await summary(turn)  # "what has changed since September" is asked of the plan, not of one action
    items = items or _only_one(turn)
    if not items:
        return Outcome(Reply(text=say("history.head_none")))
    parts = [await _of(turn, found) for found in items[:SHOWN]]
    card = Card(heading=parts[0][0], paragraphs=(*parts[0][1:], *(line for part in parts[1:] for line in part)))
    reply = Reply(
        text="\n".join(line for part in parts for line in part),
        card=card,
        plan=items[0].plan.id,
        seen=items[0].plan.number,
        actions=tuple(one.action.id for one in items[:SHOWN]),
    )
    return Outcome(reply, memory=remembered(turn, "history", items[:SHOWN]))


def _only_one(turn: Turn) -> list[Item]:
    """The speaker's own action, where there is just one that can be meant."""
    own = mine(turn)
    return list(own) if len(own) == 1 else []


async def _of(turn: Turn, found: Item) -> list[str]:
    """The lines of one action, newest first, with those before the shown ones counted away."""
    changes = await turn.past.changes(found.plan.id, found.action.id)
    undone = {one.undoes for one in changes if one.undoes is not None}
    passed = [one for one in changes if one.kind in TOLD and _asked_for(turn, one)]
    if asks("history.why_moved", turn.meant.text):
        later = moved_later(found.action) - undone
        return _moves(turn, found, sorted((one for one in passed if one.sequence in later), key=in_time))
    status = _status(turn)
    if status and passed:
        return [_who_set(turn, found, passed[-1], status, passed[-1].sequence in undone)]
    if not passed:
        return [_nothing(turn, found, status)]
    newest = list(reversed(passed))[:SHOWN]
    return [_head(turn, found, newest), *(_entry(turn, found, one, one.sequence in undone) for one in newest)]


def _moves(turn: Turn, found: Item, moves: Sequence[Change]) -> list[str]:
    """ "5 was first due 31 March 2027": then each move with its day, who and why, oldest first."""
    first = found.action.original_end or found.action.due
    slots = {"ref": shown_ref(found, several(turn)), "due": due_words(found.action.timescale)}
    if first is None or not moves:
        return [say("history.never_moved", **slots)]
    head = say("history.moves", **slots, n=found.action.moves, first=day(first))
    return [head, *(_move(turn, found, one) for one in moves)]


def _move(turn: Turn, found: Item, change: Change) -> str:
    asked = asked_before(change) if change.kind is ChangeKind.VERDICT else None
    if asked is None or asked.reason is None:
        return _entry(turn, found, change, undone=False)
    hidden = asked.internal and not may_read_internal(turn, found)
    reason = say("history.internal") if hidden else say("history.note", note=cut(asked.reason, NOTE))
    who = turn.directory.name(asked.by)
    return say("history.wished", move=_entry(turn, found, change, undone=False), who=who, reason=reason)


async def _by_somebody(turn: Turn, since: date) -> Outcome:
    """ "What did I say today": one person's changes to whichever action, newest first."""
    told = [one for plan in plans_meant(turn) for one in await _changes_to(turn, plan)]
    told.sort(key=lambda one: (one[0].recorded, one[0].sequence), reverse=True)
    key = "history.head_today" if since == turn.today else "history.head_since"
    head = say(key, n=len(told), who=_named(turn), date=day(since))
    lines = [_line(turn, found, change, undone) for change, found, undone in told[:MANY]]
    lines += [say("history.earlier", n=len(told) - MANY)] if len(told) > MANY else []
    card = Card(heading=head, paragraphs=tuple(lines)) if lines else None
    shown = list({found.pair: found for _, found, _ in told[:MANY]}.values())
    return Outcome(Reply(text="\n".join((head, *lines)), card=card), memory=remembered(turn, "history", shown))


async def _changes_to(turn: Turn, plan: Plan) -> list[tuple[Change, Item, bool]]:
    """The changes that were asked for, and whether each was taken back; of a corrected one only the last word."""
    changes = await turn.past.changes(plan.id)
    undone = {one.undoes: one.change_set for one in changes if one.kind is ChangeKind.UNDO}
    said = {one.change_set for one in changes if one.kind in TOLD}
    corrected = {first for first, change_set in undone.items() if change_set in said}
    passed = [one for one in changes if one.kind in TOLD and _asked_for(turn, one)]
    found = ((one, item(turn.plans, plan.id, one.subject)) for one in passed if one.sequence not in corrected)
    return [(one, at, one.sequence in undone) for one, at in found if at]


def _line(turn: Turn, found: Item, change: Change, undone: bool) -> str:
    key = "history.of" if change.effective == turn.today else "history.of_then"
    ref, on = shown_ref(found, several(turn)), day(change.effective)
    return say(key, ref=ref, date=on, what=_all_of(turn, found, change, undone))


# --- which changes were asked for ---------------------------------------------------------------------------------


def _asked_for(turn: Turn, change: Change) -> bool:
    wanted = turn.meant.filter
    if "owner" in wanted and change.speaker not in _people(turn):
        return False
    if wanted.get("since") and change.effective < as_date(wanted["since"]):
        return False
    status = _status(turn)
    return status is None or (change.kind is ChangeKind.UPDATE and change.facts.get("status") == status)


def _status(turn: Turn) -> Status | None:
    given = turn.meant.filter.get("status") or turn.meant.args.get("status")
    values = many(given) if given else []
    return Status(values[0]) if values else None


def _people(turn: Turn) -> set[int]:
    resolved = turn.meant.people.get("owner")
    if resolved is not None:
        return set(resolved)
    named = (turn.directory.named(str(one)) for one in many(turn.meant.filter["owner"]))
    return {one.id for one in named if one}


# --- said ---------------------------------------------------------------------------------------------------------


def _nothing(turn: Turn, found: Item, status: Status | None) -> str:
    ref = shown_ref(found, several(turn))
    if status:
        return say("history.none_status", ref=ref, label=found.plan.scheme.label(status))
    if "owner" in turn.meant.filter:
        return _nothing_by(turn, ref)
    return say("history.none", ref=ref)


def _nothing_by(turn: Turn, ref: str) -> str:
    if _people(turn) == {turn.speaker.id}:
        return say("history.none_by_you", ref=ref)
    return upper_first(say("history.none_by", who=_named(turn), ref=ref))


def _named(turn: Turn) -> str:
    people = _people(turn)
    return say("history.you") if people == {turn.speaker.id} else joined(turn.directory.names(sorted(people)))


def _head(turn: Turn, found: Item, shown: Sequence[Change]) -> str:
    ref = shown_ref(found, several(turn))
    if "owner" in turn.meant.filter:
        return say("history.head_by", n=len(shown), ref=ref, who=_named(turn))
    return say("history.head", n=len(shown), ref=ref)


def _who_set(turn: Turn, found: Item, change: Change, status: Status, undone: bool) -> str:
    """Who gave it this status last, when, by which right, with what words, and from which message."""
    old = change.before.get("status")
    moved = old is not None and old != status.value
    said = say(
        "history.changed_status" if moved else "history.set_status",
        who=_who(turn, change),
        ref=shown_ref(found, several(turn)),
        old=found.plan.scheme.label(Status(old)) if old else "",
        label=found.plan.scheme.label(status),
        when=when(turn, change),
        authority=authority_told(change.authority, turn.directory),
    )
    note = _note(turn, found, change)
    told = (said, say("history.note_after", note=note) if note else "", say("history.source", source=_source(change)))
    return " ".join((*(one for one in told if one), *([say("history.undone_since")] if undone else [])))


def _source(change: Change) -> str:
    """The channel that a message came through; a document, a sheet or a letter by its own name."""
    kind, _, rest = change.source.partition(": ")
    if f"origin.{kind}" in keys("origin") and rest:
        return say(f"origin.{kind}", name=rest)
    known = f"channel.{kind}"
    return say(known) if known in keys("channel") and rest else change.source


def _entry(turn: Turn, found: Item, change: Change, undone: bool) -> str:
    what = _all_of(turn, found, change, undone)
    return say("history.entry", date=day(change.effective), who=_who(turn, change), what=what)


def _all_of(turn: Turn, found: Item, change: Change, undone: bool) -> str:
    what = " · ".join(_what(turn, found, change)) or say("history.edit")
    return say("history.undone", what=what) if undone else what


def _who(turn: Turn, change: Change) -> str:
    if change.speaker is None:
        return say("show.document")
    speaker = turn.directory.name(change.speaker)
    if change.recorder in (None, change.speaker):
        return speaker
    return say("history.recorded_by", who=speaker, recorder=turn.directory.name(change.recorder))


def _what(turn: Turn, found: Item, change: Change) -> list[str]:
    parts = [_status_change(found, change), _verdict(change), _due_change(change), _wish(change)]
    parts.append(_owner_change(turn, change))
    hidden = change.facts.get("internal") and not may_read_internal(turn, found)
    if (decision := change.words.get("decision")) and not hidden:
        parts.append(say("history.decision", text=decision))
    if "steps_done" in change.facts:
        parts.append(say("history.step"))
    return [one for one in (*parts, _note(turn, found, change)) if one]


def _status_change(found: Item, change: Change) -> str:
    if "status" not in change.facts:
        return ""
    old, new = (value and Status(value) for value in (change.before.get("status"), change.facts["status"]))
    scheme = found.plan.scheme
    if old == new:
        return scheme.label(new)
    return say("history.status", old=scheme.label(old), new=scheme.label(new))


def _due_change(change: Change) -> str:
    if "timescale" not in change.facts:
        return ""
    old = timescale_from(change.before.get("timescale"), change.words_before.get("timescale"))
    new = timescale_from(change.facts["timescale"], change.words.get("timescale"))
    words = due_words(old), due_words(new)
    return say("history.due", old=words[0], new=words[1]) if words[0] != words[1] else ""


def _wish(change: Change) -> str:
    """The later date that was asked for."""
    asked = extension_from(change.facts.get("extension"), change.words.get("extension"))
    return say("history.asked", date=asked_words(asked)) if asked else ""


def _verdict(change: Change) -> str:
    """What became of a date that was asked for, and why."""
    if change.kind is not ChangeKind.VERDICT:
        return ""
    asked = asked_before(change)
    said = say(f"history.verdict_{change.facts['verdict']}", date=asked_words(asked) if asked else "").rstrip()
    reason = change.words.get("verdict")
    return say("history.verdict_why", what=said, reason=cut(str(reason), NOTE)) if reason else said


def asked_before(change: Change) -> Extension | None:
    """What waited until a verdict."""
    return extension_from(change.before.get("extension"), change.words_before.get("extension"))


def _owner_change(turn: Turn, change: Change) -> str:
    if "owners" not in change.facts:
        return ""
    old, new = (joined(turn.directory.names(one.get("owners", ()))) for one in (change.before, change.facts))
    return say("history.owners", old=old or say("assign.nobody"), new=new or say("assign.nobody"))


def _note(turn: Turn, found: Item, change: Change) -> str:
    note = change.words.get("note")
    if not note:
        return ""
    if change.facts.get("internal") and not may_read_internal(turn, found):
        return say("history.internal")
    said = say("history.note", note=cut(str(note), NOTE))
    return say("show.internal", note=said) if change.facts.get("internal") else said

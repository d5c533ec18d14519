"""What a sheet that came back would change, in words: a page of rows, conflicts with both values, what is left out."""

from collections.abc import Iterator, Sequence

from dialogs.drafting import Wanted, record
from dialogs.items import Item, several
from dialogs.read_back import parts
from dialogs.sheets.compared import MINE, Compared, Conflict
from dialogs.shown import due_words, shown_ref, status_words
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Meant
from dialogs.words import cut, day, joined, say
from storage.people import Directory
from storage.plan import Action

PAGE = 10  # rows that are shown at a time
NOTE = 160  # characters of a note that is shown
NAMED = 12  # refs that a line names; the rest is counted


def pages(made: Compared) -> int:
    return max(1, -(-len(made.allowed) // PAGE))


def head(made: Compared, slots: dict[str, object]) -> str:
    """Whose sheet it is, and how many rows of it say something."""
    empty = say("working.empty_too", n=made.empty) if made.empty else ""
    return say("working.head", n=len(made.allowed), code=made.plan.code, empty=empty, **slots)


def lines(turn: Turn, made: Compared, page: int) -> list[str]:
    """A page of the rows, old → new; then what needs a word, and what is left out and why."""
    first = (page - 1) * PAGE
    shown = made.allowed[first : first + PAGE]
    said = [*_rows(turn, made, shown)]
    if pages(made) > 1:
        said.append(say("working.page", first=first + 1, last=first + len(shown), n=len(made.allowed)))
    return [*said, *_conflicts(turn, made), *_emptied(made), *_left_out(made), *made.reasons]


def _rows(turn: Turn, made: Compared, shown: Sequence[Wanted]) -> Iterator[str]:
    if not shown:
        return
    after, _ = record(turn, list(shown))
    for found, meant in shown:
        now = after[made.plan.id].actions[found.action.id]
        yield say("return.row", ref=shown_ref(found, several(turn)), text=_row(turn, found, now, meant))


def _row(turn: Turn, found: Item, now: Action, meant: Meant) -> str:
    bare = Meant(**{key: getattr(meant, key) for key in meant.model_fields_set - {"note"}})
    said = parts(turn, found, now, bare)
    if meant.note:
        said.append(say("returned.note", note=cut(meant.note, NOTE)))
    if meant.internal:
        said.append(say("working.internal_mark"))
    return " · ".join(said)


# --- conflicts ------------------------------------------------------------------------------------------------------


def _conflicts(turn: Turn, made: Compared) -> Iterator[str]:
    if not made.conflicts:
        return
    yield say("working.conflicts", n=len(made.conflicts))
    yield from (_conflict(one, turn.directory, many=several(turn)) for one in made.conflicts)
    if any(one.chosen is None for one in made.conflicts):
        yield say("working.choose", ref=made.conflicts[0].found.action.ref)


def _conflict(one: Conflict, directory: Directory, *, many: bool) -> str:
    by = one.change.speaker if one.change else None
    who = say("working.by", name=directory.name(by), date=day(one.change.effective)) if one.change and by else ""
    chosen = say("working.taken" if one.chosen == MINE else "working.kept") if one.chosen else ""
    slots = {"ref": shown_ref(one.found, many), "field": say(f"working.field.{one.name}"), "who": who}
    return say("working.conflict", here=_here(one, directory), there=_there(one, directory), chosen=chosen, **slots)


def _here(one: Conflict, directory: Directory) -> str:
    plan, action = one.found
    return {
        "status": status_words(plan, action),
        "due": due_words(action.timescale),
        "owners": joined(directory.names(action.owners)) or say("assign.nobody"),
        "decision": cut(action.decision or say("import.blank"), NOTE),
    }[one.name]


def _there(one: Conflict, directory: Directory) -> str:
    meant = one.meant
    if one.name == "status":
        return one.found.plan.scheme.label(meant.status)
    if one.name == "due":
        return due_words(meant.timescale)
    if one.name == "owners":
        return joined(directory.names(meant.owner_ids or ()))
    return cut(meant.decision or say("import.blank"), NOTE)


# --- what is left out -----------------------------------------------------------------------------------------------


def _emptied(made: Compared) -> Iterator[str]:
    if made.emptied:
        rows = [
            say("working.emptied_row", ref=ref, column=say(f"working.emptied_{role}")) for ref, role in made.emptied
        ]
        yield say("working.emptied", n=len(rows), rows=", ".join(_some(rows)), ref=made.emptied[0][0])


def _left_out(made: Compared) -> Iterator[str]:
    if made.unread:
        rows = [
            say("working.unread_row", ref=ref, column=say(f"working.fill.{column}"), words=words)
            for ref, column, words in made.unread
        ]
        yield say("working.unread", n=len(rows), rows=", ".join(_some(rows)))
    for key in ("there", "skipped", "bare", "too_long", "twice", "grey", "torn", "elsewhere", "not_here"):
        refs: list[str] = getattr(made, key)
        if refs:
            yield say(f"working.{key}", n=len(refs), refs=", ".join(_some(refs)), code=made.plan.code)


def _some(refs: Sequence[str]) -> list[str]:
    left = len(refs) - NAMED
    return [*refs[:NAMED], say("import.row_more", n=left)] if left > 0 else list(refs)

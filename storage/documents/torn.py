"""Rows that a page break tore apart, and rows that only add a line to the action above them."""

import re
from collections.abc import Callable

from storage.documents.columns import Layout
from storage.documents.entry import Entry, Item, wording
from storage.lexicon import words
from storage.owners import owner_kind, read_owners
from storage.people import Kind as OwnerKind
from storage.status import read_status
from storage.timescale import Kind, read_timescale

_ENDED = re.compile(r"[.!?:;…)\]\"'”’]$")
_BULLET = re.compile(r"[•·▪◦‣●○*–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")


def continues(before: Entry, row: Entry, layout: Layout) -> bool:
    """Whether a row only carries on the one before it."""
    if any(row.numbers):
        return False
    main = wording(layout)
    text = row.text(main)
    recommendation = row.text("recommendation")
    if main != "recommendation" and recommendation and not carries_on(before.text("recommendation"), recommendation):
        return False
    if not text:
        own = row.own(besides=before.colour)
        return main == "recommendation" or not own or bool(recommendation) or main != "action"
    if _torn(before, row, layout) and (carries_on(before.text(main), text) or _torn_beside(before, row, layout)):
        return True
    if main == "recommendation":
        return False
    return main == "response" and not row.own(besides=before.colour)


def _torn(before: Entry, row: Entry, layout: Layout) -> bool:
    """The row lacks what a row of its own would have: its number, else an owner, a date or a status, and more cells."""
    if _complete(row):
        return False
    own = row.own(besides=before.colour)
    if layout.place("number") is not None:
        return any(before.numbers) or bool(before.text("recommendation")) or not own
    return not own and row.filled() < before.filled()


def _complete(row: Entry) -> bool:
    """Two or more of owner, date and status, each of which can stand alone: no page break leaves such a half."""
    said = [role for role in ("owner", "timescale", "status") if row.text(role)]
    return len(said) > 1 and all(_stands(role, row.text(role)) for role in said)


def _stands(role: str, text: str) -> bool:
    if role == "status":
        return read_status(text) is not None
    if role == "timescale":
        return read_timescale(text).kind is not Kind.UNCLEAR and not text[:4].isdigit()
    kinds = {owner_kind(one) for one in read_owners(text)}
    return bool(kinds) and (OwnerKind.INITIALS not in kinds or text.isupper()) and text[0].isupper()


def _torn_beside(before: Entry, row: Entry, layout: Layout) -> bool:
    """Another cell of the row goes on in the middle of a sentence, and nobody new is named: a page ended here."""
    if not before.text("owner") or any(row.text(role) for role in ("owner", "recommendation", "status")):
        return False
    pairs = [(before.items[-1].text if before.items else "", row.progress(layout))]
    pairs += [(before.text(role), row.text(role)) for role in ("measure", "response")]
    pairs += [(before.updates.get(place, ""), text) for place, text in row.updates.items()]
    return any(mine and more and more[0].islower() and carries_on(mine, more) for mine, more in pairs)


def adds_item(row: Entry, layout: Layout) -> bool:
    """Whether a row is a line of the third level: something dated (or a step) without an action or owner of its own."""
    if any(row.numbers) or any(row.text(role) for role in (wording(layout), "recommendation", "owner", "status")):
        return False
    return bool(row.progress(layout)) and bool(row.text("timescale") or row.text("step")) and not row.colour


def head(held: Entry | None, row: Entry) -> Entry:
    """The entry that holds the words of this row's recommendation, with those that a page break left in this row."""
    said = row.text("recommendation")
    if held is None or any(row.numbers):
        return row
    if said and carries_on(held.text("recommendation"), said):
        held.texts["recommendation"] = _glued("recommendation", held.text("recommendation"), said)
        row.texts["recommendation"] = ""
    return row if row.text("recommendation") else held


def carries_on(before: str, text: str) -> bool:
    """The text goes on in the middle of a sentence."""
    if not before or _BULLET.match(text):
        return False
    if text[0].islower():
        return True
    last = before.split()[-1].casefold().strip("(\"'")
    unended = not _ENDED.search(before)
    return unended and (last in words("text")["unfinished"] or last.endswith((",", "-", "–")))


def append(entry: Entry, row: Entry, layout: Layout) -> None:
    """Put a row's cells to those of the entry that it carries on, and its lines of the third level below the others."""
    _append_item(entry.items, row.progress(layout), row.text("timescale"))
    for role, text in row.texts.items():
        if text:
            entry.texts[role] = _glued(role, entry.text(role), text)
    for mine, more in ((entry.updates, row.updates), (entry.others, row.others)):
        for place, text in more.items():
            mine[place] = _glued("wording", mine.get(place, ""), text)
    entry.revised = "\n".join(one for one in (entry.revised, row.revised) if one)
    entry.colour = entry.colour or row.colour
    entry.moved = entry.moved or row.moved


def _append_item(items: list[Item], text: str, timescale: str) -> None:
    """A first paragraph that goes on in the middle of a sentence belongs to the line above; what follows is new."""
    if items and text and carries_on(items[-1].text, text):
        first, _, rest = text.partition("\n")
        items[-1].text = f"{items[-1].text} {first}"
        text = rest
    if text and timescale:
        items.append(Item(text, timescale))
    elif items:
        items[-1].text = "\n".join(one for one in (items[-1].text, text) if one)
        items[-1].timescale = "\n".join(one for one in (items[-1].timescale, timescale) if one)


def _glued(role: str, before: str, more: str) -> str:
    """Two pieces of one cell: in the middle of a sentence or a name by a space, else by a line break."""
    if not before or not more:
        return before or more
    torn = _TORN.get(role, _torn_sentence)
    return f"{before}{' ' if torn(before, more) else chr(10)}{more}"


def _torn_sentence(before: str, more: str) -> bool:
    return not _BULLET.match(more) and (more[0].islower() or not _ENDED.search(before))


def _torn_name(before: str, more: str) -> bool:
    """A first name alone at the end, or a post that stops at "and"."""
    last = before.split()[-1]
    if last in ("and", "of", "&") or last.endswith(("/", ",", "&")):
        return True
    named = read_owners(before.split("\n")[-1])[-1:]
    alone = named == [last] or not before.endswith(tuple(named))  # completed from an earlier naming of the same cell
    return alone and not last.isupper() and owner_kind(last) is OwnerKind.INITIALS


def _torn_status(before: str, more: str) -> bool:
    return read_status(before) is None or read_status(f"{before} {more}") is not None


def _torn_timescale(before: str, more: str) -> bool:
    """The second half of a date: a year, or what follows a dash or an "and"."""
    last = before.split()[-1].casefold()
    joined = last in words("text")["unfinished"] or last.endswith((",", "-", "–", "/"))
    year = bool(re.match(r"(?:19|20)\d\d\b", more)) and not last[-1].isdigit()
    return joined or year or read_timescale(more).kind is Kind.UNCLEAR


_TORN: dict[str, Callable[[str, str], bool]] = {
    "owner": _torn_name,
    "sponsor": _torn_name,
    "status": _torn_status,
    "timescale": _torn_timescale,
}

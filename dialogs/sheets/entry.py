"""What was filled into one row → what is meant, in the plan's terms; and what could not be read. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dialogs.items import Item
from dialogs.sheets.rows import yes_or_no
from dialogs.understanding.index import people_of
from dialogs.understanding.interpretation import Meant
from dialogs.understanding.pressed import LONGEST_NOTE, YEARS_AHEAD, YEARS_BACK
from dialogs.understanding.tokens import tokens_of
from dialogs.words import cut, listed, say
from storage.documents.parties import Parties
from storage.owners import read_owners
from storage.people import Directory
from storage.status import read_status
from storage.timescale import Kind, read_timescale

SERIAL = re.compile(r"[2-9]\d{4}(?:\.0+)?")  # a day as Excel counts it, 1954 to 2173, in a cell without a date's format
FIRST = date(1899, 12, 30)  # from which it counts (ECMA-376 part 1, 18.17.4.1)
SHOWN = 60  # characters of what was not read
YEAR = timedelta(days=366)


@dataclass(slots=True)
class Entry:
    """What a row means. `unread` are pairs of the column and the words in it that say nothing that can be taken."""

    item: Item
    parts: dict[str, Any] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    too_long: bool = False

    @property
    def meant(self) -> Meant:
        plan, action = self.item
        return Meant(action=action.ref, plan_id=plan.id, action_id=action.id, **self.parts)

    def doubt(self, column: str, words: str) -> None:
        self.unread.append((column, cut(words, SHOWN)))


def read_entry(found: Item, said: Mapping[str, str], directory: Directory, today: date) -> Entry:
    """Each filled cell in its terms: a status in the plan's words or everyday ones, a date however it is written."""
    entry = Entry(found)
    for column, words in said.items():
        if column == "status":
            _status(entry, words)
        elif column == "due":
            _due(entry, words, today)
        elif column == "owner":
            _owner(entry, words, directory)
        elif column in ("update", "evidence", "decision"):
            _words(entry, column, words)
    _internal(entry, said.get("internal"))
    return entry


def _status(entry: Entry, words: str) -> None:
    scheme = entry.item.plan.scheme
    status = scheme.status_of(words) or read_status(words, scheme)
    if status is None:
        entry.doubt("status", words)
    else:
        entry.parts["status"] = status


def _due(entry: Entry, words: str, today: date) -> None:
    """A day, a period or what has none; words that name no time are told and taken for nothing."""
    if words.casefold().strip(" .") in listed("working.no_date"):
        entry.parts |= {"due": None, "timescale": None}
        return
    reading = read_timescale(_by_number(words), today)
    if reading.kind in (Kind.UNCLEAR, Kind.DONE) or not _fit(reading.end, today):
        entry.doubt("due", words)
        return
    entry.parts["due"] = reading.end
    entry.parts["timescale"] = reading


def _by_number(words: str) -> str:
    """The day of a serial number; every other cell as it stands."""
    if not SERIAL.fullmatch(words):
        return words
    return f"{FIRST + timedelta(days=int(float(words))):%d/%m/%Y}"


def _fit(end: date | None, today: date) -> bool:
    return end is None or today - YEARS_BACK * YEAR <= end <= today + YEARS_AHEAD * YEAR


def _owner(entry: Entry, words: str, directory: Directory) -> None:
    """The people whom a cell names; with one that is not known, or not for certain, it is taken for nothing."""
    plan = entry.item.plan
    ids = [_party(name, plan.id, directory) for name in read_owners(words)]
    known = [one for one in ids if one is not None]
    if not known or len(known) < len(ids):
        entry.doubt("owner", words)
        return
    entry.parts |= {"owners": directory.names(known), "owner_ids": list(dict.fromkeys(known))}


def _party(name: str, plan: int, directory: Directory) -> int | None:
    """The one party of this name, alias or post, these initials, or this first or family name."""
    found = Parties(directory, plan).known(name)
    if found is not None:
        return found
    people = people_of(directory)
    key = " ".join(token.key for token in tokens_of(name))
    for names in (people.whole, people.initials, people.parts):
        if len(same := names.get(key, ())) == 1:
            return same[0]
    return None


def _words(entry: Entry, column: str, words: str) -> None:
    if len(words) > LONGEST_NOTE:
        entry.too_long = True
    elif column == "decision" and yes_or_no(words) is False:
        entry.parts |= {"decision": None} if entry.item.action.decision else {}
    elif column == "decision" and yes_or_no(words):
        entry.parts["decision"] = say("working.a_decision")
    else:
        entry.parts["note" if column == "update" else column] = words


def _internal(entry: Entry, words: str | None) -> None:
    said = yes_or_no(words) if words else False
    if said is None:
        entry.doubt("internal", words or "")
    elif said:
        entry.parts["internal"] = True

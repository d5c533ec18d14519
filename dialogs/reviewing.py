"""What somebody says about a document that waits for a yes: "Delayed is red", "WJ is Full Name", "leave 8". Pure.

A line counts as an answer only where its parts fit what is open; everything else is left to the understanding.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict

from storage.documents.settle import ALL, Answer
from storage.owners import owner_kind, read_owners
from storage.people import Kind, fold
from storage.plan import ref_key
from storage.status import Status, read_status
from storage.timescale import Kind as When
from storage.timescale import read_timescale

_KINDS = frozenset(get_args(Answer.model_fields["what"].annotation))


class Open(BaseModel):
    """What a document leaves to be said: status words, row numbers, and labels of people; the codes of the plans."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    labels: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pattern:
    what: str
    said: re.Pattern[str]
    inside: re.Pattern[str]
    every: bool
    new: bool


def read_answers(text: str, left: Open, today: date) -> list[Answer] | None:
    """The answers that a message gives, one a line (or parted by semicolons); None where any of it is none.

    A code and a title may stand in one line: "no, title it Peer review, code PR23".
    """
    lexicon = _lexicon()
    said = re.sub(lexicon["opening"], "", text.strip(), flags=re.IGNORECASE)
    lines = [line.strip(" .!") for line in re.split(lexicon["parts"], said, flags=re.IGNORECASE)]
    lines = [line for line in lines if line]
    found = [_line(" ".join(line.split()), left, today) for line in lines]
    return [one for some in found if some for one in some] if found and all(found) else None


def resumes(text: str) -> bool:
    """ "Go on with the document"."""
    return re.fullmatch(_lexicon()["resume"], " ".join(text.split()).strip(" .!?"), re.IGNORECASE) is not None


def _line(line: str, left: Open, today: date) -> list[Answer]:
    for pattern in _patterns():
        if match := pattern.said.fullmatch(line):
            answers = _fitting(pattern, match, left, today)
            if answers:
                return answers
    return []


@cache
def _lexicon() -> dict[str, Any]:
    source = files("dialogs.understanding").joinpath("lexicon/review.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _patterns() -> tuple[_Pattern, ...]:
    read = _lexicon()
    return tuple(_compiled(row, said, read["pieces"]) for row in read["pattern"] for said in row["said"])


def _compiled(row: Mapping[str, Any], said: str, pieces: Mapping[str, str]) -> _Pattern:
    if row["what"] not in _KINDS:
        raise ValueError(f"no such answer: {row['what']}")
    for name, piece in pieces.items():
        said = said.replace(f"@{name}", piece)
    inside = re.compile(rf"\b{row.get('inside', said)}", re.IGNORECASE)
    return _Pattern(row["what"], re.compile(said, re.IGNORECASE), inside, bool(row.get("all")), bool(row.get("new")))


# --- what fits ----------------------------------------------------------------------------------------------------


def _fitting(pattern: _Pattern, match: re.Match[str], left: Open, today: date) -> list[Answer]:
    if pattern.every:
        return [Answer.model_validate({"what": pattern.what, "about": ALL})]
    if pattern.new:
        return [Answer(what="plan", value="")]
    return list(_BY_KIND[pattern.what](pattern.what, match.groupdict(), left, today))


def _rows(said: str, left: Open) -> list[str]:
    """The open rows that are named; none where one of them is not open."""
    keys = {ref_key(one): one for one in left.refs}
    named = [ref_key(one) for one in re.split(r",? and | & |, ?", said)]
    return [keys[one] for one in named] if all(one in keys for one in named) else []


def _about_rows(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    value = _VALUE[what](said, today) if what in _VALUE else ""
    if value is None:
        return
    for ref in _rows(said["refs"] or "", left):
        yield Answer.model_validate({"what": what, "about": ref, "value": value})


def _status_value(said: Mapping[str, str | None], today: date) -> str | None:
    words = said["status"] or ""
    status = read_status(words)
    return f"{status.value}|{words[:1].upper()}{words[1:]}" if status else None


def _owner_value(said: Mapping[str, str | None], today: date) -> str | None:
    words = said.get("words") or said.get("person") or ""
    owners = read_owners(words)
    fits = owners and ("words" in said or all(owner_kind(one) is Kind.PERSON for one in owners))
    return words if fits else None


def _timescale_value(said: Mapping[str, str | None], today: date) -> str | None:
    words = said["date"] or ""
    return words if read_timescale(words, today).kind is not When.UNCLEAR else None


_VALUE: dict[str, Callable[[Mapping[str, str | None], date], str | None]] = {
    "status": _status_value,
    "owner": _owner_value,
    "timescale": _timescale_value,
}


def _word(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    label = next((one for one in left.labels if fold(one) == fold(said["label"] or "")), None)
    status: Status | None = read_status(said["status"] or "")
    if label and status:
        yield Answer(what="word", about=label, value=status.value)


def _person(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    label = next((one for one in left.people if fold(one) == fold(said["name"] or "")), None)
    full = (said["person"] or "").split(",")[0].strip()
    if label and owner_kind(full) is Kind.PERSON:
        yield Answer(what="person", about=label, value=full)


def _plan(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    code = next((one for one in left.plans if fold(one) == fold(said["plan"] or "")), None)
    if code:
        yield Answer(what="plan", value=code)


def _as_at(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    day = day_of(said["date"] or "", today)
    if day:
        yield Answer(what="as_at", value=day.isoformat())


def day_of(words: str, today: date) -> date | None:
    """The last such day or period that has begun: "sept" in November is this year's; it counts to its last day."""
    reading = read_timescale(words, today)
    if reading.end is None or reading.kind not in (When.DATE, When.PERIOD):
        return None
    back = read_timescale(words, today.replace(year=today.year - 1, day=1)) if reading.end > today else reading
    return back.end if back.end and back.end <= today else min(reading.end, today)


def newer_said(text: str) -> bool:
    """Whether a message calls its document a newer version of one that is here."""
    return re.search(_lexicon()["newer"], " ".join(text.split()), re.IGNORECASE) is not None


def day_said(text: str, today: date) -> date | None:
    """The day that a message calls a document's: "the sept version", "as at 30 September 2023"."""
    line = " ".join(text.split())
    searched = (pattern.inside.search(line) for pattern in _patterns() if pattern.what == "as_at")
    match = next((found for found in searched if found), None)
    return day_of(match.group("date") or match.group("version"), today) if match else None


def _named(what: str, said: Mapping[str, str | None], left: Open, today: date) -> Iterator[Answer]:
    yield Answer.model_validate({"what": what, "value": said.get("code") or said.get("words") or ""})


_BY_KIND: dict[str, Callable[[str, Mapping[str, str | None], Open, date], Iterator[Answer]]] = {
    **dict.fromkeys(("leave", "take", "status", "owner", "timescale"), _about_rows),
    "word": _word,
    "person": _person,
    "plan": _plan,
    "as_at": _as_at,
    "code": _named,
    "title": _named,
}

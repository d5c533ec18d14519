"""A read document after somebody's answers to what it left open. Pure: the document as read stays as it was."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from storage.documents.document import Doubt, PlanDocument, ReadAction, ReadRecommendation
from storage.owners import read_owners
from storage.people import fold
from storage.plan import ref_key
from storage.status import Status
from storage.timescale import read_timescale

ALL = "*"  # as `about`: every row, every question


class Answer(BaseModel):
    """One thing that was said about a document. What `about` and `value` are depends on `what`:

    word: a status word of the document, a status · status, owner, timescale: a ref, the words for it · leave: a ref ·
    person: initials or a post, a full name · code, title: nothing, the words · plan: nothing, a plan's code or "" for a
    new one · as_at: nothing, a day · take: a ref of which the document decides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: Literal["word", "status", "owner", "timescale", "leave", "person", "code", "title", "plan", "as_at", "take"]
    about: str = ""
    value: str = ""


def settled(document: PlanDocument, answers: Sequence[Answer], today: date | None = None) -> PlanDocument:
    """The document with each answer put in its place, and without the questions that are answered by it."""
    for answer in answers:
        if answer.what in _SETTLE:
            document = _SETTLE[answer.what](document, answer, today)
    return document


def told(answers: Sequence[Answer], what: str) -> list[Answer]:
    """The answers of one kind, in order."""
    return [one for one in answers if one.what == what]


def refs_of(doubts: Sequence[Doubt]) -> list[str]:
    """The numbers of all rows that questions are asked about, each once."""
    places = (piece for one in doubts for piece in one.where.split("; "))
    return list(dict.fromkeys(ref for piece in places for ref in _parsed(piece)[1]))


def labels_of(document: PlanDocument) -> list[str]:
    """The status words that an answer may be about: those that were read, and those that were not."""
    written = (one.status_text for one in document.actions if one.status_text)
    asked = (label for one in document.questions for label in re.findall(r'"([^"]+)"', one.text))
    return list(dict.fromkeys(" ".join(one.split()) for one in (*dict(document.scheme), *written, *asked)))


# --- one answer ---------------------------------------------------------------------------------------------------


def _word(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    status, label = Status(answer.value), fold(answer.about)

    def changed(action: ReadAction) -> ReadAction:
        mine = action.status_text is not None and fold(action.status_text) == label
        return action.model_copy(update={"status": status}) if mine else action

    known = any(fold(words) == label for words, _ in document.scheme)
    added = () if known else ((answer.about, status),)
    scheme = tuple((words, status if fold(words) == label else own) for words, own in document.scheme) + added
    asked = [left for one in document.questions if (left := _without_label(one, label))]
    return _with_actions(document, changed).model_copy(update={"scheme": scheme, "questions": asked})


def _status(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    said = {"status": Status(answer.value.partition("|")[0]), "status_text": answer.value.partition("|")[2] or None}
    return _row(document, answer.about, said, "status", "rating", "rag")


def _owner(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    return _row(document, answer.about, {"owners": read_owners(answer.value)}, "owner", "lead")


def _timescale(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    return _row(document, answer.about, {"timescale": read_timescale(answer.value, today)}, "timescale", "date")


def _row(document: PlanDocument, ref: str, said: Mapping[str, Any], *asked_of: str) -> PlanDocument:
    """One action's field, or that of all actions of a recommendation."""
    key = ref_key(ref)
    whole = {one.ref for one in document.recommendations if ref_key(one.ref) == key}

    def changed(action: ReadAction, parent: ReadRecommendation) -> ReadAction:
        mine = ref_key(action.ref) == key or (parent.ref in whole and key not in own)
        return action.model_copy(update=said) if mine else action

    own = {ref_key(action.ref) for action in document.actions}
    rows = [
        one.model_copy(update={"actions": [changed(action, one) for action in one.actions]})
        for one in document.recommendations
    ]

    def left(one: Doubt) -> Doubt | None:
        return _without_row(one, key) if any(word in one.text.casefold() for word in asked_of) else one

    asked = [still for one in document.questions if (still := left(one))]
    return document.model_copy(update={"recommendations": rows, "questions": asked})


def _leave(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    key = ref_key(answer.about)
    everything = [] if answer.about == ALL else document.questions
    asked = [left for one in everything if (left := _without_row(one, key))]
    return document.model_copy(update={"questions": asked})


def _title(document: PlanDocument, answer: Answer, today: date | None) -> PlanDocument:
    return document.model_copy(update={"title": answer.value})


_SETTLE: dict[str, Callable[[PlanDocument, Answer, date | None], PlanDocument]] = {
    "word": _word,
    "status": _status,
    "owner": _owner,
    "timescale": _timescale,
    "leave": _leave,
    "title": _title,
}


def _with_actions(document: PlanDocument, changed: Callable[[ReadAction], ReadAction]) -> PlanDocument:
    rows = [one.model_copy(update={"actions": [*map(changed, one.actions)]}) for one in document.recommendations]
    return document.model_copy(update={"recommendations": rows})


# --- questions ----------------------------------------------------------------------------------------------------

_MORE = re.compile(r" and (\d+) more$")


def _without_label(doubt: Doubt, label: str) -> Doubt | None:
    """The question without one of the words that it asks about; None where it asked about that alone."""
    quoted = [one for one in re.findall(r'"([^"]+)"', doubt.text) if fold(one) == label]
    for one in quoted:
        rest = doubt.text.replace(f'"{one}", ', "", 1)
        if rest == doubt.text:
            return None
        doubt = doubt.model_copy(update={"text": rest})
    return doubt


def _without_row(doubt: Doubt, key: str) -> Doubt | None:
    """The question without one of its rows: "recommendations 3, 9" may become "recommendation 9"."""
    pieces = [left for piece in doubt.where.split("; ") if (left := _piece_without(piece, key))]
    return doubt.model_copy(update={"where": "; ".join(pieces)}) if pieces else None


def _piece_without(piece: str, key: str) -> str:
    kind, refs, more = _parsed(piece)
    left = [ref for ref in refs if ref_key(ref) != key]
    if len(left) == len(refs):
        return piece
    if not left and not more:
        return ""
    several = "s" if len(left) > 1 or more else ""
    return f"{kind}{several} {', '.join(left)}{f' and {more} more' if more else ''}"


def _parsed(piece: str) -> tuple[str, list[str], int]:
    """ "recommendations 3, 9 and 4 more" is (recommendation, [3, 9], 4); what is about no row has no refs."""
    kind, _, rest = piece.partition(" ")
    if kind.removesuffix("s") not in ("recommendation", "action"):
        return piece, [], 0
    more = _MORE.search(rest)
    return kind.removesuffix("s"), _MORE.sub("", rest).split(", "), int(more.group(1)) if more else 0

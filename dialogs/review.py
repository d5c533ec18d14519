"""What was found in a document, for somebody to agree to: as a plan of its own, or beside the plan that is there."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dialogs.proposal import Proposal, unknown_labels
from dialogs.reply import Card, Fact, Reply
from dialogs.words import cut, day, joined, say
from storage.documents.diff import Changed, Difference
from storage.documents.document import Doubt, PlanDocument
from storage.documents.settle import refs_of
from storage.people import Directory

QUESTIONS_SHOWN = 8
ROWS_SHOWN = 10  # of one kind of difference
UNRATED = "no RAG rating given"  # as the reading of a document asks it
COLOURLESS = re.compile(r'"(?P<label>[^"]+)" has no colour: (?P<assumed>\w+) \(assumed\) or (?P<other>\w+)\?')
WORDS_SHOWN = 90  # characters of a text


def agree(one: Proposal) -> str:
    """The question that a yes answers."""
    return say("import.agree_newer", code=one.code) if one.plan else say("import.agree")


def review(one: Proposal, directory: Directory) -> Reply:
    """The review with its questions, and what a yes would be to."""
    if one.plan is not None and one.difference is not None:
        return _beside(one, one.difference)
    return _whole(one, directory)


# --- a plan of its own --------------------------------------------------------------------------------------------


def _whole(one: Proposal, directory: Directory) -> Reply:
    document = one.document
    found = say("import.found", name=one.name, **_counts(document))
    facts = tuple(_facts(one, directory))
    asked = _asked(document.questions)
    lines = [found, *(f"{fact.label}: {fact.value}" for fact in facts), *asked, agree(one)]
    return Reply(text="\n".join(lines), card=Card(heading=found, facts=facts, paragraphs=asked, footnote=agree(one)))


def _counts(document: PlanDocument) -> dict[str, int]:
    return {"recommendations": len(document.recommendations), "actions": len(document.actions)}


def _facts(one: Proposal, directory: Directory) -> Iterator[Fact]:
    """What was found, then what was inferred."""
    document, actions = one.document, one.document.actions
    yield Fact(label=say("import.title"), value=document.title or say("import.untitled"))
    yield Fact(label=say("import.code"), value=one.code)
    yield Fact(label=say("import.columns"), value=_columns(document))
    yield Fact(label=say("import.dated"), value=_share([action.timescale is not None for action in actions]))
    yield Fact(label=say("import.owned"), value=_share([bool(action.owners) for action in actions]))
    yield Fact(label=say("import.rated"), value=_share([action.status is not None for action in actions]))
    if document.scheme:
        words = [say("import.scheme_word", label=cut(label, 40), status=own.value) for label, own in document.scheme]
        yield Fact(label=say("import.scheme"), value=" · ".join(_some(words, ROWS_SHOWN)))
    if labels := unknown_labels(one, directory):
        yield Fact(label=say("import.labels"), value=", ".join(_some(labels, ROWS_SHOWN)))


def _columns(document: PlanDocument) -> str:
    """Each heading, with what it was taken for where that is not what it says itself."""
    return " · ".join(
        say("import.role", heading=column.heading, role=say(f"import.as.{column.role}"))
        if column.role != "other"
        else f"“{column.heading}”"
        for column in document.layout
        if column.heading
    )


def _share(there: Sequence[bool]) -> str:
    return say("import.share", number=sum(there), total=len(there))


def _asked(questions: Sequence[Doubt]) -> tuple[str, ...]:
    if not questions:
        return ()
    told = [f"- {one.where}: {one.text}" for one in questions]
    return (
        say("import.questions", example=_example(questions)),
        *_some(told, QUESTIONS_SHOWN, "import.more_questions"),
    )


def offered_answers(one: Proposal) -> list[tuple[str, str]]:
    """Labels of buttons, each with the words that it says: for what the questions leave to choose between."""
    found = one.difference
    questions = one.document.questions if found is None else found.questions
    offers = [offer for doubt in questions for offer in _offers(doubt)]
    if found is not None and found.conflicts:
        offers.append((say("import.wins"), say("import.wins_words")))
    return [*offers, (say("import.another"), say("import.another_words"))] if found is not None else offers


def _offers(doubt: Doubt) -> Iterator[tuple[str, str]]:
    if word := COLOURLESS.fullmatch(doubt.text):
        for status in word.group("assumed", "other"):
            slots = {"label": word.group("label"), "status": status}
            yield say("import.word", **slots), say("import.word_words", **slots)
    refs = refs_of([doubt])
    if refs and doubt.text == UNRATED and len(refs) <= ROWS_SHOWN:
        yield say("import.leave", refs=", ".join(refs)), say("import.leave_words", refs=", ".join(refs))


def _example(questions: Sequence[Doubt]) -> str:
    """How the first question could be answered."""
    for one in questions:
        kind, _, ref = one.where.partition(" ")
        if kind.startswith(("recommendation", "action")) and ref:
            return f"{ref.split(',')[0].split(' ')[0]}: leave it"
        if one.text.startswith('"'):
            return f"{one.text.split(chr(34))[1]} is red"
    return "leave the rest"


def _some(lines: Sequence[str], number: int, more: str = "import.row_more") -> list[str]:
    left = len(lines) - number
    return [*lines[:number], say(more, n=left)] if left > 0 else list(lines)


# --- beside the plan ----------------------------------------------------------------------------------------------


def _beside(one: Proposal, found: Difference) -> Reply:
    slots = {"name": one.name, "code": one.code, "title": one.plan.title if one.plan else ""}
    if found.empty:
        return Reply(text=say("import.newer_same", **slots))
    slots["parts"] = parts(found)
    dated = say("import.newer", date=day(found.as_at), **slots) if found.as_at else say("import.newer_undated", **slots)
    lines = [*_rows(found), *_asked(found.questions), say("import.newer_hint")]
    text = "\n".join([dated, *lines, agree(one)])
    return Reply(text=text, card=Card(heading=dated, paragraphs=tuple(lines), footnote=agree(one)))


def parts(found: Difference) -> str:
    """ "3 changes, 1 new update and 1 conflict"."""
    actions = [one for one in found.added if one.action]
    kinds = (
        ("changed", found.told),
        ("updates", found.news),
        ("added", actions),
        ("closed", found.closed),
        ("conflicts", found.conflicts),
    )
    return joined(say(f"import.{kind}", n=len(rows)) for kind, rows in kinds if rows)


def _rows(found: Difference) -> Iterator[str]:
    yield from _some([_changed(one) for one in found.told], ROWS_SHOWN)
    yield from _some([_news(one.ref, one.update.as_at, one.update.text) for one in found.news], ROWS_SHOWN)
    new = [one.action for one in found.added if one.action]
    added = [say("import.row_added", ref=one.ref, text=cut(one.text, WORDS_SHOWN)) for one in new]
    yield from _some(added, ROWS_SHOWN)
    closed = [say("import.row_closed", ref=one.ref, text=cut(one.old or "", WORDS_SHOWN)) for one in found.closed]
    yield from _some(closed, ROWS_SHOWN)
    if 2 * len(found.closed) > found.all_open:
        yield say("import.many_closed")
    if found.conflicts:
        yield from [_conflict(one) for one in found.conflicts]
        yield say("import.conflicts_stand", ref=found.conflicts[0].ref)


def _changed(one: Changed) -> str:
    return say("import.row_changed", ref=one.ref, field=_field(one), old=_said(one.old), new=_said(one.new))


def _conflict(one: Changed) -> str:
    when = day(one.since) if one.since else ""
    if one.field == "closed":
        return say("import.row_conflict_closed", ref=one.ref, date=when, text=cut(one.old or "", WORDS_SHOWN))
    return say("import.row_conflict", ref=one.ref, field=_field(one), old=_said(one.old), new=_said(one.new), date=when)


def _news(ref: str, as_at: date | None, text: str) -> str:
    said = cut(text, WORDS_SHOWN)
    if as_at is None:
        return say("import.row_update_undated", ref=ref, text=said)
    return say("import.row_update", ref=ref, date=day(as_at), text=said)


def _field(one: Changed) -> str:
    return say(f"import.field.{one.field.rpartition(' ')[2]}")


def _said(text: str | None) -> str:
    return f"“{cut(text, WORDS_SHOWN)}”" if text else say("import.blank")

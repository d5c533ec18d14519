"""The covering report that goes on top of a plan to Cabinet: numbered sections, filled in from the figures. Pure.

What only a person can write is left as a marked gap. The sections are those that councils' reports have: purpose,
recommendations, background, options, reasons, future work, then the implications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.reports import words
from dialogs.reports.model import Decision, Report, Row, Slip
from dialogs.shown import due_words
from dialogs.words import cut, day, keys, listed, say, upper_first
from storage.status import Status

NAME = 70  # characters of an action's words, by which it is known again
WHY = 160  # characters of a reason


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words under a number of their own; `gap`: somebody has to write them. `points` stand below it, one a line."""

    text: str
    gap: bool = False
    points: tuple[str, ...] = ()
    counted: bool = False  # the counts stand below it, as a table


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """`header` are the labels and words of the table at the top; words that are missing are a gap's."""

    title: str
    header: tuple[tuple[str, Paragraph], ...]
    sections: tuple[Section, ...]
    appendix: str


def cover(one: Report) -> Cover:
    """The covering report of a plan as it is reported."""
    slots = {"title": one.title, "code": one.code, "date": day(one.as_at), "since": words.since(one)}
    return Cover(
        title=say("cover.title", **slots),
        header=tuple((say(f"cover_label.{key}"), _header(key, slots)) for key in _names("label")),
        sections=(
            _section("purpose", _said("purpose" if one.compared else "purpose_first", **slots)),
            _section("recommendations", *_recommendations(one, slots)),
            _section("background", _gap("background"), *_progress(one)),
            _section("options", _gap("options")),
            _section("reasons", _said("reasons", **slots)),
            _section("future", *_future(one), _gap("future")),
            _section("financial", _gap("financial")),
            _section("legal", _gap("legal")),
            _section("risk", *_risk(one), _gap("risk")),
            _section("people", _gap("people")),
            _section("corporate", *(_gap(key) for key in ("community", "sustainability", "staffing"))),
            _section("papers", _gap("papers")),
        ),
        appendix=say("cover.appendix", **slots),
    )


def _names(of: str) -> list[str]:
    return [key.removeprefix(f"cover_{of}.") for key in keys(f"cover_{of}")]


def _header(key: str, slots: dict[str, str]) -> Paragraph:
    known = {"subject": "cover.subject", "appendices": "cover.appendices"}
    return Paragraph(say(known[key], **slots)) if key in known else _gap(f"head_{key}")


def _section(key: str, *paragraphs: Paragraph) -> Section:
    return Section(say(f"cover_section.{key}"), paragraphs)


def _said(key: str, **slots: object) -> Paragraph:
    return Paragraph(say(f"cover.{key}", **slots))


def _gap(key: str) -> Paragraph:
    return Paragraph(say(f"cover_gap.{key}"), gap=True)


def _recommendations(one: Report, slots: dict[str, str]) -> Iterator[Paragraph]:
    """What Cabinet is asked: to note it, to decide what waits for a decision, to hear of it again."""
    points = [say("cover.note", **slots)]
    points += [_to_decide(each) for each in one.decisions]
    yield Paragraph(say("cover.resolve"), points=(*points, say("cover.again")))


def _progress(one: Report) -> Iterator[Paragraph]:
    """Where the plan stands, what has moved, what is late and why."""
    of = len({row.recommendation.id for row in one.rows})
    size = say("cover.size", n=len(one.rows), of=of)
    if not one.rows:
        yield Paragraph(say("cover.sentence", said=size))
        return
    yield Paragraph(say("cover.size_counts", size=size, counts=words.each_count(one)), counted=True)
    yield Paragraph(_lateness(one))
    yield from (Paragraph(said) for said in (words.travel(one), words.gaps(one), words.silent_owners(one)) if said)
    if one.completed:
        yield Paragraph(words.completed(one))
    if one.newly_overdue:
        yield Paragraph(_newly_overdue(one))
    if said := words.extensions(one):
        yield Paragraph(said)
    if one.compared and one.moved:
        yield Paragraph(say("cover.moved", date=words.since(one)), points=tuple(words.moved(one)))
    if one.slips:
        many = upper_first(say("cover.slips", n=len(one.slips), count=in_words(len(one.slips))))
        yield Paragraph(many, points=tuple(map(_slip, one.slips)))


def _newly_overdue(one: Report) -> str:
    found, date = one.newly_overdue, words.since(one)
    said = say("cover.newly_overdue", n=len(found), count=in_words(len(found)), date=date, refs=words.refs(found))
    return upper_first(said)


def _lateness(one: Report) -> str:
    """In whole sentences, which the number of their paragraph does not run into."""
    said = (_how_many("overdue", one.overdue), _how_many("past", one.past_first))
    return " ".join(upper_first(part) for part in said)


def _how_many(key: str, rows: Sequence[Row]) -> str:
    return say(f"cover.{key}", n=len(rows), count=in_words(len(rows)), refs=words.refs(rows))


def in_words(number: int) -> str:
    """One to twelve as words, as prose has them."""
    known = listed("cover.numbers")
    return known[number - 1] if 0 < number <= len(known) else str(number)


def _to_decide(one: Decision) -> str:
    """What Cabinet is asked to decide, and on what: a number alone tells a reader of one paper nothing."""
    text = words.decision_words(one.action)
    key = "cover.decide_internal" if one.words is None else "cover.decide"
    said = say(key, named=named(one.row), text=text)
    return say("cover.decide_since", said=said, date=day(one.since)) if one.since else say("cover.point", said=said)


def named(row: Row) -> str:
    """An action by its number and the beginning of its words; the recommendation's, where it is the only one."""
    only = len(row.recommendation.actions) == 1
    text = row.recommendation.text if only and row.recommendation.text else row.action.text
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return say("cover.named", ref=row.ref, text=cut(first, NAME)) if first else row.ref


def _slip(one: Slip) -> str:
    said = say("cover.slip", ref=one.ref, first=day(one.first), now=due_words(one.now), n=one.times)
    return say("cover.slip_why", put_off=said, why=cut(one.why, WHY)) if one.why else said


def _future(one: Report) -> Iterator[Paragraph]:
    if said := words.due_next(one):
        yield Paragraph(said)


def _risk(one: Report) -> Iterator[Paragraph]:
    """What the owners themselves rate worst, and what is late whatever they rate it."""
    red = [row for row in one.rows if row.action.status is Status.RED]
    if red:
        said = say("cover.red", n=len(red), count=in_words(len(red)), label=red[0].status_label)
        yield Paragraph(upper_first(said), points=tuple(map(named, red)))
    if one.overdue:
        yield Paragraph(upper_first(_how_many("late", one.overdue)))

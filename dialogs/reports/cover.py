"""The covering report that goes on top of a plan to Cabinet: numbered sections, filled in from the figures. Pure.

What only a person can write is left as a marked gap. The sections are those that councils' reports have: purpose,
recommendations, background, options, reasons, future work, then the implications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.reports import cover_words as said
from dialogs.reports import words
from dialogs.reports.model import Report
from dialogs.words import day, keys, say
from storage.status import Status


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
    """What Cabinet is asked: to note it, to decide what waits for its decision, to hear of it again.

    What waits for somebody else is none of it; from whom something is needed that does not say so, is left as a gap.
    """
    asked = [each for each in one.decisions if not said.theirs(each)]
    points = [say("cover.note", **slots), *map(said.to_decide, asked), say("cover.again")]
    yield Paragraph(say("cover.resolve"), points=tuple(points))
    if unsaid := [each.row for each in asked if each.whom is None]:
        yield Paragraph(say("cover_gap.decide", n=len(unsaid), refs=words.refs(unsaid)), gap=True)


def _progress(one: Report) -> Iterator[Paragraph]:
    """Where the plan stands, what has moved, what is late and why."""
    of = len({row.recommendation.id for row in one.rows})
    size = say("cover.size" if one.whole else "cover.size_part", n=len(one.rows), of=of)
    if not one.rows:
        yield Paragraph(say("cover.sentence", said=size))
        return
    key = "cover.size_compared" if one.compared else "cover.size_counts"
    slots = {"size": size, "counts": words.each_count(one), "date": words.since(one)}
    yield Paragraph(say(key, **slots), counted=True)
    yield from _sentences(words.not_compared(one))
    yield from _late(one)
    yield from _sentences(said.travel(one), said.gaps(one), said.silent_owners(one))
    yield from _listed("completed", one.completed, said.completed(one), date=words.since(one))
    yield from _sentences(said.extensions(one))
    if one.compared and (moved := said.moved(one)):
        yield Paragraph(say("cover.moved", date=words.since(one)), points=moved)
    yield from _listed("slips", one.slips, said.slips(one))
    others = [each for each in one.decisions if said.theirs(each)]
    yield from _listed("others", others, tuple(map(said.of_others, others)))


def _sentences(*told: str) -> Iterator[Paragraph]:
    yield from (Paragraph(one) for one in told if one)


def _listed(key: str, found: Sequence[object], points: tuple[str, ...], **slots: object) -> Iterator[Paragraph]:
    """How many, and below it each; nothing where there is none."""
    if found:
        yield Paragraph(said.how_many(key, found, **slots), points=points)


def _late(one: Report) -> Iterator[Paragraph]:
    """What is overdue by name, what of it is so only lately, and what has a later date than its first."""
    head, points = said.lateness(one)
    yield Paragraph(head, points=points)
    if one.newly_overdue:
        refs = words.refs(one.newly_overdue)
        yield Paragraph(said.how_many("newly_overdue", one.newly_overdue, date=words.since(one), refs=refs))
    yield Paragraph(said.past_first(one))


def _future(one: Report) -> Iterator[Paragraph]:
    yield from _listed("due_next", one.due_next, tuple(map(said.due, one.due_next)))


def _risk(one: Report) -> Iterator[Paragraph]:
    """What the owners themselves rate worst, and that something is late whatever they rate it."""
    red = [row for row in one.rows if row.action.status is Status.RED]
    if red:
        yield Paragraph(said.how_many("red", red, label=red[0].status_label), points=tuple(map(said.named, red)))
    if one.overdue:
        yield Paragraph(said.how_many("late", one.overdue))

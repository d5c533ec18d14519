"""The covering report's sentences: in whole words, with the actions by name, as somebody reads who knows none of their
numbers. Pure; the figures are the report's own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dialogs.reports import words
from dialogs.reports.decisions import for_the_meeting
from dialogs.reports.direction import Direction
from dialogs.reports.model import Asked, Decision, Moved, Report, Row, Silence, Slip
from dialogs.shown import due_words
from dialogs.words import cut, day, joined, listed, say, upper_first

NAME = 70  # characters of an action's words, by which it is known again
WHY = 160  # characters of a reason
_LEADING = re.compile(r"\A\d+\b")


def in_words(number: int) -> str:
    """One to twelve as words, as prose has them."""
    known = listed("cover.numbers")
    return known[number - 1] if 0 < number <= len(known) else str(number)


def in_full(number: int) -> str:
    """A number in words, as it stands at the beginning of a sentence; of ten thousand and more in figures."""
    small = (*listed("cover.numbers"), *listed("cover.teens"))
    if not 0 < number < 10_000:
        return str(number)
    if number <= len(small):
        return small[number - 1]
    if number < 100:
        tens, ones = listed("cover.tens")[number // 10 - 2], number % 10
        return say("cover.ten_and", tens=tens, ones=small[ones - 1]) if ones else tens
    size, key = (100, "cover.hundreds") if number < 1_000 else (1_000, "cover.thousands")
    count, rest = divmod(number, size)
    key = "cover.thousands_and" if size == 1_000 and 0 < rest < 100 else key
    return say(key, n=rest, count=in_full(count), rest=in_full(rest))


def begun(said: str) -> str:
    """Words as the beginning of a sentence: with a capital letter, and not with a figure."""
    return upper_first(_LEADING.sub(lambda found: in_full(int(found.group())), said))


def counted(key: str, number: int, **slots: object) -> str:
    return say(f"cover.{key}", n=number, count=in_words(number), **slots)


def how_many(key: str, rows: Sequence[object], **slots: object) -> str:
    """How many, at the beginning of a sentence."""
    return begun(counted(key, len(rows), **slots))


def named(row: Row) -> str:
    """An action by its number and the beginning of its words; the recommendation's, where it is the only one."""
    only = len(row.recommendation.actions) == 1
    text = row.recommendation.text if only and row.recommendation.text else row.action.text
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return say("cover.named", ref=row.ref, text=cut(first, NAME)) if first else row.ref


def due(row: Row) -> str:
    return say("cover.due", named=named(row), date=due_words(row.action.timescale))


def _since(said: str, when: date | None) -> str:
    return say("cover.since", said=said, date=day(when)) if when else said


def _why(said: str, why: str | None) -> str:
    return say("cover.why", said=said, why=cut(why, WHY)) if why else said


# --- decisions -------------------------------------------------------------------------------------------------------


def to_decide(one: Decision) -> str:
    """What Cabinet is asked to decide, and on what: a number alone tells a reader of one paper nothing."""
    key = "cover.decide_internal" if one.words is None else "cover.decide"
    return say("cover.point", said=_since(say(key, named=named(one.row), text=_text(one)), one.since))


def of_others(one: Decision) -> str:
    return _since(say("cover.of_other", named=named(one.row), whom=one.whom, text=_text(one)), one.since)


def _text(one: Decision) -> str:
    return words.decision_words(one.action)


def theirs(one: Decision) -> bool:
    """Whether it is somebody else's to take than the meeting's for which the report is."""
    return one.whom is not None and not for_the_meeting(one.whom)


# --- where the plan stands -------------------------------------------------------------------------------------------


def lateness(one: Report) -> tuple[str, tuple[str, ...]]:
    """What is overdue, action by action."""
    return how_many("overdue", one.overdue), tuple(map(due, one.overdue))


def past_first(one: Report) -> str:
    return how_many("past", one.past_first, refs=words.refs(one.past_first))


def travel(one: Report) -> str:
    """How many are rated better and worse; nothing where all are the same, or nothing is compared."""
    if all(each.direction is Direction.SAME for each in one.travel):
        return ""
    told = [_going(one, way) for way in Direction]
    return begun(say("cover.travel", date=words.since(one), told=joined(part for part in told if part)))


def _going(one: Report, way: Direction) -> str:
    found = one.going(way)
    said = counted(f"travel_{way.value}", len(found)) if found else ""
    return _with_refs(said, (each.ref for each in found)) if found and way is not Direction.SAME else said


def _with_refs(said: str, refs: Iterable[str]) -> str:
    return say("cover.with_refs", said=said, refs=", ".join(dict.fromkeys(refs)))


def gaps(one: Report) -> str:
    """What has no date, nobody named, or no update."""
    found = (("no_date", one.no_date), ("no_owner", one.no_owner), ("silent", one.silent))
    return _sentence(counted(key, len(rows), days=one.interval_days) for key, rows in found if rows)


def silent_owners(one: Report) -> str:
    """How many people's own word is missing; none is named: this is read by everybody."""
    if one.since is None:
        return ""
    keys = {Silence.SILENT: "owners_silent", Silence.AWAY: "owners_away", Silence.NOBODY: "owners_nobody"}
    many = {why: sum(each.why is why for each in one.silent_owners) for why in keys}
    return _sentence(counted(key, many[why], date=day(one.since)) for why, key in keys.items() if many[why])


def _sentence(parts: Iterable[str]) -> str:
    told = "; ".join(parts)
    return say("cover.sentence", said=begun(told)) if told else ""


def extensions(one: Report) -> str:
    """Later dates: asked for, granted, refused and waiting; nothing where there were none."""
    asked = one.extensions
    if asked.none:
        return ""
    parts = (("asked", asked.asked), ("granted", asked.granted), ("refused", asked.refused), ("waiting", asked.waiting))
    told = joined(said for key, found in parts if (said := _asked(key, found)))
    return upper_first(say("cover.dates_since" if one.since else "cover.dates", date=words.since(one), told=told))


def _asked(key: str, found: Sequence[Asked]) -> str:
    if not found:
        return counted("dates_asked", 0) if key == "asked" else ""
    return _with_refs(counted(f"dates_{key}", len(found)), (each.ref for each in found))


# --- what has moved --------------------------------------------------------------------------------------------------


def completed(one: Report) -> tuple[str, ...]:
    """What has become complete, with the words of why."""
    why = {each.ref: each.why for each in one.moved}
    return tuple(_why(named(row), why.get(row.ref)) for row in one.completed)


def moved(one: Report) -> tuple[str, ...]:
    """What else is different: not what has become complete, nor a date that stands among those that were put off."""
    rows = {row.ref: row for row in one.rows}
    out = {row.ref for row in one.completed}
    slipped = {each.ref for each in one.slips}
    return tuple(_moved_each(one, rows, out, slipped))


def _moved_each(one: Report, rows: dict[str, Row], out: set[str], slipped: set[str]) -> Iterator[str]:
    for each in one.moved:
        what = "" if each.ref in out else _moved(each, dated=each.ref not in slipped)
        if what:
            name = named(rows[each.ref]) if each.ref in rows else each.ref
            yield _why(say("cover.moved_one", named=name, what=what), each.why if each.status else None)


def _moved(each: Moved, *, dated: bool) -> str:
    if each.new or each.gone:
        return say("cover.moved_new" if each.new else "cover.moved_gone")
    said = [say("cover.moved_status", old=each.status[0], new=each.status[1])] if each.status else []
    if each.due and dated:
        said.append(say("cover.moved_due", old=due_words(each.due[0]), new=due_words(each.due[1])))
    return "; ".join(said)


def slips(one: Report) -> tuple[str, ...]:
    rows = {row.ref: row for row in one.rows}
    return tuple(_why(_slip(rows[each.ref], each), each.why) for each in one.slips)


def _slip(row: Row, one: Slip) -> str:
    return say("cover.slip", named=named(row), first=day(one.first), now=due_words(one.now), n=one.times)

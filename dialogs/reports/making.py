"""The report that somebody wishes for, from what is kept: the same for the chat and for the command.

Which wording is printed: a report for publication prints what was accepted in the last frozen return, and a covering
report is as at that return unless a day is said. Where none was frozen nothing was accepted, so none is printed, and
the report says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dialogs.reports import words
from dialogs.reports.accepted import decisions, wordings
from dialogs.reports.eyes import Readable, as_accepted, for_all, unaccepted, with_internal
from dialogs.reports.gathered import Kept, absent, named_as, standings, stood
from dialogs.reports.model import Report, Standing
from dialogs.reports.parts import exceptions, left_out, narrowed
from dialogs.reports.report import report
from dialogs.reports.wish import Audience, NoReport, Wish
from dialogs.rhythm.returning import previous
from dialogs.select import Sight, select
from dialogs.understanding.since_return import LAST
from dialogs.words import day, joined, say
from storage.people import Directory
from storage.plan import Change, Plan
from storage.returns import Return

WEEKS = timedelta(weeks=4)  # what has moved on one page, where no return was frozen before


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and the same with every publishable note, for whoever looks at it before it goes out."""

    report: Report
    in_full: Callable[[], Report]


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a report is made from. `returned` is the frozen return whose wording is printed."""

    then: Plan
    before: Plan | None
    as_at: date
    since: date | None
    returned: Return | None = None
    texts: Mapping[int, str] | None = None
    decisions: Mapping[int, str] = field(default_factory=dict)  # action → the words of its decision, where accepted
    its_own: bool = False  # the report is of the return itself, and not of another day with the return's wording


async def made(
    kept: Kept, plan: Plan, directory: Directory, today: date, wish: Wish, readable: Readable = lambda _: False
) -> Made:
    """The report of a plan, as it is now, that is wished for. `readable`: whose internal notes may be read.

    Raises NoReport, saying what there is, where there is no such report.
    """
    returned = await _returned(kept, plan, wish, today)
    basis = await _basis(kept, plan, wish, today, returned)
    await _there(kept, plan, wish, basis, today)
    ids = _part(basis.then, directory, basis.as_at, wish)
    returns = await _standings(kept, plan, basis) if len(ids) == len(basis.then.actions) else ()
    away = await absent(kept, directory, today, basis.as_at)

    def seen(eyes: Callable[[Plan], Plan], texts: Mapping[int, str] | None) -> Report:
        then, before = eyes(narrowed(basis.then, ids)), basis.before and eyes(narrowed(basis.before, ids))
        name = basis.returned.label if basis.returned and basis.its_own else None
        return report(then, before, directory, basis.as_at, basis.since, texts, returns=returns, name=name, away=away)

    one = seen(_eyes(wish, basis, readable), basis.texts)
    held_back = _unaccepted(one, basis)
    notes = (*_notes(plan, basis, wish, ids), *held_back)
    odd = () if wish.published else one.contradictions
    drafting = frozenset((*_of_wording(plan, basis, wish), *held_back))
    one = replace(one, notes=notes, drafting=drafting, audience=_audience(wish), contradictions=odd)
    worded = basis.returned.as_at if basis.returned else None
    one = replace(one, returned=_named(basis.returned), worded=worded, whole=len(ids) == len(basis.then.actions))
    return Made(one, lambda: seen(for_all, None))


def _named(returned: Return | None) -> tuple[str, int] | None:
    return (returned.label, returned.version) if returned else None


def _audience(wish: Wish) -> Audience | None:
    return "internal" if wish.internal else "publication" if wish.published else None


async def _standings(kept: Kept, plan: Plan, basis: "_Basis") -> tuple[Standing, ...]:
    """How the plan stood at the returns before; of a return's own report without that one, which it tells itself."""
    every = await standings(kept, plan, basis.as_at)
    own = basis.returned.label if basis.returned and basis.its_own else None
    return tuple(one for one in every if one.label != own)


def _eyes(wish: Wish, basis: _Basis, readable: Readable) -> Callable[[Plan], Plan]:
    if wish.internal:
        return lambda plan: with_internal(plan, readable)
    return (lambda plan: as_accepted(plan, basis.decisions)) if basis.texts is not None else for_all


def _is_its_own(wish: Wish) -> bool:
    """Whether the report is of the return itself, and not of another day with the return's wording."""
    return bool(wish.returned) or (wish.as_at is None and wish.published and wish.paper == "cover")


# --- which return, which days --------------------------------------------------------------------------------------


async def _returned(kept: Kept, plan: Plan, wish: Wish, today: date) -> Return | None:
    """The return that is named, or whose wording is printed: the last that was frozen by the day of the report."""
    frozen = [one for one in await kept.returns() if one.plan == plan.id and one.frozen]
    if wish.returned:
        return _named_return(plan, wish.returned, frozen)
    if not wish.published:
        return None
    return max((one for one in frozen if one.as_at <= (wish.as_at or today)), key=lambda one: one.as_at, default=None)


def _named_return(plan: Plan, label: str, frozen: list[Return]) -> Return:
    found = frozen if label == LAST else [one for one in frozen if one.label == label] or _begun_so(label, frozen)
    if not found:
        raise NoReport(no_return(plan, label, frozen))
    return max(found, key=lambda one: one.as_at)


def _begun_so(label: str, frozen: list[Return]) -> list[Return]:
    """ "Q2" of "Q2 2026/27", where one return alone begins so."""
    found = [one for one in frozen if label and one.label.casefold().startswith(f"{label.casefold()} ")]
    return found if len({one.label for one in found}) == 1 else []


def no_return(plan: Plan, label: str, frozen: list[Return]) -> str:
    """That there is no such frozen return, and which there are."""
    if label == LAST:
        return say("report.none_frozen", code=plan.code)
    known = joined(one.label for one in frozen)
    return say("report.no_return" if known else "report.no_return_yet", label=label, code=plan.code, known=known)


async def _basis(kept: Kept, plan: Plan, wish: Wish, today: date, returned: Return | None) -> _Basis:
    if returned is not None and _is_its_own(wish):
        return await _of_return(kept, plan, wish, returned)
    as_at = wish.as_at or today
    then = plan if as_at == today else named_as(plan, await kept.as_at(plan.id, as_at))
    last = await _last(kept, plan, as_at) if wish.paper == "one_page" and not wish.since else None
    since = wish.since or (last.as_at if last else as_at - WEEKS if wish.paper == "one_page" else None)
    before = await kept.as_returned(plan, last) if last else await stood(kept, plan, since) if since else None
    return await _accepted(kept, _Basis(then, before, as_at, since, returned), wish.published)


async def _of_return(kept: Kept, plan: Plan, wish: Wish, returned: Return) -> _Basis:
    """The plan as the return took it, beside the return before it unless another day is said."""
    then = await kept.as_returned(plan, returned)
    if wish.since:
        before = await stood(kept, plan, wish.since)
        return await _accepted(kept, _Basis(then, before, returned.as_at, wish.since, returned, its_own=True))
    last = previous(returned, await kept.returns())
    earlier = await kept.as_returned(plan, last) if last else None
    since = last.as_at if last else None
    return await _accepted(kept, _Basis(then, earlier, returned.as_at, since, returned, its_own=True))


async def _last(kept: Kept, plan: Plan, as_at: date) -> Return | None:
    """The return that one page is compared with where nothing is said, if one was frozen: as it was frozen."""
    frozen = [one for one in await kept.returns() if one.plan == plan.id and one.frozen and one.as_at < as_at]
    return max(frozen, key=lambda one: one.as_at, default=None)


async def _accepted(kept: Kept, basis: _Basis, published: bool = True) -> _Basis:
    """With the wording that was accepted in its return; for publication without one there is none."""
    returned = basis.returned
    if returned is None:
        return replace(basis, texts={}) if published else basis
    texts = wordings(await kept.return_rows(basis.then.id, returned.label, returned.version))
    return replace(basis, texts=texts, decisions=await decisions(kept, basis.then, returned, texts))


async def _there(kept: Kept, plan: Plan, wish: Wish, basis: _Basis, today: date) -> None:
    """Raises NoReport for a day to come or before the plan was there, for one that is not after what it is compared
    with, and for a plan without actions."""
    if no := refused(basis.as_at, basis.since, today):
        same = wish.why_since and basis.its_own and basis.since == basis.as_at
        raise NoReport(say("report.no_newer", code=plan.code, date=day(basis.as_at)) if same else no)
    if not plan.actions:
        raise NoReport(say("summary.nothing", code=plan.code))
    if not basis.then.actions:
        raise NoReport(_empty(plan, basis, await kept.changes(plan.id)))


def _empty(plan: Plan, basis: _Basis, changes: Sequence[Change]) -> str:
    """Why there are no actions: the plan begins later, was loaded when the return had ended, or had none just then."""
    zone, returned = ZoneInfo(plan.zone), basis.returned
    begins = min(one.effective for one in changes)
    loaded = min(one.recorded for one in changes)
    slots = {"code": plan.code, "date": day(basis.as_at)}
    if begins > basis.as_at:
        return say("report.not_yet_begun", **slots, first=day(begins))
    if returned is None or returned.ended is None or loaded <= returned.ended:
        return say("report.no_actions_then", **slots)
    ended = (one.astimezone(zone) for one in (returned.ended, loaded))
    told = {key: f"{day(one.date())}, {one:%H:%M}" for key, one in zip(("ended", "loaded"), ended, strict=True)}
    return say("report.loaded_later", **slots, label=returned.label, **told)


def refused(as_at: date, since: date | None, today: date) -> str | None:
    """Why a plan cannot be told as at one day and compared with another; None where it can."""
    if as_at > today:
        return say("summary.future", date=day(as_at))
    return say("summary.since_later", since=day(since), date=day(as_at)) if since and since >= as_at else None


# --- how much of it ------------------------------------------------------------------------------------------------


def _part(plan: Plan, directory: Directory, as_at: date, wish: Wish) -> frozenset[int]:
    """The ids of the actions that are told."""
    if "section" in wish.part:
        _has_section(plan, str(wish.part["section"]))
    ids = frozenset(one.action.id for one in select([plan], wish.part, Sight(directory, as_at, wish.people)))
    if not ids:
        raise NoReport(say("report.no_such_part", code=plan.code, part=_part_words(wish)))
    if not wish.exceptions:
        return ids
    if not ids & exceptions(plan, as_at):
        raise NoReport(say("report.no_exceptions", code=plan.code, date=day(as_at)))
    return ids & exceptions(plan, as_at)


def _has_section(plan: Plan, said: str) -> None:
    headings = list(dict.fromkeys(one.section for one in plan.recommendations.values() if one.section))
    if any(said.casefold() in one.casefold() for one in headings):
        return
    key = "report.no_section" if headings else "report.no_sections"
    raise NoReport(say(key, section=said, code=plan.code, known=joined(headings)))


def _part_words(wish: Wish) -> str:
    said = [say(f"report.part_{key}", said=_listed(value)) for key, value in wish.part.items() if key in PARTS]
    return joined(said)


PARTS = ("section", "owner", "sponsor", "status")


def _listed(value: object) -> str:
    return joined(map(str, value)) if isinstance(value, list | tuple) else str(value)


# --- what it says of itself ----------------------------------------------------------------------------------------


def _notes(plan: Plan, basis: _Basis, wish: Wish, ids: frozenset[int]) -> list[str]:
    told = [say("report.for_internal")] if wish.internal else []
    slots = {"code": plan.code, "n": len(ids), "of": len(basis.then.actions)}
    if said := _part_words(wish):
        told.append(say("report.part_of", part=said, **slots))
    if wish.exceptions:
        told.append(say("report.exceptions", left=left_out(basis.then, ids), **slots))
    told += _of_wording(plan, basis, wish)
    return [*told, *([wish.why_since] if wish.why_since and basis.since else [])]


def _of_wording(plan: Plan, basis: _Basis, wish: Wish) -> list[str]:
    """Whose wording is printed."""
    if (made := basis.returned) is not None:
        return [say("report.wording", label=made.label, date=day(made.as_at), version=made.version)]
    return [say("report.nothing_accepted", code=plan.code, date=day(basis.as_at))] if wish.published else []


def _unaccepted(one: Report, basis: _Basis) -> list[str]:
    """What was not accepted: wording, where any could be, and the words of decisions."""
    told = (
        ("report.unaccepted", one.unaccepted if basis.returned else ()),
        ("report.decisions_unaccepted", [each.row for each in one.decisions if unaccepted(each.action)]),
    )
    return [say(key, n=len(rows), refs=words.refs(rows)) for key, rows in told if rows]

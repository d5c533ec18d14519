"""Histories of a plan for property tests, and what a patient reader counts in them with pencil and paper.

A history is made of changes as the dialogs record them: statuses, dates, owners, notes internal or not, backdated news,
undo, corrections, later dates asked for and decided. `counted` looks at the changes alone and knows nothing of how a
plan is folded or reported.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from storage.numbering import Stamp, number, undo_drafts
from storage.people import Directory, Kind, Person
from storage.plan import Action, Change, ChangeKind, Draft, Extension, Plan
from storage.replay import advance, extension_facts, extension_words, timescale_facts, timescale_words
from storage.status import Status
from storage.timescale import Kind as When
from storage.timescale import Timescale
from storage.work import Recorded

LOADED = date(2026, 4, 1)
DAY = timedelta(days=1)
INTERVAL = 92
LABELS = {
    Status.COMPLETE: "Delivered",
    Status.GREEN: "On track",
    Status.AMBER: "Some concern",
    Status.RED: "Off track",
    Status.IN_PROGRESS: "Under way",
    Status.NOT_STARTED: "To begin",
    Status.ON_HOLD: "Paused",
    Status.CLOSED: "Dropped",
    None: "Not rated",
}
PEOPLE = Directory(
    1,
    {
        1: Person(1, "Priya Shah"),
        2: Person(2, "Tom Reed"),
        3: Person(3, "Ian Marsh"),
        4: Person(4, "Housing Board", kind=Kind.GROUP, holders=(3,)),
        5: Person(5, "Head of Parks", kind=Kind.POST, holders=(1, 2)),
        6: Person(6, "WJ", kind=Kind.INITIALS),
    },
)
ACTIONS = ("1.1", "1.2", "2", "3.1", "3.2", "3.3")
SECRET, OPEN = "zqinternalzq", "zqpublishedzq"  # no other words of a report hold these


def until(end: date) -> Timescale:
    return Timescale(text=end.isoformat(), kind=When.DATE, start=end, end=end)


class History:
    """A plan under change, with its whole record. `today` is the day of the last change."""

    def __init__(self) -> None:
        self.plan = Plan("oakvale", 1)
        self.batches: list[Recorded] = []  # what each message recorded
        self.today = LOADED
        self.asked = 0  # how many later dates were asked for; each is another

    @property
    def changes(self) -> list[Change]:
        """The whole record, in order of sequence."""
        return [one for batch in self.batches for one in batch.changes]

    def __repr__(self) -> str:
        told = (f"{one.effective} #{one.sequence} {one.kind} {one.subject} {one.facts}" for one in self.changes)
        return "\n".join((f"until {self.today}", *told))

    def record(self, drafts: Sequence[Draft], who: int | None) -> None:
        moment = datetime.combine(self.today, time(9), UTC) + timedelta(seconds=len(self.batches))
        new = number(self.plan, drafts, Stamp(moment, self.today, who, "test", f"set {self.plan.number}"))
        self.batches.append(Recorded(1, self.plan.number, new))
        self.plan = advance(self.plan, new)

    @property
    def last(self) -> list[Change]:
        """The last word on each action, where it has not been taken back."""
        last = {one.subject: one for one in self.changes if one.subject in self.plan.actions}
        return [one for one in last.values() if one.kind in (ChangeKind.UPDATE, ChangeKind.VERDICT)]


Step = Callable[[History], None]
statuses = st.sampled_from([*Status, *(Status.RED, Status.AMBER, Status.GREEN, Status.COMPLETE), None])
dates = st.integers(-200, 400).map(lambda days: LOADED + days * DAY)
people = st.sampled_from([1, 2, 3])
places = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4, 5])  # things meet where much happens to one action
notes = st.tuples(st.sampled_from([None, OPEN, SECRET]), st.integers(0, 10**6))


def _said(note: tuple[str | None, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    mark, number_ = note
    return ({"internal": True} if mark == SECRET else {}), ({"note": f"{mark} {number_}"} if mark else {})


def _action(history: History, place: int) -> int:
    return history.plan.by_ref[ACTIONS[place]]


def settles(action: Action, day: date) -> bool:
    """Whether a date of a day settles the later date that somebody has asked for."""
    return action.extension is not None and day >= action.set_on["extension"]


@st.composite
def updates(draw: st.DrawFn) -> Step:
    """A status, a date, owners, a decision or none of them, with or without a note, of today or of an earlier day."""
    place, who, note, back = draw(places), draw(people), draw(notes), draw(st.sampled_from([0, 0, 0, 1, 9, 40]))
    facts, words = _said(note)
    match draw(st.sampled_from(["status", "status", "timescale", "owners", "decision", "note"])):
        case "status":
            facts["status"] = draw(statuses)
        case "timescale":
            to = draw(st.none() | dates.map(until))
            facts["timescale"], words["timescale"] = timescale_facts(to), timescale_words(to)
        case "owners":
            facts["owners"] = draw(st.lists(st.integers(1, 6), max_size=2, unique=True))
        case "decision":
            words["decision"] = draw(st.sampled_from([None, f"{note[0] or OPEN} from Cabinet"]))

    def step(history: History) -> None:
        day, action = max(LOADED, history.today - back * DAY), _action(history, place)
        settled = {"extension": None} if "timescale" in facts and settles(history.plan.actions[action], day) else {}
        history.record([Draft(ChangeKind.UPDATE, action, facts | settled, words, effective=day)], who)

    return step


@st.composite
def wishes(draw: st.DrawFn) -> Step:
    place, who, (mark, _) = draw(places), draw(people), draw(notes)

    def step(history: History) -> None:
        history.asked += 1
        to, internal = until(date(2028, 1, 1) + history.asked * DAY), mark == SECRET
        made = datetime.combine(history.today, time(9), UTC)
        asked = Extension(to, who, history.today, made, f"{mark} why" if mark else None, internal)
        facts, words = {"extension": extension_facts(asked)}, {"extension": extension_words(asked)}
        history.record([Draft(ChangeKind.UPDATE, _action(history, place), facts, words)], who)

    return step


@st.composite
def verdicts(draw: st.DrawFn) -> Step:
    said, pick = draw(st.sampled_from(["grant", "refuse", "withdraw"])), draw(st.integers(0, 99))

    def step(history: History) -> None:
        waiting = [one for one in history.plan.actions.values() if one.extension]
        if waiting:
            one = waiting[pick % len(waiting)]
            assert one.extension is not None
            facts: dict[str, Any] = {"verdict": said, "of": one.extension.by, "extension": None}
            words: dict[str, Any] = {"verdict": f"{SECRET} verdict"}
            if said == "grant":
                facts["timescale"] = timescale_facts(one.extension.to)
                words["timescale"] = timescale_words(one.extension.to)
            history.record([Draft(ChangeKind.VERDICT, one.id, facts, words)], 2)

    return step


@st.composite
def undoing(draw: st.DrawFn) -> Step:
    pick = draw(st.integers(0, 99))

    def step(history: History) -> None:
        if found := [one for one in history.last if one.effective == history.today]:
            one = found[pick % len(found)]
            history.record(undo_drafts([one]), one.recorder)

    return step


@st.composite
def correcting(draw: st.DrawFn) -> Step:
    """The last word on an action is taken back as of its own day, and another put in its place or not."""
    pick, instead = draw(st.integers(0, 99)), draw(st.none() | dates.map(until))

    def step(history: History) -> None:
        if found := [one for one in history.last if one.kind is ChangeKind.UPDATE]:
            one = found[pick % len(found)]
            drafts = [replace(each, effective=one.effective) for each in undo_drafts([one])]
            facts, words = {"timescale": timescale_facts(instead)}, {"timescale": timescale_words(instead)}
            if instead:
                drafts.append(Draft(ChangeKind.UPDATE, one.subject, facts, words, effective=one.effective))
            history.record(drafts, one.recorder)

    return step


@st.composite
def waiting(draw: st.DrawFn) -> Step:
    days = draw(st.sampled_from([1, 3, 20, 100]))

    def step(history: History) -> None:
        history.today += days * DAY

    return step


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A plan of six actions and fifteen to forty things that happened to it."""
    history = History()
    history.record([*_described(), *(_added(place, draw) for place in range(len(ACTIONS)))], None)
    steps = st.one_of(updates(), updates(), wishes(), verdicts(), verdicts(), undoing(), correcting(), waiting())
    for step in draw(st.lists(steps, min_size=15, max_size=40)):
        step(history)
    history.today += DAY
    return history


def _described() -> list[Draft]:
    words = {"code": "OAK26", "title": "Oakvale", "scheme": [(LABELS[one], one.value) for one in Status]}
    recommendations = [
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": ref}, {"text": f"Recommendation {ref}"}) for ref in "123"
    ]
    return [Draft(ChangeKind.PLAN, 0, {"state": "live"}, words), *recommendations]


def _added(place: int, draw: st.DrawFn) -> Draft:
    ref = ACTIONS[place]
    due = draw(st.none() | dates.map(until))
    facts = {
        "ref": ref,
        "recommendation": -(1 + int(ref[0])),
        "owners": draw(st.lists(st.integers(1, 6), max_size=2, unique=True)),
        "status": draw(statuses),
        "timescale": timescale_facts(due),
    }
    return Draft(ChangeKind.ACTION, None, facts, {"text": f"Do {ref}", "timescale": timescale_words(due)})


# --- with pencil and paper ----------------------------------------------------------------------------------------


ENDED = ("complete", "closed")
BETTER = {
    *(("red", "amber"), ("red", "green"), ("amber", "green"), ("not_started", "in_progress"), ("not_started", "green")),
    *((one, "complete") for one in ("red", "amber", "green", "not_started", "in_progress", "on_hold", None)),
}


@dataclass
class Seen:
    """An action on a day: the last that was said of each thing by then."""

    status: str | None
    due: str | None
    owners: list[int]
    first: str | None
    told: list[Change]  # the updates that stand
    decision: str | None = None

    @property
    def open(self) -> bool:
        return self.status not in ENDED

    def overdue(self, day: date) -> bool:
        return self.open and self.due is not None and self.due < day.isoformat()


def seen(changes: Iterable[Change], day: date) -> dict[str, Seen]:
    """Every action by its ref, from the changes whose day had come."""
    known = sorted((one for one in changes if one.effective <= day), key=lambda one: (one.effective, one.sequence))
    gone = {one.undoes for one in known}
    there = {one.subject: one for one in known if one.kind is ChangeKind.ACTION}
    found: dict[str, Seen] = {}
    for subject, made in there.items():
        mine = [one for one in known if one.subject == subject]
        told = [one for one in mine if _counts_as_update(one) and one.sequence not in gone]
        due = _end(_last(mine, "timescale"))
        dated = (one for one in mine if "timescale" in one.facts and one.kind is not ChangeKind.UNDO)
        ends = (_end(one.facts["timescale"]) for one in dated if one.sequence not in gone)
        first = next((end for end in ends if end), None)
        found[made.facts["ref"]] = Seen(_last(mine, "status"), due, _last(mine, "owners"), first, told, _decision(mine))
    return found


def _counts_as_update(change: Change) -> bool:
    return change.kind is ChangeKind.UPDATE or (change.kind is ChangeKind.VERDICT and "timescale" in change.facts)


def _last(changes: Sequence[Change], key: str) -> Any:
    return [one.facts[key] for one in changes if key in one.facts][-1]


def _decision(changes: Sequence[Change]) -> str | None:
    said = [one.words["decision"] for one in changes if "decision" in one.words]
    return said[-1] if said else None


def _end(timescale: Mapping[str, Any] | None) -> str | None:
    return timescale["end"] if timescale else None


def way(before: str | None, now: str | None) -> str:
    if before == now:
        return "same"
    return "better" if (before, now) in BETTER else "worse" if (now, before) in BETTER else "other"


def counted(changes: Sequence[Change], day: date, since: date) -> dict[str, Any]:
    """The figures of a day, compared with an earlier one on which the plan was there."""
    now, then = seen(changes, day), seen(changes, since)
    left = {ref: one for ref, one in now.items() if one.open}
    stale = (day - INTERVAL * DAY).isoformat()
    figures: dict[str, Any] = {
        "counts": _statuses(now, then),
        "total": len(now),
        "overdue": {ref for ref, one in now.items() if one.overdue(day)},
        "past_first": {
            ref for ref, one in left.items() if not one.overdue(day) and one.first and one.first < day.isoformat()
        },
        "newly_overdue": {ref for ref, one in now.items() if one.overdue(day) and not then[ref].overdue(since)},
        "completed": {r for r, one in now.items() if one.status == "complete" and then[r].status != "complete"},
        "no_date": {ref for ref, one in left.items() if one.due is None},
        "no_owner": {ref for ref, one in left.items() if not one.owners},
        "silent": {
            r for r, one in left.items() if not one.told or max(t.effective for t in one.told).isoformat() < stale
        },
        "decisions": {ref for ref, one in left.items() if one.decision},
        "travel": {ref: way(then[ref].status, one.status) for ref, one in now.items()},
    }
    return figures | _later_dates(changes, day, since, now) | {"silent_owners": _silent(now, since)}


def _statuses(now: Mapping[str, Seen], then: Mapping[str, Seen]) -> dict[str | None, tuple[int, int]]:
    mine, theirs = ([one.status for one in some.values()] for some in (now, then))
    return {one: (mine.count(one), mine.count(one) - theirs.count(one)) for one in {*mine, *theirs}}


def _later_dates(changes: Sequence[Change], day: date, since: date, now: Mapping[str, Seen]) -> dict[str, list[str]]:
    """Refs of what was asked for, granted and refused after a day, and of what waits."""
    known = [one for one in changes if one.effective <= day]
    gone = {one.undoes for one in known}
    stands = [one for one in known if one.sequence not in gone and one.kind is not ChangeKind.UNDO]
    refs = {one.subject: one.facts["ref"] for one in known if one.kind is ChangeKind.ACTION}
    inside = [one for one in stands if one.effective > since]

    def verdict(said: str) -> list[str]:
        return sorted(refs[one.subject] for one in inside if one.facts.get("verdict") == said)

    last = {one.subject: one.facts["extension"] for one in known if "extension" in one.facts}
    return {
        "asked": sorted(refs[one.subject] for one in inside if one.facts.get("extension")),
        "granted": verdict("grant"),
        "refused": verdict("refuse"),
        "waiting": sorted(refs[one] for one, asked in last.items() if asked and now[refs[one]].open),
    }


HOLDERS = {1: (1,), 2: (2,), 3: (3,), 4: (3,), 5: (1, 2), 6: ()}


def _silent(now: Mapping[str, Seen], since: date) -> set[frozenset[str]]:
    """The actions of each owner who said nothing about any of them; of somebody who may have been forgotten, none."""
    led: dict[tuple[int, ...], list[str]] = {}
    for ref, one in now.items():
        if one.owners:
            led.setdefault(HOLDERS[one.owners[0]] or (-one.owners[0],), []).append(ref)
    return {
        frozenset(ref for ref in refs if now[ref].open)
        for who, refs in led.items()
        if any(now[ref].open for ref in refs)
        and not any(one.effective > since and one.speaker in who for ref in refs for one in now[ref].told)
        and not any(sum(one.effective > since for one in now[ref].told) >= 8 for ref in refs)
    }

"""A document that was read, what was said about it, and what it is to become: a plan, or a newer state of one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from dialogs.comes_back import Told, untouched, within
from dialogs.own_words import without_ours
from dialogs.reviewing import Open
from storage.documents.adopt import Adopted, adopt, suggest_code
from storage.documents.diff import Difference, difference
from storage.documents.document import PlanDocument
from storage.documents.matching import Wording
from storage.documents.merge import decided, merge
from storage.documents.settle import Answer, labels_of, refs_of, settled, told
from storage.numbering import Stamp
from storage.owners import owner_kind
from storage.people import Directory, Kind, Person, enrol, fold
from storage.plan import Change, Plan, PlanState
from storage.rights import recorded
from storage.work import PutPerson

ALIKE = 0.3  # the share of a document's actions that a plan has in the same words, from which it is that plan's
ROWS_ASKED = 300  # how many rows an answer can be about; a conversation's memory stays small


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a yes would be to. `plan` is the one that is brought up to the document; without one it is a new plan."""

    name: str
    document: PlanDocument
    answers: tuple[Answer, ...]
    code: str
    plan: Plan | None = None
    difference: Difference | None = None


def target(
    document: PlanDocument, answers: Sequence[Answer], plans: Iterable[Plan], *, newer: bool = False
) -> Plan | None:
    """The plan of which a document is a newer version: the one that is named, else the live one with the same words.

    `newer` says that somebody called it a newer version: then the only live plan is meant, whatever its words.
    """
    live = [one for one in plans if one.state is PlanState.LIVE]
    named = told(answers, "plan")
    if named:
        return next((one for one in live if fold(one.code) == fold(named[-1].value)), None)
    words = {key for one in document.actions if (key := Wording("", one.text).key)}
    shares = [(len(words & _words(one)) / len(words) if words else 0.0, -one.id, one) for one in live]
    best = max(shares, default=None, key=lambda one: one[:2])
    if best and best[0] >= ALIKE:
        return best[2]
    return live[0] if newer and len(live) == 1 else None


def _words(plan: Plan) -> set[str]:
    return {Wording("", one.text).key for one in plan.actions.values()}


def day_told(document: PlanDocument, answers: Sequence[Answer], today: date) -> date | None:
    """The day that a document tells of: as somebody said, else the last date in its headings."""
    said = told(answers, "as_at")
    if said:
        return date.fromisoformat(said[-1].value)
    dates = [column.as_at for column in document.layout if column.as_at]
    dates += [update.as_at for one in document.actions for update in one.updates if update.as_at]
    return min(max(dates), today) if dates else None


def proposed(
    name: str,
    read: PlanDocument,
    answers: Sequence[Answer],
    plan: Plan | None,
    directory: Directory,
    taken: Iterable[str],
    today: date,
    past: Sequence[Change] | None = None,
    told_then: Told | None = None,
) -> Proposal:
    """The document with its answers, beside the plan (with its record) or, without one, as a plan of its own.

    `told_then` is what it told as a report of ours: one that came back as it was made says nothing.
    """
    document = settled(read, answers, today)
    if plan is not None:
        on = day_told(document, answers, today)
        if told_then is not None and untouched(told_then, document, directory, on):
            return Proposal(name, document, tuple(answers), plan.code, plan, Difference(plan.id, plan.code, on))
        found = without_ours(difference(plan, directory, document, on, past), plan)
        found = within(found, told_then) if told_then is not None else found
        takes = [one.about for one in told(answers, "take")]
        found = decided(found, takes, [one.about for one in told(answers, "leave")])
        return Proposal(name, document, tuple(answers), plan.code, plan, found)
    codes = told(answers, "code")
    code = codes[-1].value if codes else suggest_code(document.title or PurePath(name).stem, list(taken), document.year)
    return Proposal(name, document, tuple(answers), code)


def left_open(one: Proposal, directory: Directory, plans: Iterable[Plan]) -> Open:
    """What can be answered now, small enough to be remembered."""
    refs = refs_of(one.document.questions)
    if one.difference is not None:
        rows = (*one.difference.conflicts, *one.difference.closed, *one.difference.changes)
        refs += [row.ref for row in rows]
    return Open(
        labels=tuple(labels_of(one.document)[:ROWS_ASKED]),
        refs=tuple(dict.fromkeys(refs))[:ROWS_ASKED],
        people=tuple(unknown_labels(one, directory))[:ROWS_ASKED],
        plans=tuple(plan.code for plan in plans if plan.state is PlanState.LIVE)[:ROWS_ASKED],
    )


def unknown_labels(one: Proposal, directory: Directory) -> list[str]:
    """The initials in a document that nobody answers for yet, and nobody has explained."""
    known = {fold(party.name) for party in directory.people.values() if party.holders}
    known |= {fold(initials) for party in directory.people.values() if party.speaks for initials in party.initials}
    known |= {fold(answer.about) for answer in told(one.answers, "person")}
    names = dict.fromkeys(name for action in one.document.actions for name in action.owners)
    return [name for name in names if owner_kind(name) is Kind.INITIALS and fold(name) not in known]


def accepted(
    one: Proposal, organisation: str, plan_id: int, directory: Directory, stamp: Stamp, reason: str
) -> Adopted:
    """What a yes writes: the plan, or what brings it up to the document; and who the labels are."""
    if one.plan is not None and one.difference is not None:
        made = merge(one.plan, directory, one.difference, stamp, reason)
    else:
        made = adopt(
            one.document,
            organisation=organisation,
            plan_id=plan_id,
            code=one.code,
            directory=directory,
            stamp=stamp,
        )
    return _introduced(made, one.answers, directory, stamp)


def _introduced(made: Adopted, answers: Sequence[Answer], before: Directory, stamp: Stamp) -> Adopted:
    """ "WJ is Full Name": the label of the plan is held by that person from now on."""
    people = dict(made.directory.people)
    writes = list(made.writes)
    for answer in told(answers, "person"):
        initials = (answer.about,) if owner_kind(answer.about) is Kind.INITIALS else ()
        posts = () if initials else (answer.about,)
        now = Directory(made.directory.number, people)
        known = now.named(answer.value)
        told_of = Person(0, answer.value, initials=initials, posts=posts, plan=made.plan.id)
        if known is not None:
            told_of = replace(told_of, role=known.role)
        for person in enrol(now, told_of):
            kept = replace(person, plan=None) if person.speaks else person
            people[kept.id] = kept
            writes.append(PutPerson(kept, before.number))
            writes += recorded(now, [kept], stamp.recorder, stamp.source, f"{stamp.change_set}:people")
    people_first = sorted(writes, key=lambda write: not isinstance(write, PutPerson))
    number = before.number + any(isinstance(write, PutPerson) for write in writes)
    return Adopted(tuple(people_first), made.plan, Directory(number, people))

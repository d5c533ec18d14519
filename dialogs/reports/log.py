"""The change log of a plan, as far as it may be published: who, when, what, from what to what, in which words. Pure.

Internal words and words that were taken back are in no log; what they had changed for everybody to see is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogs.drafting import timescale_from
from dialogs.shown import asked_words, due_words
from dialogs.words import joined, say
from storage.people import Directory
from storage.plan import Change, ChangeKind, Plan
from storage.replay import extension_from
from storage.status import Status

KINDS = (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT)
FIELDS = ("status", "timescale", "extension", "owners", "decision", "text", "measure", "ref")
MOST = 5_000  # entries; the newest are kept


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing that a change did. `note` are the words that came with it, where they may be published."""

    recorded: date
    effective: date
    who: str
    typed_by: str  # where that is somebody else
    ref: str
    what: str
    before: str
    after: str
    note: str
    taken_back: bool


def logged(plan: Plan, changes: Sequence[Change], directory: Directory, as_at: date) -> tuple[tuple[Logged, ...], int]:
    """The entries up to a day, newest first, and how many older ones were left out."""
    undone = {one.undoes for one in changes if one.undoes is not None}
    told = [one for one in changes if one.kind in KINDS and one.effective <= as_at]
    entries = [entry for one in reversed(told) for entry in _entries(plan, one, directory, one.sequence in undone)]
    return tuple(entries[:MOST]), max(0, len(entries) - MOST)


def _entries(plan: Plan, change: Change, directory: Directory, undone: bool) -> Iterator[Logged]:
    internal = bool(change.facts.get("internal"))
    note = "" if internal or undone else str(change.words.get("note") or "")
    for name, before, after in _changed(plan, change, directory, internal=internal or undone):
        yield _entry(plan, change, directory, (name, before, after, note), undone)
        note = ""
    if note:
        yield _entry(plan, change, directory, ("note", "", "", note), undone)


def _entry(plan: Plan, change: Change, directory: Directory, said: tuple[str, str, str, str], undone: bool) -> Logged:
    name, before, after, note = said
    who = say("log.document") if change.speaker is None else directory.name(change.speaker)
    typed = "" if change.recorder in (None, change.speaker) else directory.name(change.recorder)
    what = say(f"log.{name}")
    return Logged(
        change.recorded.date(), change.effective, who, typed, ref(plan, change), what, before, after, note, undone
    )


def ref(plan: Plan, change: Change) -> str:
    found = plan.actions.get(change.subject) or plan.recommendations.get(change.subject)
    return found.ref if found else str(change.facts.get("ref") or "")


def _changed(plan: Plan, change: Change, directory: Directory, *, internal: bool) -> Iterator[tuple[str, str, str]]:
    """What a change set, each with how it stood before and after; a decision's words go with its note."""
    for name in FIELDS:
        if name not in change.facts and name not in change.words:
            continue
        if name == "decision" and (internal or change.facts.get("decision_internal")):
            continue
        before = value(plan, name, change.before, change.words_before, directory)
        after = value(plan, name, change.facts, change.words, directory)
        if before != after:
            yield name, before, after


def value(plan: Plan, name: str, facts: Mapping[str, Any], words: Mapping[str, Any], directory: Directory) -> str:
    """A field in words, as the plan has it."""
    given = facts[name] if name in facts else words.get(name)
    if given is None:
        return ""
    if name == "status":
        return str(words.get("status_text") or plan.scheme.label(Status(given)))
    if name == "timescale":
        return due_words(timescale_from(facts[name], words.get(name)))
    if name == "extension":
        asked = extension_from(facts[name], words.get(name))
        return asked_words(asked) if asked else ""
    return joined(directory.names(given)) if name == "owners" else str(given)

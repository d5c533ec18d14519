"""What an auditor asks of an entry of the record: who, when (both times), before and after, in whose words, through
which channel and message, on whose authority. Pure; everything is told, internal words too: whoever asks has the right.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from dialogs.authority import told as authority_told
from dialogs.reports.log import FIELDS, ref, value
from dialogs.words import joined, keys, say
from storage.people import Directory
from storage.plan import Change, Plan
from storage.returns import ReturnEvent
from storage.rhythm import Asked
from storage.rights import RightsEvent

SPOKEN = ("note", "verdict", "reason", "evidence")  # of `words`: what came with a change and is no field
UNTOLD = ("moves", "original_end", "decision_internal", "internal", *SPOKEN)


@dataclass(frozen=True, slots=True)
class Audited:
    """An entry in words. `changed` has each field with how it stood before and after."""

    ref: str
    kind: str
    recorded: datetime  # UTC
    effective: date
    speaker: str
    recorder: str
    authority: str
    channel: str
    message: str
    changed: tuple[tuple[str, str, str], ...]
    words: str
    internal: bool
    undoes: int | None
    people: frozenset[int]  # who spoke and who recorded


def of_change(plan: Plan, change: Change, directory: Directory) -> Audited:
    channel, message = source_of(change.source)
    return Audited(
        ref=ref(plan, change),
        kind=say(f"audit.kind_{change.kind.value}"),
        recorded=change.recorded,
        effective=change.effective,
        speaker=say("log.document") if change.speaker is None else directory.name(change.speaker),
        recorder=say("audit.nobody") if change.recorder is None else directory.name(change.recorder),
        authority=authority_told(change.authority, directory),
        channel=channel,
        message=message,
        changed=tuple(_changed(plan, change, directory)),
        words="\n".join(text for key in SPOKEN if (text := _text(change.words.get(key)))),
        internal=bool(change.facts.get("internal") or change.facts.get("decision_internal")),
        undoes=change.undoes,
        people=frozenset(one for one in (change.speaker, change.recorder) if one is not None),
    )


def of_event(event: ReturnEvent, directory: Directory) -> Audited:
    """An event of a return. Returns are led by performance officers; where one is answered, that is a change."""
    return Audited(
        ref=event.label,
        kind=say(f"audit.return_{event.kind.value}"),
        recorded=event.recorded,
        effective=event.recorded.date(),
        speaker=directory.name(event.by),
        recorder=directory.name(event.by),
        authority=say("authority.unknown"),
        channel="",
        message="",
        changed=tuple((name, "", _text(given)) for name, given in event.facts.items()),
        words=_text(dict(event.words)) if event.words else "",
        internal=False,
        undoes=None,
        people=frozenset({event.by}),
    )


def of_register(entry: RightsEvent | Asked, directory: Directory, ref: str = "") -> Audited:
    """What happened to somebody's rights, or that they were asked about an action, whose number then is `ref`."""
    name = directory.name(entry.person)
    if isinstance(entry, Asked):
        changed = ((say("audit.asked", name=name), "", say(f"audit.why_{entry.why.value}")),)
        return _registered(ref, say("audit.kind_asked"), entry.recorded, entry.day, changed, frozenset({entry.person}))
    moment = entry.recorded or datetime.min.replace(tzinfo=UTC)
    before, after = (_part(entry.what, one, directory) for one in (entry.before, entry.after))
    changed = ((say(f"audit.rights_{entry.what}", name=name), before, after),)
    channel, message = source_of(entry.source)
    people = frozenset(one for one in (entry.person, entry.recorder) if one is not None)
    told = _registered("", say("audit.kind_rights"), moment, moment.date(), changed, people)
    by = say("authority.command_line") if entry.recorder is None else directory.name(entry.recorder)
    return replace(told, recorder=by, channel=channel, message=message)


def _registered(
    ref: str,
    kind: str,
    recorded: datetime,
    day: date,
    changed: tuple[tuple[str, str, str], ...],
    people: frozenset[int],
) -> Audited:
    return Audited(
        ref=ref,
        kind=kind,
        recorded=recorded,
        effective=day,
        speaker="",
        recorder="",
        authority="",
        channel="",
        message="",
        changed=changed,
        words="",
        internal=False,
        undoes=None,
        people=people,
    )


def _part(what: str, value: Any, directory: Directory) -> str:
    """A role, a person, some people or a day, as an event keeps it."""
    if value is None:
        return ""
    if what in ("role", "person"):
        return say(f"people.role_{value}")
    if what == "manager":
        return directory.name(value)
    if what == "cover":
        return say(
            "audit.cover", name=directory.name(value["delegate"]), since=value["since"], until=value["until"] or ""
        )
    return joined(directory.names(value)) if what == "holders" else _text(value)


def source_of(source: str) -> tuple[str, str]:
    """The channel, or what else the words came from; and the id of the message, or the name of the document."""
    kind, _, rest = source.partition(": ")
    if rest and (f"channel.{kind}" in keys("channel") or f"origin.{kind}" in keys("origin")):
        return kind, rest
    return "", source


def _changed(plan: Plan, change: Change, directory: Directory) -> Iterator[tuple[str, str, str]]:
    """The fields of an action in the plan's words; of anything else what is kept, as it is kept."""
    for name in dict.fromkeys((*change.facts, *change.words)):
        if name in UNTOLD:
            continue
        before, after = (
            value(plan, name, facts, words, directory) if name in FIELDS else _text({**facts, **words}.get(name))
            for facts, words in ((change.before, change.words_before), (change.facts, change.words))
        )
        if before != after:
            yield name, before, after


def _text(given: Any) -> str:
    if given is None or isinstance(given, str):
        return given or ""
    return json.dumps(given, ensure_ascii=False, default=_plain)


def _plain(given: Any) -> Any:
    return dict(given) if isinstance(given, Mapping) else str(given)

"""One turn's work as the rows that keep it. Values in, values out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from storage import chain
from storage.handed_out import KEPT
from storage.people import Person
from storage.plan import Change, Plan
from storage.statements import FACTS, Row, Tagged
from storage.types import clean, plain
from storage.work import Conversation, LinkIdentity, Outgoing, PutPerson, PutSchedule, Recorded, StorageError, Work

LEASE = timedelta(seconds=30)  # a turn sends its own replies within this time; then anybody may


@dataclass(frozen=True, slots=True)
class Held:
    """A plan in this process's memory, with the last link of its chain."""

    plan: Plan
    head: str = chain.START
    redactions: int = 0


def as_stored(change: Change) -> Change:
    """The change as it will come back, so that what is advanced from memory equals what is read."""
    return replace(
        change,
        facts=plain(change.facts),
        words=plain(change.words),
        before=plain(change.before),
        words_before=plain(change.words_before),
    )


def place_rows(work: Work) -> Iterator[Tagged]:
    """The organisation, the conversation and the identity of the work, which are mostly there already."""
    yield "organisations", {"id": work.organisation, "directory_number": 0, "last_schedule": 0}
    if work.conversation:
        yield "conversations", conversation_row(work.organisation, work.conversation)
    if work.identity:
        key = {"organisation_id": work.organisation, "channel": work.identity.channel, "id": work.identity.id}
        unknown = {"person_id": None, "verified_by": None, "linked": None, **dict.fromkeys(FACTS), "guest": False}
        yield "identities", key | unknown


def conversation_row(organisation: str, conversation: Conversation) -> Row:
    if conversation.organisation != organisation:
        raise StorageError("This conversation belongs to another organisation. Nothing was recorded.")
    return {
        "organisation_id": organisation,
        "id": conversation.id,
        "channel": conversation.channel,
        "place": str(conversation.place),
        "zone": conversation.zone,
        "reference": conversation.reference,
        "last_place": 0,
        "title": conversation.title,
        "within": conversation.within,
        "added": None,
        "removed": None,
    }


# --- changes -----------------------------------------------------------------------------------------------------


def recorded_rows(organisation: str, before: Held, after: Plan, changes: Sequence[Change]) -> tuple[list[Tagged], str]:
    """The rows of some changes that follow `before`, and the chain's new head."""
    rows: list[Tagged] = []
    head = before.head
    for change in changes:
        key = {"organisation_id": organisation, "plan_id": after.id, "sequence": change.sequence}
        digest, written = _words(change)
        head = chain.link(head, organisation, after.id, change, digest)
        rows.append(("changes", key | _change_row(change) | {"digest": digest, "link": head}))
        if written:
            rows.append(("words", key | written))
    return [_plan_row(organisation, before, after, head), *rows], head


def _words(change: Change) -> tuple[str | None, Row]:
    """The salted digest of what was written, and the row that keeps it; neither where nothing was."""
    if not change.words and not change.words_before:
        return None, {}
    salt = chain.new_salt()
    row = {"salt": salt, "words": change.words, "words_before": change.words_before, "redacted": None}
    return chain.digest(change.words, change.words_before, salt), row


def _change_row(change: Change) -> Row:
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "effective": change.effective,
        "recorded": change.recorded,
        "speaker": change.speaker,
        "recorder": change.recorder,
        "source": change.source,
        "change_set": change.change_set,
        "facts": change.facts,
        "facts_before": change.before,
        "undoes": change.undoes,
        "authority": change.authority,
    }


def _plan_row(organisation: str, before: Held, after: Plan, head: str) -> Tagged:
    code = {"code_key": after.code.strip().casefold() or None, "head": head}
    if before.plan.number == 0:
        key = {"organisation_id": organisation, "id": after.id, "change_number": after.number}
        return "new_plans", key | code | {"redactions": 0}
    key = {"the_organisation_id": organisation, "the_id": after.id}
    return "plans", key | code | {"expected": before.plan.number, "number": after.number}


# --- people ------------------------------------------------------------------------------------------------------


def people_put(work: Work) -> list[PutPerson]:
    """The people of the work, as they will come back."""
    return [
        replace(write, person=_person_as_stored(write.person)) for write in work.writes if isinstance(write, PutPerson)
    ]


def _person_as_stored(person: Person) -> Person:
    return replace(
        person,
        name=clean(person.name),
        initials=tuple(map(clean, person.initials)),
        emails=tuple(map(clean, person.emails)),
        posts=tuple(map(clean, person.posts)),
        aliases=tuple(map(clean, person.aliases)),
        holders=tuple(person.holders),
        team=clean(person.team) if person.team else None,
    )


def people_rows(work: Work) -> Iterator[Tagged]:
    puts = people_put(work)
    if not puts:
        return
    first = puts[0].expected  # the others may name it too, or count on from it
    if any(put.expected not in (first, first + place) for place, put in enumerate(puts)):
        raise StorageError("People of one piece of work were decided against different directories.")
    number = first + 1
    yield "directory", {"the_id": work.organisation, "expected": first, "number": number}
    for person in {put.person.id: put.person for put in puts}.values():  # of one person, the last word holds
        yield from _person_rows(work, person, number)


def _person_rows(work: Work, person: Person, number: int) -> Iterator[Tagged]:
    key = {"organisation_id": work.organisation, "person_id": person.id}
    the = {"the_organisation_id": work.organisation, "the_person_id": person.id}
    yield (
        "people",
        {
            "organisation_id": work.organisation,
            "id": person.id,
            "kind": person.kind.value,
            "role": person.role.value,
            "plan_id": person.plan,
            "changed": number,
            "team": person.team,
            "manager_id": person.manager,
            "since": person.since,
            "until": person.until,
        },
    )
    yield "names_gone", the
    for what, texts in _names(person):
        yield from (("names", key | {"what": what, "place": place, "text": one}) for place, one in enumerate(texts))
    yield "emails_gone", the
    yield from (("emails", key | {"place": place, "email": one}) for place, one in enumerate(person.emails))
    party = {"the_organisation_id": work.organisation, "the_party_id": person.id}
    yield "holders_ended", party | {"ended": work.now}
    for place, holder in enumerate(person.holders):
        row = {"organisation_id": work.organisation, "party_id": person.id, "changed": number, "place": place}
        yield "holders", row | {"holder_id": holder, "since": work.now, "until": None}


def _names(person: Person) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = (("initials", person.initials), ("post", person.posts), ("alias", person.aliases))
    return (("name", (person.name,)), *named)


def link_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if isinstance(write, LinkIdentity):
            yield (
                "links",
                {
                    "organisation_id": work.organisation,
                    "channel": write.identity.channel,
                    "id": write.identity.id,
                    "person_id": write.person,
                    "verified_by": write.verified_by,
                    "linked": work.now,
                },
            )


# --- the conversation --------------------------------------------------------------------------------------------


def talk_rows(work: Work, holder: str) -> Iterator[Tagged]:
    """The message that was heard, what is remembered, and what is said."""
    if work.heard:
        yield "messages", _message_row(work)
    if work.memory is not None:
        yield "memories", _memory_row(work)
    for outgoing in work.outgoing:
        yield from outgoing_rows(work, outgoing, holder)


def _message_row(work: Work) -> Row:
    if work.heard is None or work.conversation is None:
        raise StorageError("A message is heard in a conversation. Nothing was recorded.")
    return {
        "organisation_id": work.organisation,
        "conversation_id": work.conversation.id,
        "id": work.heard.id,
        "channel": work.identity.channel if work.identity else None,
        "sender": work.identity.id if work.identity else None,
        "text": work.heard.text,
        "sent": work.heard.sent,
        "received": work.heard.received,
    }


def _memory_row(work: Work) -> Row:
    if work.identity is None or work.conversation is None:
        raise StorageError("What is remembered belongs to somebody in a conversation. Nothing was recorded.")
    return {
        "organisation_id": work.organisation,
        "conversation_id": work.conversation.id,
        "channel": work.identity.channel,
        "identity_id": work.identity.id,
        "version": work.memory_version + 1,
        "memory": work.memory,
    }


def outgoing_rows(work: Work, outgoing: Outgoing, holder: str | None) -> Iterator[Tagged]:
    """A message of ours. With a holder it is leased to that process from `work.now` on, unless it is due later."""
    due = outgoing.due or work.now
    leased = holder is not None and due <= work.now
    answered = (work.conversation.id, work.heard.id) if work.conversation and work.heard else (None, None)
    yield "outbox_counted", {"the_organisation_id": work.organisation, "the_id": outgoing.conversation}
    yield (
        "outbox",
        {
            "organisation_id": work.organisation,
            "cause": outgoing.cause,
            "conversation_id": outgoing.conversation,
            "the_organisation_id": work.organisation,
            "the_conversation_id": outgoing.conversation,
            "channel": outgoing.channel,
            "reply": outgoing.reply,
            "shows": _shows(outgoing),
            "in_reply_to": outgoing.in_reply_to,
            "thread": outgoing.thread,
            "to_identity": outgoing.to,
            "to_person": outgoing.person,
            "heard_in": answered[0],
            "heard_id": answered[1],
            "due": due,
            "retry_at": None,
            "tries": outgoing.tries,
            "holder": holder if leased else None,
            "leased_until": work.now + LEASE if leased else None,
            "sent": work.now if outgoing.sent_id else None,
            "sent_id": outgoing.sent_id,
            "given_up": None,
            "error": None,
            "failure": None,
            "redraws": outgoing.redraws,
            "files_until": due + KEPT if outgoing.reply.get("files") else None,
        },
    )


def _shows(outgoing: Outgoing) -> list[list[int]] | None:
    """The (plan, action) pairs that the message shows, as its reply names them."""
    parts = [outgoing.reply, *outgoing.reply.get("each", ())]
    shown = [[one["plan"], action] for one in parts if one.get("plan") is not None for action in one.get("actions", ())]
    return shown or None


def schedule_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if not isinstance(write, PutSchedule):
            continue
        schedule = write.schedule
        row = {
            "what": schedule.what,
            "rule": schedule.rule.model_dump(mode="json"),
            "words": schedule.words,
            "by_person": schedule.by,
            "plan_id": schedule.plan,
            "next_at": schedule.next_at,
            "active": schedule.active,
            "paused": schedule.paused,
        }
        if schedule.id:
            yield "schedules", row | {"the_organisation_id": work.organisation, "the_id": schedule.id}
        else:
            key = {"organisation_id": work.organisation, "conversation_id": schedule.conversation}
            yield "schedules_counted", {"the_id": work.organisation}
            yield "new_schedules", key | row | {"posted": schedule.posted, "the_organisation_id": work.organisation}


def recordings(work: Work) -> tuple[Recorded, ...]:
    return tuple(write for write in work.writes if isinstance(write, Recorded))

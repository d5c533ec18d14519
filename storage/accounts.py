"""Chat identities: what is known of them, what they claim to be, and what is kept until that is settled."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, func, select

from storage.statements import FACTS, Row, Tagged
from storage.tables import claims, held, identities
from storage.types import aware
from storage.work import (
    Account,
    Claim,
    Held,
    Hold,
    Identity,
    KnowAccount,
    LetGo,
    PutClaim,
    Release,
    StorageError,
    Withdraw,
    Work,
    Write,
)

# --- writing ------------------------------------------------------------------------------------------------------


def account_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        yield from _rows(work, write)


def _rows(work: Work, write: Write) -> Iterator[Tagged]:
    match write:
        case KnowAccount(account):
            yield "known", _the_identity(work, account.identity, "the_id") | {f: getattr(account, f) for f in FACTS}
        case PutClaim(claim):
            yield "claims", _claim_row(work, claim)
        case Hold():
            yield "held", _held_row(work, write)
        case Release():
            key = {"the_organisation_id": work.organisation, "the_conversation_id": write.conversation}
            done = {"outcome": write.outcome, "settled": work.now, "expected": 1, "number": 0}
            yield "released", key | {"the_message_id": write.message} | done
        case LetGo(identity):
            yield "let_go", _the_identity(work, identity, "the_identity_id") | {"settled": work.now}
        case Withdraw(identity, conversation, message):
            where = {"the_conversation_id": conversation, "the_message_id": message}
            yield "withdrawn", _the_identity(work, identity, "the_identity_id") | where | {"settled": work.now}


def _the_identity(work: Work, identity: Identity, key: str) -> Row:
    return {"the_organisation_id": work.organisation, "the_channel": identity.channel, key: identity.id}


def _claim_row(work: Work, claim: Claim) -> Row:
    return {
        "organisation_id": work.organisation,
        "id": claim.id,
        "channel": claim.identity.channel,
        "identity_id": claim.identity.id,
        "conversation_id": claim.conversation,
        "why": claim.why,
        "candidates": list(claim.candidates),
        "made": claim.made,
        "version": claim.version + 1,
        "outcome": claim.outcome,
        "settled": work.now if claim.outcome else None,
        "settled_by": claim.settled_by,
    }


def _held_row(work: Work, write: Hold) -> Row:
    if work.heard is None or work.conversation is None or work.identity is None:
        raise StorageError("What is held was heard from somebody in a conversation. Nothing was recorded.")
    return {
        "organisation_id": work.organisation,
        "conversation_id": work.conversation.id,
        "message_id": work.heard.id,
        "channel": work.identity.channel,
        "identity_id": work.identity.id,
        "said": write.said,
        "received": aware(work.heard.received),
        "waits": 1,
        "outcome": None,
        "settled": None,
    }


# --- reading ------------------------------------------------------------------------------------------------------


def select_account(organisation: str, identity: Identity) -> Select[Any]:
    return select(identities).where(
        identities.c.organisation_id == organisation,
        identities.c.channel == identity.channel,
        identities.c.id == identity.id,
    )


def select_accounts(organisation: str, person: int | None = None) -> Select[Any]:
    """The identities that are linked with somebody, or with one person, in the order in which they were linked."""
    mine = identities.c.person_id.is_not(None) if person is None else identities.c.person_id == person
    return (
        select(identities)
        .where(identities.c.organisation_id == organisation, mine)
        .order_by(identities.c.linked, identities.c.channel, identities.c.id)
    )


def select_claims(organisation: str) -> Select[Any]:
    """The claims that nobody has settled, oldest first, each with its account and how much is held for it."""
    waiting = (
        select(func.count())
        .select_from(held)
        .where(
            held.c.organisation_id == claims.c.organisation_id,
            held.c.channel == claims.c.channel,
            held.c.identity_id == claims.c.identity_id,
            held.c.waits == 1,
        )
        .scalar_subquery()
    )
    joined = claims.join(identities)
    account = [identities.c[name] for name in ("person_id", "verified_by", "linked", *FACTS)]
    return (
        select(claims, *account, waiting.label("held"))
        .select_from(joined)
        .where(claims.c.organisation_id == organisation, claims.c.outcome.is_(None))
        .order_by(claims.c.made, claims.c.id)
    )


def select_held() -> Select[Any]:
    """What is held, in all organisations, of identities that are linked by now, in the order of its arrival."""
    return (
        select(held)
        .join(identities, (held.c.channel == identities.c.channel) & (held.c.identity_id == identities.c.id))
        .where(
            held.c.organisation_id == identities.c.organisation_id,
            held.c.waits == 1,
            identities.c.person_id.is_not(None),
        )
        .order_by(held.c.received, held.c.conversation_id, held.c.message_id)
    )


def select_kept(organisation: str, identity: Identity) -> Select[Any]:
    """What is held of one identity and waits, in the order of its arrival."""
    return (
        select(held)
        .where(
            held.c.organisation_id == organisation,
            held.c.channel == identity.channel,
            held.c.identity_id == identity.id,
            held.c.waits == 1,
        )
        .order_by(held.c.received, held.c.conversation_id, held.c.message_id)
    )


def account_of(row: ResultRow[Any], identity: Identity) -> Account:
    return Account(
        identity=identity,
        person=row.person_id,
        verified_by=row.verified_by,
        linked=row.linked,
        name=row.name or "",
        email=row.email,
        login=row.login,
        guest=bool(row.guest),
        zone=row.zone,
        locale=row.locale,
        seen=row.seen,
    )


def claim_of(row: ResultRow[Any]) -> Claim:
    identity = Identity(row.channel, row.identity_id)
    return Claim(
        id=row.id,
        identity=identity,
        conversation=row.conversation_id,
        why=row.why,
        candidates=tuple(row.candidates),
        made=row.made,
        version=row.version,
        outcome=row.outcome,
        settled_by=row.settled_by,
        account=account_of(row, identity),
        held=row.held,
    )


def held_of(row: ResultRow[Any]) -> Held:
    return Held(row.conversation_id, row.message_id, Identity(row.channel, row.identity_id), row.said)

"""Which person of the plan a chat identity is. Only what the channel's directory has verified says so for certain.

An address that is one person's links the identity. A name alone is a claim, and so is whatever fits two people or a
person who has another account there: those an officer decides, and until then nothing of the plan is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from dialogs.message import Message
from storage.people import Directory, Person, Role, fold
from storage.rights import recorded
from storage.work import Account, Claim, Identity, KnowAccount, LinkIdentity, PutClaim, PutPerson, Write

SEEN_FOR = timedelta(days=1)  # for how long what the directory has said of somebody is taken to hold
DIRECTORY = "directory"  # who verified a link: the channel's own list of its people
SETTINGS = "settings"  # where the first officer comes from: PLANMINDER_ADMINISTRATOR
ACCEPTED, REFUSED = "accepted", "refused"


class Accounts(Protocol):
    """The one thing that has to be looked up: whether a person has an account already."""

    async def accounts(self, person: int) -> Sequence[Account]:
        """The identities that are linked with a person."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whom an identity that is linked with nobody turned out to be; `writes` are what keeps that."""

    person: Person | None = None  # for certain
    claim: Claim | None = None  # open or refused
    new: bool = False  # the claim has been made just now
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """The people who may be meant; `why` says what is not certain, None where nothing is."""

    people: tuple[Person, ...] = ()
    why: str | None = None


async def recognise(
    message: Message,
    account: Account,
    claim: Claim | None,
    directory: Directory,
    accounts: Accounts,
    administrator: str = "",
    said: Person | None = None,
) -> Arrival:
    """Match an identity to the directory. `said` is whom the message itself claims to be."""
    if administrator and fold(administrator) in _addresses(account):
        return await _officer(account, claim, directory, accounts, administrator)
    fit = await _fitting(account, directory, accounts)
    if fit.people and fit.why is None:
        return _certain(fit.people[0], account, claim)
    if said is not None and said not in fit.people:
        fit = _Fit((said,), "said")
    return _claimed(fit, message, account, claim)


def known_from(message: Message, stored: Account | None, now: datetime) -> Account:
    """What is known of the speaker after this message: what the channel says of them goes over what was stored."""
    sender = message.sender
    before = stored or Account(Identity(sender.channel, sender.id))
    known = replace(
        before,
        name=sender.name or before.name,
        zone=message.zone or before.zone,
        locale=message.locale or before.locale,
    )
    if not (sender.email or sender.login or sender.guest):
        return known  # the channel has not asked its directory this time
    told = replace(known, email=sender.email, login=sender.login, guest=sender.guest)
    fresh = before.seen is not None and now - before.seen < SEEN_FOR
    return told if told == known and fresh else replace(told, seen=now)


def news_of(account: Account, stored: Account | None) -> tuple[KnowAccount, ...]:
    """The write that keeps what is known, where there is anything new; a name by itself is not worth one."""
    before = stored or Account(account.identity)
    return () if replace(account, name=before.name) == before else (KnowAccount(account),)


# --- whom it fits -------------------------------------------------------------------------------------------------


def _addresses(account: Account) -> set[str]:
    return {fold(one) for one in (account.email, account.login) if one}


async def _fitting(account: Account, directory: Directory, accounts: Accounts) -> _Fit:
    people = [one for one in directory.people.values() if one.speaks]
    by_address = [one for one in people if not _addresses(account).isdisjoint(map(fold, one.emails))]
    by_name = [one for one in people if account.name and fold(one.name) == fold(account.name)]
    if len(by_address) == 1 and by_name and by_address[0] not in by_name:
        return _Fit((by_address[0], *by_name), "differs")
    fitting, why = (by_address, None) if by_address else (by_name, "name")
    if not fitting:
        return _Fit()
    if len(fitting) > 1:
        return _Fit(tuple(fitting), "several")
    if why is None and await accounts_there(accounts, fitting[0], account.identity):
        why = "taken"
    return _Fit(tuple(fitting), why)


async def accounts_there(accounts: Accounts, person: Person, identity: Identity) -> list[Account]:
    """The other accounts that a person has in the same channel."""
    linked = await accounts.accounts(person.id)
    return [one for one in linked if one.identity.channel == identity.channel and one.identity != identity]


def _certain(person: Person, account: Account, claim: Claim | None, *people: Write) -> Arrival:
    link = LinkIdentity(account.identity, person.id, DIRECTORY)
    settled = (PutClaim(replace(claim, outcome=ACCEPTED)),) if claim and claim.outcome != ACCEPTED else ()
    return Arrival(person, writes=(*people, link, *settled))


async def _officer(
    account: Account, claim: Claim | None, directory: Directory, accounts: Accounts, administrator: str
) -> Arrival:
    """The administrator of the settings: an officer from the first word on, whoever has to be made one for that."""
    person = await _administrator(account, directory, accounts)
    known = fold(administrator) in map(fold, person.emails)
    emails = person.emails if known else (*person.emails, administrator)
    officer = replace(person, role=Role.OFFICER, emails=emails)
    if directory.people.get(officer.id) == officer:
        return _certain(officer, account, claim)
    # Nobody of the council made them one: the settings did, on the day of their first message.
    made = recorded(directory, [officer], None, SETTINGS, f"{SETTINGS}: {officer.id} at {directory.number}")
    return _certain(officer, account, claim, PutPerson(officer, directory.number), *made)


async def _administrator(account: Account, directory: Directory, accounts: Accounts) -> Person:
    """Whose address it is; else whoever has the name, no address and no account; else somebody new."""
    fit = await _fitting(account, directory, accounts)
    if fit.people and fit.why in (None, "taken", "differs"):
        return fit.people[0]
    if fit.why == "name" and not fit.people[0].emails and not await accounts.accounts(fit.people[0].id):
        return fit.people[0]
    return Person(max(directory.people, default=0) + 1, account.name or account.email or account.login or "")


# --- claims -------------------------------------------------------------------------------------------------------


def _claimed(fit: _Fit, message: Message, account: Account, claim: Claim | None) -> Arrival:
    if claim is not None and (not fit.people or _stands(claim, fit)):
        moved = _moved(claim, message)
        return Arrival(claim=moved, writes=() if moved == claim else (PutClaim(moved),))
    if not fit.people:
        return Arrival()
    made = Claim(
        id=claim_id(account.identity),
        identity=account.identity,
        conversation=message.conversation,
        why=fit.why or "name",
        candidates=tuple(one.id for one in fit.people),
        made=message.received,
        version=claim.version if claim else 0,
    )
    return Arrival(claim=made, new=True, writes=(PutClaim(made),))


def _stands(claim: Claim, fit: _Fit) -> bool:
    """Whether the claim that there is goes on, open or refused: only what somebody says makes another of it."""
    if claim.outcome == ACCEPTED:
        return False
    same = claim.candidates == tuple(one.id for one in fit.people)
    return same or (fit.why != "said" and (claim.why == "said" or claim.outcome == REFUSED))


def _moved(claim: Claim, message: Message) -> Claim:
    """They are told in their own chat, once they have one."""
    private = message.place == "personal" and claim.outcome is None
    return replace(claim, conversation=message.conversation) if private else claim


def claim_id(identity: Identity) -> str:
    """Short enough for a button: an identity has one claim at most."""
    return sha256(f"{identity.channel}\n{identity.id}".encode()).hexdigest()[:12]

"""`planminder people`: who is who, and which chat identity is whom."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from bot.command import people_import
from bot.command.common import (
    DatabaseOption,
    JsonOption,
    fail,
    opened,
    refuse_last_officer,
    run,
    settings_of,
    talk,
    tell,
    tell_json,
)
from bot.now import clock
from bot.settings import Settings
from dialogs.claims import who_waits
from dialogs.unreached import told, whom
from storage.failures import Unreached
from storage.numbering import Stamp, number
from storage.people import Directory, Person, Role, enrolled, fold, with_people
from storage.plan import ChangeKind, Draft, Plan
from storage.rights import recorded
from storage.work import COMMAND_LINE, Claim, Identity, LinkIdentity, PutPerson, Recorded, Work, Write

app = typer.Typer(
    help="The people of the plans: list, add, import, alias, link; whom messages did not reach.",
    no_args_is_help=True,
)

NameArgument = Annotated[str, typer.Argument(help="The person's full name.")]


app.command("import")(people_import.import_)


@app.command("list")
def list_(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Everybody that the plans name, who answers for each post, group and set of initials, and who waits to be
    confirmed."""
    directory, waiting = run(_known(settings_of(database)))
    for person in directory.people.values():
        row = _row(person, directory)
        if as_json:
            tell_json(row | {"claims": [_claim(one) for one in waiting if person.id in one.candidates]})
        else:
            tell(" · ".join(str(value) for value in (row["name"], row["kind"], row["role"], *_also(row)) if value))
    if waiting and not as_json:
        tell(f"\n{who_waits(waiting, directory)}")


@app.command()
def unreached(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Whom and what messages did not reach, and nothing has since: why, since when, and what to do."""
    settings = settings_of(database)
    found, directory = run(_unreached(settings))
    if not as_json:
        tell(told(found, directory))
        return
    for one in found:
        tell_json(_lost(one, directory))


@app.command()
def add(
    name: NameArgument,
    email: Annotated[list[str] | None, typer.Option(help="An e-mail address; may be repeated.")] = None,
    initials: Annotated[list[str] | None, typer.Option(help="Initials as plans write them.")] = None,
    post: Annotated[list[str] | None, typer.Option(help="A post, as plans write it.")] = None,
    role: Annotated[
        Role | None,
        typer.Option(help="What they may do beyond what they own; else as it is, and somebody new is an owner."),
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="CODE", help="In this plan alone; else in every plan.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Add a person, or more about one. Initials and posts in every plan that are theirs become theirs.

    With --plan the role holds in that plan alone, and somebody new is an owner elsewhere.
    """
    told = Person(0, name.strip(), emails=tuple(email or ()), initials=tuple(initials or ()), posts=tuple(post or ()))
    if not told.name:
        fail("A person needs a name.")
    if plan is not None and role is None:
        fail("Which part in that plan? Say it with --role.")
    changed = run(_enrol(settings_of(database), told, role, plan))
    where = f" in {plan}" if plan else ""
    talk(f"{changed[0].name}: {(role or changed[0].role).value}{where}." + _holding(changed))


@app.command()
def alias(
    alias: Annotated[str, typer.Argument(help="Initials, a nickname or a label in a plan.")],
    name: NameArgument,
    database: DatabaseOption = None,
) -> None:
    """Say who a set of initials, a group or another name is: `planminder people alias WJ "Full Name"`."""
    settings = settings_of(database)
    known = run(_directory(settings)).named(name)
    if known is None or not known.speaks:
        fail(f"There is nobody called {name!r} here. Add them first: planminder people add {name!r}")
    changed = run(_enrol(settings, Person(0, known.name, aliases=(alias,))))
    talk(f"{alias} is {known.name}." + _holding(changed))


@app.command()
def link(
    name: NameArgument,
    channel: Annotated[str, typer.Argument(help="teams")],
    identity: Annotated[
        str, typer.Argument(help="The id that the channel knows them by (in Teams the Entra object id).")
    ],
    database: DatabaseOption = None,
) -> None:
    """Say which chat identity a person is."""
    settings = settings_of(database)
    known = run(_directory(settings)).named(name)
    if known is None or not known.speaks:
        fail(f"There is nobody called {name!r} here.")
    if known.role is Role.SERVICE:
        fail(f"{known.name} is another system, which speaks in no chat. Nothing was changed.")
    write = LinkIdentity(Identity(channel, identity), known.id, COMMAND_LINE)
    run(_write(settings, (write,)))
    talk(f"{channel} {identity} is {known.name}.")


async def _directory(settings: Settings) -> Directory:
    async with opened(settings) as store:
        return await store.directory(settings.organisation)


async def _known(settings: Settings) -> tuple[Directory, list[Claim]]:
    async with opened(settings) as store:
        return await store.directory(settings.organisation), await store.claims(settings.organisation)


async def _unreached(settings: Settings) -> tuple[list[Unreached], Directory]:
    async with opened(settings) as store:
        organisation = settings.organisation
        return await store.could_not_reach(organisation), await store.directory(organisation)


def _lost(one: Unreached, directory: Directory) -> dict[str, object]:
    return {
        "who": whom(one, directory),
        "channel": one.conversation.channel,
        "why": one.failure.value,
        "said": one.reason,
        "since": one.since.isoformat(),
        "latest": one.latest.isoformat(),
        "messages": one.messages,
    }


async def _enrol(
    settings: Settings, told: Person, role: Role | None = None, code: str | None = None
) -> tuple[Person, ...]:
    """`role` holds in the plan of that code, or everywhere; without one, somebody keeps theirs."""
    async with opened(settings) as store:
        directory, now = await store.directory(settings.organisation), clock(settings.today, settings.tzinfo)()
        known = _known_as(directory, told.name)
        kept = known.role if known else Role.OWNER
        changed = enrolled(directory, replace(told, role=kept if role is None or code else role), known)
        refuse_last_officer(directory, with_people(directory, changed))
        puts = [PutPerson(person, directory.number) for person in changed]
        member: list[Write] = []
        if code is not None:
            plans = await store.plans(settings.organisation)
            plan = next((one for one in plans.values() if one.code.casefold() == code.strip().casefold()), None)
            if plan is None:
                fail(f"There is no plan {code!r} here. Nothing was changed.")
            member.append(_member(plan, changed[0], role or kept, now, settings))
        events = recorded(directory, changed, None, "command line", f"people-{now:%Y%m%d%H%M%S%f}")
        await store.flush(Work(settings.organisation, now, (*puts, *events, *member)))
        return changed


def _known_as(directory: Directory, name: str) -> Person | None:
    """Who is called that already; ends the command where several are."""
    found = [one for one in directory.people.values() if one.speaks and fold(one.name) == fold(name)]
    if len(found) > 1:
        fail(f"{len(found)} people here are called {name!r}. Nothing was changed.")
    return found[0] if found else None


def _member(plan: Plan, person: Person, role: Role, now: datetime, settings: Settings) -> Recorded:
    """The part in one plan, as the plan's own record keeps it."""
    facts = {"members": {**plan.members, str(person.id): role.value}}
    today = now.astimezone(settings.tzinfo).date()
    stamp = Stamp(now, today, None, "command line", f"people-{now:%Y%m%d%H%M%S%f}", "command line")
    return Recorded(plan.id, plan.number, number(plan, [Draft(ChangeKind.EDIT, 0, facts=facts)], stamp))


async def _write(settings: Settings, writes: tuple[Write, ...]) -> None:
    async with opened(settings) as store:
        await store.flush(Work(settings.organisation, clock(settings.today, settings.tzinfo)(), writes))


def _row(person: Person, directory: Directory) -> dict[str, object]:
    return {
        "name": person.name,
        "kind": person.kind.value,
        "role": person.role.value if person.speaks else None,
        "initials": list(person.initials),
        "emails": list(person.emails),
        "posts": list(person.posts),
        "aliases": list(person.aliases),
        "holders": directory.names(person.holders),
    }


def _claim(claim: Claim) -> dict[str, object]:
    """An account that may be a person's, and why that is not certain."""
    account = claim.account
    return {
        "channel": claim.identity.channel,
        "identity": claim.identity.id,
        "name": account.name if account else "",
        "email": (account.email or account.login) if account else None,
        "why": claim.why,
        "since": claim.made.isoformat(),
        "kept": claim.held,
    }


def _also(row: dict[str, object]) -> list[str]:
    return [", ".join(map(str, row[key])) for key in ("initials", "posts", "emails", "aliases", "holders")]  # type: ignore[call-overload]  # these five are lists


def _holding(changed: tuple[Person, ...]) -> str:
    held = [person.name for person in changed[1:]]
    return f" Answers for {', '.join(held)}." if held else ""

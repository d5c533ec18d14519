"""`planminder people`: who is who, and which chat identity is whom."""

from typing import Annotated

import typer

from bot.command import people_import
from bot.command.common import DatabaseOption, JsonOption, fail, opened, run, settings_of, talk, tell, tell_json
from bot.now import clock
from bot.settings import Settings
from dialogs.claims import who_waits
from dialogs.unreached import told, whom
from storage.failures import Unreached
from storage.people import Directory, Person, Role, enrol
from storage.work import COMMAND_LINE, Claim, Identity, LinkIdentity, PutPerson, Work, Write

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
    role: Annotated[Role, typer.Option(help="What they may do beyond what they own.")] = Role.OWNER,
    database: DatabaseOption = None,
) -> None:
    """Add a person, or more about one. Initials and posts in every plan that are theirs become theirs."""
    told = Person(
        0, name.strip(), role=role, emails=tuple(email or ()), initials=tuple(initials or ()), posts=tuple(post or ())
    )
    if not told.name:
        fail("A person needs a name.")
    changed = run(_enrol(settings_of(database), told))
    talk(f"{changed[0].name}: {role.value}." + _holding(changed))


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
    changed = run(_enrol(settings, Person(0, known.name, role=known.role, aliases=(alias,))))
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


async def _enrol(settings: Settings, told: Person) -> tuple[Person, ...]:
    async with opened(settings) as store:
        directory = await store.directory(settings.organisation)
        changed = enrol(directory, told)
        writes = tuple(PutPerson(person, directory.number) for person in changed)
        await store.flush(Work(settings.organisation, clock(settings.today, settings.tzinfo)(), writes))
        return changed


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

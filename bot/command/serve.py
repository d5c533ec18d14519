"""`planminder demo` and `planminder serve`: what listens."""

import asyncio
import contextlib
import secrets
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from aiohttp import web

from bot import demo as examples
from bot import logs
from bot.app import App, bot, ticking
from bot.channels.console import ConsoleChannel
from bot.command.common import DatabaseOption, fail, run, settings_of, talk, tell
from bot.front import front
from bot.links import links_of, routes
from bot.page import PORT as PAGE_PORT
from bot.page import PageOf
from bot.rendering import text as text_rendering
from bot.settings import Settings
from bot.shell import Shell
from bot.tracing import NoTraces, nothing, tracing
from bot.warming import warming
from dialogs.words import day, weekday
from storage.store import prepare

if TYPE_CHECKING:
    from bot.health import Health

TEN = time(10)  # the sample conversation is held at ten, so that it is the same at any hour
DEMO_DATABASE = Path(".planminder/demo.db")
PortOption = Annotated[int, typer.Option("--port", help="Where /api/messages listens.")]


def demo(
    play: Annotated[bool, typer.Option("--play", help="Play the sample conversation here and end.")] = False,
    port: PortOption = 3978,
    page_port: Annotated[int, typer.Option("--page-port", help="Where the chat page listens.")] = PAGE_PORT,
    database: DatabaseOption = None,
) -> None:
    """Try it: an invented council's plan on a pinned date, in your browser. Nothing leaves this machine."""
    try:
        given = examples.example()
    except FileNotFoundError:
        fail("The examples are not here; run the demo from a checkout of the project.")
    if play:
        run(_play(given))
        return
    if database is None:
        DEMO_DATABASE.parent.mkdir(exist_ok=True)
    url = database or f"sqlite+aiosqlite:///{DEMO_DATABASE}"
    settings = settings_of(url).on_this_machine().model_copy(update={"today": given.today})
    run(_demo(settings, given, port, page_port))


def serve(
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: PortOption = 3978,
    page: Annotated[bool, typer.Option("--page", help="Serve the chat page too, on 127.0.0.1:3980.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Answer Teams on POST /api/messages and Slack on POST /slack/events (or its socket), and keep the schedules."""
    settings = settings_of(database)
    if page and not settings.local:
        fail("The chat page asks nobody who they are, so it is off where Teams or Slack is configured.")
    if settings.local and host not in ("127.0.0.1", "::1", "localhost"):
        fail(f"Without Teams' app id or Slack the bot answers this machine only, so it cannot listen on {host}.")
    logs.aside(whole=True, as_json=settings.log == "json", words=settings.log_words)
    try:
        run(_serve(settings, host, port, page=page))
    except NoTraces as missing:
        fail(str(missing))


# --- demo ---------------------------------------------------------------------------------------------------------


async def _play(given: examples.Example) -> None:
    """The sample conversation, word for word, over a database of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'play.db'}"
        settings = settings_of(url).on_this_machine().model_copy(update={"today": given.today})
        await prepare(url)
        await examples.prepare(settings, settings.organisation, given)
        async with bot(settings, lambda: datetime.combine(given.today, TEN, settings.tzinfo).astimezone(UTC)) as app:
            app.sender.join(ConsoleChannel())
            async for line in played(app, given):
                tell(line)


async def played(app: App, given: examples.Example) -> AsyncIterator[str]:
    """The lines of the sample conversation: who is speaking, what they say, what the bot says."""
    directory = await app.store.directory(app.settings.organisation)
    shell, before = Shell(app), ""
    for name, words in given.conversation():
        if name != before:
            yield f"\n{name}" if before else name
            before = name
        person = directory.named(name)
        if person is None:
            fail(f"The sample conversation names {name}, who is nobody in the example.", 1)
        taken = await shell.say(person, words)
        yield f"> {words}"
        for reply in taken.replies:
            yield text_rendering.render(reply)


async def _demo(settings: Settings, given: examples.Example, port: int, page_port: int) -> None:
    await prepare(settings.database_url)
    async with _watched(settings) as (app, health):
        organisation = await _newest(app)
        await examples.prepare(settings, organisation, given)

        async def start_again() -> str:
            fresh = f"{settings.organisation}-{len(await app.store.organisations()) + 1}"
            await examples.prepare(settings, fresh, given)
            return fresh

        tries = {one["name"]: tuple(one["try"]) for one in given.personas}
        page = PageOf(app, secrets.token_urlsafe(12), organisation, tries, start_again)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(_listening(page.channel.application(), "127.0.0.1", page_port))
            await stack.enter_async_context(_services(app, "127.0.0.1", port, organisation, health.routes()))
            await page.people()  # who can be told something, before the clock has anything to tell
            await stack.enter_async_context(ticking(app))
            await stack.enter_async_context(warming())
            _welcome(given, page, page_port, port)
            await _until_stopped()


async def _newest(app: App) -> str:
    """The organisation that the last reset made, so that a restart goes on where the demo was left."""
    there = [one for one in await app.store.organisations() if one.startswith(app.settings.organisation)]
    return max(there, key=lambda one: (len(one), one), default=app.settings.organisation)


def _welcome(given: examples.Example, page: PageOf, page_port: int, port: int) -> None:
    today = given.today
    tell(f"Planminder is ready:  http://127.0.0.1:{page_port}/?key={page.key}")
    tell(f"Today is {weekday(today.weekday())} {day(today)}, pinned for the demo. Nothing leaves this machine.")
    tell(f"Teams' test client may connect to http://127.0.0.1:{port}/api/messages (make playground).")
    for name, tries in page.examples.items():
        tell(f"  as {name}: " + " · ".join(tries))
    tell("Ctrl-C ends it.")


# --- serve --------------------------------------------------------------------------------------------------------


async def _serve(settings: Settings, host: str, port: int, *, page: bool) -> None:
    await prepare(settings.database_url)
    async with _watched(settings) as (app, health), AsyncExitStack() as stack:
        await stack.enter_async_context(_services(app, host, port, settings.organisation, health.routes()))
        if settings.local:
            talk("Neither Teams nor Slack is configured: only this machine is answered, and it may pick who to be.")
        if page:
            shown = PageOf(app, secrets.token_urlsafe(12), settings.organisation)
            await stack.enter_async_context(_listening(shown.channel.application(), "127.0.0.1", PAGE_PORT))
            tell(f"http://127.0.0.1:{PAGE_PORT}/?key={shown.key}")
        await stack.enter_async_context(ticking(app))
        await stack.enter_async_context(warming())
        await _until_stopped()
        health.draining = True
        await asyncio.sleep(settings.stop_seconds)


@asynccontextmanager
async def _watched(settings: Settings) -> AsyncIterator[tuple[App, "Health"]]:
    """The bot, and what is told of how it is."""
    from bot.health import Health  # here: what only converses is not counted, and starts without the library for it
    from bot.metrics import Metrics

    traces = tracing(settings.traces_url) if settings.traces_url else nullcontext(nothing)
    with traces as span:
        metrics = Metrics(span)
        async with bot(settings, watch=metrics) as app:
            metrics.count_refusals(app.store.database_errors)
            yield app, Health(app, metrics)


@asynccontextmanager
async def _services(
    app: App, host: str, port: int, organisation: str, more: Sequence[web.RouteDef]
) -> AsyncIterator[None]:
    application = await doors(app, organisation, more)
    paths = sorted({route.resource.canonical for route in application.router.routes() if route.resource})
    async with _listening(application, host, port):
        talk("Listening on " + ", ".join(f"http://{host}:{port}{path}" for path in paths))
        yield


async def doors(app: App, organisation: str, more: Sequence[web.RouteDef]) -> web.Application:
    """Teams and Slack, as far as they are configured, joined to the bot behind one door, with `more` beside them."""
    application = front(app.settings.turns_at_once, lambda: app.router.under_way, app.watch)
    if app.settings.teams_app_id or app.settings.local:
        application.add_routes(_teams(app, organisation))
    if app.settings.slack:
        application.add_routes(await _slack(app))
    application.add_routes(more)
    return application


def _teams(app: App, organisation: str) -> list[web.RouteDef]:
    from bot.channels.teams import LIMITS, TeamsChannel, teams_settings  # here: the sample conversation needs no Teams

    settings, links = teams_settings(app.settings, organisation), links_of(app.settings, app.now)
    if links is None:
        teams = TeamsChannel(app.router, settings, app.real, kept=app.store)
    else:
        teams = TeamsChannel(app.router, settings, app.real, kept=app.store, link_to=links.to)
    app.sender.join(teams, LIMITS)
    return [*teams.routes(), *(routes(links, app.store, local=app.settings.local) if links else ())]


async def _slack(app: App) -> list[web.RouteDef]:
    from bot.channels.slack import LIMITS, SlackChannel, slack_settings  # here: whoever has no Slack needs none of it

    slack = SlackChannel(app.router, slack_settings(app.settings), app.store, app.real)
    app.sender.join(slack, LIMITS)
    app.clock.add("take up what Slack had sent", slack.take_up)
    await slack.start()
    if app.settings.slack_app_token.get_secret_value().strip():
        talk("Connecting to Slack over Socket Mode.")
    return slack.routes()


@asynccontextmanager
async def _listening(application: web.Application, host: str, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as taken:
            fail(f"Cannot listen on {host}:{port}: {taken.strerror}. Is another Planminder running?", 1)
        yield
    finally:
        await runner.cleanup()


async def _until_stopped() -> None:
    """Until Ctrl-C or the service manager's signal; turns under way are finished by the runners' clean-up."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C raises KeyboardInterrupt, which ends the command as well.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(one, stopped.set)
    await stopped.wait()

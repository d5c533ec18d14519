"""A bot that Teams and Slack can reach, the page of one that this machine can, and their one database, all real.

Rita may read, Priya owns what the example gives her, and a stranger is nobody. Another organisation has a plan in the
same database, whose words stand nowhere else.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot import demo
from bot.app import App, bot
from bot.channels.slack import SlackChannel, SlackSettings
from bot.channels.teams import TeamsChannel, TeamsSettings
from bot.front import front
from bot.page import PageOf
from bot.settings import read
from bot.watching import UNWATCHED
from storage.numbering import Stamp, number
from storage.people import Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.store import prepare
from storage.work import Identity, LinkIdentity, PutPerson, Recorded, Work
from tests.channels.slack import bodies
from tests.channels.slack.conftest import SECRET, user
from tests.channels.teams.conftest import APP_ID, TENANT, Keys, Service
from tests.support.conversations import HandClock
from tests.support.slack_api import SlackApi

KEY = "the key of the printed address"
BOT_TOKEN = "xoxb-1"
OTHERS = "Zebra"  # a word that stands in the other organisation's plan alone
SPEAKERS = ("reader", "owner", "stranger")
NAMES = {"reader": "Rita Reader", "owner": "Priya Nair", "stranger": "Sam Stranger"}


@dataclass
class Street:
    """The addresses of the doors, and what stands behind and before them."""

    app: App
    session: ClientSession
    teams: str
    slack: str
    page: str
    keys: Keys
    service: Service
    api: SlackApi


def slack_user(who: str) -> str:
    return f"U0{who.upper()}"


def slack_chat(who: str) -> str:
    return f"D0{who.upper()}"


@asynccontextmanager
async def street(folder: Path) -> AsyncIterator[Street]:
    """Without limits for people: one knocks for all of them."""
    url = f"sqlite+aiosqlite:///{folder / 'street.db'}"
    unlimited = {"database_url": url, "rate_person": 0, "rate_conversation": 0}
    settings = read(**unlimited, slack_bot_token=BOT_TOKEN, slack_signing_secret=SECRET)
    await prepare(url)
    await demo.prepare(settings, "local", demo.example())
    async with AsyncExitStack() as stack:
        clock, serve = HandClock(), _server(stack)
        app = await stack.enter_async_context(bot(settings, clock))
        local = await stack.enter_async_context(bot(read(**unlimited), clock))
        await _people(app)
        keys, service, api = Keys(), Service(), _slack_api()
        keys.rotate()
        keys.url = await serve(_keys(keys))
        service.url = await serve(_any(service.answer))
        api.url = await serve(api.application())
        door = front(1_000, lambda: 0, UNWATCHED)
        known = TeamsSettings(APP_ID, "secret", TENANT, "local", f"{keys.url}/openid", keys.url)
        teams = TeamsChannel(app.router, known, app.real, kept=app.store)
        slack_ = SlackSettings("local", SECRET, BOT_TOKEN, api_url=f"{api.url}/api/")
        slack = SlackChannel(app.router, slack_, app.store, app.real)
        for channel in (teams, slack):
            app.sender.join(channel)
        door.add_routes([*teams.routes(), *slack.routes()])
        at, page = await serve(door), await serve(PageOf(local, KEY, "local").channel.application())
        session = await stack.enter_async_context(ClientSession())
        yield Street(app, session, f"{at}/api/messages", f"{at}/slack/events", page, keys, service, api)


def _server(stack: AsyncExitStack) -> Callable[[web.Application], Awaitable[str]]:
    async def serve(application: web.Application) -> str:
        server = await stack.enter_async_context(TestServer(application, host="127.0.0.1"))
        return str(server.make_url("")).rstrip("/")

    return serve


def _any(handler: Any) -> web.Application:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    return application


def _keys(keys: Keys) -> web.Application:
    application = web.Application()
    application.router.add_get("/openid", keys.metadata)
    application.router.add_get("/keys", keys.keys)
    application.router.add_post(f"/{TENANT}/oauth2/v2.0/token", keys.login)
    return application


def _slack_api() -> SlackApi:
    told = {"team_id": bodies.TEAM, "team": "Oldbridge", "user_id": bodies.BOT, "bot_id": "B0US", "user": "planminder"}
    people = {slack_user(who): user(slack_user(who), NAMES[who]) for who in SPEAKERS}
    direct = {slack_user(who): slack_chat(who) for who in SPEAKERS}
    channels = {one: {"member": True} for one in (*direct.values(), bodies.CHANNEL, bodies.DIRECT)}
    return SlackApi(tokens={BOT_TOKEN: told}, users=people, channels=channels, direct=direct)


async def _people(app: App) -> None:
    directory = await app.store.directory("local")
    reader = Person(max(directory.people) + 1, NAMES["reader"], role=Role.READER)
    owner = directory.named(NAMES["owner"])
    assert owner is not None
    links = [
        LinkIdentity(identity, person, "test")
        for who, person in (("reader", reader.id), ("owner", owner.id))
        for identity in (Identity("teams", who), Identity("slack", f"{bodies.TEAM}:{slack_user(who)}"))
    ]
    await app.store.flush(Work("local", app.now(), (PutPerson(reader, expected=directory.number), *links)))
    keeper = PutPerson(Person(1, f"{OTHERS} Keeper", role=Role.OFFICER), expected=0)
    await app.store.flush(Work("elsewhere", app.now(), (keeper, _others_plan(app))))


def _others_plan(app: App) -> Recorded:
    stamp = Stamp(app.now(), app.now().date(), 1, "test", "founding")
    facts = {"ref": "1", "recommendation": -2, "owners": [1], "status": "red"}
    drafts = [
        Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": "ZEB26", "title": f"{OTHERS} plan"}),
        Draft(ChangeKind.RECOMMENDATION, None, {"ref": "1"}, {"text": f"{OTHERS} matter"}),
        Draft(ChangeKind.ACTION, None, facts, {"text": f"Count the {OTHERS}s"}),
    ]
    return Recorded(1, 0, number(Plan("elsewhere", 1), drafts, stamp))

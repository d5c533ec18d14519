"""The one place where things are made and joined: Settings → Store → Router → channels → web application."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.allowance import Allowance
from bot.channels.console import NAME as CONSOLE
from bot.clock import Clock
from bot.courier import Courier
from bot.notices import Notices
from bot.now import Agreed, Now, clock
from bot.redrawing import Redrawing
from bot.reminders import Reminders
from bot.router import Router
from bot.sender import Sender
from bot.settings import Settings
from bot.snapshots import Snapshots
from bot.summaries import Summaries
from bot.watching import UNWATCHED, Watch
from storage.store import Store

STOPPING = 30.0  # seconds for the duty under way to end; a delivery gives up after 25


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is ready to take messages. Channels join it; nothing listens yet."""

    settings: Settings
    store: Store
    now: Now
    real: Now  # whatever date is pinned: for leases, and for what other services have dated
    sender: Sender
    router: Router
    courier: Courier
    clock: Clock
    watch: Watch


@asynccontextmanager
async def bot(settings: Settings, now: Now | None = None, watch: Watch = UNWATCHED) -> AsyncIterator[App]:
    """A whole bot over the settings' database, closed at the end. `now` replaces the machine's clock in tests.

    `watch` is told what happens; nobody is unless the bot serves.
    """
    store = await Store.open(settings.database_url, connections=settings.database_connections)
    agreed = Agreed(store.server_time)
    now = now or clock(settings.today, settings.tzinfo, agreed)
    sender = Sender(store, now, watch=watch)
    courier = Courier(store, sender, now)
    router = Router(
        store,
        sender,
        now,
        settings.tzinfo,
        local=settings.local,
        administrator=settings.administrator,
        allowance=Allowance(settings.rate_person, settings.rate_conversation, free=(CONSOLE,)),
        watch=watch,
    )
    duties = {
        "agree on the time": agreed.agree,
        "post summaries": Summaries(store, now, settings.tzinfo).tick,
        **({"remind owners": Reminders(store, courier, now, settings.tzinfo).tick} if settings.reminders else {}),
        "take up what was held": router.resume,
        "tell officers": Notices(store, courier, now, settings.tzinfo).tick,
        "draw old cards anew": Redrawing(store, sender, now, settings.tzinfo, local=settings.local).tick,
        "send what is unsent": sender.sweep,  # after those above, so that what they say leaves at once
        "let go of old files": lambda: store.forget_old_files(now()),
        "let go of old messages": lambda: store.forget_talk(now(), settings.messages_days),
        "let go of old tries": lambda: store.forget_old_tries(now()),
        "let go of what was not taken in": lambda: store.forget_left(agreed()),
        "keep how long plans stood": Snapshots(store, now, settings.tzinfo).tick,
    }
    try:
        await agreed.agree()
        yield App(
            settings=settings,
            store=store,
            now=now,
            real=agreed,
            sender=sender,
            router=router,
            courier=courier,
            clock=Clock(duties, watch),
            watch=watch,
        )
    finally:
        await sender.close()
        await store.close()


@asynccontextmanager
async def ticking(app: App, seconds: Callable[[], float] | None = None) -> AsyncIterator[None]:
    """The clock at work beside whatever is served."""
    every = seconds or (lambda: app.settings.clock_seconds)
    task = asyncio.create_task(app.clock.run(every))
    try:
        yield
    finally:
        app.clock.stop()
        await asyncio.wait((task,), timeout=STOPPING)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

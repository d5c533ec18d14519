"""`planminder outbox`: what has left the house, what waits, and what may have arrived twice."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

from bot.command.common import DatabaseOption, JsonOption, run, settings_of, tell, tell_json
from bot.now import Agreed, clock
from bot.settings import Settings
from storage.attempts import Figures
from storage.store import Store


def outbox(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Count the messages that were sent, wait or were given up, the tries, and what may have arrived twice."""
    found = run(_figures(settings_of(database)))
    if as_json:
        tell_json({organisation: asdict(one) for organisation, one in found.items()})
        return
    for organisation, one in found.items():
        tell(f"{organisation}: {one.sent} sent, {one.waiting} waiting, {one.given_up} given up.")
        tell(f"  {one.tries} tries in the last 30 days; {one.unanswered} ended without an answer that is known.")
        tell(f"  {one.perhaps_twice} messages may have arrived twice: no answer came, and they were sent again.")


async def _figures(settings: Settings) -> dict[str, Figures]:
    store = await Store.open(settings.database_url)
    try:
        agreed = Agreed(store.server_time)
        await agreed.agree()
        now = clock(settings.today, ZoneInfo(settings.zone), agreed)()
        return {one: await store.deliveries(one, now) for one in await store.organisations()}
    finally:
        await store.close()

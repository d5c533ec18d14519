"""Who people are, asked of Slack once in a while: `users.info`, kept in memory.

https://docs.slack.dev/reference/methods/users.info
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable

import structlog

from bot.channels import Undeliverable
from bot.channels.slack.asking import Asking
from bot.channels.slack.people import Profile, profile_of
from bot.channels.slack.workspaces import Installed

log = structlog.get_logger(__name__)

FRESH = 900.0  # seconds; then it is asked whether somebody has become a guest or has another address
KEPT = 20_000  # people
MOST = 20  # people of one message


class Profiles:
    """Profiles by workspace and user. Of whom Slack does not tell, the last one known counts, else the bare id."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._known: OrderedDict[tuple[str, str], tuple[float, Profile]] = OrderedDict()

    async def of(self, users: Iterable[str], installed: Installed) -> dict[str, Profile]:
        """The profiles of some users, by id."""
        wanted = list(dict.fromkeys(users))[:MOST]
        found = await asyncio.gather(*(self._one(user, installed) for user in wanted))
        return {one.id: one for one in found}

    async def _one(self, user: str, installed: Installed) -> Profile:
        key = (installed.workspace.team, user)
        asked_at, known = self._known.get(key, (0.0, None))
        if known is not None and time.monotonic() - asked_at < FRESH:
            return known
        try:
            profile = await self._ask(user, installed)
        except Undeliverable as away:
            log.warning("profile not known", user=user, reason=away.reason)
            return known or Profile(user)
        self._keep(key, profile)
        return profile

    async def _ask(self, user: str, installed: Installed) -> Profile:
        call = self._asking.client(installed).users_info
        told = await self._asking.ask(installed, call, user=user, include_locale=True)
        given = told.get("user")
        return _named(profile_of(given if isinstance(given, dict) else {}, installed.workspace), user)

    def _keep(self, key: tuple[str, str], profile: Profile) -> None:
        self._known[key] = (time.monotonic(), profile)
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)


def _named(profile: Profile, user: str) -> Profile:
    """The profile under the id that was asked for."""
    return profile if profile.id == user else Profile(user, guest=profile.guest, bot=profile.bot)

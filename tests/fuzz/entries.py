"""Every door of the bot, knocked at with what is nearly right: `/api/messages`, Slack, the page, forged cards.

Whatever comes: no 5xx, nothing of the inside in an answer, no turn that fails, no change by somebody without the right,
and nothing of another organisation. `python tests/fuzz/entries.py --seconds 60 --seed 1`; a failure names its number.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2]))

import structlog
from aiohttp import FormData
from structlog.testing import capture_logs

from dialogs.rights import owns
from storage.people import Role
from tests.channels.slack import bodies
from tests.channels.slack.conftest import SECRET, signed
from tests.channels.teams.conftest import TENANT
from tests.support import spoiling
from tests.support.street import KEY, NAMES, OTHERS, SPEAKERS, Street, slack_chat, slack_user, street

FAILS = ("turn failed", "page request failed", "slack request failed", "turn failed after its request was answered")
INSIDE = ("Traceback (most recent", "site-packages", "sqlalchemy", SECRET)
NOT_OURS = 501  # what the service is told of an invoke that is for other kinds of bot, as its own SDK tells it
KINDS = (*("message",) * 6, "messageUpdate", "messageDelete", "conversationUpdate", "event", "x")
PLACES = ("personal", "channel", "groupChat")
PATHS = ("/file/{}/0", "/static/{}", "/events?as={}&wait=no", "/events?as=1&after={}&wait=no", "/{}")
DOORS = ("teams", "slack", "page")


@dataclass(frozen=True)
class Knock:
    """What was done at a door, by whom as far as that is certain, and what was answered."""

    who: str
    status: int
    answer: str


@dataclass
class Knocking:
    """Somebody who walks down the street; `number` is the knock's."""

    there: Street
    number: int = 0

    # at Teams' door --------------------------------------------------------------------------------------------

    async def teams(self, chance: random.Random) -> Knock:
        who = chance.choice(SPEAKERS)
        activity = self._pressed(chance, who) if chance.random() < 0.4 else self._activity(chance, who)
        if chance.random() < 0.4:
            sender = activity["from"]
            activity = spoiling.spoiled(chance, activity)
            if not isinstance(activity, dict) or activity.get("from") != sender:
                who = "anybody"  # who speaks was among what was spoiled
        token = self.there.keys.token(self.there.service.url)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return await self._post(who, self.there.teams, spoiling.body(chance, activity), headers)

    def _activity(self, chance: random.Random, who: str) -> dict[str, Any]:
        place = chance.choice(PLACES)
        return {
            "type": chance.choice(KINDS),
            "id": f"fuzz-{self.number}",
            "timestamp": "2026-11-23T10:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self.there.service.url,
            "from": {"id": f"29:{who}", "name": NAMES[who], "aadObjectId": who},
            "recipient": {"id": "28:bot", "name": "Planminder"},
            "conversation": {"id": f"{place}:{who}", "conversationType": place, "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "text": spoiling.words(chance),
        }

    def _pressed(self, chance: random.Random, who: str) -> dict[str, Any]:
        carried = spoiling.payload(chance)
        if chance.random() < 0.5 and isinstance(carried, dict):
            carried |= spoiling.inputs(chance)
        value = {"action": {"type": "Action.Execute", "verb": "planminder", "data": carried}}
        more = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "card-1"}
        return self._activity(chance, who) | more

    # at Slack's ------------------------------------------------------------------------------------------------

    async def slack(self, chance: random.Random) -> Knock:
        who = chance.choice(SPEAKERS)
        make = chance.choice((self._said, self._said, self._mentioned, self._command, self._button, self._form))
        formed, body = make(chance, who)
        if chance.random() < 0.4:
            body, who = spoiling.spoiled(chance, body), "anybody"
        if not formed or not isinstance(body, dict):
            content, kind = spoiling.body(chance, body), "application/json"
        else:
            content, kind = _as_form(body), "application/x-www-form-urlencoded"
        return await self._post(who, self.there.slack, content, {"Content-Type": kind, **signed(content)})

    def _said(self, chance: random.Random, who: str) -> tuple[bool, Any]:
        said = bodies.said(spoiling.words(chance), user=slack_user(who), channel=slack_chat(who), ts=self._stamp())
        return False, said | {"event_id": f"Ev{self.number}"}

    def _mentioned(self, chance: random.Random, who: str) -> tuple[bool, Any]:
        words = f"<@{bodies.BOT}> {spoiling.words(chance)}"
        return False, bodies.mention(words, user=slack_user(who), ts=self._stamp()) | {"event_id": f"Ev{self.number}"}

    def _command(self, chance: random.Random, who: str) -> tuple[bool, Any]:
        return True, bodies.command(spoiling.words(chance), user_id=slack_user(who), trigger_id=self._stamp())

    def _button(self, chance: random.Random, who: str) -> tuple[bool, Any]:
        speaker = {"id": slack_user(who), "team_id": bodies.TEAM}
        place = {"channel": {"id": slack_chat(who), "name": "directmessage"}, "trigger_id": self._stamp()}
        return True, {"payload": bodies.button(spoiling.payload(chance), user=speaker, **place)}

    def _form(self, chance: random.Random, who: str) -> tuple[bool, Any]:
        fields = {name: bodies.typed(str(value)) for name, value in spoiling.inputs(chance).items()}
        filled = bodies.form(spoiling.payload(chance), fields)
        return True, {"payload": filled | {"user": {"id": slack_user(who)}, "trigger_id": self._stamp()}}

    def _stamp(self) -> str:
        return f"17954262{self.number:05d}.000100"

    # at the page's: it asks nobody who they are, so whoever has its key may do what anybody may ----------------

    async def page(self, chance: random.Random) -> Knock:
        way = chance.random()
        if way < 0.1:
            return await self._upload(chance)
        if way < 0.2:
            odd = quote(chance.choice(spoiling.ODD), safe="", errors="replace")[:2_000]
            return await self._get(self.there.page + chance.choice(PATHS).format(odd))
        who = {"as": chance.choice(("1", "2", "3", "4", "99", "")), "room": chance.choice(("private", "channel", "x"))}
        pressed = {"payload": spoiling.payload(chance), "inputs": spoiling.inputs(chance), "label": "x"}
        path, sent = ("/press", pressed) if way < 0.6 else ("/say", {"text": spoiling.words(chance)})
        whole = {**who, **sent}
        body = spoiling.body(chance, spoiling.spoiled(chance, whole) if chance.random() < 0.3 else whole)
        headers = {"X-Planminder-Key": KEY, "Content-Type": "application/json"}
        return await self._post("anybody", self.there.page + path, body, headers)

    async def _upload(self, chance: random.Random) -> Knock:
        form = FormData({"as": "1", "room": "private"})
        content = spoiling.words(chance).encode("utf-8", "replace")
        form.add_field("file", content, filename=chance.choice(("plan.csv", "../../x.csv", "a b", "x.docx", "x.pdf")))
        headers = {"X-Planminder-Key": KEY}
        async with self.there.session.post(f"{self.there.page}/upload", data=form, headers=headers) as answer:
            return Knock("anybody", answer.status, await answer.text(errors="replace"))

    async def _get(self, url: str) -> Knock:
        async with self.there.session.get(url, headers={"X-Planminder-Key": KEY}) as answer:
            return Knock("nobody", answer.status, await answer.text(errors="replace"))

    async def _post(self, who: str, url: str, content: bytes, headers: dict[str, str]) -> Knock:
        async with self.there.session.post(url, data=content, headers=headers) as answer:
            return Knock(who, answer.status, await answer.text(errors="replace"))

    # what must hold --------------------------------------------------------------------------------------------

    async def knock(self, door: str, seed: int, number: int) -> Knock:
        """One knock, and all that must hold of it; raises AssertionError where it does not."""
        self.number = number
        chance = random.Random(f"{seed}/{door}/{number}")  # noqa: S311
        before, roles, sent = await self.there.app.store.plans("local"), await self._roles(), self._sent()
        with capture_logs() as logged:
            knock = await getattr(self, door)(chance)
        assert knock.status < 500 or knock.status == NOT_OURS, f"answered {knock.status}: {knock.answer[:300]} {logged}"
        heard = "\n".join([knock.answer, *map(str, self._sent()[len(sent) :])])
        assert [one for one in INSIDE if one in heard] == []
        assert OTHERS not in heard, "another organisation's words"
        assert [one for one in logged if one["event"] in FAILS] == []
        assert await self._roles() == roles, "somebody's role changed"
        assert await self._wrongful(knock.who, before) == {}
        return knock

    def _sent(self) -> list[Any]:
        return [*self.there.service.asked, *self.there.api.asked]

    async def _roles(self) -> dict[int, Role]:
        return {one.id: one.role for one in (await self.there.app.store.directory("local")).people.values()}

    async def _wrongful(self, who: str, before: Any) -> dict[int, set[int]]:
        """What somebody has changed in each plan that was not theirs to change."""
        if who == "anybody":
            return {}
        store = self.there.app.store
        after, directory = await store.plans("local"), await store.directory("local")
        speaker, wrong = directory.named(NAMES[who]) if who == "owner" else None, {}
        for plan in (one for one in before.values() if after[one.id].number != one.number):
            new = {one.subject for one in await store.changes("local", plan.id) if one.sequence > plan.number}
            mine = {one.id for one in plan.actions.values() if speaker and owns(speaker, plan, one, directory)}
            wrong |= {plan.id: new - mine} if new - mine else {}
        return wrong


def _as_form(body: dict[str, Any]) -> bytes:
    pairs = ((key, one if isinstance(one, str) else json.dumps(one)) for key, one in body.items())
    return "&".join(f"{quote(key, errors='replace')}={quote(one, errors='replace')}" for key, one in pairs).encode()


async def go_on(seconds: float, seed: int, first: int = 0) -> Counter[str]:
    """Knock at every door in turn until the time is over; how often each answered what."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        async with street(Path(folder)) as there:
            until, place, knocking = time.monotonic() + seconds, first, Knocking(there)
            while time.monotonic() < until:
                door = DOORS[place % len(DOORS)]
                try:
                    knock = await knocking.knock(door, seed, place)
                except AssertionError as wrong:
                    raise AssertionError(f"knock {place} of seed {seed} at {door}: {wrong}") from wrong
                counts[f"{door} {knock.status}"] += 1
                place += 1
    return counts


def main() -> None:
    """Knock until the time is over; a failure ends with the number of its knock."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0, help="the number of the first knock")
    given = asked.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    counts = asyncio.run(go_on(given.seconds, given.seed, given.first))
    told = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
    sys.stdout.write(f"entries: {sum(counts.values())} knocks, every one answered as it should ({told})\n")


if __name__ == "__main__":
    main()

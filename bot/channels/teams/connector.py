"""To the Bot Connector service: one kept HTTP session, the SDK's own types, our own requests.

botbuilder's CloudAdapter builds two HTTP clients for every turn (about 13 ms); this adapter builds none.
REST: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationParameters, ConversationReference, ResourceResponse

from bot.channels import Undeliverable
from bot.channels.teams.credentials import OwnToken
from bot.channels.teams.failures import refused
from bot.now import Now
from bot.rendering.wire import as_json
from storage.failures import Failure

PLAIN = (str, dict, bool, int)  # JSON as they are
JSON = {"Content-Type": "application/json"}
TIMEOUT = ClientTimeout(total=15)  # less than the lease on a reply, so that nobody else sends it meanwhile


class Connector(BotAdapter):
    """Sends and updates activities. Raises Undeliverable with what the service said."""

    def __init__(self, session: ClientSession, token: OwnToken, now: Now, serves: Callable[[str], bool]) -> None:
        super().__init__()
        self._serves = serves  # whether our token may be shown to an address
        self._session = session
        self._token = token
        self._now = now

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """POST each, in order; a response's id is empty where the service gives none."""
        return [ResourceResponse(id=await self._send(activity) or "") for activity in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """PUT over the activity of `activity.id`."""
        url = f"{_activities(activity)}/{_part(activity.id)}"
        return ResourceResponse(id=_id(await self._ask("PUT", url, _wire(activity))) or activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        await self._ask("DELETE", f"{_activities(reference)}/{_part(reference.activity_id)}", None)

    async def open(self, service_url: str, parameters: ConversationParameters) -> str:
        """The id of a (new or known) conversation with the members of `parameters`."""
        opened = _id(await self._ask("POST", f"{_base(service_url)}/v3/conversations", _wire(parameters)))
        if opened is None:
            raise Undeliverable("the service named no conversation", permanent=True)
        return opened

    async def member(self, service_url: str, conversation: str, member: str) -> dict[str, Any]:
        """One member of a conversation, as the tenant's directory has them.

        https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
        """
        url = f"{_base(service_url)}/v3/conversations/{_part(conversation)}/members/{_part(member)}"
        return await self._ask("GET", url, None) or {}

    async def _send(self, activity: Activity) -> str | None:
        """Below what it answers, or beside, where that has been deleted meanwhile."""
        url, said = _activities(activity), _wire(activity)
        if activity.reply_to_id:
            try:
                return _id(await self._ask("POST", f"{url}/{_part(activity.reply_to_id)}", said))
            except Undeliverable as lost:
                if lost.kind is not Failure.GONE:
                    raise
            del said["replyToId"]
        return _id(await self._ask("POST", url, said))

    async def _ask(self, method: str, url: str, body: Any) -> Any:
        """One request, once more with a fresh token where the first was refused. Its JSON answer, None for none."""
        if not self._serves(url):
            raise Undeliverable("the conversation is held at an address that is not one of Teams' own", permanent=True)
        said = None if body is None else as_json(body)
        try:
            for last in (False, True):
                async with self._session.request(
                    method, url, data=said, headers=await self._headers(), timeout=TIMEOUT, allow_redirects=False
                ) as response:
                    if response.status == 401 and not last:
                        self._token.forget()
                        continue
                    return await self._read(response)
        except (ClientError, TimeoutError) as away:
            reason = f"Teams is out of reach ({type(away).__name__})"
            raise Undeliverable(reason, kind=Failure.SERVICE_AWAY) from None

    async def _headers(self) -> dict[str, str]:
        token = await self._token()
        return {**JSON, "Authorization": f"Bearer {token}"} if token else JSON

    async def _read(self, response: ClientResponse) -> Any:
        if response.status < 300:
            return await _json(response)
        wait = self._wait(response.headers.get("Retry-After"))
        raise refused(response.status, await _json(response), response.reason, wait)

    def _wait(self, asked: str | None) -> float | None:
        """`Retry-After` in seconds, given as seconds or as a date."""
        if asked is None:
            return None
        try:
            return max(0.0, float(asked))
        except ValueError:
            pass
        try:
            return max(0.0, (parsedate_to_datetime(asked) - self._now()).total_seconds())
        except (ValueError, TypeError):
            return None


def _wire(told: Any) -> Any:
    """The JSON of one of the SDK's types (they declare no types of their own), by the names that it gives itself.

    Its own `serialize` checks every value, those inside a card too, which takes longer than all the rest of an answer.
    What an attachment holds is JSON already.
    """
    named = getattr(told, "_attribute_map", None)
    if named is None:
        return [_wire(one) for one in told] if isinstance(told, list) else told
    values = ((name, value) for name, value in vars(told).items() if value is not None and name in named)
    return {named[name]["key"]: value if type(value) in PLAIN else _wire(value) for name, value in values}


async def _json(response: ClientResponse) -> dict[str, Any] | None:
    """The answer's JSON object; None for an empty answer and for anything else."""
    try:
        given = await response.json(content_type=None)
    except ValueError:
        return None
    return given if isinstance(given, dict) else None


def _id(answer: dict[str, Any] | None) -> str | None:
    given = (answer or {}).get("id")
    return str(given) if given else None


def _activities(of: Activity | ConversationReference) -> str:
    return f"{_base(of.service_url)}/v3/conversations/{_part(of.conversation.id)}/activities"


def _base(service_url: str) -> str:
    return service_url.rstrip("/")


def _part(name: str) -> str:
    """One part of a path, whatever characters an id holds."""
    return quote(name, safe=":@;=")

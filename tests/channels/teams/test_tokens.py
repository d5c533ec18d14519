"""Only the Bot Connector service is heard. Real keys, real tokens, a key server on this machine."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from structlog.testing import capture_logs

from bot.channels.teams import TeamsSettings
from bot.channels.teams.clouds import Cloud

Said = Callable[..., dict[str, Any]]
APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
FILE = "application/vnd.microsoft.teams.file.download.info"


async def test_a_token_of_the_service_is_admitted(connected: Any, keys: Any, service: Any, said: Said) -> None:
    status, _ = await connected.post(said(), Authorization=f"Bearer {keys.token(service.url)}")
    assert status == 200
    assert [one.organisation for one in connected.router.taken] == ["wychford"]


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://sts.windows.net/x/"},
    "another audience": {"aud": "another-app"},
    "several audiences": {"aud": ["11111111-2222-3333-4444-555555555555", "another-app"]},
    "expired six minutes ago": {"exp": int(time.time()) - 360},
    "valid in an hour": {"nbf": int(time.time()) + 3600},
    "no expiry": {"exp": None},
    "no issuer": {"iss": None},
    "no audience": {"aud": None},
    "no serviceurl": {"serviceurl": None},
    "another serviceurl": {"serviceurl": "https://evil.example"},
    "unknown key": {"headers": {"kid": "nobody's"}},
    "another's key": {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
async def test_any_other_token_is_refused_without_a_reason(
    connected: Any, keys: Any, service: Any, said: Said, claims: dict[str, Any]
) -> None:
    status, text = await connected.post(said(), Authorization=f"Bearer {keys.token(service.url, **claims)}")
    assert (status, text) == (401, "")
    assert connected.router.taken == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer garbage", "Bearer a.b.c", "Basic YTpi", "Bearer é.é.é"]
)
async def test_no_token_and_garbage_are_refused(connected: Any, said: Said, header: str) -> None:
    assert (await connected.post(said(), Authorization=header))[0] == 401
    assert connected.router.taken == []


async def test_a_token_without_its_scheme_is_refused(connected: Any, keys: Any, service: Any, said: Said) -> None:
    assert (await connected.post(said(), Authorization=keys.token(service.url)))[0] == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_only_rs256_signs(connected: Any, keys: Any, service: Any, said: Said, algorithm: str) -> None:
    claims = jwt.decode(keys.token(service.url), options={"verify_signature": False})
    secret = None if algorithm == "none" else "a-secret-of-at-least-thirty-two-bytes"
    forged = jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": keys.key_id})
    assert (await connected.post(said(), Authorization=f"Bearer {forged}"))[0] == 401


async def test_four_minutes_late_is_within_the_skew(connected: Any, keys: Any, service: Any, said: Said) -> None:
    token = keys.token(service.url, exp=int(time.time()) - 240)
    assert (await connected.post(said(), Authorization=f"Bearer {token}"))[0] == 200


@pytest.mark.parametrize("missing", ["serviceUrl", "channelId"])
async def test_an_activity_that_leaves_out_what_is_checked_is_refused(
    connected: Any, keys: Any, service: Any, said: Said, missing: str
) -> None:
    activity = {key: value for key, value in said().items() if key != missing}
    assert (await connected.post(activity, Authorization=f"Bearer {keys.token(service.url)}"))[0] == 401


async def test_another_channel_s_client_could_claim_to_be_anybody(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    keys.rotate(endorsements=("webchat", "msteams"))
    token = keys.token(service.url)
    assert (await connected.post(said(channelId="webchat"), Authorization=f"Bearer {token}"))[0] == 401


async def test_a_key_that_is_not_endorsed_for_teams_is_refused(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    keys.rotate(endorsements=("webchat",))
    assert (await connected.post(said(), Authorization=f"Bearer {keys.token(service.url)}"))[0] == 401


async def test_keys_are_fetched_once_and_again_for_a_new_one(
    connected: Any, keys: Any, service: Any, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        assert (await connected.post(said(), Authorization=f"Bearer {keys.token(service.url, n=number)}"))[0] == 200
    assert keys.fetches == 1
    keys.rotate()
    header = f"Bearer {keys.token(service.url)}"
    assert (await connected.post(said(), Authorization=header))[0] == 401  # fetched less than a minute ago
    assert keys.fetches == 1
    monkeypatch.setattr("bot.channels.teams.tokens.time", Later(61.0))
    assert (await connected.post(said(), Authorization=header))[0] == 200
    assert keys.fetches == 2


async def test_unknown_key_ids_do_not_hammer_the_key_server(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    for number in range(5):
        forged = keys.token(service.url, headers={"kid": f"made up {number}"})
        assert (await connected.post(said(), Authorization=f"Bearer {forged}"))[0] == 401
    assert keys.fetches == 1


async def test_keys_that_could_not_be_had_are_fetched_again_soon(
    connected: Any, keys: Any, service: Any, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: a hiccup of the key server at the start kept everybody out for a minute."""
    published, keys.published = keys.published, None
    header = f"Bearer {keys.token(service.url)}"
    for _ in range(3):
        assert (await connected.post(said(), Authorization=header))[0] == 401
    assert keys.fetches == 1
    keys.published = published
    monkeypatch.setattr("bot.channels.teams.tokens.time", Later(6.0))
    assert (await connected.post(said(), Authorization=header))[0] == 200


class Later:
    """The clock that only goes forward, some seconds on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.seconds


async def test_a_verified_token_is_still_held_to_its_service_url(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    header = f"Bearer {keys.token(service.url)}"
    assert (await connected.post(said(), Authorization=header))[0] == 200
    assert (await connected.post(said(serviceUrl="https://evil.example"), Authorization=header))[0] == 401


async def test_a_key_server_that_is_away_admits_nobody(opened: Any, keys: Any, service: Any, said: Said) -> None:
    bot = await opened(TeamsSettings("app", "secret", "tenant", openid_url="http://127.0.0.1:9/openid"))
    assert (await bot.post(said(), Authorization=f"Bearer {keys.token(service.url, aud='app')}"))[0] == 401


async def test_our_own_tenant_and_the_command_line_talk_about_one_organisation(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    shouted = said(conversation={"id": "a:1", "conversationType": "personal", "tenantId": TENANT.upper()})
    for activity in (said(), shouted):
        await connected.post(activity, Authorization=f"Bearer {keys.token(service.url)}")
    assert [one.organisation for one in connected.router.taken] == ["wychford", "wychford"]


@pytest.mark.parametrize("kind", ["message", "typing", "invoke", "conversationUpdate", "installationUpdate"])
async def test_a_tenant_that_is_not_on_the_list_is_refused(
    connected: Any, keys: Any, service: Any, said: Said, kind: str
) -> None:
    foreign = said(
        type=kind,
        conversation={"id": "a:1", "conversationType": "personal", "tenantId": "another"},
        channelData={"tenant": {"id": "another"}},
        attachments=[
            {"contentType": FILE, "content": {"downloadUrl": f"{service.url}/plan.docx"}, "name": "plan.docx"}
        ],
    )
    assert await connected.post(foreign, Authorization=f"Bearer {keys.token(service.url)}") == (403, "")
    assert connected.router.taken == []
    assert service.asked == []  # not even its file was fetched


async def test_a_tenant_that_names_none_is_refused(connected: Any, keys: Any, service: Any, said: Said) -> None:
    nameless = said(conversation={"id": "a:1", "conversationType": "personal"}, channelData={})
    status, _ = await connected.post(nameless, Authorization=f"Bearer {keys.token(service.url)}")
    assert (status, connected.router.taken) == (400, [])


async def test_each_tenant_of_the_list_has_its_organisation(opened: Any, keys: Any, service: Any, said: Said) -> None:
    listed = {TENANT: "wychford", "tenant-2": "stonebeck"}
    settings = TeamsSettings(APP_ID, "secret", TENANT, "wychford", f"{keys.url}/openid", keys.url, tenants=listed)
    bot = await opened(settings)
    for tenant in (TENANT, "tenant-2"):
        where = {"id": f"a:{tenant}", "conversationType": "personal", "tenantId": tenant}
        await bot.post(said(conversation=where), Authorization=f"Bearer {keys.token(service.url)}")
    assert [one.organisation for one in bot.router.taken] == ["wychford", "stonebeck"]


async def test_a_signed_service_url_elsewhere_gets_no_answer(
    connected: Any, keys: Any, service: Any, said: Said
) -> None:
    """Even where the token says so: our own token is shown to the cloud's hosts only."""
    elsewhere = "https://smba.trafficmanager.net.evil.example/emea/"
    token = keys.token(elsewhere)
    status, _ = await connected.post(said(serviceUrl=elsewhere), Authorization=f"Bearer {token}")
    assert (status, connected.router.taken) == (403, [])


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a forged token": ({"key": WRONG["another's key"]["key"]}, {}),
    "an expired token": (WRONG["expired six minutes ago"], {}),
    "another audience": (WRONG["another audience"], {}),
    "another tenant": ({}, {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "another"}}),
    "another address": ({}, {"serviceUrl": "https://evil.example/emea/"}),
}


@pytest.mark.parametrize(("claims", "parts"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_logged_with_its_reason_and_without_token_or_words(
    connected: Any, keys: Any, service: Any, said: Said, claims: dict[str, Any], parts: dict[str, Any]
) -> None:
    token = keys.token(service.url, **claims)
    activity = said("2.3 red, the treasurer resigned", **parts)
    with capture_logs() as logged:
        status, text = await connected.post(activity, Authorization=f"Bearer {token}")
    assert (status in (401, 403), text, connected.router.taken) == (True, "", [])
    (line,) = logged
    assert line["event"] == "teams request refused" and line["reason"]
    for secret in (token, token.rpartition(".")[2], "treasurer", "secret"):
        assert secret not in str(logged)


@pytest.mark.parametrize(
    ("cloud", "issuer"),
    [(Cloud.GCC, "com"), (Cloud.GCCH, "us"), (Cloud.DOD, "us"), (Cloud.CHINA, "azure.cn")],
)
async def test_each_cloud_has_an_issuer_of_its_own(
    opened: Any, keys: Any, service: Any, said: Said, cloud: Cloud, issuer: str
) -> None:
    settings = TeamsSettings(APP_ID, "secret", TENANT, "wychford", f"{keys.url}/openid", keys.url, cloud)
    bot = await opened(settings)
    for one, status in ((issuer, 200), ("example", 401)):
        token = keys.token(service.url, iss=f"https://api.botframework.{one}")
        assert (await bot.post(said(), Authorization=f"Bearer {token}"))[0] == status

"""The bot is added and removed: each is told twice, in any order, and counts once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.channels.teams.home import BOT, CHANNEL, Home, home

AT_LEILAS = {"id": "a:leila", "conversationType": "personal", "tenantId": "t"}
OTHER = {**CHANNEL, "id": "19:other@thread.tacv2"}
TEAM = {"team": {"id": CHANNEL["id"], "name": "Improvement"}, "tenant": {"id": "t"}}
JOINED = {"type": "conversationUpdate", "membersAdded": [{"id": "29:priya"}, BOT]}
ADDED = {"type": "installationUpdate", "action": "add"}
LEFT = {"type": "conversationUpdate", "membersRemoved": [BOT]}
REMOVED = {"type": "installationUpdate", "action": "remove"}
LEILA = {"from": {"id": "29:leila", "name": "Leila Okafor", "aadObjectId": "leila"}}
STRANGER = {"from": {"id": "29:alex", "name": "Alex", "aadObjectId": "alex"}}
DISCLOSED = "may have to be disclosed"


@pytest.fixture
async def teams(example_database: Path, tmp_path: Path, service: Any) -> AsyncIterator[Home]:
    async with home(example_database, tmp_path / "teams.db", service) as made:
        yield made


def body(card: dict[str, Any]) -> str:
    return str(card["attachments"][0]["content"]["body"])


@pytest.mark.parametrize("first, second", [(JOINED, ADDED), (ADDED, JOINED)])
async def test_somebody_is_welcomed_once_with_their_own_actions(
    teams: Home, first: dict[str, Any], second: dict[str, Any]
) -> None:
    for activity in (first, second, first):
        assert (await teams.post(**activity))[0] == 200
    (card,) = teams.sent
    assert card["summary"].startswith("Hello Priya. I keep ")
    shown = body(card)
    assert "Train everybody who manages a project" in shown
    assert "2.3 amber, slipping to" in shown, "examples are made of their own actions"
    assert DISCLOSED in shown and "kept with your name" in shown and "internal" in shown


async def test_a_redelivered_addition_is_no_second_welcome(teams: Home) -> None:
    for _ in range(2):
        await teams.post(id="same", **JOINED)
    assert len(teams.sent) == 1


async def test_an_upgrade_of_the_app_is_no_second_welcome(teams: Home) -> None:
    await teams.post(**JOINED)
    await teams.post(type="installationUpdate", action="remove-upgrade")
    await teams.post(type="installationUpdate", action="add-upgrade")
    assert len(teams.sent) == 1
    await teams.post("what's overdue")
    assert len(teams.sent) == 2


async def test_a_stranger_is_told_the_terms_and_nothing_of_the_plan(teams: Home) -> None:
    stranger = {"from": {"id": "29:alex", "name": "Alex", "aadObjectId": "alex"}}
    await teams.post(conversation={"id": "a:alex", "conversationType": "personal"}, **stranger, **JOINED)
    (card,) = teams.sent
    assert DISCLOSED in body(card)
    assert "Train everybody" not in body(card)


async def test_a_channel_is_told_how_to_ask_and_who_reads_it(teams: Home) -> None:
    for activity in (JOINED, ADDED):
        await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **activity)
    (card,) = teams.sent
    shown = body(card)
    assert "post a summary here every Monday at 9" in shown
    assert "Begin with a mention of me" in shown
    assert "Everybody here reads" in shown and DISCLOSED in shown
    assert "Train everybody" not in shown, "no action of anybody's"


async def test_where_the_bot_was_removed_nothing_is_said_and_nothing_is_sent(teams: Home) -> None:
    await _scheduled(teams, CHANNEL)
    sent = len(teams.sent)
    for activity in (LEFT, REMOVED):
        assert (await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **activity))[0] == 200
    teams.clock.moment += timedelta(days=15)
    assert await _summaries(teams) == 0
    assert [one for one in teams.sent[sent:] if one["conversation"]["id"].startswith(str(CHANNEL["id"]))] == []


async def test_the_performance_officer_is_told_once_where_it_was_removed_and_what_rests(teams: Home) -> None:
    await teams.post("my actions", conversation=AT_LEILAS, **LEILA)
    for channel in (CHANNEL, OTHER):
        await _scheduled(teams, channel)
    named = {**TEAM, "channel": {"id": OTHER["id"], "name": "Peer review"}}
    await teams.post("<at>Planminder</at> what's overdue", conversation=OTHER, channelData=named)
    sent = len(teams.sent)
    for activity in (LEFT, REMOVED):
        await teams.post(conversation=CHANNEL, channelData=TEAM, **activity)
    for _ in range(2):
        await teams.app.clock.tick()
    (told,) = teams.sent[sent:]
    assert told["conversation"]["id"] == AT_LEILAS["id"]
    assert told["summary"].startswith("I was removed from Improvement and Peer review, so nothing is sent there")
    assert json.dumps(told).count("every Monday at 9:00") == 2


@pytest.mark.parametrize("words", ["what is scheduled", "who couldn't you reach"])
async def test_an_officer_finds_what_rests_in_their_own_chat_and_nobody_else_does(teams: Home, words: str) -> None:
    await _scheduled(teams, CHANNEL)
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEFT)
    rests = "Improvement: the summary of CPC26, every Monday at 9:00; I was removed on"
    await teams.post(words, conversation=AT_LEILAS, **LEILA)
    assert rests in json.dumps(teams.sent[-1])
    await teams.post(words)
    assert rests not in json.dumps(teams.sent[-1]), "an owner"
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **ADDED)
    await teams.post(words, conversation=AT_LEILAS, **LEILA)
    assert rests not in json.dumps(teams.sent[-1]), "it is back"


async def test_the_performance_officer_is_told_who_has_removed_it_from_their_chats(teams: Home) -> None:
    await teams.post("my actions", conversation=AT_LEILAS, **LEILA)
    await teams.post("my actions")
    await teams.post(**REMOVED)
    await teams.app.clock.tick()
    assert teams.words[-1] == "Priya Nair removed me from their chats, so I cannot reach them there."


async def test_a_channel_that_is_renamed_goes_by_its_new_name_at_once(teams: Home) -> None:
    named = {**TEAM, "channel": {"id": OTHER["id"], "name": "Peer review"}}
    await teams.post("<at>Planminder</at> what's overdue", conversation=OTHER, channelData=named)
    before = len(teams.sent)
    renamed = {**TEAM, "channel": {"id": OTHER["id"], "name": "Peer challenge"}, "eventType": "channelRenamed"}
    status, _ = await teams.post(type="conversationUpdate", conversation=CHANNEL, channelData=renamed, **STRANGER)
    assert status == 200
    assert await called(teams, OTHER) == "Peer challenge"
    assert await called(teams, CHANNEL) is None, "the event comes in another channel of the team"
    assert len(teams.sent) == before
    assert await teams.app.store.claims("local") == []


async def test_a_team_that_is_renamed_gives_its_first_channel_its_name(teams: Home) -> None:
    await teams.post("<at>Planminder</at> what's overdue", conversation=CHANNEL, channelData=TEAM)
    renamed = {"team": {**TEAM["team"], "name": "Transformation"}, "eventType": "teamRenamed"}
    await teams.post(type="conversationUpdate", conversation=CHANNEL, channelData=renamed)
    assert await called(teams, CHANNEL) == "Transformation"


async def test_a_channel_that_has_shut_the_bot_out_is_not_opened_by_a_new_name(teams: Home) -> None:
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **JOINED)
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEFT)
    renamed = {"team": {**TEAM["team"], "name": "Transformation"}, "eventType": "teamRenamed"}
    await teams.post(type="conversationUpdate", conversation=CHANNEL, channelData=renamed)
    place = await teams.app.store.conversation("local", CHANNEL["id"])
    assert place is not None and place.gone


async def called(teams: Home, where: dict[str, Any]) -> str | None:
    place = await teams.app.store.conversation("local", where["id"])
    return place.title if place else None


async def test_where_it_is_added_again_its_schedule_goes_on_from_then(teams: Home) -> None:
    await _scheduled(teams, CHANNEL)
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **LEFT)
    teams.clock.moment += timedelta(days=15)
    await teams.app.clock.tick()
    sent = len(teams.sent)
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **JOINED)
    assert "the summary of" in body(teams.sent[sent]), "the welcome says what is posted here"
    assert await _summaries(teams) == 0, "what was missed is not posted late"
    teams.clock.moment += timedelta(days=7)
    assert await _summaries(teams) == 1


async def test_who_leaves_the_team_leaves_all_its_channels(teams: Home) -> None:
    await _scheduled(teams, OTHER)
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **LEFT)
    teams.clock.moment += timedelta(days=8)
    assert await _summaries(teams) == 0
    await teams.post(conversation=CHANNEL, channelData=TEAM, **LEILA, **JOINED)
    teams.clock.moment += timedelta(days=7)
    assert await _summaries(teams) == 1


async def test_a_channel_that_is_deleted_leaves_the_others_of_its_team(teams: Home) -> None:
    for channel in (CHANNEL, OTHER):
        await _scheduled(teams, channel)
    gone = {**TEAM, "eventType": "channelDeleted", "channel": {"id": OTHER["id"], "name": "Peer review"}}
    await teams.post(type="conversationUpdate", conversation=CHANNEL, channelData=gone, **LEILA)
    teams.clock.moment += timedelta(days=8)
    assert await _summaries(teams) == 1
    assert teams.sent[-1]["conversation"]["id"] == CHANNEL["id"]


async def test_a_shared_channel_that_shuts_the_bot_out_leaves_the_others_of_its_team(teams: Home) -> None:
    """Before: the whole team fell silent, and its officer read that the bot was removed from it."""
    for channel in (CHANNEL, OTHER):
        await _scheduled(teams, channel)
    shared = {"channel": {"id": OTHER["id"], "name": "Partners", "type": "shared"}, **TEAM}
    out = {**shared, "eventType": "channelMemberRemoved"}
    await teams.post(conversation=OTHER, channelData=out, **LEILA, **LEFT)
    teams.clock.moment += timedelta(days=8)
    assert await _summaries(teams) == 1
    assert teams.sent[-1]["conversation"]["id"] == CHANNEL["id"]
    let_in = {**shared, "eventType": "channelMemberAdded"}
    await teams.post(conversation=OTHER, channelData=let_in, **LEILA, **JOINED)
    teams.clock.moment += timedelta(days=7)
    assert await _summaries(teams) == 2


async def test_a_deleted_channel_that_is_restored_has_its_summary_again(teams: Home) -> None:
    """Before: not until somebody spoke there."""
    await _scheduled(teams, OTHER)
    for event in ("channelDeleted", "channelRestored"):
        data = {**TEAM, "eventType": event, "channel": {"id": OTHER["id"], "name": "Peer review"}}
        await teams.post(type="conversationUpdate", conversation=CHANNEL, channelData=data, **LEILA)
    assert teams.sent[-1]["conversation"]["id"] == OTHER["id"]
    teams.clock.moment += timedelta(days=8)
    assert await _summaries(teams) == 1


async def test_a_removal_that_is_told_late_does_not_undo_a_later_addition(teams: Home) -> None:
    await teams.post(**JOINED)
    early = teams.clock().isoformat()
    await teams.post(**LEFT)
    await teams.post(**JOINED)
    await teams.post(**REMOVED | {"timestamp": early})
    await teams.post("what's overdue")
    began = [words.partition(".")[0].partition(";")[0] for words in teams.words]
    assert began == ["Hello Priya", "Hello Priya", "4 overdue"]


async def test_who_speaks_where_the_bot_was_removed_is_answered(teams: Home) -> None:
    await teams.post(**JOINED)
    await teams.post(**LEFT)
    await teams.post("what's overdue")
    conversation = await teams.app.store.conversation("local", "a:priya")
    assert conversation is not None and not conversation.gone
    assert len(teams.sent) == 2


async def test_what_nobody_asked_for_says_itself_in_one_line_for_the_banner(teams: Home) -> None:
    await teams.post(**JOINED)
    await _scheduled(teams, CHANNEL)
    teams.clock.moment += timedelta(days=7)
    await teams.app.clock.tick()
    for card in (teams.sent[0], teams.sent[-1]):
        assert card["attachments"], "it is a card"
        assert 20 < len(card["summary"]) <= 160
        assert "\n" not in card["summary"]
    assert "the week to 30 November 2026" in teams.sent[-1]["summary"]


async def _summaries(teams: Home) -> int:
    """How many are posted when the clock ticks."""
    sent = len(teams.sent)
    await teams.app.clock.tick()
    return sum("the week to" in one.get("summary", "") for one in teams.sent[sent:])


async def _scheduled(teams: Home, conversation: dict[str, Any]) -> None:
    """A channel with a weekly summary."""
    said = "<at>Planminder</at> post a summary here every Monday at 9"
    await teams.post(said, conversation=conversation, channelData=TEAM, **LEILA)
    assert teams.words[-1].startswith("Every Monday at 9:00"), teams.words

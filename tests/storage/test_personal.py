"""What is kept of a person is given out whole, and erased so that the record stays and nothing else does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from storage import append_only, tables
from storage.database import Database
from storage.personal import NUMBERED, columns_to, identity_columns
from storage.rhythm import Absence, Prompt, PutAbsence, PutPrompt, PutSnooze, Snooze, Why
from storage.store import Store, check
from storage.work import Heard, Outgoing, PutPerson, StorageError, Work
from tests.storage.council import ANNE, AT_ANNES, AT_BENS, BEN, COUNCIL, FIRST, NOW, PLAN, founding, talk, update
from tests.storage.test_upgrades import filled

SECRETS = ("Ben Okoro", "Benny", "29:ben", "Head of Finance is me", "my knee")
KNEE = "9 green, back on Monday, my knee is better"


async def said(store: Store, text: str, note: str, sender: Any = AT_BENS, where: str = "chat-ben") -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    person = BEN if sender == AT_BENS else ANNE
    await store.flush(
        Work(
            COUNCIL,
            NOW,
            (update(plan, FIRST, note, who=person.id),),
            conversation=talk(where=where),
            identity=sender,
            heard=Heard(f"m{plan.number}", text, NOW, NOW),
            memory={"last": text},
            outgoing=(
                Outgoing(f"reply:{plan.number}", where, "teams", {"text": f"Get well with your knee, {person.name}"}),
            ),
        )
    )


@pytest.fixture
async def store(open_store: Any) -> AsyncIterator[Store]:
    made = await open_store()
    await made.flush(founding())
    await said(made, KNEE, "Back on Monday")
    await said(made, "5 amber", "Late, as Ben Okoro said", AT_ANNES, "chat-anne")
    about = Prompt("p", Why.CHASED, BEN.id, PLAN, FIRST, NOW.date(), ANNE.id, NOW)
    away, rests = Absence(BEN.id, NOW.date(), None, ANNE.id), Snooze(BEN.id, PLAN, FIRST, NOW.date())
    await made.flush(Work(COUNCIL, NOW, (PutAbsence(away), PutSnooze(rests), PutPrompt(about))))
    yield made


async def everything(url: str) -> str:
    """All that is in the database, as text."""
    database = Database(url)
    async with database.read() as connection:
        rows = [str((await connection.execute(select(table))).all()) for table in tables.metadata.sorted_tables]
    await database.close()
    return "\n".join(rows)


async def test_everything_of_a_person_is_given_out_by_table(store: Store) -> None:
    told = await store.personal(COUNCIL, BEN.id)
    of_him = "people person_names identities addresses messages memories conversations outbox changes words"
    assert {*of_him.split(), "holders", "absences", "snoozes", "prompts"} <= told.keys()
    assert [one["text"] for one in told["messages"]] == [KNEE]
    assert [one["words"]["note"] for one in told["words"]] == ["Back on Monday"]
    assert "5 amber" not in str(told["messages"]), "what somebody else said to the bot is theirs"
    assert "salt" not in told["words"][0], "with it the digest of erased words could be tried"


async def test_who_is_erased_is_nowhere_but_by_number_and_the_record_holds(
    store: Store, other: Store, url: str
) -> None:
    before = {one.sequence: one.facts for one in await store.changes(COUNCIL, PLAN)}
    assert await store.erase_person(COUNCIL, BEN.id, NOW) == "Former officer 2"
    for mention in await store.mentions(COUNCIL, ["Ben Okoro"]):
        await store.redact(COUNCIL, mention.plan, mention.sequence or 0, NOW)
    left = await everything(url)
    assert [secret for secret in SECRETS if secret in left] == []
    assert {one.sequence: one.facts for one in await store.changes(COUNCIL, PLAN)} == before
    for process in (store, other):
        directory = await process.directory(COUNCIL)
        assert directory.name(BEN.id) == "Former officer 2"
        assert directory.people[3].holders == (), "nobody answers for his post until somebody is named"
    assert await check(url) == []
    rights = (await store.rights(COUNCIL))[-3:]
    kept = {(one.person, one.what, str(one.before), str(one.after)) for one in rights}
    assert kept == {(2, "role", "owner", "reader"), (2, "until", "None", "2026-11-15"), (3, "holders", "[2]", "[]")}
    with pytest.raises(StorageError, match="nobody of this number"):
        await store.erase_person(COUNCIL, 99, NOW)


async def test_the_last_performance_officer_is_not_erased(store: Store) -> None:
    with pytest.raises(StorageError, match="last performance officer"):
        await store.erase_person(COUNCIL, ANNE.id, NOW)
    assert (await store.directory(COUNCIL)).name(ANNE.id) == ANNE.name


async def test_who_reported_to_somebody_who_is_erased_reports_to_nobody(store: Store) -> None:
    number = (await store.directory(COUNCIL)).number
    below = replace(ANNE, manager=BEN.id)
    await store.flush(Work(COUNCIL, NOW, (PutPerson(below, number),)))
    await store.flush(Work(COUNCIL, NOW, (PutPerson(replace(BEN, team="Finance", since=NOW.date()), number + 1),)))
    await store.erase_person(COUNCIL, BEN.id, NOW)
    directory = await store.directory(COUNCIL)
    ben = directory[BEN.id]
    assert directory[ANNE.id].manager is None
    assert (ben.team, ben.manager, ben.since, ben.gone(NOW.date())) == (None, None, None, True)


async def test_what_others_were_told_names_who_is_erased_no_more(store: Store) -> None:
    told = Outgoing(
        "told", "chat-anne", "teams", {"text": "BEN OKORO is late, Mr Ben Okorovic is not", "rows": ["Ben Okoro"]}
    )
    await store.post(COUNCIL, [told], NOW, talk(where="chat-anne"))
    names = ["Ben Okoro"]
    assert (await store.named_elsewhere(COUNCIL, BEN.id, names))["outbox"] == 1
    await store.erase_person(COUNCIL, BEN.id, NOW)
    assert await store.named_elsewhere(COUNCIL, BEN.id, ["Ben Okoro is"]) == {}
    (reply,) = [one["reply"] for one in (await store.personal(COUNCIL, ANNE.id))["outbox"] if one["cause"] == "told"]
    assert reply == {"text": "Former officer 2 is late, Mr Ben Okorovic is not", "rows": ["Former officer 2"]}


async def test_others_keep_what_is_theirs(store: Store) -> None:
    await store.erase_person(COUNCIL, BEN.id, NOW)
    anne = await store.personal(COUNCIL, ANNE.id)
    assert [one["text"] for one in anne["messages"]] == ["5 amber"]
    assert anne["memories"][0]["memory"] == {"last": "5 amber"}
    account = await store.account(COUNCIL, AT_ANNES)
    assert account is not None and account.person == ANNE.id


async def test_words_that_name_a_person_are_listed_and_left_for_somebody_to_decide(store: Store, url: str) -> None:
    (mention,) = await store.mentions(COUNCIL, ["ben okoro"])
    assert (mention.plan, mention.sequence, mention.action, mention.by) == (PLAN, 8, FIRST, ANNE.id)
    assert "Late, as Ben Okoro said" in mention.text
    await store.erase_person(COUNCIL, BEN.id, NOW)
    assert (await store.changes(COUNCIL, PLAN))[-1].words["note"] == "Late, as Ben Okoro said"
    await store.redact(COUNCIL, PLAN, 8, NOW)
    assert await store.mentions(COUNCIL, ["Ben Okoro"]) == []
    assert await check(url) == []


async def test_no_table_that_could_name_a_person_is_forgotten(store: Store, url: str) -> None:
    """Each has a row about Anne, made up where nobody has written one; so has a table that is added later."""
    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(filled)
        await connection.execute(tables.people.update().where(tables.people.c.id == BEN.id).values(role="officer"))
    await store.erase_person(COUNCIL, ANNE.id, NOW)

    def still_there(connection: Connection) -> list[str]:
        found = []
        for table in tables.metadata.sorted_tables:
            named = (
                [] if table in NUMBERED else [column == ANNE.id for column in columns_to(table, tables.people, "id")]
            )
            named += [identity == AT_ANNES.id for _, identity in identity_columns(table)]
            named += [table.c.person_id == ANNE.id] if table is tables.identities else []
            found += [table.name for one in named if connection.execute(select(table).where(one)).first()]
        return found

    async with database.read() as connection:
        assert set(await connection.run_sync(still_there)) <= {"person_names"}  # "Former officer 1"
    await database.close()


def test_what_is_kept_by_number_is_the_record_or_hangs_on_it() -> None:
    allowed = {
        *append_only.TABLES,
        "people",
        "holders",
        "schedules",
        "claims",
        "made_reports",
        "report_templates",
    }
    assert {table.name for table in NUMBERED} == allowed


# --- retention -----------------------------------------------------------------------------------------------------


async def test_what_was_said_is_let_go_of_in_time_and_the_notes_stay(store: Store, url: str) -> None:
    await said(store, "9 amber, my knee again", "Knee again", where="chat-two")
    later = NOW + timedelta(days=401)
    for cause in ("reply:6", "reply:7", "reply:8"):
        await store.sent(COUNCIL, cause, "id", NOW)
    assert await store.forget_talk(later, 0) == 0
    assert await store.forget_talk(NOW + timedelta(days=399), 400) == 0
    assert await store.forget_talk(later, 400) == 6  # three that were heard, three that were sent
    assert await store.forget_talk(later, 400) == 0
    left = await everything(url)
    assert KNEE not in left.replace(str({"last": KNEE}), ""), (
        "only the conversation's own memory has it, until the next"
    )
    notes = [one.words.get("note") for one in await store.changes(COUNCIL, PLAN, FIRST)]
    assert notes[1:] == ["Back on Monday", "Late, as Ben Okoro said", "Knee again"]
    heard = await store.heard(COUNCIL, "chat-ben", "m6")
    assert heard is not None and heard.text == "", "that it was heard stays, so that it is not taken twice"
    assert await check(url) == []

"""Organisations are walled off from each other: every conversation goes as written with a neighbour in the database.

The neighbour is the same council once more, where the conversation has been held already: the same people, posts,
plans, codes, numbers and conversation ids, the same questions, schedules and returns, in other words and other colours.
Whatever looked beyond its organisation would count twice, ask which of two is meant, or say a word of the neighbour's;
and whatever wrote beyond it would leave the neighbour altered.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.conversations import plans_of, play, write_plans

pytestmark = pytest.mark.long  # all conversations once more

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
HERE, NEIGHBOUR = "local", "neighbour"
MARK = "Zorblax"  # begins everything that is written next door
RETOLD = (('"text":"', f'"text":"{MARK} '), ('"title":"', f'"title":"{MARK} '), ('"green"', '"red"'))


def settle_next_door(database: Path, held: Path) -> None:
    """Every row of the organisation once more, for the neighbour, as it stands in `held`."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("ATTACH ? AS held", (str(held),))
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            owned = "id" if table == "organisations" else "organisation_id"
            if owned in columns:
                told = ", ".join("?" if one == owned else _retold(one) for one in columns)
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM held.{table} WHERE {owned} = ?",  # noqa: S608
                    (NEIGHBOUR, HERE),
                )


def _retold(column: str) -> str:
    """What a column holds, as the neighbour says it. Names stay: whoever looks beyond finds two of a name."""
    if column not in ("words", "words_before", "facts", "before", "reply"):
        return column
    told = column
    for ours, theirs in RETOLD:
        told = f"replace({told}, '{ours}', '{theirs}')"
    return told


def rows_next_door(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            owned = "id" if table == "organisations" else "organisation_id"
            if owned in columns:
                query = f"SELECT * FROM {table} WHERE {owned} = ? ORDER BY {', '.join(columns)}"  # noqa: S608
                found[table] = connection.execute(query, (NEIGHBOUR,)).fetchall()
        return found


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)
async def test_the_conversation_knows_nothing_of_the_neighbour(
    file: Path, example_database: Path, tmp_path: Path
) -> None:
    script, database, held = file.read_text("utf-8"), tmp_path / "conversation.db", tmp_path / "held.db"
    if named := plans_of(script):
        await write_plans(named, database)
    else:
        shutil.copy(example_database, database)
    shutil.copy(database, held)
    await play(script, held)
    settle_next_door(database, held)
    before = rows_next_door(database)
    assert MARK in str(before["words"])
    text, replies = await play(script, database)
    assert text == script
    assert MARK not in str([one.model_dump() for one in replies])
    assert rows_next_door(database) == before

"""A statement that is written out once does on SQLite what SQLAlchemy does with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select

from storage.prepared import asked, moment, run
from storage.statements import statements
from storage.tables import messages, metadata

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
KEY = {"organisation_id": "oak", "conversation_id": "here"}
ROWS: list[dict[str, Any]] = [
    {
        **KEY,
        "id": "1",
        "channel": "teams",
        "sender": None,
        "text": "half \ud83d and \0",
        "sent": NOON,
        "received": NOON,
    },
    {
        **KEY,
        "id": "2",
        "channel": None,
        "sender": "x",
        "text": "✓",
        "sent": NOON,
        "received": NOON + timedelta(seconds=1),
    },
]


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as made:
        yield made
    engine.dispose()


def test_what_is_written_is_read_back_as_its_types_have_it(connection: Connection) -> None:
    insert, query = statements("sqlite")["messages"], select(messages).order_by(messages.c.id)
    run(connection, insert, ROWS[:1])
    once = connection.execute(query).all()
    connection.execute(messages.delete())
    connection.execute(insert, ROWS[:1])
    assert connection.execute(query).all() == once
    run(connection, insert, ROWS[1:])
    found = asked(connection, query, {})
    assert [moment(row.received) for row in found] == [NOON, NOON + timedelta(seconds=1)]
    assert found[0].text == "half \ufffd and \ufffd"


def test_a_time_without_a_zone_is_refused_and_one_of_another_zone_is_kept_in_utc(connection: Connection) -> None:
    insert = statements("sqlite")["messages"]
    with pytest.raises(ValueError, match="without a zone"):
        run(connection, insert, [ROWS[0] | {"sent": NOON.replace(tzinfo=None)}])
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    run(connection, insert, [ROWS[0] | {"sent": summer}])
    (row,) = asked(connection, select(messages.c.sent), {})
    assert moment(row.sent) == NOON


def test_a_value_that_is_missing_is_refused(connection: Connection) -> None:
    query = select(messages).where(messages.c.id == "1").limit(1)
    assert asked(connection, query, {}) == []  # its own values are the statement's
    with pytest.raises(KeyError):
        run(connection, statements("sqlite")["sent"], [{"sent": NOON}])


def test_no_statement_of_a_flush_has_a_column_that_python_would_fill_in() -> None:
    filled = [
        column for table in metadata.tables.values() for column in table.columns if column.default or column.onupdate
    ]
    assert filled == []

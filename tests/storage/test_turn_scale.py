"""What a turn starts from is found by indexes that end in a few rows, however much was ever said."""

import re
import sqlite3
from pathlib import Path

from sqlalchemy.dialects import sqlite

from storage.loading import select_turn
from storage.store import upgrade

LONG = ("messages", "outbox", "conversations", "identities", "memories")  # tables that grow with what is said


async def test_no_part_of_it_goes_through_all_that_an_organisation_has_said(tmp_path: Path) -> None:
    await upgrade(f"sqlite:///{tmp_path / 'plan.db'}")
    statement = str(select_turn().compile(dialect=sqlite.dialect(paramstyle="named")))
    given = dict.fromkeys(re.findall(r":(\w+)", statement), 1)
    with sqlite3.connect(tmp_path / "plan.db") as connection:
        steps = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
    connection.close()
    long = [step for step in steps if re.match(rf"(?:SEARCH|SCAN) (?:{'|'.join(LONG)})\b", step)]
    assert len(long) >= len(LONG)
    through = re.compile(r"\(organisation_id=\?(?: AND (?:conversation_)?id=\?| AND channel=\?| AND heard_in=\?)")
    assert [step for step in long if not through.search(step)] == []

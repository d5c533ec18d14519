"""Which reports were made, for "same as last time" and "since the last Cabinet"."""

from datetime import date, timedelta

from storage.handed import MadeReport, PutReport
from storage.store import Store
from storage.work import Work
from tests.storage.council import COUNCIL, NOW

WISH = {"args": {"report": "cover"}, "filter": {"section": "Housing\u0000"}, "people": {"owner": [2]}}


def made(id_: str, late: timedelta = timedelta(), paper: str = "cover") -> MadeReport:
    return MadeReport(id_, 1, 1, NOW + late, date(2026, 9, 30), paper, "publication", WISH)


async def put(store: Store, *reports: MadeReport) -> None:
    await store.flush(Work(COUNCIL, NOW, tuple(PutReport(one) for one in reports)))


async def test_a_report_that_was_made_is_known_to_every_process(store: Store, other: Store) -> None:
    one = made("r1")
    await put(store, one)
    assert await other.reports(COUNCIL, 1) == [one]
    assert await other.reports("elsewhere", 1) == await other.reports(COUNCIL, 2) == []


async def test_the_newest_report_comes_last_whichever_was_written_first(store: Store) -> None:
    newer, older = made("r2", timedelta(hours=1), "table"), made("r1")
    await put(store, newer)
    await put(store, older)
    assert await store.reports(COUNCIL, 1) == [older, newer]


async def test_the_same_turn_twice_keeps_the_first_report(store: Store) -> None:
    await put(store, made("r1"))
    await put(store, made("r1", timedelta(hours=1)))
    assert await store.reports(COUNCIL, 1) == [made("r1")]

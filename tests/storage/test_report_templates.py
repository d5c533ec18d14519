"""A council's own templates as they are kept: nothing is altered, the last word holds, and an undo gives back."""

import pytest

from storage.handed import PutTemplate, TemplateEvent, standing_template
from storage.store import Store
from storage.work import Work
from tests.storage.council import COUNCIL, NOW


def said(
    id_: str, number: int, plan: int | None = None, name: str | None = None, undoes: str | None = None
) -> TemplateEvent:
    return TemplateEvent(id_, number, 1, NOW, plan, name, undoes)


async def put(store: Store, *puts: PutTemplate) -> None:
    await store.flush(Work(COUNCIL, NOW, puts))


async def test_a_template_is_known_to_every_process_and_to_no_other_organisation(store: Store, other: Store) -> None:
    one = said("t1", 0, name="cabinet.docx")
    await put(store, PutTemplate(one, b"PK\x00\xff"))
    assert await other.templates(COUNCIL) == [one]
    assert await other.template(COUNCIL, "t1") == b"PK\x00\xff"
    assert await other.templates("elsewhere") == []
    assert await other.template("elsewhere", "t1") is None


async def test_the_same_turn_twice_keeps_the_first_template(store: Store) -> None:
    await put(store, PutTemplate(said("t1", 0, name="first.docx"), b"1"))
    await put(store, PutTemplate(said("t1", 1, name="again.docx"), b"2"))
    assert [one.name for one in await store.templates(COUNCIL)] == ["first.docx"]
    assert await store.template(COUNCIL, "t1") == b"1"


async def test_templates_come_in_the_order_in_which_they_were_said(store: Store) -> None:
    await put(store, PutTemplate(said("a", 2), None))
    await put(store, PutTemplate(said("b", 1, name="x.docx"), b"1"))
    assert [one.id for one in await store.templates(COUNCIL)] == ["b", "a"]
    assert await store.template(COUNCIL, "a") is None


FIRST = said("first", 0, name="first.docx")
SECOND = said("second", 1, name="second.docx")
STOP = said("stop", 2)
HOUSING = said("housing", 3, plan=1, name="housing.docx")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], None),
        ([FIRST], "first.docx"),
        ([FIRST, SECOND], "second.docx"),
        ([FIRST, SECOND, STOP], None),
        ([FIRST, SECOND, STOP, said("u", 4, undoes="stop")], "second.docx"),
        ([FIRST, SECOND, said("u", 4, undoes="second")], "first.docx"),
        ([FIRST, HOUSING], "housing.docx"),
        ([FIRST, HOUSING, said("none", 4, plan=1)], None),
        ([FIRST, said("other", 4, plan=2, name="other.docx")], "first.docx"),
        ([HOUSING, said("all", 5, name="all.docx")], "all.docx"),
    ],
)
def test_what_was_said_last_of_a_plan_or_of_all_plans_holds(events: list[TemplateEvent], expected: str | None) -> None:
    found = standing_template(events, 1)
    assert (found and found.name) == expected

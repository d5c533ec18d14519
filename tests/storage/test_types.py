"""What the columns take: moments with a zone, JSON in one form, and any text that a chat can bring."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.store import Store
from storage.types import aware, canonical, clean, plain
from storage.work import PutPerson, Work
from tests.storage.council import ANNE, COUNCIL, FIRST, NOW, PLAN, talk, turn, update

HALF = "\ud83d"  # half a surrogate pair, as broken JSON brings it

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(json_values)
def test_the_canonical_form_is_one_form_in_plain_ascii(value: object) -> None:
    assert canonical(value).isascii()
    assert plain(value) == value
    assert canonical(plain(value)) == canonical(value)


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"b": 1, "a": [2, 3]}) == canonical({"a": (2, 3), "b": 1}) == '{"a":[2,3],"b":1}'


@given(st.text(st.characters(exclude_categories=())))
def test_clean_words_are_words_that_every_database_takes(words: str) -> None:
    cleaned = clean(words)
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_ordinary_words_are_left_as_they_are() -> None:
    assert clean("Coch – “Gwanwyn” 2027 😀") == "Coch – “Gwanwyn” 2027 😀"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        aware(datetime(2026, 11, 16, 9))  # noqa: DTZ001  (that is the point)


async def test_a_summer_time_comes_back_as_the_same_moment_in_utc(store: Store, other: Store) -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, summer, (update(plan, FIRST, "late", at=summer),)))
    read = (await other.changes(COUNCIL, PLAN))[-1].recorded
    assert (read, read.utcoffset()) == (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), timedelta(0))


async def test_whatever_text_a_chat_brings_is_kept_alike_by_every_process(store: Store, other: Store) -> None:
    strange = replace(ANNE, name=f"Anne \0 {HALF} Ŵyn", aliases=(HALF,), posts=("\0",))
    await store.flush(Work(COUNCIL, NOW, (PutPerson(strange, expected=1),), conversation=talk(where=f"chat \0{HALF}")))
    await store.flush(turn(f"m{HALF}\0", where=f"chat \0{HALF}"))
    assert (await other.directory(COUNCIL))[1] == (await store.directory(COUNCIL))[1]
    assert (await other.directory(COUNCIL)).name(1) == "Anne \ufffd \ufffd Ŵyn"
    assert (await other.conversation(COUNCIL, f"chat \0{HALF}")) is not None

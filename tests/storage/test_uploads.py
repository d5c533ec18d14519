"""A document between its reading and a yes: kept whole, within its organisation, and not for ever."""

from datetime import timedelta

from storage.store import Store
from storage.uploads import KEPT
from storage.work import DropUpload, PutUpload, Work
from tests.storage.council import COUNCIL, NOW

DOCUMENT = {"title": "Plan", "recommendations": [{"ref": "1", "text": "Know\u0000 the money"}]}


def work(*writes: PutUpload | DropUpload, organisation: str = COUNCIL, late: timedelta = timedelta()) -> Work:
    return Work(organisation, NOW + late, writes)


async def test_a_document_waits_for_any_process_of_the_organisation(store: Store, other: Store) -> None:
    await store.flush(work(PutUpload("u1", DOCUMENT)))
    assert await other.upload(COUNCIL, "u1") == DOCUMENT
    assert await other.upload("elsewhere", "u1") is None


async def test_the_same_message_delivered_again_keeps_the_first_document(store: Store) -> None:
    await store.flush(work(PutUpload("u1", DOCUMENT)))
    await store.flush(work(PutUpload("u1", {"title": "Another"})))
    assert await store.upload(COUNCIL, "u1") == DOCUMENT


async def test_a_document_that_was_saved_is_dropped(store: Store) -> None:
    await store.flush(work(PutUpload("u1", DOCUMENT), PutUpload("u2", DOCUMENT)))
    await store.flush(work(DropUpload("u1")))
    assert await store.upload(COUNCIL, "u1") is None
    assert await store.upload(COUNCIL, "u2") == DOCUMENT


async def test_a_document_that_nobody_came_back_to_goes_when_the_next_one_comes(store: Store) -> None:
    await store.flush(work(PutUpload("u1", DOCUMENT)))
    await store.flush(work(PutUpload("u2", DOCUMENT), late=KEPT))
    assert await store.upload(COUNCIL, "u1") == DOCUMENT
    await store.flush(work(PutUpload("u3", DOCUMENT), late=KEPT + timedelta(seconds=1)))
    assert await store.upload(COUNCIL, "u1") is None

"""A short run of the fuzzers with every `make test`; `make fuzz` goes on for longer."""

import time
from itertools import count

import documents
import pytest
import reports

SECONDS = 8


@pytest.mark.parametrize("seed", [20261122])
def test_spoiled_documents_give_a_plan_or_a_reason(seed: int) -> None:
    until, found = time.monotonic() + SECONDS, {"plan": 0, "refused": 0}
    for number in count():
        file = documents.spoiled(seed, number)
        try:
            found[documents.outcome(file)] += 1
        except BaseException as wrong:
            raise AssertionError(f"file {number} of seed {seed} ({file.name})") from wrong
        if time.monotonic() > until:
            break
    assert min(found.values()) > 20  # spoiled enough, and not too much


def test_random_plans_make_correct_files_in_every_format() -> None:
    until, files = time.monotonic() + SECONDS, 0
    for number in count():
        try:
            files += reports.outcome(reports.asked(20261127, number))
        except BaseException as wrong:
            raise AssertionError(f"report {number} of seed 20261127") from wrong
        if time.monotonic() > until:
            break
    assert files >= len(reports.FORMATS) == len(reports.READ)


@pytest.mark.parametrize("note", [f"{reports.SECRET} by mistake", "=1+1\x00"])
def test_something_internal_or_unfit_in_a_file_is_a_failure(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reports.FORMATS, "text", lambda one: note.encode())
    every = (reports.asked(1, number) for number in count())
    with pytest.raises(AssertionError):
        reports.outcome(next(one for one in every if not one.internal))


def test_a_file_can_be_made_again_from_its_number_later(monkeypatch: pytest.MonkeyPatch) -> None:
    first = [documents.spoiled(3, number) for number in range(30)]
    later = time.localtime(time.time() + 60)
    monkeypatch.setattr(time, "localtime", lambda *_: later)  # before: a package held the second in which it was made
    assert [documents.spoiled(3, number) for number in range(30)] == first


def test_a_crash_of_a_reader_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(documents, "read_document", crash)
    with pytest.raises(IndexError):
        documents.outcome(documents.spoiled(1, 1))

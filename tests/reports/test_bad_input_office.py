"""The worst that people type, in Word and Excel files that LibreOffice opens: the words are there, nothing is run."""

import io
import unicodedata
from datetime import date

import pytest
from openpyxl import load_workbook

from dialogs.reports import RENDERERS, to_cover
from dialogs.reports.fit import fit
from dialogs.reports.one_page import to_one_page
from dialogs.reports.report import Report
from tests.reports.test_bad_input import WORDS, built
from tests.support.workbooks import all_resaved

pytestmark = pytest.mark.office
CASES = {
    **{name: built(words) for name, words in WORDS.items()},
    "a note of 10,000 characters": built("Find the land", note="The panel met. " * 667),
    "no actions": built("Find the land", actions=0),
    "many columns": built("Find the land", more=100),
    "the year 1066": built("Find the land", due=date(1066, 10, 14)),
}
SINGLE = "\u200b\u200c\u200d\u200e\u200f\ufeff"  # marks that are not seen, which LibreOffice leaves out or keeps


def seen(text: str) -> str:
    """Only what is seen of a text: letters and signs, without blanks, and however an accent is put together."""
    kept = (letter for letter in unicodedata.normalize("NFC", text) if letter not in SINGLE)
    return "".join(letter for letter in kept if not letter.isspace() and unicodedata.category(letter) != "Cc")


def wanted(one: Report) -> set[str]:
    """What people have typed that the table prints."""
    actions = [(row.action.text, row.latest.note if row.latest else "") for row in one.rows]
    return {seen(fit(words or "")) for pair in actions for words in pair}


SOME = ("run 0", "controls", "long", "right to left", "turned round", "markup", "no actions", "many columns")
MADE = {
    **{("docx", name): (RENDERERS["docx"], one) for name, one in CASES.items()},
    **{("cover", name): (to_cover, CASES[name]) for name in SOME},
    **{("one page", name): (to_one_page, CASES[name]) for name in SOME},
}
BOOKS = [*(name for name in CASES if name.startswith("run")), *SOME, "a formula's quotes", "quotes", "the year 1066"]
Opened = dict[str, bytes]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Every Word document, as LibreOffice reads it as text."""
    made = {str(at): make(one) for at, (make, one) in enumerate(MADE.values())}
    return all_resaved(made, tmp_path_factory.mktemp("papers"), "txt:Text (encoded):UTF8", "docx")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Workbooks, saved again."""
    made = {str(at): RENDERERS["xlsx"](CASES[name]) for at, name in enumerate(BOOKS)}
    return all_resaved(made, tmp_path_factory.mktemp("books"), "xlsx", "xlsx")


@pytest.mark.parametrize("at", range(len(MADE)), ids=map("-".join, MADE))
def test_libreoffice_opens_the_word_file_and_has_its_words(at: int, papers: Opened) -> None:
    (paper, case), read = list(MADE)[at], seen(papers[str(at)].decode("utf-8-sig"))
    assert len(read) > 100
    if paper == "docx":
        assert [words[:80] for words in wanted(CASES[case]) if words not in read] == []


@pytest.mark.parametrize("at", range(len(BOOKS)), ids=BOOKS)
def test_libreoffice_opens_the_excel_file_and_runs_nothing_in_it(at: int, books: Opened) -> None:
    """Saved again, it has the same words, and no cell is a formula or has become a fault."""
    cells = [cell for row in load_workbook(io.BytesIO(books[str(at)])).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    read = seen("".join(str(cell.value) for cell in cells if cell.value is not None))
    assert [words[:80] for words in wanted(CASES[BOOKS[at]]) if words not in read] == []

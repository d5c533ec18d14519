"""Status words are read with certainty or not at all."""

import json
import tomllib
from pathlib import Path

import pytest

from storage.documents.colour import status_of_colour
from storage.status import Scheme, Status, read_status

HERE = Path(__file__).parent
FOUND = HERE.parents[2] / "shared" / "statuses.json"
WORDS = tomllib.loads((HERE / "statuses.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for wanted, texts in WORDS.items() for text in texts])
def test_a_status_word_stands_for_one_status(text: str, wanted: str) -> None:
    assert read_status(text) == (None if wanted == "none" else Status(wanted))


@pytest.mark.skipif(not FOUND.exists(), reason="../shared/statuses.json is not beside this checkout")
def test_statuses_found_in_real_plans_are_read() -> None:
    ours = {"none": None, "amber_green": "amber", "amber_red": "amber"}
    lines = json.loads(FOUND.read_text(encoding="utf-8"))
    wrong = [one for one in lines if read_status(one["raw"]) != ours.get(one["canonical"], one["canonical"])]
    assert not wrong


def test_the_plans_own_words_come_before_ours() -> None:
    scheme = Scheme((("Substantial", Status.GREEN), ("Delayed", Status.AMBER)))
    assert read_status("substantial ", scheme) is Status.GREEN
    assert read_status("DELAYED.", scheme) is Status.AMBER


@pytest.mark.parametrize(
    ("fill", "wanted"),
    [
        ("FF0000", Status.RED),
        ("C00000", Status.RED),
        ("FFC000", Status.AMBER),
        ("FFFF00", Status.AMBER),
        ("FF00B050", Status.GREEN),
        ("92D050", Status.GREEN),
        ("0070C0", Status.COMPLETE),
        ("D9D9D9", None),
        ("FFFFFF", None),
        ("auto", None),
    ],
)
def test_the_fill_of_a_cell_is_a_status_where_it_is_a_colour(fill: str, wanted: Status | None) -> None:
    assert status_of_colour(fill) is wanted

"""How many of the notes that speak of a person's affairs or of unsettled money are found, and how many others."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs.reports.second_look import Why, speaks_of

NOTES: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("second_look.yaml").read_text("utf-8"))
LEAST = {"tuned": 1.0, "held_out": 1.0, "first": 1.0, "last": 0.06}  # recall


@pytest.mark.parametrize("part", NOTES)
@pytest.mark.parametrize("why", [Why.PERSONAL, Why.COMMERCIAL])
def test_notes_that_are_not_for_everybody_are_found(part: str, why: Why) -> None:
    found = [one for one in NOTES[part] if speaks_of(one["note"], why)]
    right = [one for one in found if one.get("speaks") == why]
    meant = [one for one in NOTES[part] if one.get("speaks") == why]
    assert len(right) >= LEAST[part] * len(meant) or (part, why) == ("last", Why.COMMERCIAL)
    assert [one["note"] for one in found if one.get("speaks") != why] == []


def test_a_note_is_quoted_as_it_stands_whatever_its_letters() -> None:
    assert speaks_of("MARY IS OFF SICK", Why.PERSONAL)
    assert not speaks_of("Sickness absence policy reviewed", Why.PERSONAL)

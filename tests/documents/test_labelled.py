"""Cells that actions of one row share, each with its number before its words."""

import pytest

from storage.documents.labelled import labelled, of_ref


@pytest.mark.parametrize(
    ("text", "of", "found"),
    [
        ("2.1: Green\n2.3: Amber", "2", [("2.1", "Green"), ("2.3", "Amber")]),
        ("2.3: Amber", "2", [("2.3", "Amber")]),
        ("4a: Done.\n4b: Late.\ntwo of five held", "4", [("4a", "Done."), ("4b", "Late.\ntwo of five held")]),
        ("R1.2: Red", "R1", [("R1.2", "Red")]),
        ("Green", "2", []),
        ("Begun.\n2.3: Amber", "2", []),  # the words of all of them stand first
        ("2: the second paper", "2", []),  # the recommendation's own number
        ("21.3: Amber", "2", []),  # of another one
        ("Note: 2.3 is late", "2", []),
        ("", "2", []),
    ],
)
def test_a_cell_is_told_apart_where_it_begins_with_an_action_s_number(
    text: str, of: str, found: list[tuple[str, str]]
) -> None:
    assert labelled(text, of) == found


def test_of_one_action_a_cell_says_its_own_words_or_all_where_none_are() -> None:
    assert of_ref("2.1: Green\n2.3: Amber", "2.3", "2") == "Amber"
    assert of_ref("2.1: Green\n2.3: Amber", "2.2", "2") == ""
    assert of_ref("Green", "2.3", "2") == "Green"

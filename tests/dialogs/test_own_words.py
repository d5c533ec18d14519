"""What our reports write beside what people said is nobody's news when it is read again."""

import pytest

from dialogs.own_words import said_in


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Overdue since 31 March 2024.", ""),
        ("Overdue since 31 March 2024. No update since September 2023", ""),
        ("No update since September 2023", ""),
        ("Past its first date, 30 September 2026. The pilot went well", "The pilot went well"),
        ("Overdue since 31 October 2014. (internal) the contractor is in dispute", "the contractor is in dispute"),
        ("2.3: Overdue since 30 September 2018. 2.4: Overdue since 31 May 2018.", ""),
        ("No text was given for this return", ""),
        ("Overdue since the board met, the tender is out", "Overdue since the board met, the tender is out"),
        ("No update since the fire, sorry. Work starts again in May", None),
    ],
)
def test_only_what_somebody_said_is_left_of_a_cell(cell: str, said: str | None) -> None:
    assert said_in(cell) == (cell if said is None else said)

"""The name of a file that we hand out can be kept on any system, and says what it is."""

import pytest

from dialogs.file_name import LONGEST, file_name
from dialogs.reply import File


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("CPC26-2026-11-23.docx", "CPC26-2026-11-23.docx"),
        ("Seán Ó Briain.docx", "Seán Ó Briain.docx"),
        ('a/\\:*?"<>|b.docx', "a---------b.docx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("plan\u202excod.exe", "plan-xcod.exe"),  # would be shown as planexe.docx
        ("a\nb\x00c\ud800.csv", "a-b-c-.csv"),
        ("con.docx", "-con.docx"),
        ("Lpt1", "-Lpt1"),
        ("", "-"),
        ("plan. ", "plan"),
    ],
)
def test_a_name_has_nothing_that_a_system_would_refuse(said: str, kept: str) -> None:
    assert file_name(said) == kept


@pytest.mark.parametrize("sign", ["x", "é", "🟢"])
def test_a_long_name_is_cut_between_characters_and_keeps_its_ending(sign: str) -> None:
    made = file_name(f"{sign * 500}.docx")
    assert made.endswith(f"{sign}.docx")
    assert LONGEST - 4 <= len(made.encode()) <= LONGEST


def test_every_file_of_a_reply_has_such_a_name() -> None:
    assert File(name="Q3 2026/27.txt", content_type="text/plain", content=b"").name == "Q3 2026-27.txt"

"""The same plan from every kind of file; and files that are no plan."""

import io
import json
import struct
import zipfile
from datetime import date, datetime

import pytest
from files import HEADER, ROWS, delimited, excel, word, word_merged

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.read import read_document
from storage.status import Status
from storage.timescale import Kind

TABLE = (HEADER, *ROWS)
TODAY = date(2026, 11, 22)


def summary(document: PlanDocument) -> list[tuple[object, ...]]:
    return [
        (
            one.ref,
            one.text,
            one.owners,
            one.timescale and one.timescale.end,
            one.status,
            [each.text for each in one.updates],
        )
        for one in document.actions
    ]


WANTED = [
    ("1.1", "Write the brief", ["Jo Smith"], date(2027, 3, 31), Status.GREEN, ["The brief is with the board."]),
    ("1.2", "Choose a partner", ["Ann Lee"], date(2027, 9, 30), Status.AMBER, []),
    ("2", "Publish a summary", ["JT", "MG"], date(2027, 1, 31), Status.COMPLETE, ["Out in August."]),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.csv", delimited(TABLE)),
        ("plan.csv", delimited(TABLE, ";")),
        ("plan.csv", delimited(TABLE, ";", "utf-16")),
        ("plan.csv", delimited(TABLE, ",", "utf-8-sig")),
        ("plan.csv", delimited(TABLE, "\t", "utf-16-le")),
        ("plan.tsv", delimited(TABLE, "\t")),
        ("plan.txt", "\n".join("\t".join(row) for row in TABLE).encode()),
        ("plan.txt", "\n".join("| " + " | ".join(row) + " |" for row in TABLE).encode()),
        ("plan.xlsx", excel(TABLE)),
        ("PLAN.DOCX", word(TABLE)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_same_plan_is_read_from_every_kind_of_file(name: str, content: bytes) -> None:
    assert summary(read_document(name, content, TODAY)) == WANTED


def test_windows_letters_and_dashes_come_through() -> None:
    rows = (HEADER, ("1", "Café culture – £5m", "Agree Siân’s plan", "Siân Rhys", "April – May 2027", "Green", ""))
    document = read_document("plan.csv", delimited(rows, ",", "cp1252"))
    (action,) = document.actions
    assert (document.recommendations[0].text, action.text) == ("Café culture – £5m", "Agree Siân’s plan")
    assert action.timescale and action.timescale.start == date(2027, 4, 1)


def test_the_header_need_not_be_the_first_row() -> None:
    rows = (("Improvement plan 2026", *[""] * 6), [""] * 7, *TABLE)
    document = read_document("plan.xlsx", excel(rows))
    assert (document.title, summary(document)) == ("Improvement plan 2026", WANTED)


def test_the_text_before_a_table_is_the_title() -> None:
    assert read_document("x.docx", word(TABLE, lead="Improvement plan")).title == "Improvement plan"


def test_real_dates_of_a_sheet_are_days() -> None:
    shown = datetime.fromisoformat("2027-01-31")
    rows = (HEADER, ("1", "One", "Two", "Jo Smith", shown, "Green", ""))
    (action,) = read_document("plan.xlsx", excel(rows)).actions
    assert action.timescale
    assert (action.timescale.kind, action.timescale.end) == (Kind.DATE, date(2027, 1, 31))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_status_may_be_only_the_colour_of_its_cell(kind: str) -> None:
    rows = [HEADER, *[(*row[:5], "", row[6]) for row in ROWS]]
    if kind == "docx":
        content = word(rows, fills={(1, 5): "00B050", (2, 5): "FFC000", (3, 5): "FF0000"})
    else:
        content = excel(rows, fills={"F2": "00B050", "F3": "FFC000", "F4": "FF0000"})
    actions = read_document(f"plan.{kind}", content).actions
    assert [action.status for action in actions] == [Status.GREEN, Status.AMBER, Status.RED]


def test_cells_merged_downwards_mean_as_above() -> None:
    rows = [HEADER, *[list(row) for row in ROWS]]
    rows[2][3] = rows[2][4] = ""
    merged = word_merged(rows, [((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 3), (2, 3)), ((1, 4), (2, 4))])
    document = read_document("plan.docx", merged)
    assert [one.ref for one in document.recommendations] == ["1", "2"]
    assert [one.owners for one in document.actions] == [["Jo Smith"], ["Jo Smith"], ["JT", "MG"]]
    assert [one.timescale and one.timescale.end for one in document.actions][1] == date(2027, 3, 31)


def test_merged_cells_of_a_sheet_mean_as_above() -> None:
    document = read_document("plan.xlsx", excel(TABLE, merges=["A2:A3", "B2:B3"]))
    assert summary(document) == WANTED


def test_section_rows_and_repeated_headers_are_no_actions() -> None:
    rows = (HEADER, ("Town centre", *[""] * 6), *ROWS[:2], HEADER, ("Money:", *[""] * 6), ROWS[2])
    document = read_document("plan.csv", delimited(rows))
    assert [one.section for one in document.recommendations] == ["Town centre", "Money:"]
    assert summary(document) == WANTED


def test_a_row_torn_by_a_page_break_is_one_again() -> None:
    torn = ("3", "Bring services", "Join up the", "Jo", "April – May", "On time completion", "Meetings are")
    rest = ("", "together", "front desks", "Smith", "2027", "expected", "under way.")
    document = read_document("plan.txt", "\n".join("\t".join(row) for row in (*TABLE, torn, rest)).encode())
    last = document.recommendations[-1]
    assert (last.text, summary(document)[-1]) == (
        "Bring services together",
        ("3", "Join up the front desks", ["Jo Smith"], date(2027, 5, 31), Status.GREEN, ["Meetings are under way."]),
    )


def test_bullets_are_paired_with_as_many_dates_and_owners() -> None:
    row = (
        "4",
        "Train members",
        "We will:\n• run two sessions\n• write a guide",
        "Jo Smith\nAnn Lee",
        "May 2027\nJune 2027",
        "Amber",
        "",
    )
    document = read_document("plan.xlsx", excel((HEADER, row)))
    assert summary(document) == [
        ("4.1", "run two sessions", ["Jo Smith"], date(2027, 5, 31), Status.AMBER, []),
        ("4.2", "write a guide", ["Ann Lee"], date(2027, 6, 30), Status.AMBER, []),
    ]


def test_dates_that_fit_no_parts_are_asked_about() -> None:
    row = ("4", "Train members", "Run sessions", "Jo Smith", "May 2027\nJune 2027", "Amber", "")
    document = read_document("plan.xlsx", excel((HEADER, row)))
    assert [one.timescale and one.timescale.end for one in document.actions] == [date(2027, 6, 30)]
    assert [one.where for one in document.questions] == ["recommendation 4"]


def test_the_same_question_about_several_rows_is_one() -> None:
    rows = (HEADER, *[(str(place), f"Aim {place}", "Do it", "Jo Smith", "soon", "Green", "") for place in (1, 2, 3)])
    (question,) = read_document("plan.csv", delimited(rows)).questions
    assert (question.where, question.text) == ("recommendations 1, 2, 3", '"soon" could not be read as a timescale')


def test_a_column_of_new_dates_keeps_the_first_beside_them() -> None:
    header = ("Ref", "Action", "Owner", "Target date", "Revised date", "Status")
    rows = (
        header,
        ("A1", "Do it", "Jo Smith", "March 2026", "July 2026", "Amber"),
        ("A2", "Do that", "Jo Smith", "May 2027", "", "Green"),
    )
    first, second = read_document("plan.csv", delimited(rows)).actions
    assert first.timescale and second.timescale
    assert (first.timescale.end, first.timescale.original_end) == (date(2026, 7, 31), date(2026, 3, 31))
    assert (second.timescale.end, second.timescale.original_end) == (date(2027, 5, 31), None)


def test_columns_without_a_telling_heading_are_known_by_their_cells() -> None:
    rows = (
        ("", "Action", "Who does it?", "Stage", "x"),
        *[(str(n), f"Do {n}", "Jo Smith", "Amber", "May 2027") for n in range(1, 5)],
    )
    roles = [column.role for column in read_document("plan.csv", delimited(rows)).layout]
    assert roles == ["number", "action", "owner", "status", "timescale"]


def test_a_welsh_plan_is_read() -> None:
    rows = (
        ("Rhif", "Argymhelliad", "Camau gweithredu", "Swyddog arweiniol", "Amserlen", "Statws"),
        ("1", "Canol y dref", "Ysgrifennu'r briff", "Siân Rhys", "Gwanwyn 2027", "Gwyrdd"),
        ("2", "Y gyllideb", "Cyhoeddi crynodeb", "Dafydd Jones", "Erbyn diwedd Mawrth 2027", "Coch"),
    )
    document = read_document("cynllun.csv", delimited(rows))
    assert [(one.status, one.status_text) for one in document.actions] == [
        (Status.GREEN, "Gwyrdd"),
        (Status.RED, "Coch"),
    ]
    assert [one.timescale and one.timescale.end for one in document.actions] == [date(2027, 5, 31), date(2027, 3, 31)]


def test_the_published_json_has_the_published_keys() -> None:
    document = read_document("plan.csv", delimited(TABLE))
    shape = json.loads(document.model_dump_json())
    assert shape == document.contract()
    assert list(shape) == ["title", "columns", "recommendations", "questions"]
    assert list(shape["recommendations"][0]) == ["ref", "section", "text", "response", "owners", "actions"]
    action = shape["recommendations"][0]["actions"][0]
    assert list(action) == [
        "ref",
        "text",
        "owners",
        "measure",
        "timescale",
        "steps",
        "status",
        "status_text",
        "updates",
    ]
    assert list(action["timescale"]) == ["text", "kind", "start", "end", "original_end"]
    assert action["updates"] == [{"as_at": "2026-09-30", "text": "The brief is with the board."}]


def test_what_a_row_leaves_out_is_asked_and_the_row_is_kept() -> None:
    header = ("Ref", "Action", "Owner", "Due date", "Status")
    rows = (header, ("A1", "Do it", "", "May 2027", "Green"), ("A2", "Do that", "Jo Smith", "", "Green"))
    rows = (*rows, ("A3", "Do more", "Jo Smith", "soon", "Limited"), ("A4", "Do less", "", "", ""))
    document = read_document("plan.csv", delimited(rows))
    assert [one.ref for one in document.actions] == ["A1", "A2", "A3", "A4"]
    assert [(one.where, one.text) for one in document.questions] == [
        ("action A1", "no owner given"),
        ("action A2", "no timescale given"),
        ("action A4", "no timescale or owner given"),
        ("action A3", '"soon" could not be read as a timescale'),
        ("action A3", '"Limited" was not read as a status'),
        ("action A4", "no RAG rating given"),
    ]


# --- what is no plan ----------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A workbook whose package says that it unpacks to more than any plan holds."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(210):
                part.write(bytes(1024 * 1024))
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("letter.txt", b"Dear all,\nthank you.\n", "no table"),
        ("form.csv", delimited((HEADER, ("1", *[""] * 6))), "no actions below"),
        ("big.csv", b"a" * (25 * 1024 * 1024 + 1), "larger than 25 MB"),
        ("noise.csv", bytes(range(256)) * 40, "not text"),
        ("plan.docx", b"No,Action\n1,x\n", "not that of a .docx"),
        ("plan.csv", excel(TABLE), "not that of a .csv"),
        ("plan.docx", excel(TABLE), "does not fit its extension"),
        ("plan.xlsx", word(TABLE), "does not fit its extension"),
        ("cut.xlsx", excel(TABLE)[:2000], "could not be unpacked"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "Word 97-2003"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
        ("plan.pdf", b"%PDF-1.7\n", "damaged"),
        ("picture.png", b"\x89PNG\r\n", "this kind of"),
        ("bomb.xlsx", bomb(), "unpacks to more"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_no_plan_is_refused_with_its_name_and_the_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(f"/somewhere/{name}", content)
    assert str(refused.value).startswith(f"{name}: ")
    assert reason in str(refused.value)
    assert str(refused.value).endswith("Nothing was saved.")


def test_damage_inside_a_package_is_refused_too() -> None:
    for content, name in ((excel(TABLE), "x.xlsx"), (word(TABLE), "x.docx")):
        held = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(held, "w") as damaged:
            for part in whole.namelist():
                damaged.writestr(part, whole.read(part)[:-40] if part.endswith(".xml") else whole.read(part))
        with pytest.raises(Unreadable):
            read_document(name, held.getvalue())


def test_a_package_marked_as_locked_is_refused() -> None:
    content = bytearray(excel(TABLE))
    place = content.find(b"PK\x01\x02")
    struct.pack_into("<H", content, place + 8, 1)
    with pytest.raises(Unreadable, match="password"):
        read_document("plan.xlsx", bytes(content))

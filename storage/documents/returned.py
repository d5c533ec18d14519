"""A return's sheet as it came back, a `.docx`: its hidden mark and the texts of its tables. Nothing of it is believed.

The mark is custom properties of the document, which office programs keep when somebody fills it in and saves it.
"""

from dataclasses import dataclass

from storage.documents.packed import elements, unpacked
from storage.documents.word import read_word

PART = "docProps/custom.xml"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
PLAN, LABEL, PERSON, CHANGE = "PlanminderPlan", "PlanminderReturn", "PlanminderPerson", "PlanminderChange"
_PACKED = b"PK\x03\x04"
LONGEST = 200  # characters of a property


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """What the mark says (whose sheet of which return, and the plan's change number that it shows), and every row."""

    plan: str
    label: str
    person: int
    number: int
    rows: tuple[tuple[str, ...], ...]


def read_returned(name: str, content: bytes) -> ReturnedSheet | None:
    """A sheet that came back; None for every file without the mark. Raises Unreadable for a damaged one."""
    if not name.casefold().endswith(".docx") or not content.startswith(_PACKED):
        return None
    marks = marks_of(name, content)
    if not {PLAN, LABEL, PERSON, CHANGE} <= marks.keys():
        return None
    person, number = _whole(marks[PERSON]), _whole(marks[CHANGE])
    rows = tuple(tuple(cell.plain for cell in row) for table in read_word(name, content) for row in table.rows)
    return ReturnedSheet(marks[PLAN], marks[LABEL], person, number, rows)


def marks_of(name: str, content: bytes) -> dict[str, str]:
    """The custom properties of a packed document; empty where it has none."""
    with unpacked(name, content, "[Content_Types].xml") as package:
        if PART not in package.namelist():
            return {}
        found = elements(package, PART, f"{{{PROPERTIES}}}property")
        return {str(one.get("name")): "".join(one.itertext()).strip()[:LONGEST] for one in found}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

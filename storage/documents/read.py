"""A document's bytes → `PlanDocument`. The one place that knows which reader takes which file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import PurePath

from storage.documents.building import Builder
from storage.documents.columns import Layout
from storage.documents.delimited import read_delimited
from storage.documents.document import PlanDocument, ReadAction, ReadRecommendation
from storage.documents.entry import Entry
from storage.documents.errors import Unreadable
from storage.documents.forms import unfolded
from storage.documents.handed import AS_AT, TITLE
from storage.documents.headings import year_guessed
from storage.documents.old_workbook import read_old_workbook
from storage.documents.pdf import read_pdf
from storage.documents.questions import Questions
from storage.documents.returned import PLAN, marks_of
from storage.documents.rows import entries
from storage.documents.shares import whole_of
from storage.documents.table import MAX_PACKED, Table
from storage.documents.tables import Found, plans
from storage.documents.text import read_text
from storage.documents.unswept import unswept
from storage.documents.word import read_word
from storage.documents.workbook import read_workbook
from storage.owners import Names, owner_kind, read_owners
from storage.people import Kind as OwnerKind

Reader = Callable[[str, bytes], list[Table]]

_READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_text,
    ".md": read_text,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".docx": read_word,
    ".docm": read_word,
    ".xls": read_old_workbook,
    ".pdf": read_pdf,
}
_FIRST_BYTES: dict[Reader, bytes] = {
    read_workbook: b"PK\x03\x04",
    read_word: b"PK\x03\x04",
    read_old_workbook: b"\xd0\xcf\x11\xe0",
    read_pdf: b"%PDF",
}
_OLD = {
    ".doc": "Word 97-2003",
    ".rtf": "Rich Text",
    ".odt": "OpenDocument",
    ".ods": "OpenDocument",
}


def read_document(
    name: str, content: bytes, today: date | None = None, told: Callable[[int], None] | None = None
) -> PlanDocument:
    """Read an action plan. `name` is the file's; `today` resolves dates without a year if the document gives no date.

    `told` is given the number of rows when they are found and before they are read.
    Raises `Unreadable` for a file that is empty, damaged, too large, of a kind that is not read, or without a plan.
    """
    file = PurePath(name.replace("\\", "/")).name or "the file"
    found = _tables(file, content, today)
    if not found:
        raise Unreadable(
            file, "no table of actions was found in it: a row of headings such as Action, Owner, Timescale."
        )
    if told:
        told(sum(len(one.table.rows) for one in found))
    with unswept():
        read = _document(file, found, today)
    made = _made(file, content)
    return read.model_copy(update={"made": made, "title": made.get(TITLE) or read.title}) if made else read


def _made(file: str, content: bytes) -> dict[str, str]:
    """The marks of a report of ours, in Word or Excel; else nothing."""
    if PurePath(file).suffix.casefold() not in (".docx", ".xlsx"):
        return {}
    marks = marks_of(file, content)
    return marks if {PLAN, AS_AT} <= marks.keys() else {}


# --- which reader -------------------------------------------------------------------------------------------------


def _tables(file: str, content: bytes, today: date | None) -> list[Found]:
    if not content.strip():
        raise Unreadable(file, "the file is empty.")
    if len(content) > MAX_PACKED:
        raise Unreadable(file, f"the file is larger than {MAX_PACKED // 1024 // 1024} MB.")
    tables = _reader(file, content)(file, content)
    return plans(unfolded(tables), today)


def _reader(file: str, content: bytes) -> Reader:
    """By the extension, held against the first bytes: a wrong extension is said, an old or locked file named."""
    extension = PurePath(file).suffix.casefold()
    if content.startswith(b"\xd0\xcf\x11\xe0") and extension != ".xls":
        raise Unreadable(file, _compound(extension))
    reader = _READERS.get(extension)
    if reader is None:
        kind = _OLD.get(extension, "this kind of")
        raise Unreadable(file, f"{kind} files are not read: save it as .docx, .xlsx, .csv or .txt.")
    wanted = _FIRST_BYTES.get(reader, b"")
    found = next((one for one in _FIRST_BYTES.values() if content.startswith(one)), b"")
    if found != wanted and not (reader is read_pdf and wanted in content[:1024]):
        raise Unreadable(file, f"its content is not that of a {extension} file.")
    return reader


def _compound(extension: str) -> str:
    if extension in (".docx", ".docm", ".xlsx", ".xlsm"):
        return "it is protected with a password, or an older file renamed: save it without a password."
    return f"{_OLD.get(extension, 'older Office')} files are not read: save it as .docx or .xlsx."


# --- one plan -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    layout: Layout
    recommendations: list[ReadRecommendation]
    questions: Questions


def _document(file: str, found: list[Found], today: date | None) -> PlanDocument:
    """The plan of these tables, which are let go as soon as their rows are known: they take as much memory."""
    title = _title(file, found[0].table, found[0].layout)
    about = [(one.table.name, one.table.remarks) for one in found]
    rows = [(one.layout, one.doubts, list(entries(one.table, one.layout))) for one in found]
    found.clear()
    read = [_one(*one, today) for one in rows]
    main = max(read, key=lambda one: len(one.recommendations))
    if not main.recommendations:
        raise Unreadable(file, "it has the headings of a plan and no actions below them.")
    questions = main.questions
    for (name, remarks), other in zip(about, read, strict=True):
        if other is not main and (count := len(other.recommendations)):
            questions.ask(name or "another table", f"a second table with {count} rows was not taken in")
        for remark in remarks:
            questions.ask(f"sheet {name}" if name else "the table", remark)
    _missing(main, questions)
    actions = [action for one in main.recommendations for action in one.actions]
    return PlanDocument(
        title=title,
        columns=[column.heading for column in main.layout.columns],
        recommendations=main.recommendations,
        questions=questions.collected(any(action.status for action in actions)),
        layout=main.layout.columns,
        scheme=questions.scheme(),
    )


def _one(layout: Layout, doubts: Sequence[tuple[str, str]], rows: list[Entry], today: date | None) -> _Read:
    """One table read, with what it leaves open."""
    questions = Questions()
    for where, text in doubts:
        questions.ask(where, text)
    if layout.place("status") is None and any(row.colour for row in rows):
        questions.ask("columns", "no column of statuses: the colours of the rows were taken for them, right?")
    if layout.guessed is not None:
        heading = layout.columns[layout.guessed].heading
        questions.ask("columns", f'"{heading}" was taken for what is to be done: right?')
    dated = [(column.as_at, year_guessed(column.heading)) for column in layout.columns if column.as_at]
    said = max((day for day, guessed in dated if not guessed), default=None)
    whole = whole_of(layout, rows)
    builder = Builder(layout, questions, said or today, _full_names(rows), assumed=said is None, whole=whole)
    return _Read(layout, builder.recommendations(rows), questions)


def _full_names(rows: Sequence[Entry]) -> Names:
    """The full names that stand alone in an owner cell, by which names without a separator are told apart."""
    cells = [read_owners(row.text("owner")) for row in rows]
    return Names(
        {one[0] for one in cells if len(one) == 1 and owner_kind(one[0]) is OwnerKind.PERSON and "(" not in one[0]}
    )


def _missing(read: _Read, questions: Questions) -> None:
    """Columns that are not there, and rows in which nothing is said."""
    if read.layout.place("owner") is None and read.layout.place("sponsor") is None:
        questions.ask("columns", "no column of owners: who leads each action?")
    dated = any(action.timescale for one in read.recommendations for action in one.actions)
    if read.layout.place("timescale") is None and not dated:
        questions.ask("columns", "no column of timescales: by when?")
    if read.layout.place("status") is not None and not any(
        action.status or action.status_text for one in read.recommendations for action in one.actions
    ):
        questions.ask("columns", "the status column is empty: was it only a colour that is lost?")
    for one in read.recommendations:
        for action in one.actions:
            if lacking := _lacking(one, action, read.layout):
                questions.ask(_where(one, action.ref, read.layout), f"no {lacking} given")


def _lacking(one: ReadRecommendation, action: ReadAction, layout: Layout) -> str:
    """What a row leaves blank: "timescale", "response, timescale or owner", or ""."""
    said = {"response": one.response, "timescale": action.timescale, "owner": action.owners}
    left = [role for role, value in said.items() if not value and layout.place(role) is not None]
    if left == ["response"]:
        return ""
    return " or ".join(one for one in (", ".join(left[:-1]), *left[-1:]) if one)


def _where(one: ReadRecommendation, ref: str, layout: Layout) -> str:
    whole = ref == one.ref and layout.place("recommendation") is not None
    return f"recommendation {ref}" if whole else f"action {ref}"


# --- the title ----------------------------------------------------------------------------------------------------


def _entitles(line: str) -> bool:
    """A further line of a title, and not what explains the table: a sentence, or a key to its colours."""
    return not re.search(r"[.;:]$|^\W*(?:rag|brag|bragg)?\s*(?:key|legend)\b", line, re.IGNORECASE)


def _title(file: str, one: Table, layout: Layout) -> str:
    """The lines before the table; else the name of the sheet or of the file."""
    above = [cell.line for row in one.rows[: layout.top] for cell in row if cell.line]
    lines = [line for line in dict.fromkeys((*one.lead, *above)) if len(line) <= 150][:3]
    if lines:
        return " – ".join([lines[0], *takewhile(_entitles, lines[1:])])
    if one.name and not re.fullmatch(r"(?:sheet|table|tabelle)\s*\d*", one.name, re.IGNORECASE):
        return one.name
    return " ".join(re.split(r"[\s_]+", PurePath(file).stem)).strip().capitalize() or "Action plan"

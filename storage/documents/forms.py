"""Plans written as forms, one to an action, with labels down the side: turned into one table with a row to each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from storage.documents.headings import role_of
from storage.documents.table import Cell, Row, Table
from storage.lexicon import words

_LABEL = 60  # characters at most
_TITLE = 200
_NAMED = 3  # kinds of column that the labels must name
_NUMBERED = re.compile(r"^(recommendation|rec|finding|issue|observation)s?\s+(?:no\.?\s*)?(\d{1,3}(?:\.\d{1,2})?)$")
_REF = "ref"
_PAGE = re.compile(r"[\divx]{1,5}", re.IGNORECASE)


@dataclass(slots=True)
class _Form:
    """One record: its title, and what stands beside each label."""

    title: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    options: tuple[str, ...] = ()  # of a label whose value is a mark below one of them


def unfolded(tables: Sequence[Table]) -> list[Table]:
    """The tables as one with a row to each form, where they are forms; as they were otherwise."""
    labels = _labels(tables)
    roles = {role for label in labels if (role := role_of(label)) and role != "other"}
    if len(labels) < _NAMED + 1 or len(roles) < _NAMED:
        return list(tables)
    records = list(_records(tables, labels))
    forms = [one for one in records if isinstance(one, _Form) and one.values]
    said = sum(len(one.values) for one in forms)
    if len(forms) < 2 or said < _NAMED * len(forms):
        return list(tables)
    return [_table(tables, records, forms)]


def _labels(tables: Sequence[Table]) -> frozenset[str]:
    """What stands in the first column of several rows, with something beside it: the labels of forms."""
    said: Counter[str] = Counter()
    for row in (row for one in tables for row in one.rows):
        label = _key(row[0].line)
        beside = [cell for cell in row[1:] if cell.line]
        if 2 < len(label) <= _LABEL and beside and len({cell.line for cell in beside}) == len(beside):
            said[label] += 1
    most = max(said.values(), default=0)
    return frozenset(label for label, count in said.items() if count > 1 and count * 3 >= most)


def _key(text: str) -> str:
    return _NUMBERED.sub(r"\1", text.casefold().strip(" :"))


def _number(text: str) -> str:
    """The number of a form that stands beside its label: "Recommendation 3"."""
    found = _NUMBERED.fullmatch(text.casefold().strip(" :"))
    return found.group(2) if found else ""


# --- records ------------------------------------------------------------------------------------------------------


def _records(tables: Sequence[Table], labels: frozenset[str]) -> Iterator[_Form | str]:
    """The forms in order, and the headings of sections between them."""
    lines = Counter(line for one in tables for line in set(one.lead))
    form = _Form()
    label = ""
    for one in tables:
        heading = next((line for line in reversed(one.lead) if _heads(line, lines)), None)
        for place, row in enumerate(one.rows):
            begins = _begins(row, form, labels)
            if begins:
                yield form
                if place == 0 and heading:
                    yield heading
                form, label = _Form(_title(row, labels)), ""
            label = _take(form, row, label, labels)
    yield form


def _heads(line: str, lines: Counter[str]) -> bool:
    return len(line) <= _TITLE // 2 and lines[line] == 1 and not _PAGE.fullmatch(line)


def _begins(row: Row, form: _Form, labels: frozenset[str]) -> bool:
    """A title across the form, or a label that the form has already."""
    key = _key(row[0].line)
    if key in labels:
        return key in form.values
    return bool(_title(row, labels))


def _title(row: Row, labels: frozenset[str]) -> str:
    said = [cell for cell in row if cell.line]
    alone = len(said) == 1 and said[0] is row[0] and _key(row[0].line) not in labels
    return row[0].line if alone and len(row[0].line) <= _TITLE else ""


def _take(form: _Form, row: Row, label: str, labels: frozenset[str]) -> str:
    """Put a row's cells to the label that they belong to; the label that further rows go on with."""
    key = _key(row[0].line)
    said = tuple(cell.plain for cell in row[1:])
    if key in labels:
        if number := _number(row[0].line):
            form.values[_REF] = [number]
        filled = [one for one in said if one]
        form.options = said if len(filled) > 1 else ()
        form.values[key] = [] if form.options else filled
        return key
    if not row[0].line and label:
        marked = [(option, mark) for option, mark in zip(form.options, said, strict=False) if option and mark]
        if len(form.options) == len(said) and marked:
            form.values[label] = [_chosen(marked)]
        else:
            form.values[label] += [one for one in said if one]
    return label


def _chosen(marked: Sequence[tuple[str, str]]) -> str:
    """The option that is marked; with several, each with its mark."""
    if len(marked) == 1:
        return marked[0][0]
    return "; ".join(f"{option}: {mark}" for option, mark in marked)


# --- the table ----------------------------------------------------------------------------------------------------


def _headed(label: str) -> str:
    return label.split()[0] if _number(label) else label.strip(" :")


def _table(tables: Sequence[Table], records: Sequence[_Form | str], forms: Sequence[_Form]) -> Table:
    labels = list(dict.fromkeys(label for form in forms for label in form.values))
    written = {_key(row[0].line): _headed(row[0].line) for one in tables for row in one.rows}
    written[_REF] = "Ref"
    titled = any(form.title for form in forms)
    header = [words("text")["form_title"]] * titled + [written[label] for label in labels]
    rows = [tuple(map(Cell, header))]
    for one in records:
        if isinstance(one, str):
            rows.append((Cell(one, span=len(header)), *[Cell()] * (len(header) - 1)))
        elif one.values:
            cells = [one.title] * titled + ["\n".join(one.values.get(label, ())) for label in labels]
            rows.append(tuple(map(Cell, cells)))
    headings = {one for one in records if isinstance(one, str)}
    return Table(tuple(rows), tuple(line for line in tables[0].lead if line not in headings), tables[0].name)

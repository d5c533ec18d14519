"""Real plans read as they are, field by field against what stands in them. Run as a script it prints the table.

Checked by hand: every action, owner, date and status of `seed_000` and `seed_001`, with the dates of each step, written
down from the document's own text before the reader's answer was seen; and of `seed_002` and `seed_004` the dates,
statuses and owners that `seeds.toml` repeats, with the words of the statuses. What counts as one step is the reader's
rule: paragraphs that share a date are one, and an item that is alone has its date from the action.

Regression data, against which later readings are held: the digests of words in every file, and all of
`us_open_government`, the three `smokefree` files, `uk_gmpp_2014` and `nc_dpi_actions`, but for the status words of
`smokefree_2020`, which a plain script took from their column.

An action is a row of `FIELDS`; `[dates]` are its steps' and `[said]` the words of its status, where a file has them.
Words are kept as digests and owners as initials.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.documents.document import PlanDocument, ReadAction, ReadRecommendation, ReadStep
from storage.documents.read import read_document

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
FIELDS = (
    "ref",
    "words",
    "section",
    "kind",
    "start",
    "end",
    "original",
    "status",
    "owners",
    "sponsors",
    "measure",
    "steps",
    "updates",
)
BESIDE = ("dates", "said")  # compared where a file has them
Row = dict[str, Any]


@dataclass(slots=True)
class Score:
    """Of one field: how many values are right, how many the reader gave, how many there are; and those that differ."""

    right: int = 0
    said: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def count(self, ref: str, wanted: Any, said: Any) -> None:
        """A blank is no value: giving one where there is none costs precision, leaving one out costs recall."""
        self.said += bool(said)
        self.wanted += bool(wanted)
        if said == wanted:
            self.right += bool(said)
        else:
            self.wrong.append(f"{ref}: {said!r} for {wanted!r}")


def plans() -> list[dict[str, Any]]:
    """The expectations, one a document."""
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "expected").glob("*.toml"))]


def document_of(plan: Mapping[str, Any]) -> PlanDocument:
    path = next(SHARED.glob(plan["file"]))
    return read_document(path.name, path.read_bytes())


def scores(plan: Mapping[str, Any], document: PlanDocument) -> dict[str, Score]:
    """The score of each field. Actions go by their number; one too many or too few counts in every field."""
    beside = [name for name in BESIDE if name in plan]
    wanted = {
        row[0]: dict(zip(FIELDS, row, strict=True)) | {name: plan[name].get(row[0]) for name in beside}
        for row in plan["actions"]
    }
    said = {row["ref"]: row for row in rows_of(document)}
    found = {name: Score() for name in (*FIELDS, *beside)}
    for ref in dict.fromkeys([*wanted, *said]):
        for name, score in found.items():
            score.count(ref, wanted.get(ref, {}).get(name), said.get(ref, {}).get(name))
    return found


def rows_of(document: PlanDocument) -> Iterator[Row]:
    for one in document.recommendations:
        for action in one.actions:
            yield _row(one, action)


def _row(one: ReadRecommendation, action: ReadAction) -> Row:
    timescale = action.timescale
    days = [timescale.start, timescale.end, timescale.original_end] if timescale else [None] * 3
    start, end, original = (str(day or "") for day in days)
    return {
        "ref": action.ref,
        "words": digest(action.text),
        "section": one.section if one.section and len(one.section) <= 3 else digest(one.section or ""),
        "kind": timescale.kind.value if timescale else "",
        "start": start,
        "end": end,
        "original": original,
        "status": action.status.value if action.status else "",
        "owners": initials(action.owners),
        "sponsors": initials(one.owners),
        "measure": int(bool(action.measure)),
        "steps": len(action.steps),
        "updates": len(action.updates),
        "dates": [_dates(step) for step in action.steps] or None,
        "said": action.status_text,
    }


def _dates(step: ReadStep) -> str:
    """A step's kind, start and end, as far as it has them: "open 2014-06-01"."""
    timescale = step.timescale
    known = (timescale.kind.value, timescale.start, timescale.end) if timescale else ()
    return " ".join(str(one) for one in known if one)


def digest(text: str) -> str:
    """Eight figures that stand for words, whatever their spacing; nothing for none."""
    words = " ".join(text.split())
    return hashlib.sha256(words.encode()).hexdigest()[:8] if words else ""


def initials(names: list[str]) -> str:
    return " ".join(name if name.isupper() else "".join(word[0] for word in name.split()) for name in names)


def table() -> Iterator[str]:
    """A line a document and field: precision, recall, and how many values there are."""
    for plan in plans():
        document = document_of(plan)
        yield f"\n{plan['file']}: {len(document.recommendations)} recommendations, {len(document.actions)} actions"
        for name, score in scores(plan, document).items():
            if score.said or score.wanted:
                yield f"  {name:9} precision {score.precision:6.1%}  recall {score.recall:6.1%}  of {score.wanted}"
        for question in document.questions:
            yield f"  asks: {question.where}: {question.text[:160]}"


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201 - a script's output

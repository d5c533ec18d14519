"""What a document under review leaves open, as a sheet to answer in, half of it now and the rest later; and back.

Each row is one question about one row of the document, one of its words or one of its people. An answer is read as the
same words would be that somebody types in the review.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from dialogs.proposal import Proposal, unknown_labels
from dialogs.reply import File
from dialogs.reviewing import Open, read_answers
from dialogs.sheets.layout import heading_of
from dialogs.sheets.made import XLSX
from dialogs.words import listed, say
from storage.documents.document import Doubt
from storage.documents.handed import KIND, QUESTIONS, Handed
from storage.documents.settle import Answer, labels_of, refs_of
from storage.people import Directory, fold

WAITING = "PlanminderReview"  # the property that says which document's questions they are
ANSWER = "answer"  # key of `working.fill`
ASKED_FOR = "questions"  # in `Interpretation.args`, where the sheet is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and the words that make an answer of what is written beside it."""

    about: str
    text: str
    words: str  # "{answer}" stands for what is written

    @property
    def key(self) -> str:
        return sha256(f"{self.about}|{self.text}".encode()).hexdigest()[:12]


def asks_for_sheet(text: str) -> bool:
    """ "Send me the questions as a sheet"."""
    said = " ".join(text.casefold().split()).strip(" .!?")
    return any(re.fullmatch(pattern, said) for pattern in listed("working.asks_questions"))


def questions_of(one: Proposal, directory: Directory) -> list[Asked]:
    """Everything that can be answered, each apart; what is asked about no row and no word is told in the review."""
    doubts = one.document.questions if one.difference is None else one.difference.questions
    labels = labels_of(one.document)
    found = [asked for doubt in doubts for asked in _of_doubt(doubt, labels)]
    found += [Asked(name, say("working.who_is"), f"{name} is {{answer}}") for name in unknown_labels(one, directory)]
    return list({asked.key: asked for asked in found}.values())


def _of_doubt(doubt: Doubt, labels: Sequence[str]) -> Iterator[Asked]:
    refs = refs_of([doubt])
    for ref in refs:
        yield Asked(ref, doubt.text, f"{ref}: {{answer}}")
    if refs:
        return
    for label in labels:
        if f'"{label}"' in doubt.text:
            yield Asked(label, doubt.text, f"{label} is {{answer}}")


def questions_sheet(name: str, upload: str, asked: Sequence[Asked]) -> File:
    """The workbook with a row for each question."""
    from dialogs.reports.working_sheet import Sheet, to_xlsx  # Excel's library would double the time of a start

    sheet = Sheet(
        name=say("working.questions"),
        key=say("working.key"),
        read=(say("working.about"), say("working.question")),
        fill={ANSWER: heading_of(ANSWER), "comment": heading_of("comment")},
        rows=tuple((one.key, (one.about, one.text)) for one in asked),
        choices={ANSWER: listed("working.answer_words")},
        guide=(say("working.questions_head", file=name), *listed("working.questions_lines")),
        marks={KIND: QUESTIONS, WAITING: upload},
    )
    stem = "-".join(name.replace(".", " ").split())
    return File(name=f"{stem}-questions.xlsx", content_type=XLSX, content=to_xlsx(sheet), signed_in_only=True)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a sheet of questions answers, how many of how many, and what it says that answers nothing."""

    answers: list[Answer]
    done: int
    total: int
    unread: list[str]


def answered(sheet: Handed, asked: Sequence[Asked], left: Open, today: date) -> Answered:
    """The answers in a sheet to the questions that are open now; a question that is settled by now is passed over."""
    known = {one.key: one for one in asked}
    answers: list[Answer] = []
    unread: list[str] = []
    done = 0
    for key, said in _written(sheet):
        one = known.get(key)
        if one is None:
            continue
        found = read_answers(_words(one, said), left, today)
        done += bool(found)
        answers += found or []
        unread += [] if found else [f"{one.about} (“{said[:60]}”)"]
    return Answered(answers, done, len(asked), unread)


def _words(one: Asked, said: str) -> str:
    """ "Leave" is said of the row; what is no row's stays as it was read."""
    if fold(said) in listed("working.says_leave") and one.words.startswith(f"{one.about}: "):
        return f"leave {one.about}"
    return one.words.format(answer=said)


def _written(sheet: Handed) -> Iterator[tuple[str, str]]:
    heading = heading_of(ANSWER)
    for table in sheet.tables:
        place = None
        for row in table:
            if heading in row:
                place = row.index(heading)
            elif place is not None and len(row) > place and row[place].strip():
                yield from ((cell.strip(), row[place].strip()) for cell in row[:1])

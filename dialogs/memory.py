"""What a conversation remembers of one person: what was shown, asked and done. Kept as one row of JSON."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from dialogs.understanding.interpretation import Intent, Interpretation, Meant

FOCUS_LASTS = timedelta(hours=8)  # "and the red ones?" makes sense within a working day
DOCUMENT_LASTS = timedelta(days=5)  # a document under review; storage keeps it for seven
QUESTION_LASTS = timedelta(hours=24)  # an answer the next morning is still an answer

UPLOAD = "upload"  # in `Interpretation.args` while a document waits for a yes


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # an older row may hold keys that are gone


class Focus(_Kept):
    """What the conversation is about: the last list or action, so that follow-ups can lean on it."""

    at: datetime
    intent: str  # the intent that set it: list, show, update, summary …
    actions: tuple[tuple[int, int], ...] = ()  # (plan id, action id) in the order shown
    filter: dict[str, Any] = {}
    people: dict[str, list[int]] = {}
    page: int = 1
    moves: int = 0  # how often at least the dates of the list have moved
    spared: tuple[str, ...] = ()  # whose actions it leaves out
    plan: int | None = None  # the plan that was meant last, for "rec 5" when two have one
    do: str | None = None  # what was asked to be done with one of several schedules; "2" says which
    changes: tuple[Meant, ...] = ()  # what was recorded, for "same for 7" and a word of a note that is put right
    report: dict[str, Any] = {}  # of a report that was made: the `args` that said which, for "and as PDF"


class Question(_Kept):
    """The one open question. `pending` is the Interpretation so far; the answer completes it."""

    id: str
    at: datetime
    asked: str  # our words
    pending: Interpretation
    dialog: str  # the dialog that asked (an Intent's value)
    message: str | None = None  # the message that it was the answer to
    about: str | None = None  # the one action that it is about, with its words

    @property
    def reviews(self) -> bool:
        """It is about a document that waits for a yes."""
        return self.pending.intent is Intent.IMPORT and UPLOAD in self.pending.args


class Done(_Kept):
    """One change set of this person's, newest last; what "undo" takes back."""

    plan: int
    change_set: str
    actions: tuple[int, ...] = ()


class Filling(_Kept):
    """The rows of a return that one was last shown to answer; the next ones follow when they are."""

    at: datetime
    plan: int
    actions: tuple[int, ...]


class Memory(_Kept):
    focus: Focus | None = None
    question: Question | None = None
    done: tuple[Done, ...] = ()
    aside: Question | None = None  # about a document, to be taken up when somebody says so
    answered: str | None = None  # the question that a button has just answered: pressed again, it says so
    filling: Filling | None = None

    def at(self, now: datetime) -> "Memory":
        """What is still remembered now."""
        focus = self.focus if self.focus and now - self.focus.at <= FOCUS_LASTS else None
        question = self.question if self.question and now - self.question.at <= QUESTION_LASTS else None
        lapsed = self.question if question is None and self.question and self.question.reviews else None
        aside = lapsed or self.aside
        aside = aside if aside and now - aside.at <= DOCUMENT_LASTS else None
        filling = self.filling if self.filling and now - self.filling.at <= FOCUS_LASTS else None
        return Memory(
            focus=focus, question=question, done=self.done, aside=aside, answered=self.answered, filling=filling
        )

"""Tokens → readings: date expressions with the words round them that say what kind of answer they give."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storage import timescale_calendar as cal
from storage.timescale_calendar import Expression, Span
from storage.timescale_grammar import Grammar
from storage.timescale_scan import Match
from storage.timescale_tokens import Token

_BEFORE_A_DATE = ("by", "before", "after", "from", "begin", "until", "revised", "original", "review", "once")


@dataclass(frozen=True, slots=True)
class Clause:
    """One answer to "by when?": the words that it takes (places in the text), its marks, and its dates if any."""

    start: int
    stop: int
    marks: frozenset[str]
    expression: Expression | None = None
    span: Span | None = None

    def has(self, *marks: str) -> bool:
        return not self.marks.isdisjoint(marks)


@dataclass(slots=True)
class _Reader:
    """Goes once through the tokens, collecting clauses. `waiting` are marks that belong to what comes next."""

    grammar: Grammar
    clauses: list[Clause] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    opened: int | None = None  # where the waiting marks begin
    fresh: bool = True  # the line has said nothing yet
    joined: bool = True  # nothing but filling words since the last clause
    struck: bool = False  # between the signs of what was struck out
    ended: int = 0  # the place after the last date

    def read(self) -> list[Clause]:
        place = 0
        while place < len(self.grammar.tokens):
            place = self._step(place)
        self._flush(self.grammar.tokens[-1].stop if self.grammar.tokens else 0)
        return self.clauses

    def _step(self, place: int) -> int:
        token = self.grammar.tokens[place]
        if token.kind == "newline":
            self._flush(token.start)
            self.fresh, self.joined = True, False
            self.ended = -_FEW
            return place + 1
        if token.kind == "strike":
            self._flush(token.start)
            self.fresh, self.struck = True, not self.struck
            return place + 1
        found = None if self._swallows(place) else self._date_at(place)
        if found:
            self._take_date(place, found[0], self.grammar.tokens[found[1] - 1])
            self.ended = found[1]
            return found[1]
        if self.grammar.hangs(place):
            self._wait_for("hanging", token)
        self._take_word(place, token)
        return place + 1

    def _swallows(self, place: int) -> bool:
        """A longer phrase speaks ("each year", "in the next"), or nothing here can begin a date."""
        return self.grammar.tokens[place].any("recurring", "ongoing", "dependent")

    def _date_at(self, place: int) -> Match:
        """A date, or a range; of "moved from March to July" the first alone, which is the original one."""
        if {"revised", "from"} <= self.waiting and (found := self.grammar.point(place)):
            joins = self.grammar.at(found[1])
            if joins is not None and joins.any("to", "until"):
                self.waiting = (self.waiting - {"revised", "from"}) | {"original"}
                return found
        return self.grammar.expression(place)

    # --- a date ---------------------------------------------------------------------------------------------------

    def _take_date(self, place: int, expression: Expression, last: Token) -> None:
        first = self.grammar.tokens[place]
        if self._years_the_last(place, expression, last):
            return
        marks = frozenset(self.waiting | ({"original"} if self.struck else set()))
        start = first.start if self.opened is None else self.opened
        if "arrow" in marks:
            self._call_original()
        if "from" in marks and self.joined and self.clauses and self.clauses[-1].has("revised"):
            marks = (marks - {"from"}) | {"original"}  # "brought forward to March from July"
        if marks >= {"revised", "from"} and self.clauses and self.clauses[-1].expression:
            marks = (marks - {"revised", "from"}) | {"original"}  # "July (extended from March)"
        continuing = self._continues(expression, marks)
        if continuing is not None:
            self.clauses.pop()
            start, marks = continuing.start, marks | continuing.marks
        self.clauses.append(Clause(start, last.stop, marks, expression))
        self._reset()

    def _years_the_last(self, place: int, expression: Expression, last: Token) -> bool:
        """ "June Cabinet 2027": a year behind a few words is that of the date before them, which has none."""
        before = self.clauses[-1] if self.clauses and not self.joined and not self.waiting else None
        token = self.grammar.tokens[place]
        if before is None or before.expression is None or before.expression.year is not None or self.fresh:
            return False
        year = self.grammar.year(place) if token.kind in ("pair", "number") and last is token else None
        if year is None or place - self.ended > _FEW or before.expression.within is None:
            return False
        own = before.expression
        own = own.in_year(year) if token.kind == "number" else own.in_financial_year(year, self.grammar.year_starts)
        self.clauses[-1] = replace(before, stop=last.stop, expression=own)
        self._reset()
        return True

    def _continues(self, expression: Expression, marks: frozenset[str]) -> Clause | None:
        """ "Ongoing from April", "monthly until March", "every September": the clause before and this date are one."""
        last = self.clauses[-1] if self.clauses and self.joined else None
        if last is None or last.expression is not None:
            return None
        bound = not marks.isdisjoint(("from", "until", "review"))
        yearless = "recurring" in last.marks and expression.year is None and not self._apart
        return last if last.has("ongoing", "recurring") and (bound or yearless) else None

    @property
    def _apart(self) -> bool:
        return "apart" in self.waiting

    def _call_original(self) -> None:
        """March → July: what stands before the arrow is the first date."""
        if self.clauses:
            self.clauses[-1] = replace(self.clauses[-1], marks=self.clauses[-1].marks | {"original"})
        self.waiting = (self.waiting - {"arrow"}) | {"revised"}

    # --- a word ---------------------------------------------------------------------------------------------------

    def _take_word(self, place: int, token: Token) -> None:
        if self._trails(place, token) and self.grammar.term(place - 1, "unit"):
            self.clauses[-1] = replace(self.clauses[-1], marks=self.clauses[-1].marks | {"hanging"})  # "12 months +"
        elif self._trails(place, token):
            self.clauses[-1] = replace(self.clauses[-1], stop=token.stop, marks=self.clauses[-1].marks | {"from"})
        elif token.kind == "arrow":
            self.waiting.add("arrow")
        elif (heading := self._heads(place, token)) is not None:
            self._wait_for(heading, token)
        elif token.any("to") and self.joined and self.clauses and self.clauses[-1].has("ongoing", "recurring"):
            self._wait_for("until", token)
        elif token.any("to", "until") and self.joined and self.clauses and self.clauses[-1].has("original"):
            self._wait_for("revised", token)
        elif token.any("done", "complete") or (token.any("outcome") and self.fresh and not self.waiting):
            self._take_done(place, token)
        elif token.any("ongoing", "recurring"):
            self._take_ongoing(token, "ongoing" if token.any("ongoing") else "recurring", beside=self.ended == place)
        elif token.any("onwards") and self.clauses and self.joined:
            self.clauses[-1] = replace(self.clauses[-1], stop=token.stop, marks=self.clauses[-1].marks | {"from"})
        elif token.any("dependent", *_BEFORE_A_DATE):
            self._wait(token)
        elif not token.any("fill", "and", "not_yet", "shape") and token.kind == "word":
            self.joined = False
        self.waiting |= {"apart"} if token.kind in ("comma", "dash") else set()
        self.ended = -_FEW if token.kind == "stop" or token.any("and") else self.ended
        self.fresh = self.fresh and token.kind != "word"

    def _trails(self, place: int, token: Token) -> bool:
        """The sign in "Jan 2027 +" or "April 2027 →", with nothing behind it: from then on."""
        points = token.kind == "arrow" or token.text == "+"
        if not points or self.grammar.kind(place + 1) not in ("", "newline"):
            return False
        dated = self.clauses[-1].expression if self.clauses and self.joined else None
        return dated is not None and not self.fresh

    def _heads(self, place: int, token: Token) -> str | None:
        """ "Previous: June 2026"; "quarterly (next: June 2026)"."""
        following = self.grammar.at(place + 1)
        if following is None or following.text != ":":
            return None
        return {"last": "original", "next": "review"}.get(token.term("deixis") or "")

    def _wait(self, token: Token) -> None:
        marks = {mark for mark in ("dependent", *_BEFORE_A_DATE) if token.any(mark)}
        if "begin" in marks:
            marks = (marks - {"begin"}) | ({"from"} if self.fresh else set())
        if self.opened is None and marks:
            self.opened = token.start
        self.waiting |= marks

    def _wait_for(self, mark: str, token: Token) -> None:
        self.waiting.add(mark)
        self.opened = token.start if self.opened is None else self.opened

    def _take_done(self, place: int, token: Token) -> None:
        """Done, unless it is still to be ("to be completed by", "not completed", "complete by March")."""
        before, after = self.grammar.at(place - 1), self.grammar.at(place + 1)
        ahead = (before is not None and before.any("not_yet")) or _partial(before) or _partial(after)
        ahead = ahead or not self.waiting.isdisjoint(("once", "after", "before", "dependent"))
        ahead = ahead or (token.any("complete") and after is not None and after.any("by"))
        if ahead:
            return
        last = self.clauses[-1] if self.clauses and not self.fresh else None
        attached = self.joined and after is not None and after.kind in ("comma", "stop")  # "2025/26 complete, …"
        if last and last.expression and (attached or self._nothing_dated_follows(place + 1)):
            self.clauses[-1] = replace(last, stop=token.stop, marks=last.marks | {"done"})
            return
        self.waiting = (self.waiting - {"review"}) | ({"done"} if self.fresh else {"done", "named"})
        self.opened = token.start if self.opened is None else self.opened
        if not self.fresh and self._another_follows(place + 1):
            self._flush(token.stop)

    def _another_follows(self, place: int) -> bool:
        """ "Phase 1 complete, phase 2 by October": what is done is one thing, and the words after the comma another."""
        token = self.grammar.at(place)
        if token is None or token.kind not in ("comma", "dash", "stop"):
            return False
        following = self.grammar.at(place + 1)
        return following is not None and following.kind == "word" and not following.terms

    def _nothing_dated_follows(self, place: int) -> bool:
        while (token := self.grammar.at(place)) and token.kind != "newline":
            if self.grammar.expression(place):
                return False
            place += 1
        return True

    def _take_ongoing(self, token: Token, mark: str, beside: bool) -> None:
        if "done" in self.waiting:  # "completed and continually reviewed" is completed
            return
        last = self.clauses[-1] if self.clauses and self.joined and not self.fresh else None
        if last is not None and last.expression is not None and not last.has("ongoing", "recurring", "done"):
            yearly = beside and mark == "recurring" and last.expression.year is None  # "March each year"
            self.clauses[-1] = replace(last, stop=token.stop, marks=last.marks | {mark if yearly else "from"})
            return
        start = token.start if self.opened is None else self.opened
        self.clauses.append(Clause(start, token.stop, frozenset(self.waiting | {mark})))
        self._reset()

    # --- ends -----------------------------------------------------------------------------------------------------

    def _flush(self, stop: int) -> None:
        """What waits at the end of a line and found no date is a clause if it says something by itself."""
        left = self.waiting & {"done", "dependent", "before", "after", "once", "hanging"}
        if left and self.opened is not None:
            self.clauses.append(Clause(self.opened, stop, frozenset(self.waiting)))
        self._reset()

    def _reset(self) -> None:
        self.waiting = set()
        self.opened = None
        self.fresh = False
        self.joined = True


_FEW = 3  # words and signs


def _partial(token: Token | None) -> bool:
    return token is not None and token.kind == "percent" and token.text.rstrip("% ") != "100"


def clauses(grammar: Grammar) -> list[Clause]:
    """All clauses of a text, with their dates resolved and years borrowed from the next date that names one."""
    found = _Reader(grammar).read()
    found = [_borrowing(one, found[place + 1 :]) for place, one in enumerate(found)]
    return [replace(one, span=_resolved(one, grammar.today)) for one in _plain(found)]


def _borrowing(clause: Clause, following: Sequence[Clause]) -> Clause:
    if clause.expression is None or clause.expression.year is not None:
        return clause
    dated = next((one.expression for one in following if one.expression and one.expression.year is not None), None)
    return clause if dated is None else replace(clause, expression=cal.before(clause.expression, dated))


def _resolved(clause: Clause, today: date | None) -> Span | None:
    return clause.expression.resolve(today, past=clause.has("done")) if clause.expression else None


def _plain(found: list[Clause]) -> list[Clause]:
    """Doubt beside a date goes with the date: "March 2027 (to be confirmed)" has a deadline."""
    dated = any(one.expression is not None for one in found)
    weak = frozenset(("dependent", "before", "after", "once"))
    return [one for one in found if not (dated and one.expression is None and one.marks <= weak | {"apart"})]

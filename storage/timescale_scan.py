"""The tokens of one text, and the small questions that every rule of the grammar asks of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from storage import timescale_calendar as cal
from storage.lexicon import words
from storage.timescale_calendar import Expression
from storage.timescale_tokens import Token, full_year, pair

Match = tuple[Expression, int] | None
PLAUSIBLE = range(1990, 2100)
ACADEMIC = 9  # the month in which a school's year begins
FILLING = 4  # as many filling words and signs may stand inside a date ("end of the, ")


@dataclass(frozen=True, slots=True)
class Scan:
    """One text's tokens. `year_starts` is the month in which the council's year begins.

    `sentence` is for running text, where more has to speak for a date.
    """

    tokens: Sequence[Token]
    today: date | None = None
    year_starts: int = 4
    sentence: bool = False

    def at(self, place: int) -> Token | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def term(self, place: int, category: str) -> str | None:
        return self.tokens[place].terms.get(category) if 0 <= place < len(self.tokens) else None  # asked most of all

    def kind(self, place: int) -> str:
        token = self.at(place)
        return token.kind if token else ""

    def skip(self, place: int, *kinds: str) -> int:
        """Past filling words ("of", "the") and the given shapes."""
        end = place + FILLING
        while place < end and (token := self.at(place)) and ("fill" in token.terms or token.kind in kinds):
            place += 1
        return place

    def skip_back(self, place: int) -> int:
        end = place - FILLING
        while place > end and (token := self.at(place)) and "fill" in token.terms:
            place -= 1
        return place

    def number(self, place: int) -> int | None:
        token = self.at(place)
        return int(token.text) if token and token.kind == "number" else None

    # --- numbers --------------------------------------------------------------------------------------------------

    def _count(self, place: int) -> int | None:
        found = self.number(place)
        return found if found is not None and found < 1000 else self._counted(place)

    def _counted(self, place: int) -> int | None:
        found = self.term(place, "count")
        return int(found) if found else None

    def _day_number(self, place: int) -> int | None:
        token = self.at(place)
        if token is None or token.kind not in ("number", "ordinal"):
            return None
        found = int(token.text.rstrip("stndrhSTNDRH"))
        return found if 1 <= found <= 31 else None

    # --- years ----------------------------------------------------------------------------------------------------

    def _dated(self, unit: Expression, place: int, council: bool = False) -> tuple[Expression, int]:
        """A unit with the year that follows it, if one does; `council` where "next year" is the council's own."""
        following = self.skip(place, "comma", "newline", "dash", "stop")
        if self.today and (ahead := self._years_ahead(following)) is not None:
            if council:
                begun = self.today.year - (self.today.month < self.year_starts)
                return unit.in_financial_year(begun + ahead, self.year_starts), following + 2
            return unit.in_year(self.today.year + ahead), following + 2
        if following == place and self.kind(place) == "slash" and (self.number(place + 1) or 0) in PLAUSIBLE:
            following += 1  # "March/2027"
        following += self.at(following) is not None and self.term(following, "fiscal") is not None
        token = self.at(following)
        year = self._year_of(token) if token else None
        if token is None or year is None or self._bare_short(place, following):
            return unit, place
        if token.kind == "pair":
            return unit.in_financial_year(year, self.year_starts), following + 1
        return unit.in_year(year), following + 1

    def _years_ahead(self, place: int) -> int | None:
        """1 of "next year", 0 of "this year", -1 of "last year"."""
        if self.term(place + 1, "unit") != "year":
            return None
        return {"last": -1, "this": 0, "next": 1}.get(self.term(place, "deixis") or "")

    def _bare_short(self, place: int, following: int) -> bool:
        """Two figures behind a comma or a loose dash are no year; in "Sept-26" they are."""
        if self.kind(following) != "number" or len(self.tokens[following].text) > 3 or following == place:
            return False
        tight = self.tokens[following - 1].stop == self.tokens[following].start
        return not (tight and following == place + 1 and self.kind(place) == "dash" and self._tight(place))

    def _tight(self, place: int) -> bool:
        """No space on either side."""
        before, after = self.at(place - 1), self.at(place + 1)
        own = self.tokens[place]
        return (before is None or before.stop == own.start) and (after is None or own.stop == after.start)

    def _year_of(self, token: Token) -> int | None:
        """The year that a token names: 2027, '27, 27 (where it can hardly be a day's number) or the 2026 of 2026/27."""
        if token.kind == "pair":
            return self._first_of_two(token)
        if token.kind == "short":
            return full_year(int(token.text[1:]))
        if token.kind != "number":
            return None
        year = int(token.text)
        if len(token.text) == 2:
            near = self.today.year if self.today else 2025
            return full_year(year) if near - 12 <= full_year(year) <= near + 4 else None
        return year if year in PLAUSIBLE else None

    def _year_follows(self, place: int) -> bool:
        return self.year(self.skip(place, "comma")) is not None

    def _two_years(self, place: int) -> int | None:
        """The 2026 of "26-27", where something beside it says that they are years."""
        first, last = self.number(place), self.number(place + 2)
        if first is None or last != first + 1 or self.kind(place + 1) != "dash":
            return None
        return full_year(first) if 12 < first < 99 else None

    def _coded(self, place: int) -> bool:
        """A code of letters and figures stands before ("P3 2026/27"): it says which part of the year, and not to us."""
        figure, word = self.at(place - 1), self.at(place - 2)
        if figure is None or word is None or figure.kind != "number" or word.kind != "word" or word.terms:
            return False
        return word.stop == figure.start and not self.sentence

    def year(self, place: int) -> int | None:
        """The year that stands there."""
        token = self.at(place)
        return self._year_of(token) if token else None

    def _first_of_two(self, token: Token) -> int | None:
        """2026 of "2026/27", "26/27" or "2026-2027"; None where the two are not neighbouring years."""
        first, second, _ = pair(token.text)
        if first > 99 and first not in PLAUSIBLE:
            return None
        return full_year(first) if (first + 1) % 100 == second % 100 and (first > 12 or second > 12) else None

    # --- whether an everyday word is a date -------------------------------------------------------------------------

    def _supported(self, place: int) -> bool:
        """A word that is also an everyday one ("may") counts as a date only in a date's company."""
        token = self.tokens[place]
        if token.text.casefold() not in words("timescale")["shy"]["words"]:
            return True
        if len(self.tokens) == 1 or (token.text[:1].isupper() and not self._opens_sentence(place)):
            return True
        following, preceding = self.at(place + 1), self.at(place - 1)
        if preceding is not None and preceding.text.casefold() == "the" and token.any("season"):
            return (
                following is None
                or following.kind != "word"
                or following.text.casefold() in words("timescale")["shy"]["after_season"]
            )
        year = following is not None and self._year_of(following) is not None
        year = year or self._years_ahead(self.skip(place + 1)) is not None
        return year or (preceding is not None and self._introduces(preceding))

    def _opens_sentence(self, place: int) -> bool:
        return self.sentence and (place == 0 or self.kind(place - 1) == "stop") and not self._joins(place + 1)

    def _joins(self, place: int) -> bool:
        return self.kind(place) in ("dash", "slash", "amp")

    def _introduces(self, token: Token) -> bool:
        if token.kind in ("number", "ordinal", "dash", "slash", "amp"):
            return True
        if token.any("fill"):
            return token.text.casefold() != "the"
        return token.any("by", "from", "until", "to", "before", "after", "shape", "deixis", "join", "month", "revised")

    # --- what waits for today ---------------------------------------------------------------------------------------

    def _relative(self, of: Callable[[date], Expression], single: bool = False) -> Expression:
        return of(self.today) if self.today else replace(cal.UNKNOWN, single=single)

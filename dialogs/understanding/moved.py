"""Dates in what is said of an action: which of them is its new deadline, which only tells from when something is so."""

import re
from dataclasses import replace

from dialogs.understanding.about import About
from dialogs.understanding.dates import When, amount_of
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.said import Said, keep
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.whose import Whose, whose_date


def read_date(clause: Sentence, said: Said, about: About) -> None:
    tagged = clause.tagged
    if (found := LEXICON.search("date_that", tagged)) and (told := clause.part(0, clause.line.span(found)[0])).dates():
        said.dates += told.dates()[-1:]
        keep(told, said)
        return
    supposed = LEXICON.single("no_such_day").sub("DATE", tagged)
    if supposed != tagged and not LEXICON.has("date_expected", tagged) and LEXICON.has("date_bare", supposed):
        said.unsure_date = True
    elif supposed != tagged and LEXICON.has("date_moved", supposed):
        said.unsure_date = True
        keep(clause, said)
    elif LEXICON.has("later_bare", tagged) or LEXICON.has("later_unsaid", tagged):
        said.unsure_date = True
        if LEXICON.has("later_unsaid", tagged):
            keep(clause, said)
    elif LEXICON.has("dates_either", tagged):
        said.unsure_date = True
        said.dates += clause.dates()
    elif LEXICON.has("keep_date", tagged):
        keep(clause, said)
    elif LEXICON.has("shift_told", tagged) and (found := LEXICON.search("shift_bare", tagged)):
        said.shift = shift_of(clause, found.groupdict())
    elif LEXICON.has("date_wandered", tagged):
        said.unsure_date = True
        keep(clause, said)
    elif LEXICON.has("date_bare", tagged) and (
        LEXICON.has("date_now", tagged) or not LEXICON.has("date_expected", tagged)
    ):
        _bare_date(clause, said)
    elif (reason := LEXICON.search("reason_behind", tagged)) and _gives_date(
        clause.part(0, clause.line.span(reason)[0]), said
    ):
        keep(clause, said)
    elif LEXICON.has("date_cleared", tagged):
        said.cleared = True
    elif LEXICON.has("date_tbc", tagged):
        said.no_date = clause.words()
        if LEXICON.has("tbc_reason", tagged):
            keep(clause, said)
    else:
        _read_moved(clause, said, about)
        keep(clause, said)


def _gives_date(clause: Sentence, said: Said) -> bool:
    """A clause that is nothing but a new date; "now June" of "now June because nobody bid for it"."""
    bare = LEXICON.has("date_bare", clause.tagged)
    if not bare or not (LEXICON.has("date_now", clause.tagged) or not LEXICON.has("date_expected", clause.tagged)):
        return False
    if not LEXICON.has("gives_deadline", clause.tagged) or LEXICON.has("keep_date", clause.tagged):
        return False
    _bare_date(clause, said)
    return True


def _read_moved(clause: Sentence, said: Said, about: About) -> None:
    """A new deadline inside words that say more, which therefore stay in the note."""
    clause, status = _put_off(clause)
    tagged = clause.tagged
    found = _new_date(tagged)
    shift = LEXICON.search("shift", tagged) if found is None and not LEXICON.has("move_doubted", tagged) else None
    if (moved := found or shift) is None:
        return
    first, end = clause.line.span(moved)
    before = clause.part(0, first)
    relative = LEXICON.search("relative_end", before.tagged)
    subject = before if relative is None else before.part(0, before.line.span(relative)[0])
    whose = whose_date(subject, moved.group(), about)
    named = moved.groupdict()
    if whose is Whose.OTHER or (whose is Whose.UNSURE and "unsure" in named):
        return
    if status is not None and whose is Whose.ACTION and not said.statuses:
        said.statuses.append(status)
    either = LEXICON.search("date_either", tagged) if found else None
    said.unsure_date = said.unsure_date or either is not None or whose is Whose.UNSURE or bool(named.get("unsure"))
    if shift is not None:
        said.shift = shift_of(clause, shift.groupdict())
    else:
        said.dates += clause.part(*clause.line.span(either)).dates() if either else clause.part(first, end).dates()[-1:]


def _put_off(clause: Sentence) -> tuple[Sentence, StatusWord | None]:
    """ "The exercise is deferred to 23 January", where Deferred is a label of the plan: a verb that moves the date, and
    the status that it gives."""
    for place, unit in enumerate(clause.units):
        if isinstance(unit.item, StatusWord) and unit.item.words in LEXICON.words("puts_off"):
            return clause.instead(place, replace(unit, tag=unit.item.words, item=None)), unit.item
    return clause, None


def _new_date(tagged: str) -> re.Match[str] | None:
    """The words of a clause that give a new date, unless they are doubted or denied."""
    if found := LEXICON.search("date_new", tagged) or LEXICON.search("date_not_before", tagged):
        return found
    found = LEXICON.search("date_moved", tagged) or LEXICON.search("date_went", tagged)
    doubted = found and (LEXICON.has("status_denied", tagged) or LEXICON.has("move_doubted", tagged[: found.end()]))
    return None if doubted else found


def dates_story(clause: Sentence, before: Sentence, said: Said, about: About) -> bool:
    """ "Next board, 3 March": a day that stands alone behind words of the note may be theirs. Whether it is the
    deadline is asked, except behind what plainly takes place on a day."""
    joined = clause.text[before.units[-1].end : clause.units[0].start].strip() in (",", "-", "–", "—")
    noted = bool(said.kept) and said.kept[-1][1] == before.units[-1].end
    if joined and noted and LEXICON.has("date_behind", clause.tagged):
        return _dates_noun(clause, before, said, about)
    if not joined or not noted or said.unchanged or not LEXICON.has("date_alone", clause.tagged):
        return False
    if said.dates or said.shift or LEXICON.has("told_story", before.tagged):
        keep(clause, said)
    else:
        said.unsure_date = True
        said.dates += clause.dates()
    return True


def _dates_noun(clause: Sentence, before: Sentence, said: Said, about: About) -> bool:
    """ "It goes to Council, which is 25 February", "the tranche was due in October, now December": whose day is it?"""
    days = [place for place, unit in enumerate(before.units) if isinstance(unit.item, When)]
    relative = clause.units[0].tag in LEXICON.words("relatives")
    whose = whose_date(before if relative or not days else before.part(0, days[0]), "", about)
    if whose is Whose.ACTION or not (days or relative):
        return False
    keep(clause, said)
    if whose is Whose.UNSURE:
        said.unsure_date = True
        said.dates += clause.dates()[-1:]
    return True


def read_moved_back(clause: Sentence, said: Said, about: About) -> bool:
    """ "Moved to May and back again" leaves the date as it was; "slipped to June, then back to March" ends in March."""
    found = LEXICON.search("moved_back", clause.tagged)
    if found is None:
        return False
    moves = LEXICON.search("moves", clause.tagged)
    subject = clause.part(0, clause.line.span(moves)[0] if moves else 0)
    later = clause.part(clause.line.span(found)[1], len(clause.units)).dates()
    whose = whose_date(subject, "", about) if later else Whose.OTHER
    keep(clause, said)
    if whose is not Whose.OTHER:
        said.dates.append(later[-1])
        said.unsure_date = said.unsure_date or whose is Whose.UNSURE
    return True


def read_concluded(clause: Sentence, said: Said) -> bool:
    """ "Will be done by 18 December" gives the day; of a month it is a hope ("will be complete by March"), unless it is
    so now ("will now conclude by March", "by March instead of May"); of a day without a name ("the end of next month")
    it always is."""
    found = LEXICON.search("concludes_by", clause.tagged)
    if found is None or not all(word.ended for word in clause.statuses()):
        return False
    when = clause.dates()[-2 if found.group("now3") else -1]
    words = when.ahead.text.casefold()
    now = found.group("now1") or found.group("now2") or found.group("now3")
    named = LEXICON.words("relative_days").isdisjoint(words.split())
    if not named or not (now or (found.group("sure") and (when.day or words.startswith("end")))):
        return False
    said.dates.append(when)
    return True


def stands_by_date(clause: Sentence, said: Said) -> None:
    """ "The roofer slipped to February, our date doesn't change": what may have been the action's date is not."""
    if said.unsure_date and len(said.dates) <= 1 and LEXICON.has("date_unmoved", clause.tagged):
        said.unsure_date, said.dates, said.shift = False, [], None


def _bare_date(clause: Sentence, said: Said) -> None:
    """A date alone is the new deadline; one that looks back ("yesterday") only where the words say so."""
    when = clause.dates()[-1 if LEXICON.has("date_replaced", clause.tagged) else 0]
    if when.behind and not LEXICON.has("gives_deadline", clause.tagged):
        said.past = when
        keep(clause, said)
    else:
        said.dates.append(when)


def shift_of(clause: Sentence, parts: dict[str, str | None]) -> tuple[int, str]:
    amount, unit = amount_of(_named(parts, "amount") or "1"), _named(parts, "unit") or "days"
    return (-amount if LEXICON.has("shift_back", clause.tagged) else amount), unit


def _named(parts: dict[str, str | None], name: str) -> str | None:
    """What one of the forms of a shift has found ("amount", "amount2", …)."""
    return next((found for key, found in parts.items() if found and key.startswith(name)), None)


def by_now(rest: Sentence) -> bool:
    """ "Amber today", "green this month": when it was said of, and no deadline."""
    dates = rest.dates()
    return len(dates) == 1 and dates[0].current and LEXICON.has("said_when", rest.tagged)


def since(rest: Sentence, word: StatusWord) -> tuple[When | None, Sentence]:
    """ "On hold since 1 October, …", "done last week": from when it is so, and what else is said."""
    if (word.ended or word.usual is None) and LEXICON.has("done_when", rest.tagged) and rest.dates():
        return rest.dates()[0], rest.part(0, 0)
    found = LEXICON.search("since_when", rest.tagged)
    if found is None:
        return None, rest
    when = rest.dates()[0]
    if not when.day or not _looks_back(when, rest.tagged):
        return None, rest
    return when, rest.part(rest.line.span(found)[1], len(rest.units))


def _looks_back(when: When, words: str) -> bool:
    """Whether a day is meant that lies behind: said so ("since"), or the nearer of the two that it may be."""
    if when.behind or words.startswith(("since", "as of", "as at")):
        return True
    return when.recent and words.startswith(("on ", "from ", "at ", "back "))

""" "The Cabinet report please, Word, same table as last time", "exceptions only, hide the internal notes": which one.

A message is a wish for a report only where nothing stands in it but such words, a kind of file, a day, a heading, a
plan or a person. A summary that is asked for in other words takes from here what its words say of the paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.questions import MARKS, meaning
from dialogs.understanding.returns import return_said
from dialogs.understanding.sections import with_sections
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.since_return import LAST
from dialogs.understanding.subjects import Settled

LAST_CABINET = "last cabinet"  # in `filter.since`: the day of the last report that was made for Cabinet
PAPERS = {"report_cover": "cover", "report_one_page": "one_page", "report_table": "table"}
PICTURES = {"report_picture_returns": "returns", "report_picture_due": "due", "report_picture_rag": "rag"}
DRAWN = ("report_picture", "report_drawing", "report_timeline")  # the first also beside other words
OF_THE_PLAN = frozenset(("text", "action", "team"))  # of `filter`: what these name is no picture of the plan
MOST = 40  # words of a wish
AS_PAPER = ("docx", "pdf")
SHOWN = ("return_show", "return_version")  # patterns of a return itself
KEPT = ("format", "as_at", "since", "section", "owner", "plan", "status", "overdue")


@dataclass(slots=True)
class _Wish:
    args: dict[str, Any] = field(default_factory=dict)
    filter: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def claim(self, sentence: Sentence, name: str) -> bool:
        """Whether a pattern is found; its words are used."""
        spans = [sentence.line.span(found) for found in LEXICON.every(name, sentence.tagged)]
        self.used.update(place for first, last in spans for place in range(first, last))
        return bool(spans)


def read_report(sentence: Sentence, context: Context) -> Interpretation | None:
    """The report that a message asks for and nothing else; None for every other message."""
    if context.card or sentence.refs() or len(sentence.units) > MOST:
        return None
    sentence = with_sections(sentence, context)
    wish = _wish(sentence, DRAWN)
    _return(sentence, wish, context)
    kept = [place for place in range(len(sentence.units)) if place not in wish.used]
    rest = sentence.only(kept)
    wanted = read_filter(rest, context) if kept else Wanted()
    if not _whole(rest, wanted):
        unknown = _unknown_heading(sentence, wish, wanted)
        if unknown is None:
            return None
        wanted = unknown
    if "picture" in wish.args and not OF_THE_PLAN.isdisjoint(wanted.filter):
        return None  # "a picture of the new library"
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in (*KEPT, "updated_since")}
    if "updated_since" in wanted.filter:
        wanted.filter["since"] = wanted.filter.pop("updated_since")
    if not speaks_of_mine(sentence) and wanted.people.get("owner") == [context.speaker and context.speaker.id]:
        wanted.filter.pop("owner", None)  # "draft me the report" is not a report on me
    wanted.filter |= wish.filter
    if not _asks_for_one(sentence, wish, wanted, context):
        return None
    return _with_last(meaning(sentence, Intent.SUMMARY, wanted, wish.args), sentence, wish, context)


def with_report(meant: Interpretation, sentence: Sentence, context: Context) -> Interpretation:
    """A summary that was asked for in further words, with what they say of the paper."""
    if meant.intent is not Intent.SUMMARY or meant.args.get("preview"):
        return meant
    wish = _wish(sentence, DRAWN[:1])
    if LEXICON.has("summary_of_return", sentence.tagged):
        _return(sentence, wish, context)
    told = {**meant.filter, **wish.filter}
    if "return" in wish.args:  # its quarter is the return's, and no time in which something is due
        told = {key: value for key, value in told.items() if key not in ("due_after", "due_before", "as_at")}
    return meant.model_copy(update={"args": {**meant.args, **wish.args}, "filter": told})


def _wish(sentence: Sentence, pictures: Sequence[str]) -> _Wish:
    wish = _Wish()
    if wish.claim(sentence, "since_cabinet"):
        wish.filter["since"] = LAST_CABINET
    left = sentence.only([place for place in range(len(sentence.units)) if place not in wish.used])
    _papers(left, sentence, wish)
    if wish.claim(sentence, "report_exceptions"):
        wish.args["only"] = "exceptions"
    _audience(sentence, wish)
    if wish.claim(sentence, "report_same"):
        wish.args["same"] = True
    _picture(sentence, wish, pictures)
    _format(sentence, wish)
    wish.claim(sentence, "for_a_reader")
    return wish


def _return(sentence: Sentence, wish: _Wish, context: Context) -> None:
    """Which return is to be reported, as returns are called; a quarter that no year has as it was said ("Q7").

    A return that is to be shown, with its versions, comes as text and in Word without a report's words.
    """
    other = wish.filter.get("format") not in (None, "docx")
    if not other and any(LEXICON.has(name, sentence.tagged) for name in SHOWN):
        return
    names = ("report_return", *(("report_quarter",) if wish.args.get("report") == "cover" else ()))
    for name in names:
        if (found := LEXICON.search(name, sentence.tagged)) is not None:
            first, last = sentence.line.span(found)
            if label := _label(sentence.part(first, last), found.groupdict(), context):
                wish.args["return"] = label
                wish.used.update(range(first, last))
                return


def _label(part: Sentence, found: Mapping[str, str | None], context: Context) -> str | None:
    """A return's name; None for a day or month that no return is called by."""
    if found.get("last"):
        return LAST
    said = str(found["when"])
    return return_said(Order(part, part, context, Settled())) if said == "DATE" else said.upper()


def _papers(left: Sentence, sentence: Sentence, wish: _Wish) -> None:
    """Which paper; the words that name the day of the last Cabinet name none."""
    for name, paper in PAPERS.items():
        if LEXICON.has(name, left.tagged) and "report" not in wish.args:
            wish.args["report"] = paper
        if LEXICON.has(name, left.tagged):
            wish.claim(sentence, name)


def _audience(sentence: Sentence, wish: _Wish) -> None:
    before = set(wish.used)
    hidden = wish.claim(sentence, "report_hidden")
    out = wish.used - before
    bare = sentence.only([place for place in range(len(sentence.units)) if place not in out])
    internal = LEXICON.has("report_internal", bare.tagged)
    if internal and not hidden:
        wish.claim(sentence, "report_internal")
        wish.claim(sentence, "report_published")  # "not for publication"
        wish.args["audience"] = "internal"
    elif wish.claim(sentence, "report_published"):
        wish.args["audience"] = "publication"
    if hidden:
        wish.args["hide"] = "internal"


def _picture(sentence: Sentence, wish: _Wish, words: Sequence[str]) -> None:
    """Which picture: of one thing; of all where none or several are named. `words` are the patterns that ask for it."""
    if not [name for name in words if wish.claim(sentence, name)]:
        return
    of = [name for pattern, name in PICTURES.items() if wish.claim(sentence, pattern)]
    if of == ["returns", "rag"]:  # "the RAG over the returns"
        of = ["returns"]
    wish.args["picture"] = of[0] if len(of) == 1 else "all"


def _format(sentence: Sentence, wish: _Wish) -> None:
    found = LEXICON.search("report_format", sentence.tagged)
    if found is not None:
        said = next(value for value in found.groups() if value)
        wish.filter["format"] = LEXICON.formats.get(said, said)
        wish.claim(sentence, "report_format")


def _whole(rest: Sentence, wanted: Wanted) -> bool:
    """Whether everything else is small words, days, headings, plans and people."""
    left = (unit for place, unit in enumerate(rest.units) if place not in wanted.used)
    return all(unit.tag in MARKS or unit.tag in LEXICON.words("report_words") for unit in left)


def _unknown_heading(sentence: Sentence, wish: _Wish, wanted: Wanted) -> Wanted | None:
    """ "The Parks section" where no plan has one: in the filter as it was said, so that it can be answered."""
    found = LEXICON.search("report_section", sentence.tagged)
    if found is None or sentence.sections():
        return None
    first, last = sentence.line.span(found)
    name = "section" if found.groupdict().get("section") else "section2"
    begin, end = sentence.line.span(found, name)
    while begin < end - 1 and sentence.units[begin].tag in LEXICON.words("report_words"):
        begin += 1
    left = [place for place in range(len(sentence.units)) if place not in wish.used and not first <= place < last]
    small = all(_small(sentence.units[place].tag) for place in left)
    if not small or _small(sentence.units[begin].tag):
        return None
    kept = {key: value for key, value in wanted.filter.items() if key not in ("text", "team")}
    return replace(wanted, filter={**kept, "section": sentence.words(begin, end)}, asks=None, candidates=[])


def _small(tag: str) -> bool:
    return tag in MARKS or tag in ("DATE", "PLAN") or tag in LEXICON.words("report_words")


def _asks_for_one(sentence: Sentence, wish: _Wish, wanted: Wanted, context: Context) -> bool:
    """A paper, an audience, a part or the last time is named; a heading or a day with a kind of file; or a report has
    just been made, and how it is to be otherwise is said."""
    if wish.args.keys() - {"return"} or wish.filter.get("since") == LAST_CABINET:
        return True
    if "return" in wish.args and "format" in wanted.filter:
        return True
    part = "section" in wanted.filter and "format" in wanted.filter
    heading = "section" in wanted.filter and LEXICON.has("summary", sentence.tagged) and not sentence.sections()
    made = context.focus is not None and bool(context.focus.report)
    goes_on = made and bool(wanted.filter) and LEXICON.has("report_goes_on", sentence.tagged)
    return part or heading or goes_on


def _with_last(meant: Interpretation, sentence: Sentence, wish: _Wish, context: Context) -> Interpretation:
    """ "And as PDF": the report that was made just now, otherwise in what is said."""
    focus = context.focus
    if focus is None or not focus.report or wish.args.get("report") or wish.args.get("same"):
        return meant
    if not _goes_on(sentence, meant, focus.filter.get("plan")):
        return meant
    if meant.filter.get("format", "docx") not in AS_PAPER:
        meant.args.setdefault("report", "table")  # the plan's table: a paper comes in no other format
    told = {key: value for key, value in focus.report.items() if key != "audience" or not meant.args.get("hide")}
    filter_, people = {**focus.filter, **meant.filter}, {**focus.people, **meant.people}
    return meant.model_copy(update={"args": {**told, **meant.args}, "filter": filter_, "people": people})


def _goes_on(sentence: Sentence, meant: Interpretation, plan: str | None) -> bool:
    """Whether only something of the last report is to be otherwise; what names a report of its own is another one, and
    so is a picture, or what is of another plan than the last, `plan`."""
    if LEXICON.has("report_and", sentence.tagged):
        return True
    if "picture" in meant.args or meant.filter.get("plan", plan) != plan:
        return False
    if LEXICON.has("report_noun", sentence.tagged) or {"section", "owner"} & meant.filter.keys():
        return False
    return "format" in meant.filter or LEXICON.has("report_goes_on", sentence.tagged)


def speaks_of_mine(sentence: Sentence) -> bool:
    return any(unit.tag in ("my", "mine", "WHO") for unit in sentence.units)

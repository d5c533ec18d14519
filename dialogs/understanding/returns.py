"""The quarterly return: opened, closed, frozen, opened again, extended, asked about.

And a document that is to be read in.
"""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.dates import When
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.no_such_time import no_such_time
from dialogs.understanding.orders import Order, subject, tails
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.spans import moments, not_before

YEAR_BEGINS = 4  # the month in which a council's year begins
ACCEPTED = ("action", "status", "owner", "section", "plan")
AWAY = 400  # days; a date that is further off than this is meant with its year


def read_return(order: Order) -> Interpretation | None:
    """What is to be done with which return, by when, and as at which day; a day that does not exist is named."""
    meant = _read(order)
    if meant is None or (missing := no_such_time(order.plain.text)) is None:
        return meant
    return meant.model_copy(update={"args": {"do": "no_such_time", "said": missing}})


def _read(order: Order) -> Interpretation | None:
    if (about := _about_one(order)) is not None:
        return about
    sentence = order.plain
    said = next((one.plain for one in (order, *tails(order)) if LEXICON.has("returns", one.plain.tagged)), None)
    if said is None:
        return None
    if not LEXICON.has("return_noun", sentence.tagged) and _named(order) is None:
        return None
    args = _which(order) | _done(sentence, said)
    named = _named(order)
    wanted = {"plan": code} if (code := plan_said(order)) else {}
    for one in moments(sentence, order.context.today):
        if one.when is not None and one.when is named:
            continue
        if LEXICON.has("as_at_word", one.before):
            args.setdefault("as_at", _nearest(one.when, order.context.today) if one.when else one.end)
        elif args.get("do") not in (None, "status"):
            args.setdefault("deadline", not_before(one, args.get("as_at")))
    return order.meaning(Intent.RETURN, args=args, filter=wanted)


def return_said(order: Order) -> str | None:
    """The return that is named, as returns are called: "Q3 2026/27"."""
    named = _named(order)
    return quarter_label(_nearest(named, order.context.today)) if named is not None else None


def plan_said(order: Order) -> str | None:
    """The plan whose return is meant, where one is named."""
    named = next(iter(order.plain.plans()), None)
    plan = order.context.plan(named) if named is not None else None
    return plan.code if plan is not None else None


def _about_one(order: Order) -> Interpretation | None:
    """Which returns there are, one of them as it stood, what changed since, and the wording that is accepted."""
    for do in ("changed", "list", "show"):
        if do == "changed" and order.plain.refs():  # "2.1 nothing new since the last return" is news
            continue
        if LEXICON.has(f"return_{do}", order.plain.tagged):
            plan = {"plan": code} if (code := plan_said(order)) else {}
            return order.meaning(Intent.RETURN, args={"do": do, **_which(order)}, filter=plan)
    if not LEXICON.has("return_accepts", order.plain.tagged):
        return None
    wanted = subject(order)
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in ACCEPTED}
    return order.meaning(Intent.RETURN, wanted, args={"do": "accept", **_which(order)})


def _which(order: Order) -> dict[str, Any]:
    """The return that is named."""
    named = _named(order)
    return {} if named is None else {"return": quarter_label(_nearest(named, order.context.today))}


def _done(sentence: Sentence, said: Sentence) -> dict[str, Any]:
    """What is to be done with it; a question asks how it stands."""
    if LEXICON.has("return_asked", sentence.tagged) or LEXICON.has("return_stands", sentence.tagged):
        return {"do": "status"}
    found = LEXICON.search("return_does", said.tagged)
    return {} if found is None else {"do": next(name for name, one in found.groupdict().items() if one).rstrip("2")}


def _named(order: Order) -> When | None:
    """The quarter that a return is called by."""
    sentence = order.plain
    for found in LEXICON.every("return_named", sentence.tagged):
        place, _ = sentence.line.span(found, "when")
        item = sentence.units[place].item
        if isinstance(item, When) and not item.day:
            return item
    return next((when for when in sentence.dates() if when.ahead.text[:1] in "Qq" and not when.day), None)


def _nearest(when: When, today: date) -> date:
    """Of the reading ahead and the one behind, the end that is nearer: in November "Q2" is the one that is over."""
    ends = [one for one in (when.ahead.end, when.back.end) if one is not None]
    ends += [
        one + relativedelta(years=-1, day=one.day) for one in ends if (one - today).days > AWAY // 2 and _bare(when)
    ]
    return min(ends, key=lambda one: abs(one - today))


def _bare(when: When) -> bool:
    """Whether no year was said."""
    return not any(part.isdigit() and len(part) == len("2026") for part in when.ahead.text.replace("/", " ").split())


def quarter_label(day: date) -> str:
    """The quarter that holds a day, as returns are called: "Q3 2026/27"."""
    month = (day.month - YEAR_BEGINS) % 12
    begins = day.year - (day.month < YEAR_BEGINS)
    return f"Q{month // 3 + 1} {begins}/{(begins + 1) % 100:02}"


def quarter_ends(label: str) -> date:
    """The last day of a quarter that `quarter_label` has named."""
    quarter, _, years = label.partition(" ")
    months = YEAR_BEGINS - 1 + int(quarter[1:]) * 3
    year = int(years.partition("/")[0]) + (months > 12)
    return date(year, (months - 1) % 12 + 1, 1) + relativedelta(day=31)


def read_import(order: Order) -> Interpretation | None:
    """A document to be read in, told by any of the clauses: "Here is the new version. Please load it"."""
    if order.context.card or order.plain.refs():
        return None
    said = [order.plain, *clauses_of(order.plain)]
    return order.meaning(Intent.IMPORT) if any(LEXICON.has("imports", one.tagged) for one in said) else None

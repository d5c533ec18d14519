"""What is set for a plan, said in words: "ask owners every 6 weeks", "escalate after 3 days", "settings of CPC23".

Only a whole message is read so, less the plan that it names: "5 needs approval from the board" is news.
"""

import re
from dataclasses import replace
from math import ceil
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import amount_of
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import PlanName
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.sentence import Sentence
from storage.people import Role

ALL = "all"  # of `args["setting"]`: everything is asked about
LONGEST = 24  # words and marks; whatever is longer sets nothing
ASKED = ("interval", "reminders", "escalation", "approval")
ON_OR_OFF = ("reminders", "escalation", "approval")
NEEDS_PLAN = ("reminders",)  # without a plan it is one's own reminders that are meant
OFTEN = {"weekly": 7, "fortnightly": 14, "monthly": 31, "quarterly": 92, "yearly": 366}
DAYS = {"d": 1.0, "w": 7.0, "f": 14.0, "m": 365.25 / 12, "q": 365.25 / 4, "y": 365.25}
WORKING_DAYS = {"d": 1, "w": 5, "f": 10, "m": 22, "q": 65, "y": 260}


def read_setting(order: Order) -> Interpretation | None:
    """Which setting of which plan, and its value; without a value it is asked about."""
    if order.context.card or len(order.plain.units) > LONGEST:
        return None
    plain = _with_possessive(order.plain, order.context)
    named, words = without_plan(plain)
    said = _asked(words) or _set(words, named=named or _for_all(order, words))
    return None if said is None else order.meaning(Intent.EDIT, _which_plan(replace(order, plain=plain)), args=said)


def _for_all(order: Order, words: str) -> bool:
    """A bare "reminders off" of an officer, who has one plan, is said of the plan."""
    speaker, plans = order.context.speaker, order.context.plans
    officer = speaker is not None and len(plans) == 1 and plans[0].role_of(speaker) is Role.OFFICER
    return officer and LEXICON.has("setting_bare", words)


def _with_possessive(sentence: Sentence, context: Context) -> Sentence:
    """The sentence in which "CPC23's" names the plan."""
    whose = {f"{plan.code.casefold()}s": plan.id for plan in context.plans}
    for place, unit in enumerate(sentence.units):
        if unit.item is None and (plan := whose.get(unit.tag)) is not None:
            return sentence.with_items(place, place + 1, PlanName(unit.first, unit.last, plan))
    return sentence


def without_plan(sentence: Sentence) -> tuple[bool, str]:
    """Whether a plan is spoken of, and the words without it and without marks."""
    row: list[str] = []
    for unit in sentence.units:
        keys = [token.key for token in sentence.tokens[unit.first : unit.last]]
        row += ["PLAN"] if isinstance(unit.item, PlanName) else [key for key in keys if key[:1].isalnum()]
    while row and row[-1] in LEXICON.words("please"):
        row.pop()
    words = " ".join(row)
    found = LEXICON.search("setting_plan", words)
    if found is None:
        return False, words
    return True, " ".join(f"{words[: found.start()]} {words[found.end() :]}".split())


def _asked(words: str) -> dict[str, Any] | None:
    if LEXICON.has("setting_all", words):
        return {"setting": ALL}
    if LEXICON.has("setting_preview", words):
        return {"setting": "escalation", "preview": True}
    return next(({"setting": one} for one in ASKED if LEXICON.has(f"setting_{one}_asked", words)), None)


def _set(words: str, *, named: bool) -> dict[str, Any] | None:
    if found := LEXICON.search("setting_interval", words):
        return {"setting": "interval", "value": _days(found)}
    if found := LEXICON.search("setting_grace", words):
        return {"setting": "escalation", "value": _amount(found) * WORKING_DAYS[found.group("unit")[0]]}
    if LEXICON.has("setting_reminders_all", words):
        return {"setting": "reminders", "value": not LEXICON.has("setting_off", words)}
    for one in ON_OR_OFF:
        if (named or one not in NEEDS_PLAN) and LEXICON.has(f"setting_{one}", words):
            return {"setting": one, "value": not LEXICON.has("setting_off", words)}
    return None


def _amount(found: re.Match[str]) -> int:
    said = found.group("amount")
    return 1 if said is None else 2 if said == "other" else amount_of(said)


def _days(found: re.Match[str]) -> int:
    """ "Every other week" → 14, "quarterly" → 92."""
    often = found.groupdict().get("often")
    return OFTEN[often] if often else ceil(_amount(found) * DAYS[found.group("unit")[0]])


def _which_plan(order: Order) -> Wanted:
    """The plan that is named or was spoken of last ("this plan"); of several live ones it is asked."""
    context, wanted = order.context, Wanted()
    named = order.settled.plan or next(iter(order.plain.plans()), None)
    if named is None and context.focus is not None and LEXICON.has("setting_here", order.plain.tagged):
        named = context.focus.plan
    if named is not None and (plan := context.plan(named)) is not None:
        wanted.filter["plan"] = plan.code
    elif len(context.plans) > 1:
        wanted.asks, wanted.candidates = Asks.WHICH_PLAN, [one.code for one in context.plans]
    return wanted

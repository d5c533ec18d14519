"""Who may see a plan, who ceases to be what, to whom people report, and who leaves: whole messages, and no others."""

import re
from collections.abc import Callable
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order, one_person
from dialogs.understanding.persons import ROLES
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.spans import length_in, length_of, span_of
from dialogs.understanding.subjects import Settled

LONGEST = 20  # words and marks of such a message
Read = Callable[[Order, re.Match[str], str], Interpretation | None]


def read_granting(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """What is said of somebody's rights, or of a plan's. None where a card is answered: that is about an action."""
    if context.card or len(sentence.units) > LONGEST:
        return None
    order = Order(sentence, sentence, context, settled)
    for name, read in READINGS.items():
        found = LEXICON.search(name, sentence.tagged)
        if found is not None and (meant := read(order, found, name)) is not None:
            return meant
    return None


def _of_plan(order: Order, found: re.Match[str], name: str) -> Interpretation | None:
    """ "Who can see CPC23", "restrict CPC23 to Ruth", "let Moira see CPC23"."""
    plan = next((order.context.plan(one) for one in order.plain.plans()), None)
    if plan is None:
        return None
    wanted = Wanted()
    wanted.filter["plan"] = plan.code
    people = _people(order, found, "who", wanted)
    args: dict[str, Any] = {"do": DOES[name]}
    if wanted.asks is None and people:
        args["who"] = order.context.directory.names(people)
        wanted.people["who"] = people
    return order.meaning(Intent.RIGHTS, wanted, args=args)


def _role(order: Order, found: re.Match[str], name: str) -> Interpretation | None:
    """ "Ian is no longer a manager", "make Ian a manager of CPC23": of which plan where one is named."""
    wanted = Wanted()
    people = _people(order, found, "who", wanted)
    role = str(found.group("role")).split()[-1]
    args: dict[str, Any] = {"role": ROLES.get(role, role)} | ({"do": "end"} if name == "no_longer" else {})
    if plan := next((order.context.plan(one) for one in order.plain.plans()), None):
        wanted.filter["plan"] = plan.code
    if wanted.asks is None and people:
        args["who"] = order.context.directory.name(people[0])
        wanted.people["who"] = people[:1]
    return order.meaning(Intent.RIGHTS, wanted, args=args)


def _reports(order: Order, found: re.Match[str], name: str) -> Interpretation | None:
    """ "Jonathan reports to Helen", "Helen is Jonathan's manager"."""
    if "manager" not in found.group(0) and "manages" not in found.group(0) and " to " not in found.group(0):
        return None  # "WJ is Wendy James" says who somebody is
    wanted = Wanted()
    people = _people(order, found, "who", wanted)
    above = _people(order, found, "manager", wanted)
    args: dict[str, Any] = {"do": "reports"}
    if wanted.asks is None and people and above:
        names = order.context.directory.names
        args |= {"who": names(people), "manager": names(above)[0]}
        wanted.people |= {"who": people, "manager": above[:1]}
    return order.meaning(Intent.RIGHTS, wanted, args=args)


def _leaves(order: Order, found: re.Match[str], name: str) -> Interpretation | None:
    """ "Jonathan leaves on Friday", "my last day is the 12th"; who "is leaving" does so some day, "has left" is so."""
    if length_of(order.plain) or any(length_in(when.ahead.text) for when in order.plain.dates()):
        return None  # "leaves on Friday for two weeks" is away
    wanted = Wanted()
    people = _people(order, found, "who", wanted)
    day = next((when.end for when in order.plain.dates() if when.end), None)
    leaves = {"stays": False, "leaves_some_day": None}.get(name, day or True)
    args: dict[str, Any] = {"leaves": leaves}
    if wanted.asks is None and people:
        args["who"] = order.context.directory.name(people[0])
        wanted.people["who"] = people[:1]
    return order.meaning(Intent.PEOPLE, wanted, args=args)


def _covers(order: Order, found: re.Match[str], name: str) -> Interpretation | None:
    """ "Ruth covers for me", from when until when where that is said."""
    wanted = Wanted()
    people = _people(order, found, "who", wanted)
    span = span_of(order.plain, order.context.today)
    said = {"from": span.begins, "until": span.ends}
    args: dict[str, Any] = {key: day for key, day in said.items() if day}
    if wanted.asks is None and people:
        args["delegate"] = order.context.directory.name(people[0])
        wanted.people["delegate"] = people[:1]
    return order.meaning(Intent.AWAY, wanted, args=args)


def _people(order: Order, found: re.Match[str], group: str, wanted: Wanted) -> list[int]:
    """The people of a part of a match, "me" and "my" being the speaker; who is not certain is asked about."""
    speaker = order.context.speaker
    own = "self" in found.re.groupindex and found.group("self") is not None
    if own or (group in found.re.groupindex and found.group(group) == "me"):
        return [speaker.id] if speaker is not None else []
    if group not in found.re.groupindex or found.group(group) is None:
        return []
    first, last = order.plain.line.span(found, group)
    named = [unit.item for unit in order.plain.units[first:last] if isinstance(unit.item, Who)]
    ids = [one_person(order, who, wanted) for who in named]
    return [one for one in ids if one is not None]


DOES = {"who_sees": "see", "restricts": "restrict", "opens": "open", "bars": "bar", "lets": "let"}
READINGS: dict[str, Read] = {
    **dict.fromkeys(DOES, _of_plan),
    "no_longer": _role,
    "makes_in": _role,
    "reports_to": _reports,
    "covers_me": _covers,
    "leaves": _leaves,
    "leaves_some_day": _leaves,
    "stays": _leaves,
}

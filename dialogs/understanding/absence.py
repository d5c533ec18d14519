"""Leave, and who answers meanwhile: "im off til 12th, Ruth covering", "A/L 7-11 dec"."""

from typing import Any

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order, one_person
from dialogs.understanding.spans import Span, span_of

MOST_OF_OTHERS = 3  # clauses; who says more of another's absence tells news of an action


def read_away(order: Order) -> Interpretation | None:
    """From when, until when and who covers, or that it is over; somebody else's absence is theirs. In news absence is a
    reason."""
    if order.has("away_list"):
        return order.meaning(Intent.AWAY, args={"list": True})
    if order.has("away_asked"):
        return order.meaning(Intent.AWAY, args={"asked": True})
    absent = _absent(order)
    if not order.has("away") or order.sentence.statuses() or order.has("away_been"):
        return None
    if order.plain.refs() and (absent or isinstance(order.sentence.units[0].item, type(order.plain.refs()[0]))):
        return None
    if order.context.card and order.has("away_others"):
        return None
    if absent and len(list(clauses_of(order.sentence))) > MOST_OF_OTHERS:
        return None
    wanted = Wanted()
    args: dict[str, Any] = {}
    over = order.has("away_back")
    span = Span() if over else span_of(order.plain, order.context.today)
    if over:
        args["back"] = True
    if span.begins:
        args["from"] = span.begins
    if span.ends:
        args["until"] = span.ends
    if absent and (person := one_person(order, absent, wanted)) is not None:
        wanted.filter["owner"], wanted.people["owner"] = order.context.directory.name(person), [person]
    args |= {} if over else _delegate(order, wanted, absent)
    return order.meaning(Intent.AWAY, wanted, args=args)


def _absent(order: Order) -> Who | None:
    """Who is away, where it is not the speaker."""
    if not order.has("away_others"):
        return None
    speaker = order.context.speaker
    who = order.plain.people()[0]
    return None if speaker is not None and speaker.id in who.ids else who


def _delegate(order: Order, wanted: Wanted, absent: Who | None) -> dict[str, Any]:
    """Who covers; neither the one who is away nor a signature."""
    found = [order.plain.line.span(match, "who")[0] for match in LEXICON.every("covers", order.plain.tagged)]
    named = [order.plain.units[place].item for place in found]
    speaker = order.context.speaker
    for who in named:
        if not isinstance(who, Who) or who is absent or (speaker is not None and speaker.id in who.ids):
            continue
        person = one_person(order, who, wanted)
        if person is None:
            return {}
        wanted.people["delegate"] = [person]
        return {"delegate": order.context.directory.name(person)}
    return {} if named else _unknown(order)


def _unknown(order: Order) -> dict[str, Any]:
    """ "Ruth covering", where the directory has no Ruth: the name as it was said."""
    found = LEXICON.search("covers_named", order.plain.tagged)
    return {"unknown": order.plain.words(*order.plain.line.span(found, "who"))} if found else {}

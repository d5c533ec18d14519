"""People themselves: who somebody is, what initials stand for, who may do what."""

import re
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.matching import held_by
from dialogs.understanding.orders import Order, one_person


def read_people(order: Order) -> Interpretation | None:
    """Who somebody is, or is from now on."""
    tagged = order.plain.tagged
    if found := LEXICON.search("people_be", tagged):
        return _be(order, found)
    if LEXICON.has("people_me", tagged) and order.context.speaker is not None:
        speaker = order.context.speaker
        return order.meaning(Intent.PEOPLE, args={"who": speaker.name}, people={"who": [speaker.id]})
    if (settled := _claims(order)) is not None:
        return settled
    if LEXICON.has("people_cover", tagged) and not order.sentence.refs():
        return _who(order)
    if LEXICON.has("people_unreached", tagged):
        return order.meaning(Intent.PEOPLE, args={"unreached": True})
    if LEXICON.has("people_list", tagged):
        return order.meaning(Intent.PEOPLE, args={"list": True})
    if (found := LEXICON.search("people_alias", tagged)) and (alias := _alias(order, found)):
        return alias
    return _asked(order)


def _claims(order: Order) -> Interpretation | None:
    """Who waits to be confirmed, and a yes or a no to one of them by name."""
    tagged = order.plain.tagged
    if LEXICON.has("people_waiting", tagged):
        return order.meaning(Intent.PEOPLE, args={"claims": "list"})
    found = LEXICON.search("people_settled", tagged)
    if found is None or not _names_somebody(found.group("name"), order):
        return None
    act = "accept" if found.group("act") in ("confirm", "accept") else "refuse"
    said = order.plain.words(*order.plain.line.span(found, "name"))
    who = order.plain.people()
    people = {"name": list(who[0].ids)} if who else {}
    return order.meaning(Intent.PEOPLE, args={"claims": act, "name": said}, people=people)


def _names_somebody(said: str, order: Order) -> bool:
    return said == "WHO" or is_strange(said, order.context)


def read_contact(order: Order) -> Interpretation | None:
    """ "What's Meena's email": who she is, which says how she is reached. Read before a chase, whose words it has."""
    found = LEXICON.search("people_contact", order.plain.tagged)
    if found is None or order.sentence.refs():
        return None
    if found.group("who") == "WHO":
        return _who(order)
    said = order.plain.words(*order.plain.line.span(found, "who"))
    name = said.removesuffix("s").rstrip("'’")
    return order.meaning(Intent.PEOPLE, args={"who": name}) if is_strange(name.casefold(), order.context) else None


def _asked(order: Order) -> Interpretation | None:
    sentence = order.plain
    found = LEXICON.search("people_who", sentence.tagged)
    if found and found.group("who").split()[-1] == "WHO":
        return _who(order)
    if found and found.group("who").split()[-1] not in LEXICON.words("stop") and not sentence.refs():
        said = sentence.words(*sentence.line.span(found, "who"))
        if said.isupper() or said.istitle() or is_strange(found.group("who"), order.context):
            return order.meaning(Intent.PEOPLE, args={"who": said})
    return None


def is_strange(said: str, context: Context) -> bool:
    """ "Who is zebedee": a word that neither the language nor a plan has is a name, however it is written."""
    words = said.split()
    plans = [index_of(plan) for plan in context.plans]
    ours = any(held_by(word, one).every for word in words for one in plans)
    return not ours and not all(_common(word) for word in words[-1:])


def _common(word: str) -> bool:
    return word in LEXICON.english or word in LEXICON.vocabulary or word in LEXICON.words("stop")


def _be(order: Order, found: re.Match[str]) -> Interpretation:
    who = order.plain.people()
    if not who:
        begin, end = order.plain.line.span(found, "name")
        return order.meaning(Intent.PEOPLE, args={"i_am": order.plain.words(begin, end)})
    wanted, speaker = Wanted(), order.context.speaker
    own = speaker is not None and speaker.id in who[0].ids  # of two Helens the one who says so
    person = speaker.id if own and speaker is not None else one_person(order, who[0], wanted)
    if person is None:
        return order.meaning(Intent.PEOPLE, wanted)
    return order.meaning(Intent.PEOPLE, args={"i_am": order.context.directory.name(person)}, people={"i_am": [person]})


def _who(order: Order) -> Interpretation:
    who = order.plain.people()[0]
    names = order.context.directory.names(who.ids)
    args = {"who": names[0] if len(names) == 1 else who.words}
    return order.meaning(Intent.PEOPLE, args=args, people={"who": list(who.ids)})


def _alias(order: Order, found: re.Match[str]) -> Interpretation | None:
    """ "WJ is Wendy James": from now on these initials are this person."""
    sentence = order.plain
    first, last = sentence.line.span(found, "person")
    alias = sentence.words(*sentence.line.span(found, "alias")).strip("\"'“”‘’")
    named = sentence.part(first, last).people()
    if not alias.isupper() and (other := sentence.words(first, last)).isupper() and sentence.people():
        alias, named = other, sentence.people()[:1]  # "Wyn Jones = WJ"
    if not named and not alias.isupper():
        return None
    if named and not (alias.isupper() or sentence.people()[0] is not named[0]):
        return None
    if not named:
        return order.meaning(Intent.PEOPLE, args={"alias": alias, "name": sentence.words(first, last)})
    wanted = Wanted()
    person = one_person(order, named[0], wanted)
    if person is None:
        return order.meaning(Intent.PEOPLE, wanted, args={"alias": alias})
    name = order.context.directory.name(person)
    return order.meaning(Intent.PEOPLE, args={"alias": alias, "name": name}, people={"name": [person]})


# --- rights --------------------------------------------------------------------------------------------------------


ROLES = {"admin": "officer", "administrator": "officer"}  # whom people call so is a performance officer


def read_rights(order: Order) -> Interpretation | None:
    """Who may do what, and who is to have which role."""
    sentence = order.plain
    found = LEXICON.search("rights", sentence.tagged)
    if found is None:
        return None
    wanted, args = Wanted(), {}
    begin = sentence.line.span(found)[0]  # "Rhys: make Nia an officer" is said of Nia
    people = sentence.part(begin, len(sentence.units)).people() or sentence.people()
    if people and (person := one_person(order, people[0], wanted)) is not None:
        args["who"] = order.context.directory.name(person)
        wanted.people["who"] = [person]
    if role := _role(sentence.tagged):
        args["role"] = role
    if sentence.refs():
        wanted.filter["action"] = sentence.refs()[0].said
    if plan := next((order.context.plan(one) for one in sentence.plans()), None):
        wanted.filter["plan"] = plan.code
    return order.meaning(Intent.RIGHTS, wanted, args=args)


def _role(tagged: str) -> str | None:
    found = LEXICON.search("gave_rights", tagged) or LEXICON.search("rights_role", tagged)
    if found is None:
        return None
    role: Any = found.group("role")
    return ROLES.get(role.split()[-1], role.split()[-1]) if role else "reader"


# --- words ---------------------------------------------------------------------------------------------------------


def read_explain(order: Order) -> Interpretation | None:
    """What a word means here."""
    sentence = order.plain
    found = LEXICON.search("explain", sentence.tagged)
    if found is None:
        return None
    args: dict[str, Any] = {}
    if words := sentence.statuses():
        begin, end = words[0].first, words[0].last
        args["word"] = sentence.text[sentence.tokens[begin].start : sentence.tokens[end - 1].end]
        meant = next(iter(words[0].plans.values()), words[0].usual)
        if meant is not None:
            args["status"] = meant.value
    elif named := next((name for name, said in found.groupdict().items() if said), None):
        args["word"] = sentence.words(*sentence.line.span(found, named)).strip("\"'“”‘’ ")
    return order.meaning(Intent.EXPLAIN, args=args)

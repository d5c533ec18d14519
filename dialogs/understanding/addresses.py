"""Topics that news is addressed to, put where numbers would stand: at the head of a message ("the cyber one amber"),
joined to others ("10.2 and the MTFP both green"), behind words that tell something ("no change on the cyber one")."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogs.understanding.clauses import ENDS, clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import When
from dialogs.understanding.index import index_of
from dialogs.understanding.items import Item, Ref, StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import Pointer, determined, topics_in, with_refs
from dialogs.understanding.segments import JOINS, Segment, segments_of
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.stretches import read_segment, tells_before
from dialogs.understanding.subjects import action_at, own_actions
from dialogs.understanding.tokens import stem
from dialogs.understanding.topics import Topic, find_topic, topic_at, verb_like

NAME = 6  # words that a topic in front of its number may have
NOUNS = 2  # words that may stand between the one word of a topic and its verb
JOINED = JOINS - {"or", "/"}


def addressed(sentence: Sentence, context: Context, plan: int | None = None) -> Sentence:
    """The sentence with the topics that it addresses as refs; as it is where it addresses none."""
    if context.card:
        return sentence
    sentence = without_names(_with_commas(_without_owner(sentence)), context)
    head = _at_head(sentence, context, plan)
    found = [*head, *_later(sentence, head, context, plan)]
    if not found and not sentence.refs():
        found = _concluded(sentence, context, plan) or _headed(sentence, context, plan)
    if not found and not sentence.refs():
        return _told_before(sentence, context)
    return _with_commas(with_refs(sentence, found, context)) if found else sentence


def _with_commas(sentence: Sentence) -> Sentence:
    """ "1.3 / amber / mocks on 4 Dec": slashes between spaces part as commas do, where one of them stands between two
    things of different kinds, and so do the bars of a table; "amber / red" and "May / June" are one."""
    units = tuple(replace(unit, tag=",") if unit.tag == "|" else unit for unit in sentence.units)
    slashes = [place for place, unit in enumerate(units) if unit.tag == "/" and _stands_apart(units, place)]
    beside = [(type(units[place - 1].item), type(units[place + 1].item)) for place in slashes]
    parting = {place for place, (left, right) in zip(slashes, beside, strict=True) if left is not right}
    if sentence.refs() and parting:
        parting |= {place for place, (left, _) in zip(slashes, beside, strict=True) if left is type(None)}
        units = tuple(replace(unit, tag=",") if at in parting else unit for at, unit in enumerate(units))
    return sentence if units == sentence.units else replace(sentence, units=units)


def _stands_apart(units: Sequence[Unit], place: int) -> bool:
    ahead = place + 1 < len(units) and units[place].end < units[place + 1].start
    return ahead and place > 0 and units[place - 1].end < units[place].start


def without_names(sentence: Sentence, context: Context) -> Sentence:
    """ "5.2 (dashboard) amber", "5.2 dashboard amber", "the dashboard (5.2) amber": what an action is about, beside its
    number."""
    units, dropped = sentence.units, set[int]()
    for place, unit in enumerate(units):
        if not isinstance(unit.item, Ref) or unit.item.pointed:
            continue
        if (named := _named_before(units, place, context)) is not None:
            dropped |= {*range(named, place), place + 1}
            continue
        opened = place + 1 < len(units) and units[place + 1].tag == "("
        topic = topic_at(units, place + 1 + opened, context) if place + 1 + opened < len(units) else None
        if topic is None or not set(topic.found.targets or topic.found.fits).intersection(unit.item.fits):
            continue
        if opened and topic.last < len(units) and units[topic.last].tag == ")":
            dropped.update(range(place + 1, topic.last + 1))
        elif not opened and _rated(units, topic.last):
            dropped.update(range(place + 1, topic.last))
    return sentence.only([place for place in range(len(units)) if place not in dropped]) if dropped else sentence


def _named_before(units: Sequence[Unit], place: int, context: Context) -> int | None:
    """Where the topic begins that a number in parentheses stands behind."""
    around = [unit.tag for unit in (*units[max(place - 1, 0) : place], *units[place + 1 : place + 2])]
    ref = units[place].item
    if around != ["(", ")"] or not isinstance(ref, Ref):
        return None
    for begin in range(max(place - 1 - NAME, 0), place - 1):
        topic = topic_at(units[: place - 1], begin, context)
        if topic is not None and topic.last == place - 1 and set(topic.found.targets or topic.found.fits) & {*ref.fits}:
            return determined(units, begin)
    return None


def _without_owner(sentence: Sentence) -> Sentence:
    """ "Bev's 4.1 is green": whose it is belongs to the address, not to the note."""
    units = sentence.units
    if len(units) > 2 and isinstance(units[0].item, Who) and units[0].item.possessive and units[1].tag == "REF":
        return sentence.part(1, len(units))
    return sentence


def _pointer(topic: Topic, units: Sequence[Unit]) -> Pointer:
    fits = topic.found.targets or topic.found.fits
    return Pointer(determined(units, topic.first), topic.last, fits, sure=topic.whole)


# --- at the head -----------------------------------------------------------------------------------------------------


def _at_head(sentence: Sentence, context: Context, plan: int | None) -> list[Pointer]:
    """The topics of the list that a message begins with; a single one only where news follows it."""
    units = sentence.units
    first = next((unit for unit in units if unit.tag not in LEXICON.words("openers")), None)
    number = first is not None and isinstance(first.item, Ref)
    topic = None if number else find_topic(sentence, context, plan)
    if topic is not None and _of_my_own(topic, sentence, context):
        topic = replace(topic, whole=True)
    if topic is None and not number:
        return []
    place = topic.last if topic else next(at for at, unit in enumerate(units) if unit is first) + 1
    found = [_pointer(topic, units)] if topic else []
    listed = _listed(sentence, place, context, plan)
    if (
        listed
        and _enumerated(units, place, listed)
        and (after := listed[-1][1])
        and (after >= len(units) or verb_like(units[after]))
    ):
        return [*found, *(one for one, _ in listed if one is not None)]
    if topic is None:
        return []
    if sentence.refs() and not (_rated_before(topic, sentence, context) or _heads_news(topic, sentence)):
        return []
    return found if sentence.refs() or _told_of(topic, sentence, context) else []


def _heads_news(topic: Topic, sentence: Sentence) -> bool:
    """ "Scrutiny panel - agenda agreed, R7 spec drafted": one action by several words and a mark, its news, and only
    then another one by its number."""
    units = sentence.units
    place = next(place for place, unit in enumerate(units) if isinstance(unit.item, Ref))
    marked = topic.last < len(units) and units[topic.last].tag in (":", "-")
    told = place - topic.last > 2 and units[place - 1].tag in (",", ".", ";", "\n")
    of_another = not set(topic.found.targets).intersection(sentence.refs()[0].fits)
    return marked and told and of_another and topic.whole and topic.count > 1 and len(topic.found.targets) == 1


def _rated_before(topic: Topic, sentence: Sentence, context: Context) -> bool:
    """ "Training 84% so far. Amber. Also 5.1 no change": a topic whose sentences, before any number, rate it; what is
    finished in them may be a part of something else."""
    units = sentence.units
    number = next(place for place, unit in enumerate(units) if isinstance(unit.item, Ref))
    ends = [place for place in range(topic.last, number) if units[place].tag in (".", ";", "\n")]
    if not ends or not topic.whole:
        return False
    said, _ = read_segment(Segment((), sentence.part(0, 0), sentence.part(topic.last, ends[-1] + 1)), context)
    return said.unchanged or (bool(said.statuses) and not any(word.ended for word in said.statuses))


def _listed(sentence: Sentence, place: int, context: Context, plan: int | None) -> list[tuple[Pointer | None, int]]:
    """What is joined to an address that ends at a place: topics and (None) numbers, each with its end."""
    units = sentence.units
    found: list[tuple[Pointer | None, int]] = []
    while place + 1 < len(units) and units[place].tag in JOINED:
        place += 1 + (units[place].tag == "," and units[place + 1].tag == "and")
        if place < len(units) and isinstance(units[place].item, Ref):
            place += 1
            found.append((None, place))
            continue
        while place < len(units) and units[place].tag in LEXICON.words("determiners"):
            place += 1
        topic = topic_at(units, place, context, plan) if place < len(units) else None
        if topic is None:
            break
        place = topic.last
        found.append((_pointer(topic, units), place))
    return found


def _enumerated(units: Sequence[Unit], place: int, listed: Sequence[tuple[Pointer | None, int]]) -> bool:
    """Whether a list says that it is one: "4.2 and training are done"; in "for 4.2, training is done" the second tells
    of the first."""
    if len(listed) > 1 or listed[0][0] is None:
        return True
    return any(unit.tag not in (",", "/") for unit in units[place : listed[0][0].first] if unit.tag in JOINED)


def _told_of(topic: Topic, sentence: Sentence, context: Context) -> bool:
    """Whether something is told of a topic: a bare one is a question about it."""
    rest = sentence.part(topic.last, len(sentence.units))
    fits = topic.found.targets or topic.found.fits
    said, note = read_segment(Segment((), sentence.part(0, topic.first), rest, fits), context)
    headed = bool(rest.units) and rest.units[0].tag == ":"
    noted = note and _surely(sentence.units[topic.first : topic.last], context, headed)
    if not (said.tells or ((noted or said.decision) and topic.whole)):
        return False
    return said.tells or len(sentence.units) > 3 or rest.tagged.endswith("ed")


def _of_my_own(topic: Topic, sentence: Sentence, context: Context) -> bool:
    """ "EPMA ward dates are out", said by whose action that is: the initials by which only it is known, before words
    that tell of what the news is. A word is no such name: "lift music", "gas man"."""
    units, initials = sentence.units, sentence.units[topic.first].tag.upper()
    if topic.last - topic.first != 1 or len(topic.found.targets) != 1:
        return False
    (target,) = topic.found.targets
    action = action_at(target, context)
    if action is None or len(initials) < 3 or initials not in re.findall(r"[A-Z]+", action.text):
        return False
    near = units[topic.last : topic.last + NOUNS + 1]
    told = next((at for at, unit in enumerate(near) if verb_like(unit)), 0)
    return told > 0 and near[told].tag[:1].isalpha() and target in own_actions(context)


def _surely(units: Sequence[Unit], context: Context, headed: bool = False) -> bool:
    """Words alone are noted only where the topic is the plan's as it is written: "car" is no call."""
    if len(units) != 1 or headed:
        return True
    meanings = [stem(units[0].tag), *map(stem, LEXICON.abbreviations.get(units[0].tag, ()))]
    return any(one in index_of(plan).holders for one in meanings for plan in context.plans)


# --- further on ----------------------------------------------------------------------------------------------------


def _later(sentence: Sentence, head: Sequence[Pointer], context: Context, plan: int | None) -> list[Pointer]:
    """ "5 amber, the cyber one red", "cyber amber, comms review done": the topics of later clauses."""
    units = sentence.units
    found: list[Pointer] = []
    for place in range(1, len(units)) if head or sentence.refs() else ():
        before = units[place - 1].tag
        opens = before in ENDS or before in ("and", "but", "&", "-")
        if not opens or any(one.first <= place < one.last for one in (*head, *found)):
            continue
        while place < len(units) and units[place].tag in LEXICON.words("determiners"):
            place += 1
        topic = topic_at(units, place, context, plan) if place < len(units) else None
        if topic is None or not topic.found.targets:
            continue
        if _addresses(topic, sentence) or (len(head) + len(found) > 1 and _in_a_list(topic, sentence)):
            found.append(_pointer(topic, units))
    return found


def _in_a_list(topic: Topic, sentence: Sentence) -> bool:
    """ "Panel on track, framework on track, newsletter delivered": behind two others what is finished is one more."""
    rest = sentence.part(topic.last, len(sentence.units))
    clause = next(clauses_of(rest), rest)
    bare = bool(clause.units) and clause.units[0] is rest.units[0] and LEXICON.has("status_bare", clause.tagged)
    return bare and topic.whole and not sentence.refs() and _certain(clause.statuses()[0])


def _addresses(topic: Topic, sentence: Sentence) -> bool:
    """Whether a later topic is addressed: a status stands behind it, and it is "the … one", or where no numbers are
    said, of two words or of a colour: what is finished may be a part of what was spoken of before."""
    units = sentence.units
    if topic.last < len(units) and units[topic.last].tag in LEXICON.words("objects"):
        return False  # "calling it green" calls, and is not about the call system
    said = _stated(units, topic.last)
    if units[topic.last - 1].tag in LEXICON.words("one_nouns"):
        return said is not None
    if sentence.refs():
        coloured = isinstance(said, StatusWord) and said.usual is not None and not said.usual.ended
        return coloured and topic.whole and topic.count > 1
    if not isinstance(said, StatusWord):
        return topic.whole and _begins_news(topic, sentence)
    return topic.count > 1 or (topic.whole and not said.ended and _certain(said))


def _certain(said: StatusWord) -> bool:
    """Whether a word gives a status, in everyday talk or as the plan's own label."""
    return said.usual is not None or bool(said.plans)


def _concluded(sentence: Sentence, context: Context, plan: int | None) -> list[Pointer]:
    """ "We've lost the volunteers so the heathland is at risk": a reason, and what it comes to."""
    units = sentence.units
    for place in range(2, len(units) - 1):
        if units[place - 1].tag not in LEXICON.words("concludes"):
            continue
        while place < len(units) - 1 and units[place].tag in LEXICON.words("determiners"):
            place += 1
        topic = topic_at(units, place, context, plan)
        if topic is None or not (topic.whole and topic.found.targets):
            continue
        rest = sentence.part(topic.last, len(units))
        clause = next(clauses_of(rest), rest)
        if clause.units and clause.units[0] is rest.units[0] and LEXICON.has("status_bare", clause.tagged):
            return [_pointer(topic, units)]
    return []


def _headed(sentence: Sentence, context: Context, plan: int | None) -> list[Pointer]:
    """ "Morning all. Radiology posts: …": a topic that heads a later sentence, with a colon behind it."""
    units = sentence.units
    for place in range(1, len(units)):
        if units[place - 1].tag not in (".", "!", "?", "\n", ";"):
            continue
        topic = topic_at(units, place, context, plan)
        if topic is not None and topic.whole and topic.last < len(units) and units[topic.last].tag == ":":
            return [_pointer(topic, units)]
    return []


def _begins_news(topic: Topic, sentence: Sentence) -> bool:
    """Whether behind a later topic stands nothing but "no change" or where its date goes, or it is a heading as those
    before it were: "depot: no change. halls: surveys start in spring"."""
    units = sentence.units
    rest = sentence.part(topic.last, len(units))
    first = next(clauses_of(rest), rest)
    if rest.units and first.units and first.units[0] is not rest.units[0] and rest.units[0].tag in (":", "-"):
        marks = [place for place, unit in enumerate(units) if unit.tag == rest.units[0].tag]
        begin = determined(units, topic.first)
        return 0 < marks[0] < begin and units[begin - 1].tag in (".", ";", "\n", "!", ",")
    if not first.units or first.units[0] is not units[topic.last]:
        return False
    apart = units[determined(units, topic.first) - 1].tag in (".", ";", "\n")
    dated = LEXICON.has("goes_to_day", first.tagged) and (topic.count > 1 or apart)
    return dated or LEXICON.has("nothing_new", first.tagged)


def _rated(units: Sequence[Unit], place: int) -> bool:
    """Whether a status stands here that is said of the action: a verb may be what the words before it do."""
    while place < len(units) and units[place].item is None and units[place].tag in LEXICON.words("small"):
        place += 1
    word = units[place].item if place < len(units) else None
    if not isinstance(word, StatusWord):
        return False
    return word.words not in LEXICON.words("verbs_of_status") or place + 1 == len(units) or units[place + 1].tag in ENDS


def _stated(units: Sequence[Unit], place: int) -> Item | None:
    """The status or the date that stands here, small words apart."""
    while place < len(units) and units[place].item is None and units[place].tag in LEXICON.words("small"):
        place += 1
    found = units[place].item if place < len(units) else None
    return found if isinstance(found, StatusWord | When) else None


def _told_before(sentence: Sentence, context: Context) -> Sentence:
    """ "Amber for the freight strategy", "finished the audit points": what is told stands before what it is told of."""
    found = topics_in(sentence, context)
    if not found:
        return sentence
    joined = [found[0]]
    for one in found[1:]:
        between = sentence.units[joined[-1].last : one.first]
        if not between or any(unit.tag not in JOINS for unit in between):
            break
        joined.append(one)
    put = with_refs(sentence, joined, context)
    segments = segments_of(put)
    return put if len(segments) == 1 and tells_before(segments[0]) and not _called(segments[0]) else sentence


def _called(segment: Segment) -> bool:
    """ "Green homes fair was brilliant": a colour right before what it is a name of, and the sentence goes on."""
    lead, body = segment.lead.units, segment.body.units
    word = lead[-1].item if lead else None
    goes_on = bool(body) and body[0].tag not in ENDS and body[0].tag != "-"
    return goes_on and isinstance(word, StatusWord) and word.words in LEXICON.words("colours")

"""Words at the end of a message that are said of every number in it, and the changes that they are laid over."""

from dataclasses import replace

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.interpretation import Meant
from dialogs.understanding.items import Doubt
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.segments import JOINS, Segment
from dialogs.understanding.sentence import Sentence


def shared_words(segments: list[Segment]) -> tuple[list[Segment], Segment | None]:
    """ "5 amber, 6 red, new date for both May": the last words, where they are said of every number."""
    last = segments[-1]
    clauses = list(clauses_of(last.body))
    found = LEXICON.search("for_each", clauses[-1].tagged) if len(segments) > 1 and len(clauses) > 1 else None
    clause = clauses[-1] if clauses else last.body
    if found is None or not (clause.dates() or clause.statuses()):
        return segments, None
    begin, end = clause.line.span(found)
    said = clause.only([place for place in range(len(clause.units)) if not begin <= place < end])
    cut = next(place for place, unit in enumerate(last.body.units) if unit is clause.units[0])
    refs = tuple(ref for one in segments for ref in one.refs)
    return [*segments[:-1], replace(last, body=last.body.part(0, cut))], Segment(refs, said.part(0, 0), said)


def said_again(segments: list[Segment]) -> list[Segment]:
    """ "4.1 done, 4.2 ditto": a number whose words only repeat is said with the one before it."""
    kept: list[Segment] = []
    for one in segments:
        if kept and LEXICON.has("said_again", one.body.tagged) and not _words_in(one.lead):
            kept[-1] = replace(kept[-1], refs=(*kept[-1].refs, *one.refs))
        else:
            kept.append(one)
    return kept


def as_at_for_all(segments: list[Segment]) -> list[Segment]:
    """ "As at 31 October: 3 green, 4 red": a day at the head of a list is the day of each status in it; not of one that
    has words of its own before its number, or a date."""
    lead = segments[0].lead
    first = next(clauses_of(lead), lead)
    if not LEXICON.has("told_as_at", first.tagged):
        return segments
    plain = [one.body.statuses() and not one.body.dates() and not _words_in(one.lead) for one in segments]
    return [replace(one, lead=first) if bare else one for one, bare in zip(segments, plain, strict=True)]


def _words_in(lead: Sentence) -> bool:
    return any(unit.tag.isalnum() for unit in lead.units)


def merged(changes: list[Meant]) -> list[Meant]:
    """Several changes of one action as one, the later words over the earlier; notes stand one after the other."""
    kept: dict[tuple[int | None, int | None, int | None], Meant] = {}
    for one in changes:
        key = (one.plan_id, one.action_id, one.step)
        before = kept.get(key)
        if before is not None:
            keys = {name: getattr(each, name) for each in (before, one) for name in each.model_fields_set}
            notes = [each.note for each in (before, one) if each.note]
            one = Meant(**(keys | ({"note": "; ".join(notes)} if notes else {})))
        kept[key] = one
    return list(kept.values())


def doubted_together(segments: list[Segment]) -> list[Segment]:
    """ "I think 16 is on track and 17 is on watch": what is joined to a doubted statement is doubted with it."""
    found: list[Segment] = []
    for one in segments:
        before = found[-1] if found else None
        doubts = [at for at, unit in enumerate(before.lead.units) if isinstance(unit.item, Doubt)] if before else []
        if before and doubts and before.body.units and before.body.units[-1].tag in JOINS and not one.lead.units:
            one = replace(one, lead=before.lead.only(doubts))
        found.append(one)
    return found

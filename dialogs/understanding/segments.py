"""A message cut by the numbers that it addresses: "1.2 done, 1.3 amber training moved to Feb" is two segments."""

from dataclasses import dataclass, replace

from dialogs.understanding.clauses import ENDS, clauses_of, ends
from dialogs.understanding.items import Ref, StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import plain
from dialogs.understanding.sentence import Sentence

LEADS = (
    "status_lead",
    "instruct",
    "instruct_note",
    "whole_lead",
    "told_as_at",
)  # what may stand before an addressed number
JOINS = frozenset((",", "and", "&", "/", "+", "plus", "or", "n"))
BEGIN_ANEW = frozenset(("and", "but", "&", "so", "then", "while", "n", "plus"))
OPENS_LEAD = JOINS | {"-", "but", "then", "while"}
LONGEST_LEAD = 40  # words


@dataclass(frozen=True, slots=True)
class Segment:
    """Some numbers and what is said of them: words before (`lead`), words after (`body`). `targets` are the actions
    where they were found without a number."""

    refs: tuple[Ref, ...]
    lead: Sentence
    body: Sentence
    targets: tuple[tuple[int, int], ...] = ()
    either: bool = False  # "5 or 6 is amber": one of its numbers is meant


@dataclass(frozen=True, slots=True)
class _Group:
    first: int
    last: int
    refs: tuple[Ref, ...]


def segments_of(sentence: Sentence) -> list[Segment]:
    """The segments in order; a number that is only mentioned ("waiting for 5") begins none."""
    sentence = _with_headings(sentence)
    groups = _groups(sentence)
    found: list[Segment] = []
    begin = 0
    for number, group in enumerate(groups):
        end = groups[number + 1].first if number + 1 < len(groups) else len(sentence.units)
        cut = _lead_begin(sentence, group.last, end) if number + 1 < len(groups) else end
        stop = _without_joint(sentence, group.last, cut) if number + 1 < len(groups) else end
        refs = _whole(group, sentence, begin)
        lead, body = sentence.part(begin, group.first), sentence.part(group.last, stop)
        either = any(unit.tag == "or" for unit in sentence.units[group.first : group.last])
        found.append(Segment(refs, lead, body, either=either))
        begin = cut
    return _with_same(found)


def _with_headings(sentence: Sentence) -> Sentence:
    """ "Green: 1.2, 2.1. Amber: 3.2": a status that heads its numbers, where the message begins with such a one. Its
    mark goes before it, so that it belongs to no number before that."""
    found = LEXICON.every("status_heading", sentence.tagged)
    if not found or found[0].start():
        return sentence
    units = list(sentence.units)
    for one in found:
        place = sentence.line.span(one)[0]
        units[place : place + 2] = [replace(units[place + 1], tag=";"), units[place]]
    return Sentence(sentence.text, sentence.tokens, tuple(units))


def _without_joint(sentence: Sentence, first: int, last: int) -> int:
    """Where the words behind a number end, without those that only lead to the next: "…, only 2.3 on target"."""
    while last > first and sentence.units[last - 1].tag in LEXICON.words("leads_to_next"):
        last -= 1
    return last


def _with_same(segments: list[Segment]) -> list[Segment]:
    """ "3 is amber, as is 5": what was said of one number is said of the next."""
    found: list[Segment] = []
    for one in segments:
        if found and not one.body.units and _says_same(one.lead):
            found[-1] = replace(found[-1], refs=(*found[-1].refs, *one.refs))
            continue
        same = _same_as(one.body)
        found.append(one if same is None else Segment((*one.refs, *same[0]), one.lead, same[1]))
    return found


def _says_same(lead: Sentence) -> bool:
    clauses = list(clauses_of(lead))
    return bool(clauses) and LEXICON.has("same_as", clauses[-1].tagged)


def _same_as(body: Sentence) -> tuple[tuple[Ref, ...], Sentence] | None:
    """The numbers at the end of a stretch that share its words, and the stretch without them."""
    end = len(body.units)
    while end and (isinstance(body.units[end - 1].item, Ref) or body.units[end - 1].tag in JOINS | ENDS):
        end -= 1
    refs = tuple(unit.item for unit in body.units[end:] if isinstance(unit.item, Ref))
    for begin in range(max(end - 5, 0), end) if refs else ():
        if LEXICON.has("same_as", body.part(begin, end).tagged):
            return refs, body.part(0, begin)
    return None


def _groups(sentence: Sentence) -> list[_Group]:
    runs = _runs(sentence)
    if not runs:
        return []
    addressed = [run for run in runs if _addresses(sentence, run)]
    return addressed or runs[:1]


def _runs(sentence: Sentence) -> list[_Group]:
    """Numbers joined by commas and "and"."""
    runs: list[_Group] = []
    for place, unit in enumerate(sentence.units):
        if not isinstance(unit.item, Ref):
            continue
        between = sentence.units[runs[-1].last : place] if runs else ()
        if runs and all(one.tag in JOINS for one in between):
            runs[-1] = _Group(runs[-1].first, place + 1, (*runs[-1].refs, unit.item))
        else:
            runs.append(_Group(place, place + 1, (unit.item,)))
    return runs


def _addresses(sentence: Sentence, run: _Group) -> bool:
    """A run that stands at the beginning of a clause, politeness and "set", "mark", "amber for" apart."""
    if run.first and run.last < len(sentence.units):
        between = (sentence.units[run.first - 1].tag, sentence.units[run.last].tag)
        if between == ("STATUS", "STATUS") or (between[1] == "STATUS" and _behind_idle(sentence, run.first)):
            return True
    if _told_at_once(sentence, run) or _idle_again(sentence, run):
        return True
    farthest = max(run.first - LONGEST_LEAD, 0)
    begin = run.first
    while begin > farthest and not ends(sentence.units[begin - 1].tag) and sentence.units[begin - 1].tag != "-":
        begin -= 1
    opens = begin if begin > farthest or begin == 0 else -1  # else the clause begins farther away than a lead is long
    for start in range(begin, run.first + 1):
        if start != opens and sentence.units[start - 1].tag not in BEGIN_ANEW:
            continue
        words = sentence.part(start, run.first)
        lead = plain(words).tagged
        if not lead or idle(words) or any(LEXICON.has(name, lead) for name in LEADS):
            return True
    return False


def _behind_idle(sentence: Sentence, place: int) -> bool:
    """ "8 no change 4 amber": right behind a number and "no change"."""
    begin = next((at for at in range(place - 1, -1, -1) if sentence.units[at].tag == "REF"), None)
    return begin is not None and LEXICON.has("nothing_new", sentence.part(begin + 1, place).tagged)


def _idle_again(sentence: Sentence, run: _Group) -> bool:
    """ "12 no change 13 no change": the second number, behind "no change" and before it."""
    end = next((at for at in range(run.last, len(sentence.units)) if sentence.units[at].tag == "REF"), None)
    return _behind_idle(sentence, run.first) and LEXICON.has(
        "nothing_new", sentence.part(run.last, end or len(sentence.units)).tagged
    )


def _told_at_once(sentence: Sentence, run: _Group) -> bool:
    """ "2 directorates to go 3.2 no change": a number as only actions have it, with news and nothing more behind it."""
    before = sentence.units[run.first - 1] if run.first else None
    if before is None or not run.refs[0].sure or before.tag in LEXICON.words("leads_to_mentions"):
        return False
    rest = sentence.part(run.last, len(sentence.units))
    first = next(clauses_of(rest), None)
    if first is None or first.units[0] != rest.units[0]:
        return False
    bare = any(LEXICON.has(name, first.tagged) for name in ("nothing_new", "status_bare"))
    return bare or (isinstance(rest.units[0].item, StatusWord) and before.tag not in LEXICON.words("stop"))


def _lead_begin(sentence: Sentence, first: int, last: int) -> int:
    """Where, between two addressed runs, the words begin that belong to the second. A status right behind the first
    run belongs to the first."""
    for place in range(max(first, last - LONGEST_LEAD), last):
        before = sentence.units[place - 1].tag
        if place > first and not ends(before) and before not in OPENS_LEAD:
            continue
        names = LEADS[1:] if place == first else LEADS
        words = sentence.part(place, last)
        lead = plain(words).tagged
        if any(LEXICON.has(name, lead) for name in names) or (place > first and idle(words)):
            return place
    return last


def _all_said(sentence: Sentence, group: _Group) -> bool:
    """ "8 all done": the "all" is the first word of the status."""
    after = sentence.units[group.last].item if group.last < len(sentence.units) else None
    return isinstance(after, StatusWord) and after.words.startswith("all ")


def _whole(group: _Group, sentence: Sentence, begin: int) -> tuple[Ref, ...]:
    """The numbers of a group, as recommendations of which all parts are meant where that is said ("all of rec 2", "8
    all done"). Of what a topic fits nobody has said all."""
    around = sentence.part(max(begin, group.first - 5), min(group.last + 1, len(sentence.units)))
    if not LEXICON.has("whole_of", around.tagged) and not _all_said(sentence, group):
        return group.refs
    bulk = LEXICON.has("everything_of", around.tagged)
    return tuple(ref if ref.pointed else replace(ref, whole=True, bulk=bulk) for ref in group.refs)


def story_end(lead: Sentence) -> int:
    """Where the words before a number end, the preposition that leads to it apart."""
    last = len(lead.units)
    while last and LEXICON.has("trailing_word", lead.units[last - 1].tag):
        last -= 1
    return last


def idle(lead: Sentence) -> bool:
    """ "No change to 5", "no update on 5": nothing new, with or without the words that lead to the number."""
    ends = range(story_end(lead), len(lead.units) + 1)
    return any(LEXICON.has("nothing_new", lead.part(0, last).tagged) for last in ends)

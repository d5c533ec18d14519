"""What one segment says, words before its number and words after it taken together, and the note that remains."""

from dataclasses import replace

from dialogs.understanding.about import About
from dialogs.understanding.clauses import ENDS, clauses_of, read_decision, read_stretch
from dialogs.understanding.context import Context
from dialogs.understanding.gate import held
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import doubts_in, only_doubts, plain
from dialogs.understanding.moved import shift_of
from dialogs.understanding.said import Said, note_of
from dialogs.understanding.segments import Segment, idle, story_end
from dialogs.understanding.sentence import Sentence
from storage.status import Status

# what may stand before a number and be news of it
TELLING_LEADS = (
    "lead_intends",
    "instruct",
    "status_lead",
    "complete_lead",
    "close_lead",
    "lead_clear",
    "withdraw_lead",
    "date_lead_either",
    "date_lead",
    "whole_lead",
)


def _about(segment: Segment, context: Context) -> About:
    """What is spoken of: the segment's own actions, else the one at hand."""
    named = tuple(one for ref in segment.refs for one in ref.fits)
    spoken = context.focus.actions if context.focus is not None and len(context.focus.actions) == 1 else ()
    return About(context, segment.targets or named or context.card or tuple(spoken))


def _of_each(segment: Segment) -> Segment:
    """ "3 and 4 both need a decision": "both" only says again that it is said of each number."""
    units = segment.body.units
    if len(segment.refs) < 2 or len(units) < 2 or units[0].tag not in LEXICON.words("of_each"):
        return segment
    return replace(segment, body=segment.body.part(1, len(units)))


def read_segment(segment: Segment, context: Context) -> tuple[Said, str | None]:
    """What a segment says, and its note; what is not certain of it is doubted."""
    said, note = _read(segment, context)
    asked = said.doubted or said.either or said.unsure_date or len({word.words for word in said.statuses}) > 1
    if said.weighs and not asked:
        said.held = held(said, segment.lead, segment.body)
        said.doubted = said.held is not None
    return said, note


def _put_right(body: Sentence) -> Sentence:
    """ "At risk, no wait, on course": what the speaker takes back at once is not said."""
    found = LEXICON.search("put_right", body.tagged)
    if found is None:
        return body
    wrong, right = (body.line.span(found, name)[0] for name in ("wrong", "right"))
    if body.units[wrong].tag != body.units[right].tag:
        return body
    return body.only([at for at in range(len(body.units)) if not wrong <= at < right])


def _read(segment: Segment, context: Context) -> tuple[Said, str | None]:
    about = _about(segment, context)
    segment = _of_each(segment)
    if (body := _put_right(segment.body)) is not segment.body:
        segment = replace(segment, body=body)
    if (partly := _partly(segment.body)) is not None:
        return Said(), partly
    lead, before = _last_clause(segment.lead)
    doubts = doubts_in(lead)
    lead = plain(lead)
    tagged = lead.tagged
    if LEXICON.has("instruct_note", tagged):
        said = Said()
        body = segment.body
        led = len(body.units) > 1 and body.units[0].tag in LEXICON.words("leads_note")
        words = body.part(led, len(body.units)).words().strip(" :-,.–—\n")
        return said, words or None
    if LEXICON.has("lead_denied", tagged) and not _left_so(lead, segment.body):
        return Said(), None
    if _promises(tagged, segment.body.tagged):
        return Said(), _told_whole(segment) or None
    if (behind := _said_before(segment, lead, about)) is not None:
        return behind, note_of(segment.lead.text, behind)
    reported = any(doubt.hearsay for doubt in [*doubts, *(one for part in before for one in doubts_in(part))])
    told_then = any(LEXICON.has("told_as_at", one.tagged) for one in (*before, lead))
    said = _body(lead, _as_reported(segment.body) if reported or told_then else segment.body, about)
    said.doubted = said.doubted or bool(doubts)
    said.taken = said.taken or _decided(lead, segment.body)
    head = _by_lead(lead, segment.body, said)
    if any(only_doubts(one) for one in before):
        said.doubted = True
        before = [one for one in before if not (only_doubts(one) and said.weighs)]
    for one in (*before, lead):
        if LEXICON.has("told_as_at", one.tagged):
            said.done_on = one.dates()[0]
    before = [one for one in before if not LEXICON.has("told_as_at", one.tagged)]
    for story in reversed([one for one in before if not _greeting(one)]):
        head.kept[:0] = [(story.units[0].start, story.units[-1].end)] if story.units else []
    said.kept[:0] = head.kept
    if head.kept and not said.tells and not head.idle and not segment.body.words().strip(" .!"):
        return said, _told_whole(segment)
    return said, note_of(segment.body.text, said)


def _decided(lead: Sentence, body: Sentence) -> bool:
    """ "The decision on 5 was taken", "Cabinet has decided on 5"."""
    if not lead.units:
        return False
    if LEXICON.has("decided_lead", lead.tagged):
        return LEXICON.has("decided_behind", next(clauses_of(body), body).tagged)
    return LEXICON.has("decided_on", lead.tagged)


def _left_so(lead: Sentence, body: Sentence) -> bool:
    """ "Leave 16 on course for now": it stays what it is said to be, and nothing is denied."""
    return LEXICON.has("leaves_it", lead.tagged) and LEXICON.has("left_as", body.tagged)


def _partly(body: Sentence) -> str | None:
    """ "Done at Moss Lane, other 2 to go", "Alder finished today, Birch not until January": a part that is done says
    nothing of the whole; the words, else None."""
    first, *rest = list(clauses_of(body)) or [body]
    done = any(Status.COMPLETE in (word.usual, *word.plans.values()) for word in first.statuses()[:1])
    if not done or any(not word.ended for one in rest for word in one.statuses()):
        return None
    named = any(unit.item is None and unit.tag not in LEXICON.words("small") for unit in first.units)
    left = ("parts_left", "behind_rest") if named else ("parts_left",)
    told = any(LEXICON.has(name, one.tagged) for one in rest for name in left)
    return body.words().strip(" ,;:-–—.!\n") if told else None


def _by_lead(lead: Sentence, body: Sentence, said: Said) -> Said:
    """What the words before a number add to what those after it say; given back is what of them is a story."""
    tagged = lead.tagged
    if LEXICON.has("status_lead", tagged):
        word = lead.statuses()[-1]
        if not said.statuses:
            said.statuses.append(word)
        if said.past and word.ended:
            said.done_on, said.kept = said.past, said.kept[1:]
        elif said.dates and said.dates[0].current and word.usual is not None and word.usual.ended:
            said.done_on, said.dates = said.dates[0], []
    elif LEXICON.has("status_to_change", tagged) and _ends_there(body):
        said.either = True
    elif LEXICON.has("date_to_change", tagged) and _ends_there(body):
        said.unsure_date, said.kept = True, []
    elif LEXICON.has("complete_lead", tagged) and not body.units:
        said.statuses.append(StatusWord(0, 0, "complete", Status.COMPLETE, {}))
    elif LEXICON.has("close_lead", tagged) and (meant := _closed_as(body) or _closed_somehow(body)):
        said.either = len(meant) > 1
        said.statuses = [StatusWord(0, 0, "close", one, {}) for one in meant]
    elif LEXICON.has("withdraw_lead", tagged) or (
        LEXICON.has("drop_lead", tagged) and body.units and _closed_as(body) == (Status.CLOSED,)
    ):
        said.statuses = [StatusWord(0, 0, "close", Status.CLOSED, {})]
    elif LEXICON.has("lead_clear", tagged):
        said.cleared = True
        said.kept = [] if LEXICON.has("around_clear", body.tagged) else said.kept
    elif LEXICON.has("date_lead_either", tagged):
        said.unsure_date = True
        said.dates += lead.dates()
    elif LEXICON.has("date_lead", tagged):
        said.dates.append(lead.dates()[-1])
        said.kept = [] if LEXICON.has("around_clear", body.tagged) else said.kept
    elif found := LEXICON.search("shift_bare", lead.part(0, story_end(lead)).tagged):
        said.shift = shift_of(lead, found.groupdict())
    elif LEXICON.has("move_lead", tagged) and LEXICON.has("to_elsewhere", body.tagged):
        said.unsure_date = True
        said.kept = said.kept if body.dates() else []
    elif not any(LEXICON.has(name, tagged) for name in ("work_on", "instruct", "whole_lead", "told_as_at")):
        return _story_lead(lead, body, said)
    return Said()


def _ends_there(body: Sentence) -> bool:
    """Whether nothing is said behind a number but politeness."""
    return all(unit.tag in ENDS or unit.tag in LEXICON.words("please") for unit in body.units)


def _closed_as(body: Sentence) -> tuple[Status, ...]:
    """What "close 5" means: its reason says whether it is done with or ended undone; without one it may be either."""
    if all(LEXICON.has("trailing_word", unit.tag) for unit in body.units):
        return (Status.COMPLETE, Status.CLOSED)
    clause = next(clauses_of(body), body)
    told = {word.usual for word in clause.statuses()}
    if Status.CLOSED in told or LEXICON.has("closed_undone", clause.tagged):
        return (Status.CLOSED,)
    if Status.COMPLETE in told:
        return (Status.COMPLETE,)
    return (Status.COMPLETE,) if LEXICON.has("closed_done", clause.tagged) else ()


def _closed_somehow(body: Sentence) -> tuple[Status, ...]:
    """ "Close 9, the board has other plans": a reason that does not say which of the two it is."""
    apart = body.units[0].first > 0 and body.tokens[body.units[0].first - 1].key in ENDS | {"-"}
    return (Status.COMPLETE, Status.CLOSED) if apart or body.units[0].tag in ENDS | {"-"} else ()


def _story_lead(lead: Sentence, body: Sentence, said: Said) -> Said:
    if any(LEXICON.has(name, lead.tagged) for name in ("decision_gone", "decision_closed", "decision")):
        read_decision(lead.part(0, story_end(lead)), said)
    if idle(lead):
        said.unchanged, said.idle = True, said.idle + 1
        if LEXICON.has("around_idle", body.tagged):
            said.kept = []
        if LEXICON.has("idle_when", body.tagged):
            said.dates, said.kept = [], []
    return _story(lead)


def _said_before(segment: Segment, lead: Sentence, about: About) -> Said | None:
    """ "Definitely red now, 6": a status that stands before its number, with nothing behind it."""
    told = [unit for unit in segment.body.units if unit.tag not in ENDS and unit.tag not in LEXICON.words("please")]
    if told or not segment.lead.statuses() or LEXICON.has("status_lead", lead.tagged):
        return None
    said = read_stretch(segment.lead.part(0, story_end(segment.lead)), about)
    return said if said.statuses and not said.kept else None


def _as_reported(body: Sentence) -> Sentence:
    """In "the chief told members that 8 was green" the "was" is of the telling."""
    found = LEXICON.search("reported_past", body.tagged)
    return body.part(body.line.span(found)[1], len(body.units)) if found else body


def tells_before(segment: Segment) -> bool:
    """Whether the words before a number are news of it or an order: "amber for", "finished", "no change on", "mark"."""
    lead, _ = _last_clause(segment.lead)
    return bool(lead.units) and (any(LEXICON.has(name, lead.tagged) for name in TELLING_LEADS) or idle(lead))


def _promises(lead: str, body: str) -> bool:
    """ "I will do 5 tomorrow", "hope to get 5 done by May", "I'll mark 5 green later": work to come, which sets no date
    and no status; "I'll mark 5 green" does it."""
    return LEXICON.has("lead_intends", lead) and (not LEXICON.has("lead_sets", lead) or LEXICON.has("not_now", body))


def _told_whole(segment: Segment) -> str:
    """The segment in the person's own words, its numbers among them."""
    lead = segment.lead
    ends = [(segment.body.units or lead.units)[-1].end, *(lead.tokens[ref.last - 1].end for ref in segment.refs)]
    return lead.text[lead.units[0].start : max(ends)].strip(" ,;:-–—\n")


def _body(lead: Sentence, body: Sentence, about: About) -> Said:
    """What the words after a number say. In "the consultation for 5 closed" they speak of the consultation."""
    other = LEXICON.has("about_noun", lead.tagged) and not any(
        LEXICON.has(name, lead.tagged) for name in ("instruct", "status_lead", "whole_lead", "lead_clear", "work_on")
    )
    if not other:
        return read_stretch(body, about)
    clauses = list(clauses_of(body))
    if not clauses or clauses[0].units[0] != body.units[0]:
        return read_stretch(body, about)
    first = clauses[0]
    said = read_stretch(body.part(len(first.units), len(body.units)), about, fresh=False)
    said.kept.insert(0, (first.units[0].start, first.units[-1].end))
    return said


def _last_clause(lead: Sentence) -> tuple[Sentence, list[Sentence]]:
    """The clause that a number stands in, as far as it stands before it, and the clauses before that. "All rooms are
    done so I'd call" is a reason, and what it comes to."""
    parts = list(clauses_of(lead))
    if not parts or parts[-1].units[-1] != lead.units[-1]:
        return lead.part(0, 0), parts
    *before, last = parts
    for at in range(len(last.units) - 2, 0, -1):
        come_to = last.part(at + 1, len(last.units))
        if last.units[at].tag in LEXICON.words("concludes") and LEXICON.has("instruct", come_to.tagged):
            return come_to, [*before, last.part(0, at)]
    return last, before


def _greeting(clause: Sentence) -> bool:
    return clause.tagged in LEXICON.words("greetings") | LEXICON.words("regrets") or all(
        unit.tag in LEXICON.words("openers") for unit in clause.units
    )


def _story(lead: Sentence) -> Said:
    """Words before a number that are neither address nor instruction: they belong to the note."""
    last = story_end(lead)
    first = 0
    while first < last and lead.units[first].tag in LEXICON.words("openers"):
        first += 1
    said = Said()
    if last > first:
        said.kept.append((lead.units[first].start, lead.units[last - 1].end))
    return said

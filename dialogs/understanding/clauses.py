"""One action's stretch of a message, clause by clause: a bare status, a moved date, "no change", or words of a note."""

from collections.abc import Iterator

from dialogs.understanding.about import About
from dialogs.understanding.concluding import concluded, pairs, remains, stands
from dialogs.understanding.heads import describes, future, head_of
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import doubts_in, only_doubts, plain
from dialogs.understanding.moved import (
    by_now,
    dates_story,
    read_concluded,
    read_date,
    read_moved_back,
    since,
    stands_by_date,
)
from dialogs.understanding.roles import only_idle, read_role
from dialogs.understanding.said import Said, keep
from dialogs.understanding.sentence import LONGEST_STRETCH, Sentence
from dialogs.understanding.tokens import emoji
from dialogs.understanding.whose import Whose, whose_date
from storage.status import Status

LONGEST_BARE = 40  # words that may be nothing but a status or a date
HEADING = 3  # words: "the final decision: …"
ENDS = frozenset((",", ".", ";", "!", "?", "\n", ":", "(", ")"))
ENDS_OR_SIGNS = ENDS | {"^", "`"}  # what of ASCII is a picture


def clauses_of(sentence: Sentence) -> Iterator[Sentence]:
    """A stretch cut at its marks and dashes, without them."""
    begin = 0
    for place, unit in enumerate(sentence.units):
        if ends(unit.tag) or (unit.tag == "-" and _apart(sentence, place)):
            if place > begin:
                yield sentence.part(begin, place)
            begin = place + 1
    if begin < len(sentence.units):
        yield sentence.part(begin, len(sentence.units))


def at_conclusions(clause: Sentence) -> Iterator[Sentence]:
    """A clause cut where what follows from it begins: "Sunita leaves on Friday so Dev takes over 4.3"."""
    first = 0
    for at, unit in enumerate(clause.units):
        if at > first and unit.tag in LEXICON.words("concludes") and at + 1 < len(clause.units):
            yield clause.part(first, at)
            first = at + 1
    yield clause.part(first, len(clause.units))


def ends(tag: str) -> bool:
    """Whether a clause ends here: at a mark, or at a picture."""
    return tag in ENDS_OR_SIGNS or (not tag.isascii() and emoji(tag))


def _apart(sentence: Sentence, place: int) -> bool:
    """A dash between spaces separates; a hyphen joins."""
    units = sentence.units
    left = place == 0 or units[place - 1].end < units[place].start
    right = place + 1 == len(units) or units[place].end < units[place + 1].start
    return left or right


def read_stretch(stretch: Sentence, about: About, fresh: bool = True) -> Said:
    """What a stretch says. `about` knows the pairs of words in which a status word is none ("Green Book"); `fresh`
    where the stretch begins right after the action's number, so that its first words speak of the action."""
    said = Said()
    story = False  # whether the clause before tells of something else and may go on behind a parenthesis
    before: Sentence | None = None
    for number, clause in enumerate(clauses_of(stretch)):
        first = fresh and number == 0
        told = len(said.statuses)
        previous, before = before, clause
        asked = said.decision
        if previous is not None and (dates_story(clause, previous, said, about) or _instead(clause, previous, said)):
            continue
        if said.tells and LEXICON.has("sighs_only", clause.tagged):
            continue
        if LEXICON.has("idle_only", clause.tagged):
            continue
        if LEXICON.has("form_label", clause.tagged) and _marked(clause, 1, (":", "=")):
            continue
        if story and _marked(clause, -1, ("(", ")")):
            keep(clause, said)
            continue
        story = not said.tells and LEXICON.has("other_subject", clause.tagged) and _marked(clause, 1, ("(",))
        if not doubts_in(clause):
            _read_clause(_reported(clause), said, about, first)
        elif not only_doubts(clause):
            _read_doubted(clause, said, about, first)
        else:
            said.doubted = said.doubted or not said.either  # "red or amber, not sure which" is asked as it is
            said.aside.append((clause.units[0].start, clause.units[-1].end))
        stands_by_date(clause, said)
        if previous is not None:
            _decision_goes_on(clause, previous, asked, said)
        said.taken = said.taken or _decided(clause, previous)
        if previous is not None and told and LEXICON.has("takes_back", clause.tagged):
            said.doubted = True
        if LEXICON.has("never_so", clause.tagged) or (previous is not None and _of_another(clause, previous)):
            said.doubted = True
        unsure = LEXICON.has("pronoun_they", clause.tagged) if not first else _marked(clause, 1, ("?",))
        if len(said.statuses) > told and unsure:
            said.doubted = True
    return said


def _instead(clause: Sentence, before: Sentence, said: Said) -> bool:
    """ "Wont make the 15th, say end of Feb": the date that takes the place of one that cannot be met."""
    if not (LEXICON.has("date_said_instead", clause.tagged) and LEXICON.has("date_missed", before.tagged)):
        return False
    said.dates += clause.dates()[-1:]
    return True


def _of_another(clause: Sentence, before: Sentence) -> bool:
    """ "3.2 overtook 2.1, which is red": which of them?"""
    return bool(before.refs()) and clause.units[0].tag in ("which", "that", "who")


def _marked(clause: Sentence, side: int, marks: tuple[str, ...]) -> bool:
    """Whether one of the marks stands right before (-1) or behind (1) a clause."""
    place = clause.units[0].first - 1 if side < 0 else clause.units[-1].last
    return 0 <= place < len(clause.tokens) and clause.tokens[place].key in marks


def _read_doubted(clause: Sentence, said: Said, about: About, first: bool) -> None:
    """A clause with doubt in it: what it says without the doubt must be asked; of what is to come, nothing."""
    trial = Said()
    _read_clause(plain(clause), trial, about, first)
    sure = any(word.usual is not None or word.plans for word in trial.statuses)
    if not (sure or trial.weighs) or LEXICON.has("doubt_future", plain(clause).tagged):
        keep(clause, said)
        return
    said.doubted = True
    said.take(trial)


def _read_clause(clause: Sentence, said: Said, about: About, first: bool) -> None:
    if len(clause.units) > LONGEST_STRETCH:
        _read_clause(clause.part(0, LONGEST_STRETCH), said, about, first)
        keep(clause.part(LONGEST_STRETCH, len(clause.units)), said)
        return
    clause = _as_told(_of_itself(clause, about)) if first else clause
    read_decision(clause, said)
    if (found := _evidence_behind(clause, said)) is not None:
        _read_clause(clause.part(0, found), said, about, first)
        keep(clause.part(found, len(clause.units)), said)
        return
    tagged = clause.tagged
    if LEXICON.has("conditional", tagged):
        keep(clause, said)
    elif read_moved_back(clause, said, about) or (first and read_concluded(clause, said)):
        return
    elif LEXICON.has("nothing_new", tagged) or only_idle(clause):
        said.unchanged = True
        said.idle += 1
        keep(clause, said)
    elif LEXICON.has("status_unsaid", tagged):
        said.either = True
    elif LEXICON.has("status_either", tagged):
        said.either = True
        said.statuses += clause.statuses()
    elif LEXICON.has("status_repeated", tagged) and not about.compound(*pairs(clause)):
        said.either = len({word.words for word in clause.statuses()}) > 1
        said.statuses += clause.statuses()
    elif _asserted(clause, about):
        _read_status(clause, said)
    elif first and LEXICON.has("going_well", tagged):
        said.statuses.append(StatusWord(0, 0, "all good", Status.GREEN, {}))
    elif LEXICON.has("towards_date", tagged) and stands(clause.statuses()[0]):
        said.statuses.append(clause.statuses()[0])
        keep(clause, said)
    elif LEXICON.has("continuous", tagged):
        said.continuous = clause.words()
    elif said.continuous is not None and LEXICON.has("not_dated", tagged):
        return
    elif not (
        concluded(clause, said, about)
        or remains(clause, said, about)
        or _by_and(clause, said, about, first)
        or _anew(clause, said, about, first)
        or (not first and _reasoned(clause, said, about))
        or _head(clause, said, about, first)
        or read_role(clause, said, about)
    ):
        read_date(clause, said, about)


def _of_itself(clause: Sentence, about: About) -> Sentence:
    """ "4.2: the pathway redesign remains off track because …": the action's own name is no part of its news."""
    found = LEXICON.search("named_itself", clause.tagged)
    if found is None or any(word.ended for word in clause.statuses()):
        return clause
    first, last = clause.line.span(found, "what")
    itself = whose_date(clause.part(first, last), "", about) is Whose.ACTION
    return clause.part(last, len(clause.units)) if itself else clause


def _reported(clause: Sentence) -> Sentence:
    """ "I am pleased to report that two sessions were held" tells that two sessions were held."""
    found = LEXICON.search("reports_that", clause.tagged)
    return clause.part(clause.line.span(found)[1], len(clause.units)) if found else clause


def _evidence_behind(clause: Sentence, said: Said) -> int | None:
    """Takes what is shown as evidence; where it begins, if it is an address with nothing that leads to it."""
    found = LEXICON.search("evidence", clause.tagged) if said.evidence is None else None
    if found is None:
        return None
    first, end = clause.line.span(found)
    said.evidence = clause.words(first, end)
    alone = end == len(clause.units) and first and LEXICON.has("evidence_alone", clause.part(first - 1, end).tagged)
    return first if alone else None


def read_decision(clause: Sentence, said: Said) -> None:
    """What must be decided; or that nothing must any more ("decision no longer needed")."""
    found = LEXICON.search("decision_closed", clause.tagged)
    word = clause.part(*clause.line.span(found)).statuses()[0] if found else None
    if LEXICON.has("decision_gone", clause.tagged) or (word is not None and word.usual is Status.CLOSED):
        said.decided = True
    elif found := LEXICON.search("decision", clause.tagged):
        begin, _ = clause.line.span(found)
        said.decision = clause.words(begin)


def _decision_goes_on(clause: Sentence, before: Sentence, asked: str | None, said: Said) -> None:
    """ "Needs a decision from Cabinet: whether to fund the post": what is to be decided, behind that it is."""
    if asked is None or said.decision != asked or not clause.text[: before.units[-1].end].endswith(asked):
        return
    if _marked(before, 1, (":",)) or LEXICON.has("decision_what", clause.tagged):
        begin = before.units[-1].end - len(asked)
        said.decision = clause.text[begin : clause.units[-1].end]


def _decided(clause: Sentence, before: Sentence | None) -> bool:
    """ "Decision made", "decision: Cabinet approved the post"."""
    if LEXICON.has("decision_taken", clause.tagged):
        return not doubts_in(clause)
    if before is None or len(before.units) > HEADING or not LEXICON.has("decision_head", before.tagged):
        return False
    return _marked(before, 1, (":", "-", "–")) and LEXICON.has("decision_so", clause.tagged)


def _as_told(clause: Sentence) -> Sentence:
    """ "Was completed on the 12th" tells that it is complete; "was amber" tells of another time."""
    found = LEXICON.search("was_done", clause.tagged)
    if found is None:
        return clause
    done = clause.part(clause.line.span(found)[1], len(clause.units))
    word, rest = done.units[0].item, done.part(1, len(done.units))
    verb = isinstance(word, StatusWord) and (
        word.words in LEXICON.words("verbs_of_status") or word.words.endswith("ed")
    )
    plainly = not rest.units or LEXICON.has("since_when", rest.tagged) or LEXICON.has("was_ends", rest.tagged)
    return done if verb and plainly else clause


def _by_and(clause: Sentence, said: Said, about: About, first: bool) -> bool:
    """ "Amber and slipping to July": the parts of a clause on both sides of "and", where the first is bare."""
    for place, unit in enumerate(clause.units[:LONGEST_BARE]):
        if unit.tag in ("and", "but", "&", "with", "plus", "n") and 0 < place < len(clause.units) - 1:
            left, right = clause.part(0, place), clause.part(place + 1, len(clause.units))
            bare = _asserted(left, about) or LEXICON.has("date_bare", left.tagged)
            if bare and unit.tag != "with" and not LEXICON.has("date_expected", left.tagged):
                _read_clause(left, said, about, first)
                kept = len(said.kept)
                _read_clause(right, said, about, False)
                if unit.tag == "but" and len(said.kept) > kept:
                    said.kept[kept] = (unit.start, said.kept[kept][1])
                return True
    return False


def _anew(clause: Sentence, said: Said, about: About, first: bool) -> bool:
    """ "Two are finished and it is now amber", "the draft is out and the new date is June": behind the last "and"
    stands of the action itself how it stands or when it is due, and nothing else."""
    found = LEXICON.search("told_anew", clause.tagged)
    if found is None:
        return False
    joint, begin = clause.line.span(found)
    trial = Said()
    told, behind = clause.part(0, joint), clause.part(begin, len(clause.units))
    if not (behind.statuses() or behind.dates()) or doubts_in(behind) or LEXICON.has("it_moved", behind.tagged):
        return False  # where a move is told, all of it is the note
    if all(unit.tag in LEXICON.words("openers") for unit in told.units):
        return False
    _read_clause(behind, trial, about, False)
    if not trial.weighs or trial.kept or trial.unsure_date or trial.either:
        return False
    _read_clause(told, said, about, first)
    said.take(trial)
    return True


def _reasoned(clause: Sentence, said: Said, about: About) -> bool:
    """ "It should now be red as the supplier went bust", behind what is told: a status and its reason."""
    found = LEXICON.search("reason_behind", clause.tagged)
    if found is None:
        return False
    place, _ = clause.line.span(found)
    if not _asserted(clause.part(0, place), about):
        return False
    _read_status(clause.part(0, place), said)
    keep(clause.part(place, len(clause.units)), said)
    return True


def _asserted(clause: Sentence, about: About) -> bool:
    """The clause is nothing but a status."""
    found = LEXICON.search("status_bare", clause.tagged)
    return found is not None and not future(clause) and not about.compound(*pairs(clause))


def _read_status(clause: Sentence, said: Said) -> None:
    """A bare status; where it says again in other words what was said ("closed, no longer needed") it is the reason."""
    word = _settled(clause)
    if " " in word.words and any(one.usual is word.usual for one in said.statuses if one.usual is not None):
        keep(clause, said)
    else:
        said.statuses.append(word)


def _settled(clause: Sentence) -> StatusWord:
    """Of several status words the one that stands: "from red to amber", "amber not red", "not red but amber"."""
    found = clause.statuses()
    if LEXICON.has("status_replaced", clause.tagged):
        return found[-1]
    return found[0]


def _head(clause: Sentence, said: Said, about: About, first: bool) -> bool:
    """A status, "no change" or a date at the head of the action's first clause, and more words behind it."""
    if not first and LEXICON.has("status_for_now", clause.tagged) and clause.dates()[0].current:
        said.statuses.append(clause.statuses()[0])
        return True
    if not first:
        return _pronoun_head(clause, said, about)
    if found := LEXICON.search("nothing_new_head", clause.tagged):
        _, end = clause.line.span(found)
        if LEXICON.has("excepting", clause.part(end, len(clause.units)).tagged):
            return False
        said.unchanged = True
        keep(clause, said)
        return True
    return _status_head(clause, said, about)


def _pronoun_head(clause: Sentence, said: Said, about: About) -> bool:
    if not LEXICON.has("pronoun_status", clause.tagged) or describes(clause):
        return False
    return _status_head(clause, said, about)


def _rests(word: StatusWord) -> bool:
    """Whether a day behind a status is the one until which it rests: "on hold till January"."""
    return Status.ON_HOLD in (word.usual, *word.plans.values())


def _status_head(clause: Sentence, said: Said, about: About) -> bool:
    head = head_of(clause, about)
    if head is None:
        return False
    word, rest = head.word, head.rest
    said.statuses.append(word)
    said.doubted = said.doubted or head.doubted
    when, rest = since(rest, word)
    said.done_on = when or said.done_on
    if when is None and LEXICON.has("became", clause.tagged) and rest.dates():
        keep(rest, said)
        return True
    if word.words in LEXICON.words("puts_off") and (found := LEXICON.search("put_off_to", rest.tagged)):
        said.dates += rest.part(*rest.line.span(found)).dates()[-1:]
        keep(clause, said)
        return True
    if (stands(word) and LEXICON.has("stands_for", rest.tagged)) or (
        _rests(word) and LEXICON.has("until", rest.tagged)
    ):
        keep(rest, said)
    elif rest.units and not by_now(rest):
        _read_clause(rest, said, about, False)
    return True

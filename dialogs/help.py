"""What can be said, shown with the speaker's own actions; and the honest line for what was not understood."""

from collections.abc import Iterable

from dialogs.examples import example_ref, examples
from dialogs.focus import turned_away
from dialogs.import_plan import not_an_answer, waits_for_review
from dialogs.items import Item, item, several
from dialogs.message import MessageKind
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.rights import may
from dialogs.scope import mine
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding import tokens
from dialogs.understanding.context import Context
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import read_sentence
from dialogs.understanding.subjects import Target
from dialogs.understanding.topics import find_topic
from dialogs.words import cut, joined, keys, listed, say
from storage.people import Role
from storage.plan import ref_key

PAGE = 12  # things that can be done, on a page of help after the first
NEWS_AFTER = ("show", "update", "history")  # what an action is spoken of in
FEWEST_WORDS = 3  # of what may be news: "wibble", "oh no" and a slip of the finger are not offered
LONGEST = 300  # characters of a note on a button
SHOWN = 60  # characters of it in the example


async def help_with(turn: Turn) -> Outcome:
    """Three examples to copy and what is wanted most, which fill a telephone's screen; with "more" all the rest."""
    pages = _pages()
    if turn.meant.topic:
        return _about(turn, turn.meant.topic)
    page = min(max(1, int(turn.meant.args.get("page") or 1)), len(pages) + 1)
    can = abilities(turn, listed("help.first") if page == 1 else pages[page - 2])
    lines = [say("help.line", what=what, example=example) for what, example in can]
    bullets = [say("help.example", example=one) for one in examples(turn)] if page == 1 else []
    intro = (say("help.head"), *bullets) if page == 1 else ()
    rest = (say("help.can" if page == 1 else "help.can_also"), *lines)
    more = page <= len(pages)
    card = Card(
        heading=say("help.heading"),
        intro="\n".join(intro) or None,
        paragraphs=rest,
        buttons=(*_turn_over(page, more=more), *starting_buttons(turn)),
        footnote=say("help.more") if more else None,
    )
    text = "\n".join((*intro, *rest, *([say("help.more")] if more else ())))
    return Outcome(Reply(text=text, card=card), memory=turned_away(turn, page=page))


def _about(turn: Turn, topic: str) -> Outcome:
    """How the one thing is done that was asked about, with the person's own actions as the example."""
    officers = [one.name for one in turn.directory.here() if one.role is Role.OFFICER]
    slots = {
        "ref": example_ref(turn),
        "name": _somebody(turn),
        "officers": joined(officers) or say("help_about.no_officer"),
    }
    words = say(f"help_about.{topic}", **slots)
    return Outcome(Reply(text=f"{words}\n{say('help_about.more')}"), memory=turned_away(turn))


def _pages() -> list[list[str]]:
    """What the first page leaves out, by the names of the intents."""
    first = listed("help.first")
    rest = [key for key in (one.removeprefix("can.") for one in keys("can")) if key not in first]
    return [rest[start : start + PAGE] for start in range(0, len(rest), PAGE)]


def _turn_over(page: int, *, more: bool) -> tuple[Button, ...]:
    back = Button(label=say("button.previous"), payload=Payload(act="help", page=page - 1))
    on = Button(label=say("button.more"), payload=Payload(act="help", page=page + 1))
    return (*([back] if page > 1 else ()), *([on] if more else ()))


async def not_understood(turn: Turn) -> Outcome:
    """An honest line and three examples made from the speaker's own actions. Nothing is changed.

    Where one action of theirs is spoken of, it may be news of that one: a press or its number keeps it, no guess does.
    """
    if tokens.too_long(turn.message.text):
        return Outcome(Reply(text=say("talk.too_long", n=f"{tokens.LONGEST:,}", words=f"{tokens.MOST:,}")))
    bullets = [say("help.example", example=one) for one in examples(turn)]
    question = turn.memory.question
    if question and waits_for_review(question):
        return not_an_answer(turn, question)
    told, buttons = [say("talk.unknown"), *bullets], starting_buttons(turn)
    if found := _may_be_news_of(turn):
        ref = shown_ref(found, several(turn))
        told.append(say("talk.news", ref=ref, text=cut(turn.message.text, SHOWN)))
        buttons = (_note_it(turn, found, ref), *buttons)
    card = Card(heading=told[0], paragraphs=tuple(told[1:]), buttons=buttons)
    return Outcome(Reply(text="\n".join(told), card=card))


def _may_be_news_of(turn: Turn) -> Item | None:
    """The action whose words the message begins with, else the one that was spoken of last, where this person may
    change it and has said a few words in private."""
    said = turn.message.text.strip()
    if turn.message.kind is not MessageKind.NEW or _asks(said) or not turn.private:
        return None
    if len(said.split()) < FEWEST_WORDS or len(said) > LONGEST or _names_an_action(turn, said):
        return None
    target = _named_first(turn, said) or _spoken_of(turn)
    found = item(turn.plans, *target) if target else None
    theirs = found and may(turn.speaker, "update", found.plan, found.action, turn.directory)
    return found if theirs else None


def _asks(said: str) -> bool:
    """Whether it is put as a question: that is no news of anything."""
    return said.endswith("?") or LEXICON.has("question_start", said.casefold())


def _spoken_of(turn: Turn) -> Target | None:
    focus = turn.memory.focus
    return focus.actions[0] if focus and len(focus.actions) == 1 and focus.intent in NEWS_AFTER else None


def _named_first(turn: Turn, said: str) -> Target | None:
    """ "Guardian interviews went ahead": too little to be sure of, and enough to ask."""
    context = Context(tuple(turn.live), turn.directory, turn.speaker, turn.today)
    topic = find_topic(read_sentence(said, context), context)
    return topic.found.targets[0] if topic and len(topic.found.targets) == 1 else None


def _names_an_action(turn: Turn, said: str) -> bool:
    """Words with a number of a plan in them are about that one: "if 2.3 goes red I will shout"."""
    refs = {ref_key(word.strip(".,;:!()")) for word in said.split()}
    return any(not refs.isdisjoint(plan.by_ref) for plan in turn.live)


def _note_it(turn: Turn, found: Item, ref: str) -> Button:
    plan, action = found
    note = turn.message.text.strip()
    return Button(
        label=say("button.note_it", ref=ref),
        payload=Payload(act="update", plan=plan.id, action=action.id, seen=plan.number, note=note),
    )


def abilities(turn: Turn, intents: Iterable[str]) -> list[tuple[str, str]]:
    """What can be done, each with an example about an action and a person that this plan has."""
    slots = {"ref": example_ref(turn), "name": _somebody(turn)}
    pairs = (listed(f"can.{one}") for one in intents)
    return [(what, example.format(**slots)) for what, example in pairs]


def _somebody(turn: Turn) -> str:
    """A person who leads something, for "who is …"; the speaker where nobody else does."""
    leads = (action.lead for plan in turn.live for action in plan.actions.values())
    others = (one for one in leads if one is not None and one != turn.speaker.id)
    return turn.directory.name(next(others, turn.speaker.id))


def starting_buttons(turn: Turn) -> tuple[Button, ...]:
    overdue = Button(label=say("button.overdue"), payload=Payload(act="list", filter={"overdue": True}))
    if not mine(turn):
        return (overdue,)
    own = Payload(act="list", filter={"owner": turn.speaker.name})
    return (Button(label=say("button.mine"), payload=own), overdue)

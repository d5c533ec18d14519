"""A button or a form, read into the same Interpretation as a typed message. Ids that are not in sight mean nothing.

A press that cannot be acted upon is `unknown`, and `args["press"]` says why: one of the keys of `press` in the words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.reply import Payload
from dialogs.understanding.answers import answer, chosen
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.reading import interpret
from dialogs.understanding.since import Stood, changes_since, stood
from dialogs.understanding.subjects import Target, action_at
from storage.plan import Action, Plan
from storage.status import Status
from storage.timescale import Kind, Timescale

LONGEST_NOTE = 4_000  # characters that a form takes
YEARS_BACK, YEARS_AHEAD = 30, 50  # how far from today a date of a form may lie
OF = "."  # in a card that asks after several actions, "note.12" is the note of the action 12
DAYS = frozenset({"due_after", "due_before", "not_updated_since", "updated_since", "as_at", "since", "date"})
IN_PLAN = "/"  # in a form that asks of which action, "1/12" is the action 12 of the plan 1
WHY = "press"  # the key of `args`


class Unfit(Exception):
    """A field holds what its form did not offer; the text is one of the keys of `press`."""


def pressed(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    """What a press means; `unknown` where its ids are forged, gone, or its question is no longer open."""
    try:
        return _pressed(payload, inputs, context)
    except Unfit as wrong:
        return unfit(str(wrong))


def unfit(why: str) -> Interpretation:
    """A press that cannot be acted upon, and why not."""
    return _meaning(Intent.UNKNOWN, args={WHY: why})


def _pressed(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    act = payload.act
    _check_filter(payload.filter)
    if act in ("answer", "cancel") and payload.question is not None:
        return _answered(payload, inputs, context)
    if act == "waiting":
        return _meaning(Intent.DECIDE, args={"waiting": True})
    if act in ("show", "form", "update", "snooze", "not_mine", "take", "chase", "grant", "decline"):
        return _on_action(payload, inputs, context)
    if act == "return":
        return _on_several(payload, inputs, context)
    if act == "record":
        return _recorded(payload, inputs, context)
    if act == "list":
        return _meaning(Intent.LIST, filter=dict(payload.filter), args=list_args(payload))
    if act == "undo":
        return _meaning(Intent.UNDO, args={"change_set": payload.change_set} if payload.change_set else {})
    if act == "be":
        return _be(payload, context)
    if act in ("claims", "accept", "refuse"):
        return _claim(payload)
    if act == "sheets":
        plan = context.plan(payload.plan or 0)
        return _meaning(Intent.RETURN, args={"do": "sheets"}, filter={"plan": plan.code} if plan else {})
    if act == "rows":
        return my_rows(context.plan(payload.plan or 0), payload.back)
    if act not in _PLAIN:
        raise Unfit("unreadable")
    return _meaning(_PLAIN[act], filter=dict(payload.filter), args={"page": payload.page} if payload.page else {})


def my_rows(plan: Plan | None, back: str | None) -> Interpretation:
    """One's own rows of a plan's return: to fill in, or with buttons where one came from such a card."""
    args = {"do": "mine"} | ({"card": back} if back else {})
    return _meaning(Intent.RETURN, args=args, filter={"plan": plan.code} if plan else {})


def list_args(payload: Payload) -> dict[str, Any]:
    """Which page of a list a payload brings, how often the dates in it have moved, and whose it leaves out."""
    given = {"page": payload.page, "moves": payload.moves, "except": list(payload.spared)}
    return {key: value for key, value in given.items() if value}


def _claim(payload: Payload) -> Interpretation:
    """Of the people who are not known for sure yet: all of them, or what becomes of one."""
    if payload.act == "claims":
        return _meaning(Intent.PEOPLE, args={"claims": "list"})
    if payload.claim is None:
        raise Unfit("unreadable")
    people = {"name": [payload.person]} if payload.person is not None else {}
    return _meaning(Intent.PEOPLE, args={"claims": payload.act, "claim": payload.claim}, people=people)


_PLAIN = {
    "help": Intent.HELP,
    "summary": Intent.SUMMARY,
    "post": Intent.SCHEDULE,
    "import": Intent.IMPORT,
    "cancel": Intent.CANCEL,
}


def _check_filter(wanted: Mapping[str, Any]) -> None:
    """A filter as a list of ours carries it: words, marks and days. Raises Unfit for any other."""
    for key, value in wanted.items():
        values = value if isinstance(value, list) else [value]
        if not all(one is None or isinstance(one, str | bool | int) for one in values):
            raise Unfit("unreadable")
        if key in DAYS:
            _iso(value)
        if key == "status":
            for one in values:
                _known(one)


def _known(status: Any) -> None:
    if status not in (None, "none", "not_rated", *Status):
        raise Unfit("unreadable")


def _iso(said: Any) -> date:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise Unfit("unreadable") from None


def _meaning(intent: Intent, **parts: Any) -> Interpretation:
    return Interpretation(text="", intent=intent, **parts)


# --- questions ----------------------------------------------------------------------------------------------------


def is_open(payload: Payload, context: Context) -> bool:
    """Whether a press answers the question that is open, and is whoever's it was put to."""
    question, speaker = context.question, context.speaker
    own = payload.person is None or speaker is None or payload.person == speaker.id
    return own and question is not None and payload.question == question.id


def _answered(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    speaker = context.speaker
    if payload.person is not None and speaker is not None and payload.person != speaker.id:
        raise Unfit("others")
    question = context.question
    if question is None or payload.question != question.id:
        raise Unfit("gone")
    if payload.act == "cancel":
        return _meaning(Intent.CANCEL)
    if payload.choice is not None:
        meant = chosen(question.pending, payload.choice, context)
    else:
        meant = answer(_day_words(_day(inputs.get("due", ""), context)), context)
    if meant is None:
        raise Unfit("unreadable")
    return meant


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _be(payload: Payload, context: Context) -> Interpretation:
    person = context.directory.people.get(payload.person) if payload.person is not None else None
    if person is None:
        raise Unfit("unreadable")
    return _meaning(Intent.PEOPLE, args={"i_am": person.name}, people={"i_am": [person.id]})


# --- actions ------------------------------------------------------------------------------------------------------


def _on_action(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    target: Target = (payload.plan or 0, payload.action or 0)
    plan, action = context.plan(target[0]), action_at(target, context)
    if plan is None or action is None:
        raise Unfit("no_action")
    if payload.act == "show":
        return _meaning(Intent.SHOW, filter={"action": action.ref}, targets=[target])
    if payload.act == "form":
        return _meaning(Intent.UPDATE, filter={"action": action.ref}, targets=[target])
    if payload.act in ("grant", "decline"):
        verdict = "grant" if payload.act == "grant" else "refuse"
        return _meaning(Intent.DECIDE, filter={"action": action.ref}, args={"verdict": verdict}, targets=[target])
    if payload.act == "chase":
        return _meaning(Intent.CHASE, filter={"action": action.ref, "plan": plan.code}, targets=[target])
    if payload.act == "not_mine":
        return _not_mine(plan, action, context)
    if payload.act == "take":
        return _taken(plan, action, context)
    if payload.act == "snooze":
        return _meaning(Intent.SNOOZE, filter={"action": action.ref}, targets=[target])
    given = {"status": payload.status, "note": payload.note or None}
    keys = {key: value for key, value in given.items() if value is not None}
    changes = list(_changes(plan, action, payload.seen, inputs, keys, context))
    return _meaning(Intent.UPDATE, changes=changes or [_of(plan, action, {})])


def _not_mine(plan: Plan, action: Action, context: Context) -> Interpretation:
    """Read as if it were typed, so that the answer to "whose, then?" completes it."""
    (words,) = LEXICON.words("said_not_mine")
    plain, wanted = replace(context, question=None, card=(), focus=None), [(plan.id, action.id)]
    typed = (f"{named} {words}" for named in (action.ref, f"{plan.code} {action.ref}"))
    fits = (meant for one in typed if (meant := interpret(one, plain)).disowned == wanted)
    return next(fits, _meaning(Intent.ASSIGN, disowned=wanted))  # a number that cannot be typed is nobody's yet


def _taken(plan: Plan, action: Action, context: Context) -> Interpretation:
    """Whoever presses takes the action over."""
    if context.speaker is None:
        raise Unfit("unreadable")
    keys = {"owners": [context.speaker.name], "owner_ids": [context.speaker.id]}
    return _meaning(Intent.ASSIGN, changes=[_of(plan, action, keys)])


def _on_several(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    """A card that asks after several actions: a change for each row in which something is filled in."""
    plan = context.plan(payload.plan or 0)
    if plan is None:
        raise Unfit("no_action")
    changes: list[Meant] = []
    for action, fields in _rows(plan, inputs):
        changes += _changes(plan, action, payload.seen, fields, {}, context)
    return _meaning(Intent.UPDATE, changes=changes, filter={"plan": plan.code})


def _recorded(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    """Somebody's words as progress: before anything is filled in nothing yet, then a change as of any form."""
    if not inputs:
        return _meaning(Intent.UPDATE)
    plan_id, _, action_id = inputs.get("action", "").partition(IN_PLAN)
    target: Target = (_number(plan_id), _number(action_id))
    plan, action = context.plan(target[0]), action_at(target, context)
    if plan is None or action is None:
        raise Unfit("no_action")
    author = context.directory.people.get(payload.person) if payload.person is not None else None
    given = {"speaker": author.name} if author is not None else {}
    return _meaning(Intent.UPDATE, changes=list(_changes(plan, action, None, inputs, given, context)))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _rows(plan: Plan, inputs: Mapping[str, str]) -> Iterator[tuple[Action, dict[str, str]]]:
    rows: dict[str, dict[str, str]] = {}
    for name, value in inputs.items():
        field, of, action = name.partition(OF)
        if of:
            rows.setdefault(action, {})[field] = value
    for row, fields in rows.items():
        known = plan.actions.get(int(row)) if row.isascii() and row.isdigit() and len(row) < 10 else None
        if known is None:
            raise Unfit("no_action")
        yield known, fields


def _changes(
    plan: Plan, action: Action, seen: int | None, fields: Mapping[str, str], given: dict[str, Any], context: Context
) -> Iterator[Meant]:
    """What somebody changed of an action: a form gives back every field, and what stood on it already was not said.

    A step that is done is a change of its own, which carries the note.
    """
    was = stood(action, changes_since(plan, action.id, seen) or ())
    keys = {**given, **_filled(fields, was, context)}
    if step := _step(fields.get("step", ""), action):
        done = {"step": step, "status": Status.COMPLETE} | ({"note": keys.pop("note")} if "note" in keys else {})
        yield _of(plan, action, done)
    if keys:
        yield _of(plan, action, keys)


def _of(plan: Plan, action: Action, keys: Mapping[str, Any]) -> Meant:
    return Meant(action=action.ref, plan_id=plan.id, action_id=action.id, **keys)


# --- fields -------------------------------------------------------------------------------------------------------


def _filled(fields: Mapping[str, str], was: Stood, context: Context) -> dict[str, Any]:
    """What a form's fields say, less what stood there. Raises Unfit for what the form did not offer."""
    keys: dict[str, Any] = {}
    if (said := fields.get("status", "").strip()) and (status := _status(said)) is not was.status:
        keys["status"] = status
    keys |= _date_of(fields, was, context)
    if note := fields.get("note", "").strip():
        if len(note) > LONGEST_NOTE:
            raise Unfit("note")
        keys["note"] = note
    return keys


def _date_of(fields: Mapping[str, str], was: Stood, context: Context) -> dict[str, Any]:
    """The date that is given; one that stood there and was emptied is taken off, as nothing else of a form is."""
    said = fields.get("due")
    if said is None:
        return {}
    if not said.strip():
        return {"due": None, "timescale": None} if was.due and _can_be_shown(was.due, context) else {}
    if (day := _day(said, context)) == was.due:
        return {}
    return {"due": day, "timescale": Timescale(text=_day_words(day), kind=Kind.DATE, start=day, end=day)}


def _can_be_shown(day: date, context: Context) -> bool:
    """Whether a form's field takes a day; where it does not, a client may have shown the field as empty."""
    return context.today.year - YEARS_BACK <= day.year <= context.today.year + YEARS_AHEAD


def _status(said: str) -> Status:
    try:
        return Status(said)
    except ValueError:
        raise Unfit("status") from None


def _day(said: str, context: Context) -> date:
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        raise Unfit("date") from None
    if not _can_be_shown(day, context):
        raise Unfit("date")
    return day


def _step(said: str, action: Action) -> int | None:
    if not said.strip():
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) <= len(action.steps)):
        raise Unfit("step")
    return int(said)

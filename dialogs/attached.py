"""What a message with files means: a plan to load, a template for reports, or the evidence that comes with an update.

Decided only here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.report_templates import TEMPLATE

if TYPE_CHECKING:
    from dialogs.memory import Question

ATTACHED = "attached"  # in `Interpretation.args`: the names of files that wait with an open question


def with_files(meant: Interpretation, names: Sequence[str]) -> Interpretation:
    """A file beside an update, or beside the number of an action, is its evidence; any other is a document to load.

    "2.3 done, see attached", "2.3" and "here is the report for 2.3" name an action; "load this", a greeting, a question
    or no words at all do not. Evidence is kept by its name. "Use this as our template" says itself what the file is.
    Of a file that the channel does not show, not even the name is known: what was said beside it stands as it is.
    """
    if meant.intent is Intent.EDIT and meant.args.get("setting") == TEMPLATE:
        return meant if "value" in meant.args else meant.model_copy(update={"args": {**meant.args, "value": True}})
    if not any(names):
        return meant if meant.text.strip() and meant.intent is not Intent.UNKNOWN else _loading(meant)
    if meant.intent is Intent.UPDATE:
        return _as_evidence(meant, names)
    if meant.intent is Intent.SHOW and len(meant.targets) == 1 and meant.asks is None and "action" in meant.filter:
        (plan, action), ref = meant.targets[0], str(meant.filter["action"])
        shown = Meant(action=ref, plan_id=plan, action_id=action)
        return _as_evidence(Interpretation(text=meant.text, intent=Intent.UPDATE, changes=[shown]), names)
    return meant if meant.intent is Intent.IMPORT else _loading(meant)


def _loading(meant: Interpretation) -> Interpretation:
    return Interpretation(text=meant.text, intent=Intent.IMPORT)


def answered_with_files(meant: Interpretation, question: "Question | None") -> Interpretation:
    """The answer to a question that a message with files left open: the files are still its evidence."""
    names = question.pending.args.get(ATTACHED) if question else None
    return _as_evidence(meant, names) if names and meant.intent is Intent.UPDATE else meant


def _as_evidence(meant: Interpretation, names: Sequence[str]) -> Interpretation:
    kept = ", ".join(names)
    changes = [one.model_copy(update={"evidence": kept}) for one in meant.changes]
    args = {**meant.args, ATTACHED: list(names)} if meant.asks else meant.args
    return meant.model_copy(update={"changes": changes, "args": args})

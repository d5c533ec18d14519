""" "Use this as our Cabinet template", "which template do we use?", "stop using our template".

Only a whole message is read so, less the plan that it names: "4.2 the template is agreed" is news.
"""

from typing import Any

from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.settings import LONGEST, without_plan

TEMPLATE = "template"  # of `args["setting"]`; its value: one is handed in, or none is to be used
_VALUES: dict[str, dict[str, Any]] = {
    "template_stopped": {"value": False},
    "template_asked": {},
    "template_given": {"value": True},
}


def read_template(order: Order) -> Interpretation | None:
    """A template for one plan's reports, or for those of all plans."""
    if order.context.card or len(order.plain.units) > LONGEST:
        return None
    _, words = without_plan(order.plain)
    said = next((value for name, value in _VALUES.items() if LEXICON.has(name, words)), None)
    if said is None:
        return None
    wanted = Wanted()
    named = next(iter(order.plain.plans()), None)
    if named is not None and (plan := order.context.plan(named)) is not None:
        wanted.filter["plan"] = plan.code
    return order.meaning(Intent.EDIT, wanted, args={"setting": TEMPLATE, **said})

"""What else can be asked for by a sentence: the order in which commands are tried."""

from dialogs.understanding.absence import read_away
from dialogs.understanding.adding import read_add, read_edit
from dialogs.understanding.chasing import (
    quiet_until,
    read_chase,
    read_chase_after,
    read_remind,
    read_snooze,
    read_to_chase,
)
from dialogs.understanding.context import Context
from dialogs.understanding.deciding import read_decision
from dialogs.understanding.extending import read_verdict_of_several, read_waiting
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.ordered_numbers import with_numbers
from dialogs.understanding.orders import Order, Reader, tails
from dialogs.understanding.persons import read_contact, read_explain, read_people, read_rights
from dialogs.understanding.report_templates import read_template
from dialogs.understanding.returns import read_import, read_return
from dialogs.understanding.schedules import read_schedule
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.settings import read_setting
from dialogs.understanding.subjects import Settled


def read_command(sentence: Sentence, plain: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The first command that the words give; else that of its last clauses, if the first ones are no news."""
    order = Order(with_numbers(sentence, context), with_numbers(plain, context), context, settled)
    if (meant := _first(order, READERS)) is not None:
        return meant
    meant = next((meant for one in tails(order) if (meant := _first(one, ORDERED)) is not None), None)
    return quiet_until(meant, order) if meant is not None and meant.intent is Intent.SNOOZE else meant


def _first(order: Order, readers: tuple[Reader, ...]) -> Interpretation | None:
    return next((meant for reader in readers if (meant := reader(order)) is not None), None)


def read_help(order: Order) -> Interpretation | None:
    return order.meaning(Intent.HELP) if order.has("help") else None


# those that may follow other words: "That's everyone. Close the return"
ORDERED: tuple[Reader, ...] = (
    read_return,
    read_rights,
    read_waiting,
    read_verdict_of_several,
    read_decision,
    read_snooze,
    read_remind,
    read_chase,
    read_import,
    read_add,
    read_edit,
)
READERS: tuple[Reader, ...] = (
    read_help,
    read_setting,
    read_template,
    read_schedule,
    read_contact,
    read_to_chase,
    read_chase_after,
    read_away,
    read_snooze,
    read_remind,
    read_chase,
    read_people,
    read_rights,
    read_explain,
    *ORDERED,
)

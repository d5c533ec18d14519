"""Words → meaning. Pure functions: the same message in the same context always means the same.

The readings are imported when first called: `dialogs.memory` keeps an Interpretation, and the readings know the memory.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogs.reply import Payload
    from dialogs.understanding.context import Context
    from dialogs.understanding.interpretation import Interpretation


def interpret(text: str, context: "Context") -> "Interpretation":
    """What a message means, read against its context. Never raises, whatever the text."""
    from dialogs.understanding.reading import read

    return read(text, context)

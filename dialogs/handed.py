"""How a file is handed over."""

from dialogs.reply import Recipient, Reply
from dialogs.turn import Outcome, Turn
from dialogs.words import say


def to_whoever_asked(turn: Turn, handed: Reply, aside: str) -> Outcome:
    """A file goes to whoever asked, not to all: where others read, `aside` is the key of what they are told."""
    if turn.private:
        return Outcome(handed)
    told = Reply(text=say(aside, name=turn.speaker.name.split()[0]))
    return Outcome(told, also=(handed.model_copy(update={"recipient": Recipient.PRIVATELY}),))

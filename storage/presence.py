"""Where the bot is: added to a conversation, removed from it, and from what lies within it (the channels of a team)."""

from collections.abc import Iterator

from storage.failures import Failure
from storage.statements import Tagged
from storage.work import Added, Removed, Work


def presence_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if isinstance(write, Removed):
            row = {"the_organisation_id": work.organisation, "the_id": write.conversation}
            yield "removed", row | {"at": write.at}
            yield "left_unsent", row | {"now": work.now, "error": Failure.NOT_IN_CONVERSATION.value}
        elif isinstance(write, Added):
            row = {"the_organisation_id": work.organisation, "the_id": write.conversation}
            yield "added" if write.whole else "added_one", row | {"at": write.at}

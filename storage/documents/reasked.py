"""Which questions of a newer document are still worth asking beside the plan that it is a version of."""

import re
from collections.abc import Collection, Iterator, Sequence

from storage.documents.document import Doubt
from storage.plan import ref_key
from storage.status import Scheme

_ROWS = re.compile(r"(recommendation|action)s? ([^;]+)")


def reasked(doubts: Sequence[Doubt], scheme: Scheme, known: Collection[str]) -> Iterator[Doubt]:
    """The document's questions without those that the plan has answered already.

    These are what its own status words stand for, and what is blank in rows that it `known` (by their refs in the
    document): a blank settles nothing there, and what it leaves standing is asked about on its own.
    """
    for doubt in doubts:
        if doubt.where == "status scheme" and _stands_for(doubt.text, scheme):
            continue
        if re.fullmatch(r"no .+ given", doubt.text):
            where = _unknown(doubt.where, known)
            if where:
                yield doubt.model_copy(update={"where": where})
        else:
            yield doubt


def _stands_for(text: str, scheme: Scheme) -> bool:
    label = re.match(r'"(.+?)"', text)
    return label is not None and scheme.status_of(label.group(1)) is not None


def _unknown(where: str, known: Collection[str]) -> str:
    """ "actions 1, 4" without the rows that the plan has: "action 4", or "" for none left."""
    rows = _ROWS.fullmatch(where)
    if rows is None or where.endswith(" more"):
        return where
    left = [ref for ref in rows.group(2).split(", ") if ref_key(ref) not in known]
    return f"{rows.group(1)}{'s' * (len(left) > 1)} {', '.join(left)}" if left else ""

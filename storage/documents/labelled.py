"""A cell that several actions of one row share and in which each has its number before its words, as our own reports
write it ("2.3: Amber"): what it says of each."""

import re

_LABEL = re.compile(r"(?P<ref>[\w.()/-]{1,12}): ?(?P<words>.*)")


def labelled(text: str, of: str) -> list[tuple[str, str]]:
    """(number, words) in the order of the cell; lines without a number go on with the one above. Empty where the cell
    does not begin with the number of an action of recommendation `of`."""
    found: list[tuple[str, str]] = []
    if ":" not in text:  # most cells
        return found
    for line in text.splitlines():
        label = _LABEL.fullmatch(line.strip())
        if label is not None and _is_of(label["ref"], of):
            found.append((label["ref"], label["words"]))
        elif found:
            ref, words = found[-1]
            found[-1] = (ref, f"{words}\n{line}")
        elif line.strip():
            return []
    return found


def _is_of(ref: str, of: str) -> bool:
    """ "2.3" of "2", "4a" of "4"; a number by itself is the recommendation's, or words."""
    rest = ref[len(of) :]
    return ref.casefold().startswith(of.casefold()) and bool(rest) and not rest[0].isdigit()


def of_ref(text: str, ref: str, of: str) -> str:
    """What a cell says of one action: its own words where each has its own, else all of it."""
    found = labelled(text, of)
    return next((words.strip() for label, words in found if label == ref), "") if found else text
